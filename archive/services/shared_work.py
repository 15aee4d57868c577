"""Shared work on items: each step an entry of the item's chain, its words sealed to the collection.

The log is the only record, as for saved searches: nothing could be changed in a table. Whoever may open the
item may read what colleagues wrote about it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.domain.agent import Act
from archive.domain.consent import Purpose, Use
from archive.domain.custody import EventType, Subject
from archive.domain.description import Certainty, RelationType
from archive.domain.errors import Conflict, InvalidRequest
from archive.domain.item import Item, ItemState, ObjectRole
from archive.domain.sentences import sentence
from archive.domain.shared_work import ItemWork, Step, StepType, case_code, work_of
from archive.services.agents import clearance, hybrid_recipient
from archive.services.change import open_cleared
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, require
from archive.services.private import open_shared
from archive.services.reading import OpenedItem, Tombstone, find_item, read_item
from archive.services.work_log import item_work, step_in, work_rows

WORKING = Use(Purpose.ANALYSIS)
"""Shared work is analysis inside the archive: it is shown only where the source allows that."""
MAX_NOTE = 20_000
MAX_LABEL = 100
_KINDS = ("item", "person", "incident")


@dataclass(frozen=True, slots=True)
class Related:
    """What an item is related to. `kind`: item, person or incident; `to`: a number or words of the writer."""

    kind: str
    to: str
    type: RelationType
    certainty: Certainty
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A step as people see it. `words`: what was sealed beside it; empty for steps that say nothing."""

    step: Step
    handle: str
    at: str
    entry: int
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """The work on an item that was opened: its state, every step in order, agents' handles by id."""

    item: OpenedItem
    work: ItemWork
    steps: tuple[Written, ...]
    handles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Assigned:
    """An item in a case that somebody works on, by what the log says in clear."""

    number: str
    case: str
    status: str
    assignee: str
    labels_waiting: int


def take_step(
    archive: Archive,
    actor: Actor,
    number: str,
    type_: StepType,
    *,
    case: str = "",
    value: str = "",
    words: Mapping[str, str] | None = None,
    act_id: str | None = None,
) -> str:
    """Take one step, one entry; answer with its event id, by which a label is decided.

    `act_id`: a UUID that becomes the event id; a step that was taken under it before is not taken again.
    Raise Conflict for a step that the state does not allow, NotFound for an item that the actor may not see.
    """
    require(archive, actor, Act.SHARE_WORK)
    code = case_code(case)
    item = find_item(archive, number)
    if item.state is ItemState.WITHDRAWN and clearance(archive, actor, item.collection_id):
        raise Conflict(f"{item.number} has been withdrawn: there is nothing left to work on.")
    opened = open_cleared(archive, actor, item, Act.SHARE_WORK)
    readers = [hybrid_recipient(opened.collection.content_recipient)] if words else []
    with acting(archive, actor) as work:
        if act_id and any(row.event_id == act_id for row in work_rows(work.tx, item.item_id)):
            return act_id
        step = Step(type_, actor.agent.agent_id, "", code, value)
        item_work(work.tx, item.item_id).after(step)
        row = work.ledger.record(
            EventType.SHARED_WORK,
            [Subject(ObjectRole.RECORD.value, item.record)],
            collection_id=item.collection_id,
            item_id=item.item_id,
            detail={"step": type_.value, "case": code, **({"value": value} if value else {})},
            private=dict(words) if words else None,
            readers=readers,
            event_id=act_id,
        )
    return row.event_id


def assign(
    archive: Archive, actor: Actor, number: str, handle: str, case: str = "", *, act_id: str | None = None
) -> str:
    """Give the item to an agent of its collection, by handle (oneself too); an empty handle gives it back."""
    if not handle:
        return take_step(archive, actor, number, StepType.ASSIGNMENT, case=case, act_id=act_id)
    require(archive, actor, Act.SHARE_WORK)
    item = find_item(archive, number)
    open_cleared(archive, actor, item, Act.SHARE_WORK)
    with archive.records.reading() as tx:
        members = {each.agent_id for each in tx.people.members(item.collection_id)}
        known = {agent.handle: agent for agent in tx.people.agents() if agent.agent_id in members}
    agent = known.get(handle)
    if agent is None or not agent.may(Act.SHARE_WORK):
        raise InvalidRequest(
            sentence("%(handle)s is nobody who works on items of this collection.", handle=handle),
            safe="Nothing was changed.",
        )
    return take_step(
        archive, actor, number, StepType.ASSIGNMENT, case=case, value=agent.agent_id, act_id=act_id
    )


