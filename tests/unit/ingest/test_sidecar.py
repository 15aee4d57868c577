import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import InvalidRequest, UnreadableFile
from ingest.document import Document, SyntaxProblem, join_path
from ingest.json_document import parse_json
from ingest.sidecar import is_sidecar, is_table, read_document, read_sidecar
from ingest.yaml_document import parse_yaml
from schemas.deposit import DepositReader

FIVE_MISTAKES = """\
schema: sviedka/deposit/1
kind: testimny
title: "FICTIONAL"
language: ru
files: [a.txt]
when: about 1937 or so
allegations:
  - violation: integrity.torture.beatin
    attributions:
      - {unit: by-akr-cp,
         level: unit}
consent:
  basis: source
  grants:
    - purpose: prosecution
      answer: yes
      jurisdictions: [DE, Lithuania]
"""
MISTAKES = [
    (2, "unknown-value", "kind"),
    (6, "invalid-date", "when"),
    (8, "unknown-term", "allegations[0].violation"),
    (10, "unknown-term", "allegations[0].attributions[0].unit"),
    (17, "form", "consent.grants[0].jurisdictions[1]"),
]


def refused(path: Path, reader: DepositReader) -> InvalidRequest:
    with pytest.raises(InvalidRequest) as caught:
        read_sidecar(path, reader)
    return caught.value


def write(folder: Path, text: str | bytes, name: str = "x.deposit.yaml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_five_mistakes_are_told_at_once_with_file_and_line(tmp_path: Path, reader: DepositReader):
    path = write(tmp_path, FIVE_MISTAKES)
    error = refused(path, reader)
    assert error.message == "The description has 5 mistakes."
    assert [
        (problem.where, problem.code, problem.message.partition(":")[0]) for problem in error.problems
    ] == [(f"{path}:{line}", code, where) for line, code, where in MISTAKES]
    assert error.exit_code == 2


def test_json_has_lines_too(tmp_path: Path, reader: DepositReader):
    value = parse_yaml(FIVE_MISTAKES, "x").value
    path = write(tmp_path, json.dumps(value, indent=1, ensure_ascii=False), "x.deposit.json")
    lines = path.read_text(encoding="utf-8").splitlines()
    problems = refused(path, reader).problems
    assert [problem.code for problem in problems] == [code for _, code, _ in MISTAKES]
    for problem, word in zip(problems, ("kind", "when", "violation", "unit", "Lithuania"), strict=True):
        assert word in lines[int(problem.where.rpartition(":")[2]) - 1]


def test_a_repeated_name_is_a_mistake_among_others(tmp_path: Path, reader: DepositReader):
    path = write(tmp_path, FIVE_MISTAKES + "kind: video\n")
    error = refused(path, reader)
    assert error.message == "The description has 6 mistakes."
    assert (error.problems[0].code, "line 18" in error.problems[0].message) == ("repeated", True)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "syntax"),
        ("# only a comment\n", 1, "syntax"),
        ("a: [1, 2\nb: 3\n", 2, "syntax"),
        ("a: b: c\n", 1, "syntax"),
        ("a: 1\n\tb: 2\n", 2, "syntax"),
        ("a: 1\n---\nb: 2\n", 2, "syntax"),
        ("a: 1\n? [x]\n: 2\n", 2, "syntax"),
        (BOMB, 1, "alias"),
        ("a: 1\nb: *a\n", 2, "alias"),
        ("a: 1\nb: !!python/object/apply:os.system [x]\n", 2, "tag"),
        ("a: !!binary aGk=\n", 1, "tag"),
        ("[" * 40 + "]" * 40, 1, "too-long"),
        ("a: \x00\n", 1, "syntax"),
        (b"a: 1\nb: \xff\xfe\n", 2, "not-utf8"),
    ],
)
def test_yaml_that_is_not_plain_data_is_refused_with_its_line(
    tmp_path: Path, reader: DepositReader, text: str | bytes, line: int, code: str
):
    path = write(tmp_path, text)
    (problem,) = refused(path, reader).problems
    assert (problem.where, problem.code) == (f"{path}:{line}", code)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "syntax"),
        ("{", 1, "syntax"),
        ('{"a": 1,\n}', 2, "syntax"),
        ('{"a": 1\n "b": 2}', 2, "syntax"),
        ('{"a": 1} x', 1, "syntax"),
        ('{"a": NaN}', 1, "syntax"),
        ('{"a":\n 01}', 2, "syntax"),
        ('{"a": "line\nbreak"}', 1, "syntax"),
        ("{a: 1}", 1, "syntax"),
        ("[1,\n\n2,]", 3, "syntax"),
        ("[" * 40 + "]" * 40, 1, "too-long"),
        ('{"a": ' + "9" * 40 + "}", 1, "syntax"),
    ],
)
def test_wrong_json_is_refused_with_its_line(
    tmp_path: Path, reader: DepositReader, text: str, line: int, code: str
):
    path = write(tmp_path, text, "x.deposit.json")
    (problem,) = refused(path, reader).problems
    assert (problem.where, problem.code) == (f"{path}:{line}", code)


