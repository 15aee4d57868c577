"""Writing objects to a folder: temporary files, one sync, final names, another sync.

Trust: see filesystem.py. The order for every file: it is written whole under a temporary name on the same
file system, synced, given its final name by link(2), which cannot overwrite, and the folder of that name is
synced. A few files are synced one by one; for many, one syncfs(2) before the names are given and one after
them keep the same promise at a fraction of the price (20,000 objects of 5 KB: see benchmarks/bench_store.py).
"""

# The order of system calls is what counts here, so they are named as they are.
# ruff: noqa: PTH105, PTH114, PTH120

import filecmp
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from archive.adapters.objects.filesystem_files import FEW_FILES, FilesystemStaged, Pending
from archive.adapters.objects.layout import HEADERS, OBJECTS, check_digest
from archive.adapters.objects.quarantine import Workshop, overwrite
from archive.adapters.objects.syscalls import (
    close_quietly,
    syncfs_reports_errors,
    translated,
    unlink_quietly,
    write_all,
)
from archive.domain.errors import Conflict, InvalidRequest, NotFound, ObjectError, Unavailable
from archive.ports_objects import Data, StagedPayload

if TYPE_CHECKING:
    from archive.adapters.objects.filesystem import FilesystemObjectStore


@dataclass(frozen=True, slots=True)
class _Entry:
    """One complete temporary file and the name it is to get."""

    kind: str
    digest: str
    path: str
    replaces: bool = False


class FilesystemBatch:
    """See `ObjectBatch`."""

    def __init__(self, store: "FilesystemObjectStore", workshop: Workshop) -> None:
        """Begin a batch whose temporary files lie in `workshop`."""
        self._store = store
        self._workshop = workshop
        self._pending = Pending(store)
        self._entries: list[_Entry] = []
        self._staged: set[FilesystemStaged] = set()
        self._retired: list[str] = []
        self._used_up = False

    def create(self) -> FilesystemStaged:
        """Begin a payload in a new temporary file."""
        self._check_open()
        with translated("making a temporary file"):
            descriptor, path = self._workshop.create()
        staged = FilesystemStaged(self._pending, descriptor, path)
        self._staged.add(staged)
        return staged

    def add(self, staged: StagedPayload, digest: str, header: bytes) -> None:
        """Take over a payload of this batch, finished or not."""
        self._check_open()
        check_digest(digest)
        if not isinstance(staged, FilesystemStaged) or staged not in self._staged or staged.gone:
            raise InvalidRequest("A batch takes only payloads that it created itself, each once.")
        staged.finish()
        staged.gone = True
        self._staged.remove(staged)
        self._entries.append(_Entry(OBJECTS, digest, staged.path))
        self._write(HEADERS, digest, header)

    def put(self, payload: Data, header: bytes, digest: str) -> None:
        """Write a small object and its header to temporary files."""
        self._check_open()
        check_digest(digest)
        self._write(OBJECTS, digest, payload)
        self._write(HEADERS, digest, header)

    def add_header(self, digest: str, header: bytes) -> None:
        """Write a header that must not replace another."""
        self._check_open()
        self._write(HEADERS, check_digest(digest), header)

    def replace_header(self, digest: str, header: bytes) -> None:
        """Write a header that takes the place of another at commit."""
        self._check_open()
        if not os.path.lexists(self._store.layout.file(HEADERS, digest)):
            raise NotFound(f"There is no header of object {digest[:16]}… to replace.")
        self._write(HEADERS, digest, header, replaces=True)

    def commit(self) -> None:
        """Sync, name, sync. See the head of this file."""
        self._check_open()
        self._used_up = True
        try:
            self._pending.sync()
            folders = self._give_names()
            self._sync_folders(folders)
            self._overwrite_retired()
        finally:
            self._drop()

    def discard(self) -> None:
        """Drop all temporary files."""
        self._used_up = True
        self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.discard()

    def _check_open(self) -> None:
        if self._used_up:
            raise InvalidRequest("This batch was committed or discarded before.")
        self._store.check_writable()

    def _write(self, kind: str, digest: str, data: Data, *, replaces: bool = False) -> None:
        """Write a whole file; a batch in which that failed can only be dropped."""
        try:
            with translated("writing an object"):
                descriptor, path = self._workshop.create()
                self._entries.append(_Entry(kind, digest, path, replaces))
                try:
                    write_all(descriptor, data)
                except OSError:
                    close_quietly(descriptor)
                    raise
            self._pending.admit(path, descriptor, len(data))
        except Unavailable:
            self.discard()
            raise

    def _give_names(self) -> set[str]:
        """Give every file its final name; return the folders to be synced for that."""
        folders: set[str] = set()
        with translated("giving objects their names"):
            for entry in self._entries:
                shelf, durable = self._store.make_shelf(entry.kind, entry.digest)
                folders.add(shelf)
                if not durable:
                    folders.add(os.path.dirname(shelf))
                final = f"{shelf}/{entry.digest}"
                if entry.replaces:
                    self._retired.append(self._workshop.keep(final))
                    os.replace(entry.path, final)
                    continue
                try:
                    os.link(entry.path, final)
                except FileExistsError:
                    self._accept_same(entry, final)
        return folders

    def _accept_same(self, entry: _Entry, final: str) -> None:
        """Take a present file for ours if it holds the same bytes, and make sure that it is durable."""
        if os.path.islink(final) or not filecmp.cmp(entry.path, final, shallow=False):
            if entry.kind == HEADERS:
                raise Conflict(
                    f"Object {entry.digest[:16]}… has another header already; nothing was overwritten."
                )
            raise ObjectError(
                f"Other bytes than those to be stored lie under the name {entry.digest[:16]}…; "
                "nothing was overwritten."
            )
        descriptor = os.open(final, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            self._store.sync(descriptor)
        finally:
            close_quietly(descriptor)

    def _sync_folders(self, folders: set[str]) -> None:
        if len(folders) > FEW_FILES and syncfs_reports_errors():
            self._store.sync_all()
        else:
            self._store.sync_folders(folders)
        for folder in folders:
            self._store.shelf_is_durable(folder)

    def _overwrite_retired(self) -> None:
        """Make replaced headers unreadable, as far as the disk lets us; the new ones are durable by now."""
        for path in self._retired:
            with translated("overwriting a replaced header, the new one is in place"):
                descriptor = overwrite(path)
            try:
                if len(self._retired) <= FEW_FILES:
                    self._store.sync(descriptor)
            finally:
                close_quietly(descriptor)
        if len(self._retired) > FEW_FILES:
            self._store.sync_all()

    def _drop(self) -> None:
        """Close and remove every temporary name that is left; final names are not touched."""
        self._pending.close()
        for staged in self._staged:
            staged.discard()
        for path in (*(entry.path for entry in self._entries), *self._retired):
            unlink_quietly(path)
        self._staged, self._entries, self._retired = set(), [], []
