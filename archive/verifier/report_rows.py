"""What a report says, derived from entries alone: the archive makes it with this, the verifier checks it so.

Format: docs/formats/report.md. No row holds anything that its entry and the registrations before it do not
say; so item numbers, which stand in accessions only, are left out, and the item's id is in. What stands out,
and which searches are those of a pattern exhibit, follows from several entries; the report holds all of them.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from archive.verifier.custody import CREATION, REGISTRATION, read_agent
from archive.verifier.entry import CustodyEntry
from archive.verifier.standing_out import OPENING, Standing, standing_out

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
MORE_HEADS: Final[dict[str, tuple[str, ...]]] = {
    "fixity": ("entries", "objects", "one_item", "findings"),
    "anomalies": ("why", "because"),
    "patterns": ("number", "object", "commitment", "differences", "because"),
}
"""Further columns of some kinds."""
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "log": (),
    "openings": ("query", *OPENING),
    "hidden": ("query",),
    "fixity": ("verification",),
    "anomalies": (),
    "patterns": ("query", "pattern"),
}
"""Kinds of report, with the event types that each is about; none: all."""
UNLIMITED: Final = ("anomalies", "patterns")
"""Kinds that rest on several entries together: a part of them would say something else."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "|", "%")

Row = dict[str, Any]
Read = tuple[int, CustodyEntry, str]
"""Leaf index, entry, and the handle of its agent."""


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


def belonging(kind: str, question: Question, read: Iterable[Read]) -> set[int]:
    """Leaf indices of what belongs into the report, of entries in the order of the log."""
    if kind == "anomalies":
        return {index for each in _standing(read) for index in (each.leaf_index, *each.because)}
    if kind == "patterns":
        found = set[int]()
        for index, entry, _ in read:
            if entry.event_type == "pattern":
                found |= {index, *_first_query(entry)}
            elif entry.event_type == "query" and _number(entry.detail.get("pattern")) is not None:
                found.add(index)
        return found
    return {index for index, entry, handle in read if question.asks_for(entry, handle)}


def heads_of(kind: str) -> tuple[str, ...]:
    """The columns of a kind of report."""
    return (*HEADS, *MORE_HEADS.get(kind, ()))


def rows_of(kind: str, read: Sequence[Read]) -> list[Row]:
    """The rows of the entries that belong into a report, in the order of the log."""
    rows = [row_of(*each) for each in read]
    if kind == "fixity":
        more = [_run(entry) for _, entry, _ in read]
    elif kind == "anomalies":
        more = _reasons(read)
    elif kind == "patterns":
        more = _askings(read)
    else:
        return rows
    return [{**row, **columns} for row, columns in zip(rows, more, strict=True)]


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


def table_of(kind: str, rows: Sequence[Row]) -> bytes:
    """The rows as CSV (RFC 4180, UTF-8); what a spreadsheet would compute gets an apostrophe in front."""
    buffer, heads = io.StringIO(), heads_of(kind)
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([_cell(row[head]) for head in heads] for row in rows)
    return buffer.getvalue().encode()


@dataclass(frozen=True, slots=True)
class _Fact:
    leaf_index: int
    at: str
    agent_id: str
    event_type: str
    outcome: str
    item_id: str


def _standing(read: Iterable[Read]) -> Iterator[Standing]:
    return standing_out(
        _Fact(index, entry.at, entry.agent_id, entry.event_type, entry.outcome, entry.item_id or "")
        for index, entry, _ in read
    )


def _run(entry: CustodyEntry) -> Row:
    """A run of verification: how much it checked, and its findings by code."""
    detail = entry.detail
    return {
        "entries": _number(detail.get("entries")),
        "objects": _number(detail.get("objects")),
        "one_item": detail.get("item") is True,
        "findings": _numbers(detail.get("findings")),
    }


def _reasons(read: Sequence[Read]) -> list[Row]:
    """Why each entry stands out and which others that rests on; empty for what others rest on only."""
    found: dict[int, list[Standing]] = {}
    for each in _standing(read):
        found.setdefault(each.leaf_index, []).append(each)
    return [
        {
            "why": " ".join(each.why for each in found.get(index, ())),
            "because": " ".join(
                str(other) for other in sorted({o for each in found.get(index, ()) for o in each.because})
            ),
        }
        for index, _, _ in read
    ]


def _askings(read: Sequence[Read]) -> list[Row]:
    """Of which pattern exhibit each is, with its object, or what differed when its question was put again."""
    numbers: dict[int, str] = {}
    for index, entry, _ in read:
        if entry.event_type == "pattern":
            number = str(entry.detail.get("number", ""))
            numbers.update(dict.fromkeys((index, *_first_query(entry)), number))
    rows = []
    for index, entry, _ in read:
        again = _number(entry.detail.get("pattern")) if entry.event_type == "query" else None
        digests = dict(entry.subjects)
        rows.append(
            {
                "number": numbers.get(index if again is None else again, ""),
                "object": entry.subjects[0][1] if entry.event_type == "pattern" else "",
                "commitment": digests.get("query", "") if entry.event_type == "query" else "",
                "differences": _numbers(entry.detail.get("differences")),
                "because": _numbers(entry.detail.get("because")),
            }
        )
    return rows


def _first_query(entry: CustodyEntry) -> tuple[int, ...]:
    """The place of the search that an exhibit was made of; older exhibits name none."""
    index = _number(entry.detail.get("query"))
    return () if index is None else (index,)


def _numbers(value: object) -> str:
    """Numbers by name as `name=number`, with blanks between."""
    counted = value if isinstance(value, dict) else {}
    return " ".join(f"{name}={number}" for name, number in sorted(counted.items()))


def _number(value: object) -> int | None:
    return value if type(value) is int else None


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
