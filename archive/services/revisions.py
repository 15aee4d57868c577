"""Every version of an item's record that the reader may see, with what changed from one to the next."""

import json
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.consent import Use
from archive.domain.custody import EventType
from archive.domain.errors import Conflict
from archive.domain.item import ObjectRole
from archive.domain.record import RecordVersion
from archive.domain.revision import FieldChange, changes
from archive.ports import LogRow
from archive.services.agents import clearance
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, require
from archive.services.opening import read_small
from archive.services.reading import OpenedItem, Tombstone, read_item, record_subjects, use_detail
from crypto.dsse import parse_envelope

_WRITES = frozenset({EventType.ACCESSION, EventType.DESCRIPTION, EventType.CONSENT_CHANGE})


@dataclass(frozen=True, slots=True)
class Revision:
    """One version: who wrote it when and why, and what it changed; nothing for the first that is shown."""

    version: int
    at: str
    handle: str
    reason: str
    changed: tuple[FieldChange, ...] = ()


def revisions(
    archive: Archive, actor: Actor, number: str, use: Use
) -> tuple[OpenedItem, tuple[Revision, ...]]:
    """The versions of an item, the newest first; the opening of all of them is logged first.

    Versions above the reader's clearance are left out. Conflict for a withdrawn item.
    """
    require(archive, actor, Act.READ)
    opened = read_item(archive, actor, number, use)
    if isinstance(opened, Tombstone):
        raise Conflict(f"{opened.number} has been withdrawn: its versions can no longer be opened.")
    level = clearance(archive, actor, opened.item.collection_id)
    with archive.records.reading() as tx:
        stored = [each for each in tx.items.objects(opened.item.item_id) if each.role is ObjectRole.RECORD]
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        rows = [row for row in tx.log.of_item(opened.item.item_id) if row.event_type in _WRITES]
    older = [each.digest for each in stored if each.digest != opened.item.record and not each.shredded]
    with acting(archive, actor) as work:
        for subjects in record_subjects(older):
            work.ledger.record(
                EventType.DECRYPTION,
                subjects,
                collection_id=opened.item.collection_id,
                item_id=opened.item.item_id,
                detail=use_detail(use),
            )
    records = [
        archive.codec.load_record(read_small(archive.objects, digest, [opened.identity])) for digest in older
    ]
    seen = [each for each in (*records, opened.record) if each.description.sensitivity <= level]
    seen.sort(key=lambda record: record.version)
    return opened, _told(seen, _written(rows), handles)


def _written(rows: list[LogRow]) -> dict[int, tuple[str, str]]:
    """Version -> (instant, agent id) of the entry that wrote it."""
    found = {}
    for row in rows:
        predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
        found[int(predicate["detail"]["version"])] = (predicate["at"][:19], predicate["agent_id"])
    return found


def _told(
    records: list[RecordVersion], written: dict[int, tuple[str, str]], handles: dict[str, str]
) -> tuple[Revision, ...]:
    told, before = [], None
    for record in records:
        at, agent_id = written.get(record.version, ("", ""))
        changed = changes(before.description, record.description) if before else ()
        told.append(Revision(record.version, at, handles.get(agent_id, "?"), record.reason, changed))
        before = record
    return tuple(reversed(told))
