"""Reading: every opening is written to the custody log before a byte is released."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.domain.agent import Act
from archive.domain.consent import Use
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject, batched
from archive.domain.errors import FixityError, InvalidRequest, NotFound, ObjectError
from archive.domain.item import Collection, Item, ItemState, ObjectRole
from archive.domain.record import ExhibitRecord, RecordVersion
from archive.ports import Transaction
from archive.services.agents import clearance_in
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, record_refusal, require
from archive.services.opening import collection_identity, read_range, read_small
from crypto.age.ring import IdentityRing


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """An item somebody may read now: its record, and what opens its exhibits."""

    item: Item
    collection: Collection
    record: RecordVersion
    identity: IdentityRing


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of a withdrawn item: number and dates of custody, nothing of what it said."""

    number: str
    custody: tuple[tuple[str, int], ...]


def find_item(archive: Archive, number: str) -> Item:
    """By item number; raise NotFound."""
    with archive.records.reading() as tx:
        return _by_number(tx, number)


def _by_number(tx: Transaction, number: str) -> Item:
    return tx.items.by_number(number.strip().upper())


def read_item(archive: Archive, actor: Actor, number: str, use: Use) -> OpenedItem | Tombstone:
    """Open an item for a declared use. What consent or clearance hides is NotFound, like what is absent."""
    require(archive, actor, Act.READ)
    with archive.records.reading() as tx:
        item = _by_number(tx, number)
        level = clearance_in(tx, actor, item.collection_id)
        collection = tx.people.collection(item.collection_id)
    if level == 0:
        record_refusal(archive, actor, Act.READ, reason="not a member", item_id=item.item_id)
        raise absent(number)
    if item.state is ItemState.WITHDRAWN:
        return tombstone(archive, item)
    try:
        opened = _open(archive, actor, item, collection)
    except ObjectError:
        if is_withdrawn(archive, item.item_id):
            return tombstone(archive, item)
        raise
    reason = hidden_because(opened.record, level, use)
    if reason:
        record_refusal(archive, actor, Act.READ, reason=reason, item_id=item.item_id)
        raise absent(number)
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.DECRYPTION,
            [Subject(ObjectRole.RECORD.value, item.record)],
            collection_id=item.collection_id,
            item_id=item.item_id,
            detail=use_detail(use),
        )
    return opened


def is_withdrawn(archive: Archive, item_id: str) -> bool:
    """Whether an item is withdrawn by now: what could not be opened was then destroyed, not damaged."""
    with archive.records.reading() as tx:
        return tx.items.item(item_id).state is ItemState.WITHDRAWN


def open_item(archive: Archive, actor: Actor, item: Item) -> OpenedItem:
    """Open the current record without releasing it; callers check, log, and only then show it."""
    with archive.records.reading() as tx:
        collection = tx.people.collection(item.collection_id)
    return _open(archive, actor, item, collection)


def _open(archive: Archive, actor: Actor, item: Item, collection: Collection) -> OpenedItem:
    identity = collection_identity(archive, actor, collection)
    record = archive.codec.load_record(read_small(archive.objects, item.record, [identity]))
    return OpenedItem(item, collection, record, identity)


def hidden_because(record: RecordVersion, level: int, use: Use) -> str:
    """Why a reader of this clearance and use may not see the item: `clearance`, `consent`, or nothing."""
    if record.description.sensitivity > level:
        return "clearance"
    return "" if record.description.consent.allows(use) else "consent"


def read_exhibit(
    archive: Archive,
    actor: Actor,
    opened: OpenedItem,
    exhibit: ExhibitRecord,
    offset: int = 0,
    count: int | None = None,
) -> Iterator[bytes]:
    """Bytes of one exhibit or rendition, chunk by verified chunk; the opening is logged first.

    Read whole, the bytes are hashed once more on the way; FixityError if they are not those taken in.
    """
    log_exhibit_opening(archive, actor, opened, exhibit)
    pieces = read_range(archive.objects, exhibit.object_digest, [opened.identity], offset, count)
    return pieces if offset or count is not None else _hashed(pieces, exhibit)


def log_exhibit_opening(
    archive: Archive,
    actor: Actor,
    opened: OpenedItem,
    exhibit: ExhibitRecord,
    use: Use | None = None,
    page: int = 0,
) -> int:
    """Log that one exhibit or rendition is opened, and for which use; answer with the entry's leaf index.

    `page`: the only page, from 1, that is shown of it; 0 for all of it.
    """
    require(archive, actor, Act.READ, item_id=opened.item.item_id)
    with acting(archive, actor) as work:
        row = work.ledger.record(
            EventType.DECRYPTION,
            [Subject(ObjectRole.EXHIBIT.value, exhibit.object_digest)],
            collection_id=opened.item.collection_id,
            item_id=opened.item.item_id,
            detail=(use_detail(use) if use else {}) | ({"page": page} if page else {}),
        )
    return row.leaf_index


def _hashed(pieces: Iterator[bytes], exhibit: ExhibitRecord) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    if digest.hexdigest() != exhibit.plaintext_digest:
        raise FixityError("The bytes given out are not those taken in: their digest differs.")


def exhibit_at(record: RecordVersion, position: int) -> ExhibitRecord:
    """Exhibit `position` (0-based); raise InvalidRequest."""
    if not 0 <= position < len(record.exhibits):
        raise InvalidRequest(f"{record.number} has {len(record.exhibits)} exhibits, counted from 1.")
    return record.exhibits[position]


def tombstone(archive: Archive, item: Item) -> Tombstone:
    """The custody events of an item by name and place in the log."""
    with archive.records.reading() as tx:
        rows = tx.log.of_item(item.item_id)
    return Tombstone(item.number, tuple((row.event_type, row.leaf_index) for row in rows))


def use_detail(use: Use) -> dict[str, Any]:
    """A declared use as the custody log keeps it; it names bodies and States, never persons."""
    return {
        "purpose": use.purpose.value,
        **({"recipient": use.recipient} if use.recipient else {}),
        **({"jurisdiction": use.jurisdiction} if use.jurisdiction else {}),
    }


def record_subjects(digests: list[str]) -> Iterator[tuple[Subject, ...]]:
    """Record subjects in groups that fit one entry each."""
    return batched((Subject(ObjectRole.RECORD.value, digest) for digest in digests), MAX_SUBJECTS)


def absent(number: str) -> NotFound:
    """The one answer for what is not there and for what may not be seen."""
    return NotFound(f"There is no item {number.strip().upper()}.")
