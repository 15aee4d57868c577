"""Saved searches, and alerts that say how many matches of each are new.

Each is an entry of the custody log that only its agent can open, so that nothing shows what anybody looks
for.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.domain.errors import Conflict, EvidenceError, InvalidRequest, NotFound
from archive.domain.sentences import sentence
from archive.ports import LogRow
from archive.services.context import Actor, Archive
from archive.services.desk import Desk, open_desk, open_match
from archive.services.ledger import acting, agent_subject, require
from archive.services.matching import match
from archive.services.private import open_private
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json, query_of_json
from crypto.dsse import parse_envelope
from search.query import MAX_DEPTH, SearchQuery

MAX_NAME = 100
MAX_SAVED = 200
_CHANGES = frozenset({EventType.ACCESSION.value, EventType.DESCRIPTION.value, EventType.CONSENT_CHANGE.value})
_KEPT = (EventType.SEARCH_SAVED.value, EventType.SEARCH_DROPPED.value)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far alerts have told: the last custody entry the index reflected, and the clearances of then."""

    high_water: int = -1
    clearances: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search of the agent's own. `number`: the leaf index of its entry, by which alerts name it."""

    number: int
    name: str
    query: SearchQuery
    saved_at: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Alert:
    """What is new for one saved search. `is_whole`: whether it has few enough matches to look at all."""

    saved: SavedSearch
    new: int
    total: int
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Alerts:
    """One run. `behind`: items the index does not know yet; what is new among them is told by a later run."""

    alerts: tuple[Alert, ...]
    behind: int


def save_search(archive: Archive, actor: Actor, name: str, query: SearchQuery) -> SavedSearch:
    """Keep a query under a name. Raise InvalidRequest, or Conflict if the agent has one of this name."""
    require(archive, actor, Act.SEARCH)
    known = saved_searches(archive, actor)
    wanted = _free_name(known, name)
    if len(known) >= MAX_SAVED:
        raise InvalidRequest(
            sentence("An agent can keep %(most)d searches. Drop some first.", most=MAX_SAVED)
        )
    mark = _mark_now(archive, actor)
    kept = {"name": wanted, "search": query_json(query), "mark": _mark_json(mark)}
    with acting(archive, actor) as work:
        row = work.ledger.record(
            EventType.SEARCH_SAVED, [agent_subject(actor.agent.public_key)], private=kept
        )
    return _saved(archive, actor, row)


def saved_searches(archive: Archive, actor: Actor) -> tuple[SavedSearch, ...]:
    """The agent's own saved searches, the oldest first, with what alerts have told of each."""
    require(archive, actor, Act.SEARCH)
    live: dict[str, LogRow] = {}
    with archive.records.reading() as tx:
        for row in tx.log.by_type(_KEPT):
            predicate = _predicate(row)
            if predicate["agent_id"] != actor.agent.agent_id:
                continue
            if row.event_type == EventType.SEARCH_SAVED:
                live.pop(predicate["detail"].get("replaces"), None)
                live[row.event_id] = row
            else:
                live.pop(predicate["detail"]["saved"], None)
    return tuple(_saved(archive, actor, row) for row in live.values())


def find_saved(archive: Archive, actor: Actor, name: str) -> SavedSearch:
    """By name or number; raise NotFound."""
    for saved in saved_searches(archive, actor):
        if name in (saved.name, str(saved.number)):
            return saved
    raise NotFound(f"You have no saved search {name!r}.")


def rename_search(archive: Archive, actor: Actor, name: str, wanted: str) -> SavedSearch:
    """Keep a saved search under another name: one entry in place of its own; alerts go on.

    Raise NotFound, InvalidRequest, or Conflict if the agent has one of the new name.
    """
    kept = find_saved(archive, actor, name)
    wanted = _free_name(saved_searches(archive, actor), wanted)
    mark = _last_marks(archive, actor).get(kept.number, kept.mark)
    private = {"name": wanted, "search": query_json(kept.query), "mark": _mark_json(mark)}
    with acting(archive, actor) as work:
        row = work.ledger.record(
            EventType.SEARCH_SAVED,
            [agent_subject(actor.agent.public_key)],
            detail={"replaces": work.tx.log.entry(kept.number).event_id},
            private=private,
        )
    return _saved(archive, actor, row)


def _free_name(known: tuple[SavedSearch, ...], name: str) -> str:
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= MAX_NAME or not wanted.isprintable():
        raise InvalidRequest(
            sentence("A name is one line of up to %(longest)d characters.", longest=MAX_NAME)
        )
    if any(each.name == wanted for each in known):
        raise Conflict(f"There is a saved search {wanted!r} already. Drop it first, or take another name.")
    return wanted


