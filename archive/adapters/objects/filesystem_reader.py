"""Reading one stored file at any place. Trust: none; the bytes are checked by whoever asked for them."""

import os
from typing import Self

from archive.adapters.objects.syscalls import close_quietly, translated


class FilesystemReader:
    """See `RandomReader`. Threads may share it: it keeps no position."""

    __slots__ = ("_descriptor", "_size")

    def __init__(self, descriptor: int) -> None:
        """Take over an open descriptor of a regular file."""
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size

    @property
    def size(self) -> int:
        """Bytes of the file when it was opened."""
        return self._size

    def read_at(self, offset: int, count: int) -> bytes:
        """Return the bytes there; raises Unavailable when the disk does not give them."""
        with translated("reading a stored file"):
            data = os.pread(self._descriptor, count, offset)
            while data and len(data) < count:
                more = os.pread(self._descriptor, count - len(data), offset + len(data))
                if not more:
                    break
                data += more
        return data

    def close(self) -> None:
        """Close the file; twice is no error."""
        if self._descriptor >= 0:
            close_quietly(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()
