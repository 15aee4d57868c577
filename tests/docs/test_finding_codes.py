"""The page of finding codes says what the code says."""

import re
from pathlib import Path

from archive.verifier.codes import CODES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats" / "findings.md"


def test_every_code_is_documented_in_its_own_words():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| V[1-5]", line)]
    expected = [
        f"| {code.number} | `{code.name}` | {code.severity.value} | {code.sentence} {code.meaning} |"
        for code in CODES.values()
    ]
    assert lines == expected