def propose_label(
    archive: Archive, actor: Actor, number: str, label: str, case: str = "", *, act_id: str | None = None
) -> str:
    """Propose a label in words; it counts when a second person has verified it."""
    words = {
        "label": _words(
            " ".join(label.split()),
            MAX_LABEL,
            sentence("A label has 1 to %(longest)d characters.", longest=MAX_LABEL),
        )
    }
    return take_step(archive, actor, number, StepType.LABEL_PROPOSED, case=case, words=words, act_id=act_id)


def write_note(
    archive: Archive, actor: Actor, number: str, text: str, case: str = "", *, act_id: str | None = None
) -> str:
    """Write a note. It is sealed like testimony, and stays."""
    words = {
        "text": _words(
            text.strip(), MAX_NOTE, sentence("A note has 1 to %(longest)d characters.", longest=MAX_NOTE)
        )
    }
    return take_step(archive, actor, number, StepType.NOTE, case=case, words=words, act_id=act_id)


def relate(
    archive: Archive,
    actor: Actor,
    number: str,
    related: Related,
    case: str = "",
    *,
    act_id: str | None = None,
) -> str:
    """Relate the item to another item, a person or an incident; everything about it is sealed."""
    if related.kind not in _KINDS:
        raise InvalidRequest(f"A relation is to one of {', '.join(_KINDS)}.", safe="Nothing was changed.")
    to = _words(
        " ".join(related.to.split()),
        MAX_LABEL,
        sentence("What it is related to has 1 to %(longest)d characters.", longest=MAX_LABEL),
    )
    if related.kind == "item":
        other = find_item(archive, to)
        open_cleared(archive, actor, other, Act.SHARE_WORK)
        to = other.number
    words = {
        "kind": related.kind,
        "to": to,
        "type": related.type.value,
        "certainty": related.certainty.value,
        "comment": _words(
            related.comment.strip(),
            MAX_NOTE,
            sentence("A comment has 1 to %(longest)d characters.", longest=MAX_NOTE),
            needed=False,
        ),
    }
    return take_step(archive, actor, number, StepType.RELATION, case=case, words=words, act_id=act_id)


def show_work(archive: Archive, actor: Actor, number: str) -> Shown:
    """Open an item with all that was written about it; the opening is logged. Conflict if it is withdrawn."""
    require(archive, actor, Act.SHARE_WORK)
    opened = read_item(archive, actor, number, WORKING)
    if isinstance(opened, Tombstone):
        raise Conflict(f"{opened.number} has been withdrawn: there is nothing left to work on.")
    with archive.records.reading() as tx:
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        rows = work_rows(tx, opened.item.item_id)
    steps = [step_in(row) for row in rows]
    written = []
    for row, (step, predicate) in zip(rows, steps, strict=True):
        words = open_shared(archive, row.leaf_index, opened.identity) if _is_sealed(predicate) else {}
        shown = {name: str(value) for name, value in words.items()}
        handle = handles.get(step.agent_id, "?")
        written.append(Written(step, handle, predicate["at"][:19], row.leaf_index, shown))
    return Shown(opened, work_of(step for step, _ in steps), tuple(written), handles)


def assigned(archive: Archive, actor: Actor, *, everybody: bool = False) -> tuple[Assigned, ...]:
    """The actor's items, or with `everybody` all that are worked on, in the collections open to the actor.

    Nothing is opened: numbers, cases, statuses and handles stand in the log.
    """
    require(archive, actor, Act.SHARE_WORK)
    with archive.records.reading() as tx:
        mine = {each.collection_id for each in tx.people.memberships(actor.agent.agent_id)}
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        grouped: dict[str, list[Step]] = {}
        for row in tx.log.by_type([EventType.SHARED_WORK.value]):
            grouped.setdefault(str(row.item_id), []).append(step_in(row)[0])
        items = {item_id: tx.items.item(item_id) for item_id in grouped}
    rows = []
    for item_id, steps in grouped.items():
        item = items[item_id]
        if item.collection_id in mine and item.state is ItemState.ACTIVE:
            rows += list(_assigned(item, work_of(steps), handles, "" if everybody else actor.agent.agent_id))
    return tuple(sorted(rows, key=lambda row: (row.number, row.case)))


def _assigned(item: Item, work: ItemWork, handles: Mapping[str, str], wanted: str) -> Iterator[Assigned]:
    for code, case in work.cases.items():
        if wanted in ("", case.assignee):
            waiting = sum(label.state == "proposed" for label in case.labels)
            yield Assigned(item.number, code, case.status.value, handles.get(case.assignee, ""), waiting)


def _is_sealed(predicate: Mapping[str, Any]) -> bool:
    return bool(predicate["commitments"])


def _words(text: str, longest: int, fault: str, *, needed: bool = True) -> str:
    if (needed and not text) or len(text) > longest:
        raise InvalidRequest(fault, safe="Nothing was changed.")
    return text
