"""Reading the custody log as an auditor: pages of it, one chain, who opened what, what was hidden, growth.

Nothing here opens anything that is sealed; whoever may not read the log leaves a refusal in it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.ports import CheckpointRow, LogRow, Transaction
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from archive.services.log_facts import Facts
from archive.verifier.standing_out import ASKING, CONSENT_ENDING, is_late
from crypto.dsse import parse_envelope

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter; what is empty does not limit. `since`, `until`: days (2026-11-22, UTC), both included."""

    event_type: str = ""
    handle: str = ""
    number: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry for people. `number`: of its item, else empty.

    `after`: the entry that changed or withdrew the item's consent before this one, if there is one.
    """

    leaf_index: int
    leaf_hash: str
    at: str
    handle: str
    event_type: str
    outcome: str
    number: str
    detail: Mapping[str, Any] = field(repr=False)
    after: int | None = None

    @property
    def use(self) -> str:
        """Purpose, recipient and State that were declared, as codes; empty for acts without a purpose."""
        words = (self.detail.get(name, "") for name in ("purpose", "recipient", "jurisdiction"))
        return " ".join(str(word) for word in words if word)


@dataclass(frozen=True, slots=True)
class Page:
    """`number` of `last` pages, from 1; `total`: entries on all of them."""

    entries: tuple[Entry, ...]
    number: int
    last: int
    total: int


def log_page(archive: Archive, actor: Actor, wanted: Wanted, number: int = 1) -> Page:
    """The newest entries first; raise NotFound for an unknown agent or item, and for a page that is not."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        shown = _Shown(tx)
        if wanted == Wanted():
            total = tx.log.size()
            last = max(1, -(-total // PAGE))
            number = min(number, last)
            stop = total - (number - 1) * PAGE
            rows = tuple(tx.log.entries(max(0, stop - PAGE), stop))
            return Page(tuple(shown.entry(row) for row in reversed(rows)), number, last, total)
        found = _wanted(archive, tx, wanted)
        last = max(1, -(-len(found) // PAGE))
        number = min(number, last)
        stop = len(found) - (number - 1) * PAGE
        part = found[max(0, stop - PAGE) : stop]
        entries = tuple(shown.entry(tx.log.entry(index)) for index in reversed(part))
        return Page(entries, number, last, len(found))


def log_entries(archive: Archive, actor: Actor, wanted: Wanted) -> tuple[Entry, ...]:
    """All that is wanted, in the order of the log: what a report holds."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        return tuple(_entries(tx, _Shown(tx), wanted))


def chain_of(archive: Archive, item_id: str) -> tuple[Entry, ...]:
    """An item's chain in the order of the log, for whoever has just opened the item."""
    with archive.records.reading() as tx:
        shown = _Shown(tx)
        return tuple(shown.entry(row) for row in tx.log.of_item(item_id))


def log_statement(archive: Archive, actor: Actor, leaf_index: int) -> tuple[Entry, Mapping[str, Any]]:
    """One entry and its whole statement; raise NotFound."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        row = tx.log.entry(leaf_index)
        return _Shown(tx).entry(row), json.loads(parse_envelope(row.entry).payload)


def asked_for(archive: Archive, actor: Actor) -> tuple[Entry, ...]:
    """Who searched, opened, exported and disclosed, for which use, and what followed a change of consent."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        changed: dict[str | None, int] = {}
        for row in tx.log.by_type(CONSENT_ENDING):
            changed.setdefault(row.item_id, row.leaf_index)
        shown = _Shown(tx)
        rows = tx.log.by_type(ASKING)
        return tuple(shown.entry(row, changed.get(row.item_id) if row.item_id else None) for row in rows)


def newest_asked(archive: Archive, actor: Actor, most: int) -> tuple[tuple[Entry, ...], int, int]:
    """The newest of `asked_for`, newest first; how many there are, and how many of them came late."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        facts, shown = archive.log_facts.of(tx), _Shown(tx)
        changed = consent_changes(facts)
        found = [each for each in facts if each.event_type in ASKING]
        late = sum(is_late(each, changed) for each in found)
        entries = tuple(
            shown.entry(tx.log.entry(each.leaf_index), changed.get(each.item_id))
            for each in reversed(found[-most:])
        )
        return entries, len(found), late


def newest_hidden(archive: Archive, actor: Actor, most: int) -> tuple[tuple[dict[str, Any], ...], int]:
    """The newest of `hidden_counts`, newest first, and how many there are."""
    require(archive, actor, Act.COUNT_HIDDEN)
    with archive.records.reading() as tx:
        shown = _Shown(tx)
        found = [
            each.leaf_index for each in archive.log_facts.of(tx) if each.event_type == EventType.QUERY.value
        ]
        rows = tuple(_hidden(shown.entry(tx.log.entry(index))) for index in reversed(found[-most:]))
        return rows, len(found)


def shown_entries(tx: Transaction, leaf_indexes: Iterable[int]) -> Iterator[Entry]:
    """These entries for people, in the order given."""
    shown = _Shown(tx)
    return (shown.entry(tx.log.entry(index)) for index in leaf_indexes)


def consent_changes(facts: Iterable[Facts]) -> dict[str, int]:
    """Item id -> leaf index of the first entry that changed or withdrew its consent."""
    changed: dict[str, int] = {}
    for each in facts:
        if each.item_id and each.event_type in CONSENT_ENDING:
            changed.setdefault(each.item_id, each.leaf_index)
    return changed


def hidden_counts(archive: Archive, actor: Actor) -> tuple[dict[str, Any], ...]:
    """For every search and count: how many items were hidden from whom, for which use, and why.

    What was asked stays sealed; whether it was a list or a count, and of which tables, is told.
    """
    require(archive, actor, Act.COUNT_HIDDEN)
    with archive.records.reading() as tx:
        shown = _Shown(tx)
        rows = tx.log.by_type([EventType.QUERY.value])
        return tuple(_hidden(shown.entry(row)) for row in rows)


def checkpoints(archive: Archive, actor: Actor) -> tuple[tuple[CheckpointRow, ...], int]:
    """All signed checkpoints by size, and how many entries the log has now."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        return tx.log.checkpoints(), tx.log.size()


def gaps(archive: Archive, actor: Actor) -> tuple[tuple[int, int], ...]:
    """Places of the log at which the store of record has no entry, as (first, last).

    It reads no tile and checks no hash; verification does.
    """
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        return tx.log.missing()


def handles(archive: Archive, actor: Actor) -> tuple[str, ...]:
    """All agents' handles, retired ones too."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        return tuple(agent.handle for agent in tx.people.agents())


def _hidden(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.leaf_index,
        "at": entry.at,
        "agent": entry.handle,
        "purpose": entry.use,
        "asked": " ".join(entry.detail.get("asked", ())),
        "found": entry.detail["total"],
        **entry.detail["hidden"],
    }


def _wanted(archive: Archive, tx: Transaction, wanted: Wanted) -> list[int]:
    """Leaf indexes of what is wanted, in the order of the log. Raise NotFound."""
    agent = tx.people.agent_by_handle(wanted.handle).agent_id if wanted.handle else ""
    item = tx.items.by_number(wanted.number.strip().upper()).item_id if wanted.number else ""
    return [
        each.leaf_index
        for each in archive.log_facts.of(tx)
        if wanted.event_type in ("", each.event_type)
        and agent in ("", each.agent_id)
        and item in ("", each.item_id)
        and wanted.since <= each.at[:10] <= (wanted.until or each.at[:10])
    ]


def _rows(tx: Transaction, wanted: Wanted) -> Iterable[LogRow]:
    if wanted.number:
        rows = tx.log.of_item(tx.items.by_number(wanted.number.strip().upper()).item_id)
        return (row for row in rows if wanted.event_type in ("", row.event_type))
    return tx.log.by_type([wanted.event_type]) if wanted.event_type else tx.log.entries()


def _entries(tx: Transaction, shown: "_Shown", wanted: Wanted) -> Iterator[Entry]:
    if wanted.handle:
        tx.people.agent_by_handle(wanted.handle)
    for row in _rows(tx, wanted):
        entry = shown.entry(row)
        day = entry.at[:10]
        if wanted.handle in ("", entry.handle) and wanted.since <= day <= (wanted.until or day):
            yield entry


class _Shown:
    """Entries with handles and item numbers instead of ids; each item is looked up once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        self._numbers: dict[str, str] = {}

    def entry(self, row: LogRow, after: int | None = None) -> Entry:
        predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
        return Entry(
            row.leaf_index,
            row.leaf_hash.hex(),
            predicate["at"][:19],
            self._handles.get(predicate["agent_id"], "?"),
            row.event_type,
            predicate["outcome"],
            self._number(row.item_id) if row.item_id else "",
            predicate["detail"],
            after if after is not None and after < row.leaf_index else None,
        )

    def _number(self, item_id: str) -> str:
        if item_id not in self._numbers:
            self._numbers[item_id] = self._tx.items.item(item_id).number
        return self._numbers[item_id]
