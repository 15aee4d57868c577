"""Fictional rows for stores of record: the same for the same arguments, so that stores can be compared."""

import hashlib
import uuid
from datetime import UTC, datetime

from archive.domain.agent import Agent, Role
from archive.domain.item import Collection, Item, ItemState, ObjectRole, StoredObject, item_number
from archive.ports_outbox import Task
from archive.ports_records import LogRow, RecordStore, Transaction

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def new_id(*parts: object) -> str:
    """A UUID that is the same for the same parts: rows on two stores can be compared."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(parts)))


ANNA = Agent(new_id("anna"), "anna", b"\x01" * 32, "age1pq1anna", frozenset({Role.DOCUMENTER, Role.LAWYER}))
BELLA = Agent(new_id("bella"), "bella", b"\x02" * 32, "age1pq1bella", frozenset({Role.CUSTODIAN}))
MINSK = Collection(new_id("minsk"), "minsk", "BYA", "age1pq1content", "age1pq1recovery", "age1pq1vault")
BREST = Collection(
    new_id("brest"), "brest", "BYB", "age1pq1other", "age1pq1recovery", "age1pq1vault", True, 1
)


def fill_people(store: RecordStore) -> None:
    """Two agents and two collections, for items to belong to."""
    with store.transaction() as tx:
        for agent in (ANNA, BELLA):
            tx.people.add_agent(agent)
        for collection in (MINSK, BREST):
            tx.people.add_collection(collection)


def make_item(sequence: int, *, collection: Collection = MINSK, fingerprint: str | None = None) -> Item:
    number = item_number(collection.prefix, 2026, sequence)
    return Item(
        item_id=new_id("item", number),
        collection_id=collection.collection_id,
        number=number,
        version=1,
        record=digest("record", number, 1),
        state=ItemState.ACTIVE,
        accession_id=new_id("accession", sequence // 10),
        fingerprint=digest("item", number) if fingerprint is None else fingerprint,
        deposited_by=ANNA.agent_id,
    )


def make_object(
    item: Item, role: ObjectRole = ObjectRole.EXHIBIT, position: int = 0, *, fingerprint: str | None = None
) -> StoredObject:
    name = (item.item_id, role.value, position)
    if fingerprint is None:
        fingerprint = digest("fingerprint", *name) if role is ObjectRole.EXHIBIT else ""
    return StoredObject(
        item.item_id, digest(*name), role, position, 5000 + position, digest("header", *name), fingerprint
    )


def make_row(
    leaf_index: int, *, item: Item | None = None, event_type: str = "accession", branch: str = ""
) -> LogRow:
    entry = f'{{"leaf":{leaf_index},"branch":"{branch}"}}'.encode()
    return LogRow(
        leaf_index=leaf_index,
        leaf_hash=hashlib.sha256(b"\x00" + entry).digest(),
        entry=entry,
        event_id=new_id("event", leaf_index, branch),
        event_type=event_type,
        item_id=item.item_id if item else None,
    )


def add_items(tx: Transaction, *items: Item) -> None:
    """Each with one exhibit and its first record."""
    objects = [make_object(item, role, position) for item in items for position, role in enumerate(_TWO)]
    tx.items.add(items, objects)


_TWO = (ObjectRole.EXHIBIT, ObjectRole.RECORD)


def index_task(item: Item, version: int = 1) -> Task:
    return Task("index", item.item_id, version)
