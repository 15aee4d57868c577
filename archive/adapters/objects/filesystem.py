"""Objects as files in a folder.

Trust: availability only. Whoever can write to this folder can withhold evidence or put other bytes in its
place, never forge it: every reader hashes what it reads and compares with the signed log. It never holds
plaintext or a secret.

Destroying a header overwrites and unlinks it. On flash media, and where a journal, a snapshot or a backup
keeps data, copies can outlive that: what a backup holds must be destroyed there too.
"""

# The order of system calls is what counts here, so they are named as they are.
# ruff: noqa: PTH102, PTH108

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from archive.adapters.objects import quarantine
from archive.adapters.objects.filesystem_batch import FilesystemBatch
from archive.adapters.objects.filesystem_reader import FilesystemReader
from archive.adapters.objects.layout import HEADERS, OBJECTS, QUARANTINE, Layout
from archive.adapters.objects.syscalls import (
    SAFE,
    close_quietly,
    is_full,
    sync_folder,
    syncfs,
    translate,
    translated,
)
from archive.domain.errors import NotFound, ObjectError, Unavailable
from crypto.age.header import MAX_HEADER_SIZE


class FilesystemObjectStore:
    """The object store of one archive folder; see `ObjectStore`. Opening it for reading writes nothing."""

    def __init__(self, root: Path) -> None:
        """Open the store below `root`; raises Unavailable when its folders are missing or no folders."""
        self.layout = Layout(root)
        self.layout.check()
        self._guard = threading.Lock()
        self._failed = ""
        self._workshop: quarantine.Workshop | None = None
        self._shelves: set[str] = set()
        with translated("opening the archive folder"):
            # Opened before anything is written: syncfs reports what failed since, on this descriptor.
            self._root = os.open(self.layout.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    @classmethod
    def create(cls, root: Path) -> "FilesystemObjectStore":
        """Make the folders where they are missing, and open the store."""
        Layout(root).create()
        return cls(root)

    # Reading

    def open_payload(self, digest: str) -> FilesystemReader:
        """Open a payload; raises NotFound, Unavailable, and ObjectError for what is no regular file."""
        return FilesystemReader(self._open(OBJECTS, digest))

    def payload_size(self, digest: str) -> int:
        """Return the bytes of a payload as they are on disk now."""
        with self.open_payload(digest) as payload:
            return payload.size

    def read_header(self, digest: str) -> bytes:
        """Return the whole header; raises NotFound, and ObjectError for one larger than any header may be."""
        with FilesystemReader(self._open(HEADERS, digest)) as header:
            if header.size > MAX_HEADER_SIZE:
                raise ObjectError(f"The header of object {digest[:16]}… is larger than any header may be.")
            return header.read_at(0, header.size)

    def list_payloads(self) -> Iterator[str]:
        """Yield the digests that have a payload file."""
        return self.layout.digests(OBJECTS)

    def list_headers(self) -> Iterator[str]:
        """Yield the digests that have a header file."""
        return self.layout.digests(HEADERS)

    def list_strays(self) -> Iterator[str]:
        """Yield relative paths of files and folders that nothing here made."""
        yield from self.layout.strays(HEADERS)
        yield from self.layout.strays(OBJECTS)
        with translated("listing the quarantine"):
            names = list(quarantine.strays(self.layout.folder(QUARANTINE)))
        yield from (f"{QUARANTINE}/{name}" for name in names)

    # Writing

    def new_batch(self) -> FilesystemBatch:
        """Begin a batch; the first one of a store sweeps what dead writers left in quarantine."""
        return FilesystemBatch(self, self._working())

    def add_header(self, digest: str, header: bytes) -> None:
        """Store a header durably where there is none."""
        with self.new_batch() as batch:
            batch.add_header(digest, header)
            batch.commit()

    def replace_header(self, digest: str, header: bytes) -> None:
        """Put a header in the place of another, which is then overwritten."""
        with self.new_batch() as batch:
            batch.replace_header(digest, header)
            batch.commit()

    def destroy_header(self, digest: str) -> None:
        """Overwrite a header with random bytes, sync, unlink, sync the folder."""
        self._working()
        os.close(self._open(HEADERS, digest))
        path = self.layout.file(HEADERS, digest)
        with translated("destroying a header"):
            descriptor = quarantine.overwrite(path)
        try:
            self.sync(descriptor)
        finally:
            close_quietly(descriptor)
        with translated("destroying a header"):
            os.unlink(path)
        self.sync_folders({self.layout.shelf(HEADERS, digest)})

    def sweep(self) -> int:
        """Remove what dead writers left in quarantine, not the living; return how many there were."""
        with translated("sweeping the quarantine"):
            return quarantine.sweep(self.layout.folder(QUARANTINE))

    def close(self) -> None:
        """Refuse further writes, remove the temporary files and release their lock."""
        with self._guard:
            if self._workshop is not None:
                self._workshop.close()
                self._workshop = None
            close_quietly(self._root)
            self._root = -1
            self._failed = self._failed or "it was closed"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # For the batch

    def check_writable(self) -> None:
        """Raise Unavailable when a sync failed since the store was opened, or it was closed."""
        if self._failed:
            raise Unavailable(
                f"The object store takes nothing more: {self._failed}. "
                "Check the disk, then open the archive anew.",
                safe=SAFE,
            )

    def sync(self, descriptor: int) -> None:
        """Call fsync on one file, once: after a failure the kernel has forgotten the data, a retry lies."""
        self.check_writable()
        try:
            os.fsync(descriptor)
        except OSError as error:
            raise self._sync_failed(error) from error

    def sync_all(self) -> None:
        """Sync the file system that holds the store, once, for everything written to it."""
        self.check_writable()
        try:
            syncfs(self._root)
        except OSError as error:
            raise self._sync_failed(error) from error

    def sync_folders(self, paths: set[str]) -> None:
        """Call fsync on folders, once each."""
        self.check_writable()
        try:
            for path in sorted(paths):
                sync_folder(path)
        except OSError as error:
            raise self._sync_failed(error) from error

    def make_shelf(self, kind: str, digest: str) -> tuple[str, bool]:
        """Return (path of the folder for `digest`, whether its name is surely durable); raises OSError."""
        shelf = self.layout.shelf(kind, digest)
        if shelf in self._shelves:
            return shelf, True
        try:
            os.mkdir(shelf, quarantine.FOLDER_MODE)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(shelf).st_mode):
                raise
        return shelf, False

    def shelf_is_durable(self, shelf: str) -> None:
        """Remember that a folder and its name in its parent were synced."""
        self._shelves.add(shelf)

    def _sync_failed(self, error: OSError) -> Unavailable:
        """Stop all writing; for lack of room only this batch is dropped, and others can follow."""
        if not is_full(error):
            self._failed = f"a sync to disk failed ({error.strerror})"
        return translate(error, "syncing to disk")

    def _working(self) -> quarantine.Workshop:
        self.check_writable()
        with self._guard:
            if self._workshop is None:
                self.sweep()
                with translated("opening the quarantine"):
                    self._workshop = quarantine.Workshop(self.layout.folder(QUARANTINE))
            return self._workshop

    def _open(self, kind: str, digest: str) -> int:
        path = self.layout.file(kind, digest)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError as error:
            raise NotFound(f"There is no file {digest[:16]}… in {kind}.") from error
        except OSError as error:
            if stat.S_ISLNK(os.lstat(path).st_mode):
                raise ObjectError(f"{digest[:16]}… in {kind} is a link, not a file.") from error
            raise translate(error, "opening a stored file") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise ObjectError(f"{digest[:16]}… in {kind} is not a regular file.")
        return descriptor
