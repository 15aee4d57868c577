"""Findings: one defect each, with a stable code (archive/verifier/codes.py), for people and for programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for the verdict."""

    ERROR = "error"
    """Something is not as it was: the verdict is "defects found"."""
    WARNING = "warning"
    """The check could not be as strict as it might be; alone it leaves the verdict "valid"."""
    INFORMATION = "information"
    """Worth knowing; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: `V101`, `leaf-hash-mismatch`, one sentence for people, and what it means."""

    number: str
    name: str
    sentence: str
    meaning: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. The subject is a leaf ("entry 17"), a path or a digest; the rest are short texts."""

    code: Code
    subject: str
    expected: str = ""
    found: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return self.code.severity

    def __str__(self) -> str:
        pairs = (("expected", self.expected), ("found", self.found))
        details = "; ".join(f"{word}: {text}" for word, text in pairs if text)
        tail = f" ({details})" if details else ""
        return f"{self.code.number} {self.code.name}: {self.subject}: {self.code.sentence}{tail}"

    def as_json(self) -> dict[str, str]:
        """The finding as JSON members."""
        return {
            "code": self.code.number,
            "name": self.code.name,
            "severity": self.severity.value,
            "subject": self.subject,
            "expected": self.expected,
            "found": self.found,
        }


def is_valid(findings: Iterable[Finding]) -> bool:
    """Tell whether the verdict is "valid": no finding that is an error."""
    return all(finding.severity is not Severity.ERROR for finding in findings)
