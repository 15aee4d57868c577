from pathlib import Path

import pytest

from archive.domain.consent import Answer, Consent, ConsentBasis, ConsentForm, Grant, IdentityMode, Purpose
from archive.domain.errors import InvalidRequest
from schemas.consent import read_consent, read_consent_file

FILE = """\
schema: sviedka/consent/1
basis: source
given_at: 2024-03
form: {version: 3, language: be, explained_by: documenter}
identity_mode: judge_only
recontact: no
grants:
  - {purpose: icc, answer: yes}
  - {purpose: un_body, answer: ask_first, recipients: [OHCHR]}
review_on: 2026-05-01
"""


def test_a_consent_file_is_read(tmp_path: Path):
    path = tmp_path / "consent.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert read_consent_file(path) == Consent(
        ConsentBasis.SOURCE,
        (Grant(Purpose.ICC, Answer.YES), Grant(Purpose.UN_BODY, Answer.ASK_FIRST, ("OHCHR",))),
        "2024-03",
        ConsentForm("3", "be", "documenter"),
        IdentityMode.JUDGE_ONLY,
        recontact=False,
        review_on="2026-05-01",
    )


def test_every_mistake_is_told_with_its_line(tmp_path: Path):
    path = tmp_path / "consent.yaml"
    wrong = FILE.replace("source", "sourse").replace("2024-03", "spring").replace("ask_first", "later")
    path.write_text(wrong + "basis: none\n", encoding="utf-8")
    with pytest.raises(InvalidRequest) as caught:
        read_consent_file(path)
    found = [(problem.where.rpartition(":")[2], problem.code) for problem in caught.value.problems]
    assert found == [("2", "repeated"), ("2", "unknown-value"), ("3", "invalid-date"), ("9", "unknown-value")]


@pytest.mark.parametrize("document", [{"basis": "none"}, {"schema": "sviedka/deposit/1"}, [], None, "yes"])
def test_what_is_no_consent_file_is_refused(document: object):
    with pytest.raises(InvalidRequest):
        read_consent(document)


def test_a_missing_answer_is_missing():
    with pytest.raises(InvalidRequest) as caught:
        read_consent({"schema": "sviedka/consent/1", "basis": "none", "grants": [{"purpose": "icc"}]})
    assert [problem.where for problem in caught.value.problems] == ["grants[0].answer"]
