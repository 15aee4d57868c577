"""Export: one item as a folder that a court can check offline and, if it is the recipient, open.

The act is logged and a checkpoint over it published before a byte is released, so that the folder holds the
entry of its own making.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.bundle import BundleFile, bundle_files
from archive.domain.agent import Act
from archive.domain.consent import Use
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject, batched
from archive.domain.errors import (
    Conflict,
    CustodyError,
    FixityError,
    InvalidRequest,
    NotFound,
    ObjectError,
)
from archive.domain.item import ItemState, ObjectRole, StoredObject
from archive.ports import LogRow, ObjectStore
from archive.services.agents import clearance, hybrid_recipient
from archive.services.bundling import make_bundle, write_whole
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, record_refusal, require
from archive.services.opening import file_key
from archive.services.publish import publish_checkpoint
from archive.services.reading import OpenedItem, absent, find_item, hidden_because, open_item, use_detail
from archive.services.travelling import LinkedItem, left_behind
from crypto.age.header import wrap
from crypto.digest import sha256_hex
from crypto.errors import CryptoError

_PIECE = 1 << 20
_EXPORTED = (ObjectRole.EXHIBIT, ObjectRole.RENDITION)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is exported, for which use, to which new folder.

    `recipient`: the `age1pq1…` of the body that receives it; without one the headers stay as they are stored,
    and only the archive's own keys open the content.
    """

    number: str
    folder: Path
    use: Use
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written. `left_behind`: items that belong with this one and are not in the folder."""

    number: str
    folder: Path
    leaf_index: int
    objects: int
    payload_bytes: int
    left_behind: tuple[LinkedItem, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """An item that may be handed over, and that is written down as handed over. `files`: of its bundle.

    `left_behind`: items that belong with it and are not in the bundle.
    """

    number: str
    leaf_index: int
    objects: int
    payload_bytes: int
    left_behind: tuple[LinkedItem, ...]
    files: Iterator[BundleFile]


def export_item(archive: Archive, actor: Actor, request: ExportRequest) -> ExportReport:
    """Write the item's folder, whole or not at all.

    Raise NotPermitted; NotFound for what is absent, withdrawn, or hidden by consent or clearance; Conflict if
    the folder is there; InvalidRequest for a recipient that is not post-quantum; FixityError or ObjectError
    if something of the item is not what was taken in: then nothing was released.
    """
    require(archive, actor, Act.EXPORT)
    if request.folder.exists() or request.folder.is_symlink():
        raise Conflict(
            f"{request.folder} exists; an export makes a new folder.", safe="Nothing was exported."
        )
    made = release_item(archive, actor, request.number, request.use, request.recipient)
    write_whole(request.folder, made.files)
    return ExportReport(
        number=made.number,
        folder=request.folder,
        leaf_index=made.leaf_index,
        objects=made.objects,
        payload_bytes=made.payload_bytes,
        left_behind=made.left_behind,
    )


def release_item(archive: Archive, actor: Actor, number: str, use: Use, recipient: str = "") -> Release:
    """Write down that the item is handed over, and publish the log; then its bundle may be read.

    `recipient` as in ExportRequest. Raise what `export_item` does, but for what is about its folder.
    """
    require(archive, actor, Act.EXPORT)
    sealed_to = _recipient(recipient)
    opened = _permitted(archive, actor, number, use)
    objects = _objects(archive, opened)
    _check_payloads(archive.objects, objects)
    headers = {o.digest: _header(archive, opened, o, sealed_to) for o in objects}
    linked = left_behind(archive, actor, opened, use)
    detail = {
        **use_detail(use),
        "excluded": sorted(each.item_id for each in linked),
        **({"sealed_to": sha256_hex(recipient.encode())} if recipient else {}),
    }
    row = _log(archive, actor, opened, objects, detail)
    publish_checkpoint(archive)
    return Release(
        number=opened.item.number,
        leaf_index=row.leaf_index,
        objects=len(objects),
        payload_bytes=sum(o.size for o in objects),
        left_behind=tuple(each for each in linked if each.is_visible),
        files=bundle_files(make_bundle(archive, opened.item, objects, headers)),
    )


def _recipient(text: str) -> str:
    """The recipient, checked; empty stays empty."""
    if not text:
        return ""
    try:
        return str(hybrid_recipient(text))
    except CryptoError as error:
        raise InvalidRequest(f"This is no age recipient: {error}.", safe="Nothing was exported.") from error


def _permitted(archive: Archive, actor: Actor, number: str, use: Use) -> OpenedItem:
    """Open the item if the actor may hand it over for this use; what is hidden looks absent."""
    item = find_item(archive, number)
    level = clearance(archive, actor, item.collection_id)
    if level == 0:
        record_refusal(archive, actor, Act.EXPORT, reason="not a member", item_id=item.item_id)
        raise absent(number)
    if item.state is ItemState.WITHDRAWN:
        record_refusal(archive, actor, Act.EXPORT, reason="withdrawn", item_id=item.item_id)
        raise NotFound(f"{item.number} has been withdrawn: there is nothing left to export.")
    opened = open_item(archive, actor, item)
    reason = hidden_because(opened.record, level, use)
    if reason:
        record_refusal(archive, actor, Act.EXPORT, reason=reason, item_id=item.item_id)
        raise absent(number)
    return opened


def _objects(archive: Archive, opened: OpenedItem) -> tuple[StoredObject, ...]:
    """Exhibits, renditions and the present record; never an identity, never an older version."""
    with archive.records.reading() as tx:
        stored = tx.items.objects(opened.item.item_id)
    return tuple(o for o in stored if o.role in _EXPORTED or o.digest == opened.item.record)


def _check_payloads(objects: ObjectStore, exported: Sequence[StoredObject]) -> None:
    """Raise FixityError unless every payload is still the one its name says, before anything is logged."""
    for stored in exported:
        digest, offset = hashlib.sha256(), 0
        with objects.open_payload(stored.digest) as reader:
            while piece := reader.read_at(offset, _PIECE):
                digest.update(piece)
                offset += len(piece)
        if digest.hexdigest() != stored.digest or offset != stored.size:
            found = digest.hexdigest()
            raise FixityError(
                f"Object {stored.digest[:16]}… has changed: its bytes now hash to {found[:16]}….",
                safe="Nothing was exported. Other items are not affected.",
            )


def _header(archive: Archive, opened: OpenedItem, stored: StoredObject, recipient: str) -> bytes:
    """The header to hand over: the stored one, or one that gives the file key to the recipient alone."""
    header = archive.objects.read_header(stored.digest)
    if sha256_hex(header) != stored.header_digest:
        raise ObjectError(
            f"The header of object {stored.digest[:16]}… is not the one that was logged.",
            safe="Nothing was exported. Other items are not affected.",
        )
    if not recipient:
        return header
    key = file_key(archive.objects, stored.digest, [opened.identity])
    return wrap(key, [hybrid_recipient(recipient)])


def _log(
    archive: Archive,
    actor: Actor,
    opened: OpenedItem,
    objects: Sequence[StoredObject],
    detail: dict[str, Any],
) -> LogRow:
    """Write the export down; the last of its entries is returned."""
    row: LogRow | None = None
    with acting(archive, actor) as work:
        for part in batched(objects, MAX_SUBJECTS):
            row = work.ledger.record(
                EventType.EXPORT,
                [Subject(o.role.value, o.digest) for o in part],
                collection_id=opened.item.collection_id,
                item_id=opened.item.item_id,
                detail=detail,
            )
    if row is None:
        raise CustodyError(f"{opened.item.number} has no object at all.", safe="Nothing was exported.")
    return row
