"""Pattern exhibits as the custody log records them: which there are, and one by its number."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.domain.custody import EventType
from archive.domain.errors import NotFound
from archive.ports import LogRow, Transaction
from crypto.dsse import parse_envelope


@dataclass(frozen=True, slots=True)
class RecordedPattern:
    """One pattern exhibit and the entry that records it. `predicate`: of the entry's statement."""

    row: LogRow
    digest: str
    predicate: Mapping[str, Any]

    @property
    def number(self) -> str:
        """What it is cited by."""
        return str(self.detail["number"])

    @property
    def collection_id(self) -> str:
        """The one collection that it is about."""
        return str(self.predicate["collection_id"])

    @property
    def detail(self) -> Mapping[str, Any]:
        """What docs/formats/custody-log.md says of the type `pattern`."""
        detail: Mapping[str, Any] = self.predicate["detail"]
        return detail


def statement_of(row: LogRow) -> dict[str, Any]:
    """The statement that an entry signs."""
    statement: dict[str, Any] = json.loads(parse_envelope(row.entry).payload)
    return statement


def recorded_patterns(tx: Transaction) -> Iterator[RecordedPattern]:
    """Every one that was ever made, in the order of the log."""
    for row in tx.log.by_type([EventType.PATTERN.value]):
        statement = statement_of(row)
        digest = str(statement["subject"][0]["digest"]["sha256"])
        yield RecordedPattern(row, digest, statement["predicate"])


def recorded_pattern(tx: Transaction, number: str) -> RecordedPattern:
    """The one of this number, in whatever case and spaces it is typed. Raises NotFound."""
    wanted = number.strip().upper()
    found = next((each for each in recorded_patterns(tx) if each.number == wanted), None)
    if found is None:
        raise absent(wanted)
    return found


def absent(number: str) -> NotFound:
    """The error for a pattern that is not there, or not for this reader."""
    return NotFound(f"There is no pattern exhibit {number}.")
