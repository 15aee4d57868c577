"""Writing a large file past the page cache, which it would only push others out of. Trust: see filesystem.py.

A thread writes aligned blocks from two or more buffers while the next one is being filled; the end of the
file, shorter than a block, goes the usual way. What is written is not durable before the fsync that follows.
"""

import fcntl
import mmap
import os
import threading
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

from archive.adapters.objects.syscalls import write_all
from archive.ports_objects import Data

_BLOCK: Final = 1 << 20
_BUFFERS: Final = 4


class DirectOutput:
    """An open empty file, written from its beginning; a context manager that writes the rest at its end."""

    def __init__(self, descriptor: int) -> None:
        """Raise OSError where the file system has no O_DIRECT."""
        self._descriptor = descriptor
        self._set_direct(on=True)
        self._free: SimpleQueue[memoryview] = SimpleQueue()
        self._full: SimpleQueue[memoryview | None] = SimpleQueue()
        for _ in range(_BUFFERS):
            self._free.put(memoryview(mmap.mmap(-1, _BLOCK)))
        self._buffer = self._free.get()
        self._filled = 0
        self._failed: OSError | None = None
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def write(self, data: Data, /) -> int:
        """Append all of `data` and return its length; raise OSError when an earlier block was not written."""
        view = memoryview(data).cast("B")
        while view:
            count = min(len(view), _BLOCK - self._filled)
            self._buffer[self._filled : self._filled + count] = view[:count]
            self._filled += count
            view = view[count:]
            if self._filled == _BLOCK:
                self._full.put(self._buffer)
                self._buffer, self._filled = self._free.get(), 0
                self._check()
        return len(data)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._full.put(None)
        self._thread.join()
        if kind is None:
            self._check()
            self._set_direct(on=False)
            write_all(self._descriptor, self._buffer[: self._filled])

    def _check(self) -> None:
        if self._failed is not None:
            raise self._failed

    def _set_direct(self, *, on: bool) -> None:
        flags = fcntl.fcntl(self._descriptor, fcntl.F_GETFL)
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, flags | os.O_DIRECT if on else flags & ~os.O_DIRECT)

    def _run(self) -> None:
        while (block := self._full.get()) is not None:
            try:
                if self._failed is None:
                    write_all(self._descriptor, block)
            except OSError as error:
                self._failed = error
            self._free.put(block)
