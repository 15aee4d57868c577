"""Composition root: settings become adapters, adapters an archive. The only place that picks an engine."""

import os
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from archive.adapters.accounts import Argon2Hasher, WebauthnPasskeys
from archive.adapters.drafts import FolderDrafts
from archive.adapters.keys.folder import FolderKeyStore
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.adapters.sql.store import SqlRecordStore
from archive.adapters.tiles.filesystem import FilesystemTileStore
from archive.domain.agent import Role
from archive.domain.errors import Conflict
from archive.services.collections import CollectionRequest
from archive.services.context import Archive, Finding, OnDemand
from archive.services.founding import Founded, Passphrases, found_archive
from archive.services.publish import publish_checkpoint
from config import ArchiveFile, Settings, read_archive_file, write_archive_file
from schemas.codec import CanonicalRecordCodec
from schemas.vocabularies.loader import vocabularies

DATABASE = "record.sqlite3"


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)


def create_archive(
    settings: Settings,
    handle: str,
    roles: Iterable[Role],
    request: CollectionRequest,
    passphrases: Passphrases,
) -> Founded:
    """Make a new archive folder whole: it appears under its name only when everything in it is made."""
    root = settings.root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Conflict(
            f"{root} exists and is not empty; an archive is made in a new folder.",
            safe="Nothing was changed.",
        )
    archive_id = str(uuid.uuid4())
    file = ArchiveFile(archive_id, f"sviedka/{archive_id.replace('-', '')[:16]}")
    building = root.with_name(f".{root.name}.{os.getpid()}.new")
    building.mkdir(mode=0o700, parents=True)
    try:
        founded = _found(replace(settings, root=building), file, handle, roles, request, passphrases)
        if root.exists():
            root.rmdir()
        building.rename(root)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _sync_folder(root.parent)
    return founded


def _found(
    settings: Settings,
    file: ArchiveFile,
    handle: str,
    roles: Iterable[Role],
    request: CollectionRequest,
    passphrases: Passphrases,
) -> Founded:
    SqlRecordStore.create(settings.root / DATABASE).close()
    FilesystemObjectStore.create(settings.root).close()
    write_archive_file(settings.root, file, settings)
    archive = _compose(settings, file)
    try:
        founded = found_archive(archive, handle, roles, request, passphrases)
        publish_checkpoint(archive)
    finally:
        close_archive(archive)
    return founded


def open_archive(settings: Settings) -> Archive:
    """Open an existing archive; raise WrongVersion, EvidenceError or Unavailable with what to do."""
    file, _ = read_archive_file(settings.root)
    return _compose(settings, file)


def upgrade_archive(settings: Settings) -> None:
    """Bring the database of an archive to this program's schema; nothing happens if it has it already."""
    read_archive_file(settings.root)
    SqlRecordStore.upgrade(settings.root / DATABASE).close()


def close_archive(archive: Archive) -> None:
    """Give back files and connections, and let go of the words that were analysed."""
    archive.finding.close()
    archive.objects.close()
    archive.records.close()


def _compose(settings: Settings, file: ArchiveFile) -> Archive:
    root = settings.root
    records = SqlRecordStore(root / DATABASE, busy_timeout_seconds=settings.busy_timeout_seconds)
    return Archive(
        archive_id=file.archive_id,
        origin=file.origin,
        records=records,
        objects=FilesystemObjectStore(root),
        tiles=FilesystemTileStore(root / "log"),
        keys=FolderKeyStore(
            root / "keys",
            agent_work_factor=settings.kdf.agent_work_factor,
            identity_work_factor=settings.kdf.identity_work_factor,
        ),
        registers=vocabularies,
        codec=CanonicalRecordCodec(),
        clock=SystemClock(),
        hasher=Argon2Hasher(settings.kdf.argon2_memory_log2, settings.kdf.argon2_passes),
        passkeys=WebauthnPasskeys(),
        drafts=FolderDrafts(root),
        finding=OnDemand(lambda: _finding(settings, file.archive_id)),
        index_task=f"index:{settings.search.value}",
        smallest_count=settings.smallest_count,
        two_person=settings.two_person,
        checkpoint_seconds=settings.checkpoint_seconds,
    )


def _finding(settings: Settings, archive_id: str) -> Finding:
    from archive.bootstrap_search import make_finding  # noqa: PLC0415 - see Finding

    return make_finding(settings, archive_id)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