def drop_search(archive: Archive, actor: Actor, name: str) -> SavedSearch:
    """Drop a saved search; its entry stays in the log, sealed as it was. Raise NotFound."""
    saved = find_saved(archive, actor, name)
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.SEARCH_DROPPED,
            [agent_subject(actor.agent.public_key)],
            detail={"saved": work.tx.log.entry(saved.number).event_id},
        )
    return saved


def alerts(archive: Archive, actor: Actor) -> Alerts:
    """Ask every saved search again, and count its matches that are new since the last run.

    New is what was taken in, described or consented anew since, and what a wider clearance opened. Every
    question is logged as a search, the run as one entry. Raise Unavailable when the index does not answer.
    """
    saved = saved_searches(archive, actor)
    marks = _last_marks(archive, actor)
    now = _mark_now(archive, actor)
    desk = open_desk(archive, actor)
    is_behind = _is_behind(archive)
    known = {each.number: marks.get(each.number, each.mark) for each in saved}
    changed = _changed_since(archive, min((mark.high_water for mark in known.values()), default=0))
    found = []
    for each in saved:
        asked = match(archive, desk, each.query, most=MAX_DEPTH)
        new = sum(
            _is_new(archive, desk, one.item_id, one.collection_id, each.query, known[each.number], changed)
            for one in asked.answer.items
        )
        question = Asked(query_json(each.query), each.query.use, asked.answer.total, asked.hidden)
        log_query(archive, actor, question, ())
        found.append(Alert(each, new, asked.answer.total, asked.answer.total <= MAX_DEPTH))
    told = {
        str(number): _mark_json(replace(now, high_water=mark.high_water) if is_behind else now)
        for number, mark in known.items()
    }
    with acting(archive, actor) as work:
        work.ledger.record(EventType.ALERT, [agent_subject(actor.agent.public_key)], private={"marks": told})
    return Alerts(tuple(found), desk.behind)


def _is_behind(archive: Archive) -> bool:
    """Whether items wait for the index that will come by themselves: until then the mark stays."""
    with archive.records.reading() as tx:
        return any(not task.is_set_aside for task in tx.outbox.pending(archive.index_task))


def _mark_now(archive: Archive, actor: Actor) -> Mark:
    """Taken before anything is asked: what comes meanwhile is told twice rather than never."""
    with archive.records.reading() as tx:
        held = {m.collection_id: m.clearance for m in tx.people.memberships(actor.agent.agent_id)}
    return Mark(archive.index.state().high_water, held)


def _mark_json(mark: Mark) -> dict[str, Any]:
    return {"high_water": mark.high_water, "clearances": dict(mark.clearances)}


def _mark_of(value: Mapping[str, Any]) -> Mark:
    return Mark(int(value["high_water"]), {str(k): int(v) for k, v in value["clearances"].items()})


def _last_marks(archive: Archive, actor: Actor) -> dict[int, Mark]:
    """What the agent's last run of alerts sealed."""
    with archive.records.reading() as tx:
        rows = tx.log.by_type([EventType.ALERT.value])
        mine = (row for row in reversed(rows) if _predicate(row)["agent_id"] == actor.agent.agent_id)
        last = next(mine, None)
    if last is None:
        return {}
    told = open_private(archive, actor, last.leaf_index)["marks"]
    return {int(number): _mark_of(value) for number, value in told.items()}


def _changed_since(archive: Archive, high_water: int) -> dict[str, int]:
    """Item id -> leaf index of its last change after an entry."""
    with archive.records.reading() as tx:
        rows: Iterator[LogRow] = tx.log.entries(max(high_water + 1, 0))
        return {row.item_id: row.leaf_index for row in rows if row.item_id and row.event_type in _CHANGES}


def _is_new(
    archive: Archive,
    desk: Desk,
    item_id: str,
    collection_id: str,
    query: SearchQuery,
    mark: Mark,
    changed: Mapping[str, int],
) -> bool:
    """Whether a match is new; it is opened only if it may be."""
    cleared = mark.clearances.get(collection_id, 0)
    has_changed = changed.get(item_id, -1) > mark.high_water
    if not has_changed and desk.clearances[collection_id] <= cleared:
        return False
    try:
        opened = open_match(archive, desk, item_id, query.use)
    except EvidenceError:
        return False  # searching names it; a digest says nothing of single items
    return opened is not None and (has_changed or opened[1].description.sensitivity > cleared)


def _saved(archive: Archive, actor: Actor, row: LogRow) -> SavedSearch:
    kept = open_private(archive, actor, row.leaf_index)
    return SavedSearch(
        row.leaf_index,
        str(kept["name"]),
        query_of_json(kept["search"]),
        str(_predicate(row)["at"]),
        _mark_of(kept["mark"]),
    )


def _predicate(row: LogRow) -> dict[str, Any]:
    predicate: dict[str, Any] = json.loads(parse_envelope(row.entry).payload)["predicate"]
    return predicate
