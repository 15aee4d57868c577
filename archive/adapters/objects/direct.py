"""Writing a large file past the page cache, which it would push others out of. Trust: see filesystem.py."""

import fcntl
import os

from archive.adapters.objects.syscalls import write_all
from archive.ports_objects import Data
from ingest.sealing_threads import ALIGNED


class DirectOutput:
    """An open empty file, written from its beginning as `ingest.sealing_threads.Sink` says.

    The end of the file, shorter than a block, goes the usual way. What is written is not durable before the
    fsync that follows.
    """

    __slots__ = ("_descriptor",)

    def __init__(self, descriptor: int) -> None:
        """Raise OSError where the file system has no O_DIRECT."""
        self._descriptor = descriptor
        self._set_direct(on=True)

    def write(self, data: Data, /) -> int:
        """Append all of `data` and return its length; raise OSError when it was not written."""
        if len(data) % ALIGNED:
            self._set_direct(on=False)
        write_all(self._descriptor, data)
        return len(data)

    def _set_direct(self, *, on: bool) -> None:
        flags = fcntl.fcntl(self._descriptor, fcntl.F_GETFL)
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, flags | os.O_DIRECT if on else flags & ~os.O_DIRECT)
