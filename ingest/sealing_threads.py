"""The threads of sealing: one reads and hashes plaintext, one hashes the payload, one writes it.

Whoever seals takes pieces from the one end and fills buffers for the other. Each thread ends with the context
it belongs to, whatever happened.
"""

import hashlib
import mmap
import threading
from queue import SimpleQueue
from typing import Final, Protocol, Self

from crypto.age.payload import Source, fill, sealed_size

RING: Final = 4
"""Buffers at each end: one being filled, one hashed, one written, one to spare."""

ALIGNED: Final = 4096
"""Writes past the page cache are of whole blocks of so many bytes, whatever the disk's own."""


class Sink(Protocol):
    """Where a payload goes. Called by one thread, which need not be the one that seals."""

    def write(self, data: memoryview | bytes, /) -> int:
        """Append all of `data` and return its length; the caller may reuse its buffer at once.

        Of a payload that is larger than a piece, every part but the last is a multiple of `ALIGNED` bytes
        long and begins at a page of memory.
        """
        ...


class PlaintextReader:
    """Reads the source piece by piece and hashes each while it is being encrypted elsewhere."""

    def __init__(self, source: Source, first: bytearray, piece: int) -> None:
        """Begin with `first`, which was read already; `piece` bytes at a time, at least as many."""
        self._source = source
        self._first = first
        self._piece = piece
        self._digest = hashlib.sha256()
        self._size = 0
        self._buffers = [bytearray(piece) for _ in range(RING)]
        self._free: SimpleQueue[memoryview | None] = SimpleQueue()
        self._filled: SimpleQueue[tuple[memoryview, int] | BaseException] = SimpleQueue()
        for buffer in self._buffers:
            self._free.put(memoryview(buffer))
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def next(self) -> tuple[memoryview, int]:
        """Return (buffer, bytes in it), 0 at the end; raise what the source raised."""
        item = self._filled.get()
        if isinstance(item, BaseException):
            raise item
        return item

    def free(self, piece: memoryview) -> None:
        """Give a buffer back that was encrypted."""
        self._free.put(piece)

    def finish(self) -> tuple[str, int]:
        """Wait for the thread and return the hex digest and the bytes of all that was read."""
        self._stop()
        return self._digest.hexdigest(), self._size

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stop()
        for buffer in self._buffers:
            wipe(buffer)

    def _stop(self) -> None:
        self._free.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            start = len(self._first)
            while (buffer := self._free.get()) is not None:
                if start:
                    buffer[:start] = self._first
                size = start + fill(self._source, buffer[start:])
                start = 0
                self._size += size
                self._filled.put((buffer, size))
                self._digest.update(buffer[:size])
                if size < self._piece:
                    self._filled.put((buffer, 0))
                    return
        except BaseException as error:  # noqa: BLE001 -- raised again by `next`, in the thread that asked
            self._filled.put(error)


class PayloadWriter:
    """Hashes and writes a payload while the next piece of it is being sealed.

    What exceeds whole blocks of a piece is carried over to the buffer of the next one, so that nothing else
    is copied on the way to the disk.
    """

    def __init__(self, sink: Sink, piece: int) -> None:
        """Take pieces of up to `piece` bytes of plaintext."""
        self._sink = sink
        self._digest = hashlib.sha256()
        self._size = 0
        self._free: SimpleQueue[memoryview] = SimpleQueue()
        for _ in range(RING):  # memory of its own, which begins at a page
            self._free.put(memoryview(mmap.mmap(-1, ALIGNED + sealed_size(piece))))
        self._buffer = self._free.get()
        self._hashed = self._filled = 0
        self._failed: BaseException | None = None
        self._abandoned = False
        self._to_hash: SimpleQueue[tuple[memoryview, int, int, int] | None] = SimpleQueue()
        self._to_write: SimpleQueue[tuple[memoryview, int] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=run, name=f"{type(self).__name__} {run.__name__}", daemon=True)
            for run in (self._hash, self._write)
        ]

    def begin(self, nonce: bytes) -> None:
        """Put the start of the payload before the first piece."""
        self._buffer[: len(nonce)] = nonce
        self._filled = len(nonce)

    def room(self) -> memoryview:
        """Where the next piece is to be sealed to."""
        return self._buffer[self._filled :]

    def hand_over(self, written: int, *, last: bool) -> None:
        """Pass on a piece of `written` bytes in `room`; raise what the sink raised at an earlier one."""
        if self._failed is not None:
            raise self._failed
        buffer, end = self._buffer, self._filled + written
        whole = end if last else end - end % ALIGNED
        self._size += whole
        if not last:
            self._buffer = self._free.get()
            self._buffer[: end - whole] = buffer[whole:end]
        self._to_hash.put((buffer, self._hashed, end, whole))
        self._hashed = self._filled = end - whole

    def finish(self) -> tuple[str, int]:
        """Wait for the threads and return the hex digest and the bytes of the payload."""
        self._stop()
        if self._failed is not None:
            raise self._failed
        return self._digest.hexdigest(), self._size

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._abandoned = True
        self._stop()

    def _stop(self) -> None:
        self._to_hash.put(None)
        for thread in self._threads:
            thread.join()

    def _hash(self) -> None:
        while (item := self._to_hash.get()) is not None:
            buffer, start, end, whole = item
            self._digest.update(buffer[start:end])
            self._to_write.put((buffer, whole))
        self._to_write.put(None)

    def _write(self) -> None:
        while (item := self._to_write.get()) is not None:
            buffer, whole = item
            try:
                if self._failed is None and not self._abandoned:
                    self._sink.write(buffer[:whole])
            except BaseException as error:  # noqa: BLE001 -- raised again in the thread that seals
                self._failed = error
            self._free.put(buffer)


def wipe(buffer: bytearray) -> None:
    """Overwrite testimony in our own buffers; copies made by libraries are out of reach."""
    buffer[:] = bytes(len(buffer))
