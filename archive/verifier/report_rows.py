"""What a report says, derived from entries alone: the archive makes it with this, the verifier checks it so.

Format: docs/formats/report.md. No row holds anything that its entry and the registrations before it do not
say; so item numbers, which stand in accessions only, are left out, and the item's id is in.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archive.verifier.custody import CREATION, REGISTRATION, read_agent
from archive.verifier.entry import CustodyEntry

HEADS: Final = (
    "entry",
    "at",
    "agent",
    "event",
    "outcome",
    "item_id",
    "use",
    "found",
    "hidden_by_consent",
    "hidden_by_clearance",
)
OPENING: Final = ("decryption", "disclosure", "export", "identity_disclosure")
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "log": (),
    "openings": ("query", *OPENING),
    "hidden": ("query",),
    "fixity": ("verification",),
}
"""Kinds of report, with the event types that each is about; none: all."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is about; what is empty does not limit. `since`, `until`: days, UTC, both included.

    `types`: event types. `agent`: a handle.
    """

    types: tuple[str, ...] = ()
    agent: str = ""
    item_id: str = ""
    since: str = ""
    until: str = ""

    def asks_for(self, entry: CustodyEntry, handle: str) -> bool:
        """Whether an entry by the agent of this handle belongs into the report."""
        day = entry.at[:10]
        return (
            (not self.types or entry.event_type in self.types)
            and self.agent in ("", handle)
            and self.item_id in ("", entry.item_id)
            and (not self.since or day >= self.since)
            and (not self.until or day <= self.until)
        )


class Handles:
    """Pseudonyms of agents by id, as the registrations taken so far say."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, entry: CustodyEntry) -> str:
        """Take an entry in the order of the log; answer whose it is, "" if no registration was taken."""
        if entry.event_type in (CREATION, REGISTRATION):
            agent = read_agent(entry.detail)
            if agent is not None:
                self._known[agent.agent_id] = agent.handle
        return self._known.get(entry.agent_id, "")


def row_of(index: int, entry: CustodyEntry, handle: str) -> Row:
    """The row of one entry; `found` and what was hidden are numbers for searches and counts, else None."""
    detail = entry.detail
    hidden = detail.get("hidden")
    counted: Mapping[str, Any] = hidden if isinstance(hidden, dict) else {}
    words = (str(detail.get(name, "")) for name in ("purpose", "recipient", "jurisdiction"))
    return {
        "entry": index,
        "at": entry.at,
        "agent": handle,
        "event": entry.event_type,
        "outcome": entry.outcome,
        "item_id": entry.item_id or "",
        "use": " ".join(word for word in words if word),
        "found": _number(detail.get("total")),
        "hidden_by_consent": _number(counted.get("consent")),
        "hidden_by_clearance": _number(counted.get("clearance")),
    }


def counts_of(rows: Sequence[Row]) -> dict[str, Any]:
    """The numbers of a report: entries by event, agent, use and outcome, and sums of what was counted."""
    return {
        "entries": len(rows),
        "by_event": dict(Counter(row["event"] for row in rows)),
        "by_agent": dict(Counter(row["agent"] for row in rows)),
        "by_use": dict(Counter(row["use"] for row in rows if row["use"])),
        "by_outcome": dict(Counter(row["outcome"] for row in rows)),
        "found": sum(row["found"] or 0 for row in rows),
        "hidden_by_consent": sum(row["hidden_by_consent"] or 0 for row in rows),
        "hidden_by_clearance": sum(row["hidden_by_clearance"] or 0 for row in rows),
    }


def table_of(rows: Sequence[Row]) -> bytes:
    """The rows as CSV (RFC 4180, UTF-8); what a spreadsheet would compute gets an apostrophe in front."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADS)
    writer.writerows([_cell(row[head]) for head in HEADS] for row in rows)
    return buffer.getvalue().encode()


def _number(value: object) -> int | None:
    return value if type(value) is int else None


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
