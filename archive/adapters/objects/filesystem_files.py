"""Temporary files of a batch: being written, and written but not yet synced. Trust: see filesystem.py."""

import os
from typing import Protocol

from archive.adapters.objects.syscalls import (
    close_quietly,
    start_writeback,
    syncfs_reports_errors,
    translated,
    unlink_quietly,
    write_all,
)
from archive.domain.errors import InvalidRequest, Unavailable
from archive.ports_objects import Data

FEW_FILES = 48
"""Up to so many files are synced one by one; at 0.3 ms each that is cheaper than a syncfs on a busy disk."""

_WRITEBACK_WINDOW = 8 << 20
_SYNC_AT_ONCE = 1 << 20


class Syncing(Protocol):
    """The store's syncs, each of which is tried once."""

    def sync(self, descriptor: int) -> None:
        """Sync one open file."""
        ...

    def sync_all(self) -> None:
        """Sync the file system of the store."""
        ...


class Pending:
    """Complete files that wait for their sync: one by one while few, together when many."""

    def __init__(self, store: Syncing) -> None:
        self._store = store
        self._held: dict[str, int] = {}
        self._together = False

    def admit(self, path: str, descriptor: int, size: int) -> None:
        """Take over a complete file. A large one is synced at once: most of it is on its way already."""
        if size >= _SYNC_AT_ONCE:
            self._sync_one(descriptor)
        elif self._together:
            close_quietly(descriptor)
        else:
            self._held[path] = descriptor
            if len(self._held) > FEW_FILES:
                self._overflow()

    def forget(self, path: str) -> None:
        """Close a file that will get no name."""
        descriptor = self._held.pop(path, -1)
        if descriptor >= 0:
            close_quietly(descriptor)

    def sync(self) -> None:
        """Make every admitted file durable."""
        if self._together:
            self._store.sync_all()
        else:
            self._sync_held()

    def close(self) -> None:
        """Close whatever was not synced."""
        for path in list(self._held):
            self.forget(path)

    def _overflow(self) -> None:
        if syncfs_reports_errors():
            self._together = True
            self.close()
        else:
            self._sync_held()

    def _sync_held(self) -> None:
        while self._held:
            _, descriptor = self._held.popitem()
            self._sync_one(descriptor)

    def _sync_one(self, descriptor: int) -> None:
        try:
            self._store.sync(descriptor)
        finally:
            close_quietly(descriptor)


class Output:
    """An open temporary file that is written from its beginning to its end."""

    __slots__ = ("_started", "descriptor", "size")

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.size = 0
        self._started = 0

    def write(self, data: Data, /) -> int:
        """Append all of `data`; the disk is kept busy meanwhile, so that the fsync at the end is short."""
        with translated("writing an object"):
            write_all(self.descriptor, data)
            self.size += len(data)
            if self.size - self._started >= _WRITEBACK_WINDOW:
                start_writeback(self.descriptor, self._started, self.size - self._started)
                self._started = self.size
        return len(data)


class FilesystemStaged:
    """A temporary file being written; see `StagedPayload`."""

    __slots__ = ("_output", "_pending", "gone", "path", "size")

    def __init__(self, pending: Pending, descriptor: int, path: str) -> None:
        self._pending = pending
        self._output: Output | None = Output(descriptor)
        self.path = path
        self.size = 0
        self.gone = False
        """Whether it was discarded or handed over to the batch."""

    @property
    def descriptor(self) -> int:
        """The open file, for another process that is to write it; raises InvalidRequest after the end."""
        return self._open().descriptor

    def write(self, data: Data, /) -> int:
        """Append all of `data`."""
        written = self._open().write(data)
        self.size += written
        return written

    def was_written(self, size: int) -> None:
        """Take note that another process wrote `size` bytes through `descriptor`."""
        self._open()
        self.size = size

    def finish(self) -> None:
        """Hand the file over to be synced; raises Unavailable when the disk has not what was written."""
        if self._output is None:
            return
        with translated("finishing an object"):
            on_disk = os.fstat(self._output.descriptor).st_size
        if on_disk != self.size:
            self.discard()
            raise Unavailable(
                f"The disk has {on_disk} bytes of an object of {self.size}: nothing was stored."
            )
        descriptor, self._output = self._output.descriptor, None
        self._pending.admit(self.path, descriptor, self.size)

    def discard(self) -> None:
        """Drop the file, unless it was handed over to the batch."""
        if self.gone:
            return
        self.gone = True
        if self._output is not None:
            close_quietly(self._output.descriptor)
            self._output = None
        self._pending.forget(self.path)
        unlink_quietly(self.path)

    def _open(self) -> Output:
        if self._output is None:
            raise InvalidRequest("This payload was finished or discarded before.")
        return self._output
