"""The page of finding codes says what the code says, of both commands."""

import re

from archive.services.verification.codes import ALL_CODES
from archive.verifier.findings import Code, Severity
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "formats" / "findings.md"


def row(code: Code) -> str:
    mark = "" if code.severity is Severity.ERROR else f" ({code.severity.value})"
    return f"| {code.number} | `{code.name}`{mark} | {code.sentence} {code.meaning} |"


def test_every_code_is_documented_in_its_own_words():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| V\d", line)]
    assert sorted(lines) == sorted(row(code) for code in ALL_CODES.values())
