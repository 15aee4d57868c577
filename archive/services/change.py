"""Changing what the archive says of an item: always a new record version, never an overwrite."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from archive.domain.agent import Act
from archive.domain.consent import Consent
from archive.domain.custody import EventType, Subject
from archive.domain.description import Description, RelationType
from archive.domain.errors import Conflict, InvalidRequest
from archive.domain.item import Item, ItemState, ObjectRole, StoredObject
from archive.domain.record import RecordVersion
from archive.ports import Link, ObjectBatch, Task
from archive.services.agents import clearance, hybrid_recipient
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, record_refusal, require
from archive.services.reading import OpenedItem, absent, find_item, open_item
from archive.services.recipients import add_rewrapping, refuse_replaced
from archive.services.work_log import refuse_frozen
from crypto.age.file import encrypt
from crypto.digest import sha256_hex


def amend(
    archive: Archive, actor: Actor, number: str, based_on: int, description: Description, reason: str
) -> RecordVersion:
    """Replace the description. `based_on`: the version it started from; Conflict if there is a later one.

    UnderReview while somebody reviews the item.
    """
    return amend_with(archive, actor, number, based_on, lambda _: description, reason)


def amend_with(
    archive: Archive,
    actor: Actor,
    number: str,
    based_on: int,
    change: Callable[[Description], Description],
    reason: str,
) -> RecordVersion:
    """As `amend`, from the present description: what the change does not touch stays."""
    require(archive, actor, Act.AMEND)
    opened = current_version(archive, actor, number, based_on)
    description = change(opened.record.description)
    if description.consent != opened.record.description.consent:
        raise InvalidRequest(
            "Consent is changed by `sviedka consent set`, so that the custody log can name it.",
            safe="Nothing was changed.",
        )
    return write_version(
        archive,
        actor,
        opened,
        lambda old: replace(old, description=description),
        EventType.DESCRIPTION,
        reason,
    )


def change_consent(
    archive: Archive, actor: Actor, number: str, based_on: int, consent: Consent, reason: str
) -> RecordVersion:
    """Replace the source's answers by new ones; every search follows them at once."""
    require(archive, actor, Act.CHANGE_CONSENT)
    opened = current_version(archive, actor, number, based_on, Act.CHANGE_CONSENT)
    return write_version(
        archive,
        actor,
        opened,
        lambda old: replace(old, description=replace(old.description, consent=consent)),
        EventType.CONSENT_CHANGE,
        reason,
    )


def link_items(
    archive: Archive,
    actor: Actor,
    number: str,
    type_: RelationType,
    other: str,
    basis: str,
    *,
    act_id: str | None = None,
) -> None:
    """Record that two items belong together (duplicates are linked, never deleted).

    `basis` is sealed beside the log, never written into the database in clear. `act_id`: a UUID that becomes
    the id of the entry; what was linked under it before is not linked again.
    """
    require(archive, actor, Act.LINK)
    item, target = find_item(archive, number), find_item(archive, other)
    if item.item_id == target.item_id:
        raise InvalidRequest("An item cannot be linked to itself.", safe="Nothing was changed.")
    for linked in (item, target):
        if linked.state is ItemState.ACTIVE:
            open_cleared(archive, actor, linked, Act.LINK)
        elif clearance(archive, actor, linked.collection_id) == 0:
            raise absent(linked.number)
    with acting(archive, actor) as work:
        if act_id and any(link.event_id == act_id for link in work.tx.items.links(item.item_id)):
            return
        row = work.ledger.record(
            EventType.LINK,
            [Subject("item", sha256_hex(target.item_id.encode()))],
            collection_id=item.collection_id,
            item_id=item.item_id,
            detail={"to": target.item_id, "type": type_.value},
            private={"basis": basis},
            event_id=act_id,
        )
        work.tx.items.add_links([Link(item.item_id, target.item_id, type_, "sealed", row.event_id)])


def current_version(
    archive: Archive, actor: Actor, number: str, based_on: int, act: Act = Act.AMEND
) -> OpenedItem:
    """Open the version a change starts from.

    Raise Conflict if it is not the present one, NotFound if the actor is not cleared for the item: that comes
    first, or a conflict would tell that there is such an item.
    """
    item = find_item(archive, number)
    if item.state is ItemState.WITHDRAWN and clearance(archive, actor, item.collection_id):
        raise Conflict(f"{item.number} has been withdrawn and can no longer be changed.")
    opened = open_cleared(archive, actor, item, act)
    if item.version != based_on:
        raise stale(item, based_on)
    return opened


def open_cleared(archive: Archive, actor: Actor, item: Item, act: Act) -> OpenedItem:
    """Open an item that is to be changed; NotFound, and the reason in the log, without clearance for it."""
    level = clearance(archive, actor, item.collection_id)
    if level == 0:
        record_refusal(archive, actor, act, reason="not a member", item_id=item.item_id)
        raise absent(item.number)
    opened = open_item(archive, actor, item)
    if opened.record.description.sensitivity > level:
        record_refusal(archive, actor, act, reason="clearance", item_id=item.item_id)
        raise absent(item.number)
    return opened


def stale(item: Item, based_on: int) -> Conflict:
    """The conflict that a stale version is."""
    return Conflict(
        f"{item.number} has moved on: your change starts from version {based_on}, "
        f"the item is at version {item.version}.",
        safe="Nothing was overwritten. Read the present version, then change that.",
    )


def write_version(
    archive: Archive,
    actor: Actor,
    opened: OpenedItem,
    change: Callable[[RecordVersion], RecordVersion],
    event_type: EventType,
    reason: str,
    *,
    batch: ObjectBatch | None = None,
    beside: Sequence[StoredObject] = (),
) -> RecordVersion:
    """Seal the changed record as the next version; objects `beside` it are already in `batch`.

    Raise Conflict if somebody else was faster.
    """
    item, collection = opened.item, opened.collection
    record = change(replace(opened.record, version=item.version + 1, based_on=item.record, reason=reason))
    recipients = [
        hybrid_recipient(collection.content_recipient),
        hybrid_recipient(collection.recovery_recipient),
    ]
    header, payload = encrypt(archive.codec.dump_record(record), recipients)
    digest = sha256_hex(payload)
    stored = StoredObject(
        item.item_id, digest, ObjectRole.RECORD, record.version, len(payload), sha256_hex(header)
    )
    batch = batch or archive.objects.new_batch()
    batch.put(payload, header, digest)
    written = [stored, *beside]
    with acting(archive, actor) as work:
        refuse_replaced(work.tx, collection)
        if event_type is EventType.DESCRIPTION:
            refuse_frozen(work.tx, item)
        work.tx.items.advance(item.item_id, based_on=item.version, record=digest, new_objects=written)
        work.ledger.record(
            event_type,
            [Subject(s.role.value, s.digest) for s in written],
            collection_id=item.collection_id,
            item_id=item.item_id,
            detail={
                "version": record.version,
                "based_on": item.record,
                "headers": [s.header_digest for s in written],
                "sizes": [s.size for s in written],
            },
            private={"reason": reason},
        )
        work.tx.outbox.add([Task(archive.index_task, item.item_id, record.version)])
        if beside:
            add_rewrapping(work.tx, collection, [item.item_id])
        batch.commit()
    return record