def test_a_megabyte_of_brackets_does_no_harm():
    for parse in (parse_yaml, parse_json):
        with pytest.raises(SyntaxProblem):
            parse("[" * 1_000_000, "x")


def test_the_parser_does_not_repeat_the_text(tmp_path: Path, reader: DepositReader):
    path = write(tmp_path, "title: Пелагея: сказала: [\n")
    assert "Пелагея" not in str(refused(path, reader))


def test_plain_scalars_mean_what_they_look_like():
    text = (
        "a: no, b: 2020-08-09, c: 12:30, d: 0x1f, e: 010, f: 1_000, g: 1.5, h: ~, i:, j: True, k: -3, l: '7'"
    )
    assert parse_yaml(text.replace(", ", "\n"), "x").value == {
        "a": "no", "b": "2020-08-09", "c": "12:30", "d": "0x1f", "e": "010", "f": "1_000", "g": "1.5",
        "h": None, "i": None, "j": True, "k": -3, "l": "7",
    }  # fmt: skip


def test_too_large_a_description_is_not_read(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="larger"):
        read_document(write(tmp_path, b"#" * (1024 * 1024 + 1)))
    assert read_document(write(tmp_path, b"a: 1\n" + b"#" * (1024 * 1024 - 5))).value == {"a": 1}


def test_links_pipes_folders_and_absent_files_are_not_read(tmp_path: Path):
    write(tmp_path, FIVE_MISTAKES, "real.deposit.yaml")
    (tmp_path / "link.deposit.yaml").symlink_to("real.deposit.yaml")
    (tmp_path / "folder.deposit.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.deposit.yaml")
    for name in ("link", "folder", "pipe", "absent"):
        with pytest.raises(UnreadableFile):
            read_document(tmp_path / f"{name}.deposit.yaml")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path):
    assert read_document(write(tmp_path, b"\xef\xbb\xbfa: 1\n")).value == {"a": 1}


def test_which_files_are_descriptions():
    assert is_sidecar("S01.Deposit.YAML")
    assert is_sidecar("x.deposit.yml")
    assert is_sidecar("x.deposit.json")
    assert not is_sidecar("deposit.yaml")
    assert not is_sidecar("x.yaml")
    assert is_table("x.deposits.csv")
    assert not is_table("x.deposit.csv")


def test_a_missing_field_is_told_at_the_line_of_what_should_have_it():
    document = Document("f", None, {"": 1, "consent": 4, "consent.grants": 5})
    assert document.line_of("consent.grants[2].answer") == 5
    assert document.line_of("consent.basis") == 4
    assert document.line_of("title") == 1


def test_names_that_no_schema_has_are_not_shown_in_paths():
    assert join_path("a", "Она сказала") == "a.?"
    assert join_path("a[0]", "unit") == "a[0].unit"


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
def test_what_json_says_is_read_as_json_reads_it(value: object, indent: int | None, ascii_only: bool):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert parse_json(text, "x").value == json.loads(text)


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\u', max_size=25))
def test_json_accepts_no_more_than_the_standard_library(text: str):
    try:
        value = parse_json(text, "x").value
    except SyntaxProblem:
        return
    json.loads(text)
    assert value is None or isinstance(value, str | int | list | dict)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str):
    for parse in (parse_yaml, parse_json):
        try:
            line = parse(text, "x").line_of("")
        except SyntaxProblem as error:
            line = error.line
        assert 1 <= line <= len(text) + 1
