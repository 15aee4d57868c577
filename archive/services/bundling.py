"""A bundle of one item from the archive's ports, and its folder on disk."""

import errno
import io
import os
import shutil
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archive.bundle import BundleEntry, BundleFile, BundleObject, ItemBundle, PayloadSource, write_bundle
from archive.domain.custody import EventType
from archive.domain.errors import ArchiveError, Conflict, FixityError, StorageFull, Unavailable
from archive.domain.item import Item, StoredObject
from archive.log_tiles import LogTiles
from archive.ports import LogRow, ObjectStore, RandomReader, Transaction
from archive.services.context import Archive
from archive.services.verification.logged import read_quickly
from crypto.checkpoint import read_checkpoint
from crypto.errors import FormatError
from crypto.note import ED25519, parse_verifier_key
from crypto.tlog_policy import LogPolicy
from crypto.tlog_proof import LogProof, format_log_proof

_PIECE = 1 << 20
_FULL = (errno.ENOSPC, errno.EDQUOT)
_ABOUT_AGENTS = (
    EventType.ARCHIVE_CREATION,
    EventType.AGENT_REGISTRATION,
    EventType.AGENT_RETIREMENT,
    EventType.KEY_ROTATION,
)


def make_bundle(
    archive: Archive, item: Item, objects: Sequence[StoredObject], headers: dict[str, bytes]
) -> ItemBundle:
    """The item's objects, its chain and the agents of the log, with proofs under the published checkpoint."""
    note = archive.tiles.read_checkpoint()
    size = read_checkpoint(note).size
    with archive.records.reading() as tx:
        rows = [row for row in tx.log.of_item(item.item_id) if row.leaf_index < size]
        last = max((row.leaf_index for row in rows), default=0)
        agents = [row for row in about_agents(tx) if row.leaf_index <= last]
    tiles = LogTiles(archive.tiles, size)

    def entry(row: LogRow) -> BundleEntry:
        hashes = tiles.prove_inclusion(row.leaf_index)
        proof = format_log_proof(LogProof(row.leaf_index, hashes, note))
        return BundleEntry(row.leaf_index, row.entry, proof)

    return ItemBundle(
        item_number=item.number,
        item_id=item.item_id,
        entries=tuple(map(entry, rows)),
        agents=tuple(map(entry, agents)),
        objects=tuple(
            BundleObject(
                o.role.value,
                PayloadSource(o.digest, o.size, partial(_open_stream, archive.objects, o.digest)),
                headers[o.digest],
            )
            for o in objects
        ),
        checkpoint=note,
        policy=log_policy(archive),
        bagging_date=archive.clock.now().strftime("%Y-%m-%d"),
    )


def about_agents(tx: Transaction) -> list[LogRow]:
    """Entries that say who could sign. Of key rotations only the log's, not those of collections."""
    return [
        row
        for row in tx.log.by_type([event_type.value for event_type in _ABOUT_AGENTS])
        if row.event_type != EventType.KEY_ROTATION or "log_vkeys" in read_quickly(row.entry).detail
    ]


def log_policy(archive: Archive) -> LogPolicy:
    """The log's keys as a policy: its Ed25519 key, and the one that signs beside it."""
    vkeys = [parse_verifier_key(text) for text in archive.keys.log_vkeys()]
    beside = [vkey for vkey in vkeys if vkey.kind != ED25519]
    return LogPolicy(
        tuple(vkey for vkey in vkeys if vkey.kind == ED25519),
        tuple((f"log-{place}", vkey) for place, vkey in enumerate(beside, 1)),
    )


def write_whole(folder: Path, files: Iterable[BundleFile]) -> None:
    """Write beside, sync, rename: under its own name the folder is whole. Raise Conflict if it is there."""
    building = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        write_bundle(building, files)
        building.rename(folder)
        _sync_folder(folder.parent)
    except FormatError as error:
        raise FixityError(f"The export was stopped: {error}.", safe="No folder was made.") from error
    except FileExistsError as error:
        raise Conflict(
            f"{folder} exists; an export makes a new folder.", safe="No folder was made."
        ) from error
    except OSError as error:
        if error.errno == errno.ENOTEMPTY:
            raise Conflict(
                f"{folder} exists; an export makes a new folder.", safe="No folder was made."
            ) from error
        kind: type[ArchiveError] = StorageFull if error.errno in _FULL else Unavailable
        raise kind(f"{folder} cannot be written: {error.strerror}.", safe="No folder was made.") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _open_stream(objects: ObjectStore, digest: str) -> BinaryIO:
    return io.BufferedReader(_Stream(objects.open_payload(digest)), _PIECE)


class _Stream(io.RawIOBase):
    """A payload read from its start to its end."""

    def __init__(self, reader: RandomReader) -> None:
        self._reader = reader
        self._offset = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the stub wants any buffer
        piece = self._reader.read_at(self._offset, len(buffer))
        buffer[: len(piece)] = piece
        self._offset += len(piece)
        return len(piece)

    def close(self) -> None:
        self._reader.close()
        super().close()
