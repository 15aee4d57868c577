"""Copies of a real archive, to be changed behind its back."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.services.verification import Request, VerificationReport, examine_archive
from tests.factories import Scenario, reopen


@dataclass(frozen=True)
class Copy:
    """A copy of the archive on disk, closed; `numbers` are its items."""

    root: Path
    numbers: Scenario

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement behind the archive's back: without triggers, without foreign keys."""
        with closing(sqlite3.connect(self.root / "record.sqlite3")) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows

    def digest(self, number: str, role: str = "exhibit", position: int = 0) -> str:
        """The digest of one object of an item."""
        ((digest,),) = self.sql(
            "SELECT digest FROM stored_object JOIN item USING (item_id) "
            "WHERE number = ? AND role = ? AND stored_object.position = ?",
            number,
            role,
            position,
        )
        return str(digest)

    def item_id(self, number: str) -> str:
        return str(self.sql("SELECT item_id FROM item WHERE number = ?", number)[0][0])

    def payload(self, digest: str) -> Path:
        return self.root / "objects" / digest[:2] / digest

    def header(self, digest: str) -> Path:
        return self.root / "headers" / digest[:2] / digest

    def last(self, event_type: str) -> int:
        """Leaf index of the last entry of this type."""
        return int(self.sql("SELECT max(leaf_index) FROM log_entry WHERE event_type = ?", event_type)[0][0])

    def size(self) -> int:
        return int(self.sql("SELECT size FROM log_state")[0][0])

    def covered(self) -> int:
        """Size of the last checkpoint."""
        return int(self.sql("SELECT max(size) FROM checkpoint")[0][0])

    def report(self, request: Request | None = None) -> VerificationReport:
        made = reopen(self.root)
        try:
            return examine_archive(made.archive, request)
        finally:
            made.close()

    def found(self, request: Request | None = None) -> Counter[str]:
        """How often each code is reported, warnings and information too."""
        return Counter(each.code.number for each in self.report(request).findings)


def flip(path: Path, place: int = -1, bit: int = 1) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= bit
    path.write_bytes(data)


def exchange(one: Path, other: Path) -> None:
    """Exchange the contents of two files."""
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
