"""What became of one's own deposits, file by file. Of others' a documenter learns nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.domain.errors import NotFound
from archive.domain.item import Collection, Item, ItemState, ObjectRole, StoredObject
from archive.ports import Task, Transaction
from archive.services.context import Actor, Archive
from archive.services.handing_in import HandedIn, handed_in
from archive.services.ledger import require
from archive.services.pace import waits_until
from crypto.dsse import parse_envelope

NO_TOOL = "none"
"""The tool of a media type that nothing could tell (`ingest.identify`)."""


class Reason(StrEnum):
    """Why a file or item has not come further."""

    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    NOT_KEPT = "not_kept"
    SEALED_COLLECTION = "sealed_collection"
    WAITING = "waiting"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file of an item. A reason is "" when there is nothing to explain; `name` "" when none was kept.

    `sealed`: header and payload are both in the store, the payload of the size the log has. `readable`: its
    type was recognised, so that readers can be shown it.
    """

    name: str
    size: int
    sealed: Reason | None
    readable: Reason | None


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One item. `indexed` is None when it can be found, else why not; `failure` what the index said.

    `proven_at`: when its receipt will be there at the latest; None if it is.
    """

    item: Item
    collection: Collection
    at: datetime
    files: tuple[OwnFile, ...]
    indexed: Reason | None
    failure: str
    kept: HandedIn | None
    proven_at: datetime | None = None


def own_items(archive: Archive, actor: Actor) -> tuple[Item, ...]:
    """All that one has deposited, the newest first."""
    require(archive, actor, Act.DEPOSIT)
    with archive.records.reading() as tx:
        own = [each for each in tx.items.items() if each.deposited_by == actor.agent.agent_id]
    return tuple(reversed(own))


def own_item(archive: Archive, actor: Actor, number: str) -> OwnItem:
    """One of them; raise NotFound, also for another's."""
    require(archive, actor, Act.DEPOSIT)
    with archive.records.reading() as tx:
        return _state(archive, tx, actor, _own(tx, actor, number))


def states_of(archive: Archive, actor: Actor, items: tuple[Item, ...]) -> tuple[OwnItem, ...]:
    """What became of several of one's own."""
    with archive.records.reading() as tx:
        return tuple(_state(archive, tx, actor, each) for each in items)


def retry_own(archive: Archive, actor: Actor, number: str) -> bool:
    """Ask again for the indexing of one's own item; False if it was not set aside. Raise NotFound."""
    require(archive, actor, Act.DEPOSIT)
    with archive.records.transaction() as tx:
        item = _own(tx, actor, number)
        task = _task(archive, tx, item)
        if task is None or not task.is_set_aside:
            return False
        tx.outbox.add([Task(task.kind, task.item_id, task.version)])
    return True


def _own(tx: Transaction, actor: Actor, number: str) -> Item:
    item = tx.items.by_number(number)
    if item.deposited_by != actor.agent.agent_id:
        raise NotFound(f"There is no item {number}.")
    return item


def _state(archive: Archive, tx: Transaction, actor: Actor, item: Item) -> OwnItem:
    try:
        kept = handed_in(archive, actor, item.item_id)
    except NotFound:
        kept = None
    collection = tx.people.collection(item.collection_id)
    indexed, failure = _indexed(archive, tx, item, collection)
    leaf = kept.outcome.leaf_index if kept else None
    due = waits_until(archive, leaf) if leaf is not None else None
    files = tuple(_files(archive, tx, item, kept))
    return OwnItem(item, collection, _at(tx, item), files, indexed, failure, kept, due)


def _at(tx: Transaction, item: Item) -> datetime:
    """When the log says that it was taken in."""
    row = next(r for r in tx.log.of_item(item.item_id) if r.event_type == EventType.ACCESSION.value)
    at = json.loads(parse_envelope(row.entry).payload)["predicate"]["at"]
    return datetime.fromisoformat(str(at))


def _files(archive: Archive, tx: Transaction, item: Item, kept: HandedIn | None) -> Iterator[OwnFile]:
    stored = [each for each in tx.items.objects(item.item_id) if each.role is ObjectRole.EXHIBIT]
    for each in stored:
        sealed = _sealed(archive, item, each)
        if kept is None or each.position >= len(kept.files):
            yield OwnFile("", each.size, sealed, Reason.NOT_KEPT)
            continue
        exhibit, more = kept.outcome.exhibits[each.position], kept.files[each.position]
        unknown = Reason.UNKNOWN_TYPE if more.tool == NO_TOOL else None
        yield OwnFile(exhibit.name, exhibit.size, sealed, unknown if exhibit.size else Reason.EMPTY)


def _sealed(archive: Archive, item: Item, stored: StoredObject) -> Reason | None:
    if item.state is ItemState.WITHDRAWN or stored.shredded:
        return Reason.WITHDRAWN
    try:
        archive.objects.read_header(stored.digest)
        whole = archive.objects.payload_size(stored.digest) == stored.size
    except NotFound:
        whole = False
    return None if whole else Reason.MISSING


def _indexed(
    archive: Archive, tx: Transaction, item: Item, collection: Collection
) -> tuple[Reason | None, str]:
    if item.state is ItemState.WITHDRAWN:
        return Reason.WITHDRAWN, ""
    if collection.sealed:
        return Reason.SEALED_COLLECTION, ""
    task = _task(archive, tx, item)
    if task is None:
        return None, ""
    return (Reason.SET_ASIDE, task.failure) if task.is_set_aside else (Reason.WAITING, "")


def _task(archive: Archive, tx: Transaction, item: Item) -> Task | None:
    return next((t for t in tx.outbox.pending(archive.index_task) if t.item_id == item.item_id), None)
