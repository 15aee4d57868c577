"""Renditions: transcripts, translations, redactions; derived copies beside their exhibit."""

from dataclasses import dataclass, replace

from archive.domain.agent import Act
from archive.domain.custody import EventType, format_instant
from archive.domain.errors import InvalidRequest
from archive.domain.item import ObjectRole, StoredObject
from archive.domain.record import ExhibitRecord, RecordVersion, RenditionRecord
from archive.ports import ObjectBatch
from archive.services.change import current_version, write_version
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from archive.services.reading import exhibit_at
from archive.services.sealed import SealedExhibit, exhibit_record
from crypto.commitment import new_salt
from crypto.digest import sha256_hex


@dataclass(frozen=True, slots=True)
class RenditionRequest:
    """What a rendition is: made from exhibit `position` (0-based) by an operation, with a tool."""

    number: str
    based_on: int
    position: int
    operation: str
    tool: str
    reason: str


def add_rendition(
    archive: Archive, actor: Actor, request: RenditionRequest, sealed: SealedExhibit, batch: ObjectBatch
) -> RecordVersion:
    """Keep a derived copy as a new version of the record; the exhibit itself is never touched."""
    require(archive, actor, Act.AMEND)
    opened = current_version(archive, actor, request.number, request.based_on)
    source = exhibit_at(opened.record, request.position)
    place = len(opened.record.renditions)
    batch.add(sealed.staged, sealed.digest, sealed.header)
    stored = StoredObject(
        item_id=opened.item.item_id,
        digest=sealed.digest,
        role=ObjectRole.RENDITION,
        position=place,
        size=sealed.payload_size,
        header_digest=sha256_hex(sealed.header),
    )
    rendition = RenditionRecord(
        exhibit=exhibit_record(sealed, new_salt()),
        derived_from=source.object_digest,
        operation=request.operation,
        tool=request.tool,
        made_at=format_instant(archive.clock.now()),
    )
    return write_version(
        archive,
        actor,
        opened,
        lambda old: replace(old, renditions=(*old.renditions, rendition)),
        EventType.DESCRIPTION,
        request.reason,
        batch=batch,
        beside=[stored],
    )


def rendition_exhibit(record: RecordVersion, place: int) -> ExhibitRecord:
    """The stored bytes of rendition `place` (0-based); raise InvalidRequest."""
    if not 0 <= place < len(record.renditions):
        raise InvalidRequest(f"{record.number} has {len(record.renditions)} renditions, counted from 1.")
    return record.renditions[place].exhibit
