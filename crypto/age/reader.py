"""Random access to a payload: reads, decrypts and verifies only the chunks that a range touches."""

from collections.abc import Callable, Iterator

from crypto.age.payload import ChunkOpener, payload_cipher
from crypto.age.sizes import CHUNK_SIZE, NONCE_SIZE, SEALED_CHUNK_SIZE, chunk_count, plaintext_size
from crypto.errors import PayloadError

_BATCH = 16

ReadAt = Callable[[int, int], bytes]
"""(offset, count) -> the bytes there; fewer only when the payload ends."""


class PayloadReader:
    """Plaintext of one payload by offset. Safe to share between threads if `read_at` is."""

    __slots__ = ("_last", "_opener", "_read_at", "size")

    def __init__(self, file_key: bytes, read_at: ReadAt, payload_size: int) -> None:
        """Read the nonce and verify the last chunk as the last: only then is `size` (in bytes) true.

        Raises PayloadError when the payload was truncated, extended or changed there.
        """
        self.size = plaintext_size(payload_size)
        self._read_at = read_at
        nonce = read_at(0, NONCE_SIZE)
        if len(nonce) != NONCE_SIZE:
            raise PayloadError("the payload ends before its 16-byte nonce does")
        self._opener = ChunkOpener(payload_cipher(file_key, nonce))
        self._last = chunk_count(self.size) - 1
        for _ in self._chunks(self._last, self._last):
            pass

    def read(self, offset: int, count: int) -> bytes:
        """Return plaintext[offset:offset + count], shorter only at the end; raises PayloadError."""
        return b"".join(self.iterate(offset, count))

    def iterate(self, offset: int = 0, count: int | None = None) -> Iterator[bytes]:
        """Yield the same bytes in pieces of at most 64 KiB; raises PayloadError at the first untrue one."""
        if offset < 0 or (count is not None and count < 0):
            raise ValueError("offset and count must not be negative")
        end = self.size if count is None else min(self.size, offset + count)
        if offset >= end:
            return
        first = offset // CHUNK_SIZE
        for index, chunk in enumerate(self._chunks(first, (end - 1) // CHUNK_SIZE), start=first):
            start = index * CHUNK_SIZE
            yield bytes(chunk[max(0, offset - start) : end - start])

    def _chunks(self, first: int, last: int) -> Iterator[memoryview]:
        """Yield verified chunks `first` to `last`; each view is valid until the next."""
        plain = memoryview(bytearray(CHUNK_SIZE))
        for start in range(first, last + 1, _BATCH):
            count = min(_BATCH, last + 1 - start)
            sealed = memoryview(
                self._read_at(NONCE_SIZE + start * SEALED_CHUNK_SIZE, count * SEALED_CHUNK_SIZE)
            )
            for index in range(start, start + count):
                position = (index - start) * SEALED_CHUNK_SIZE
                piece = sealed[position : position + SEALED_CHUNK_SIZE]
                if index != self._last and len(piece) != SEALED_CHUNK_SIZE:
                    raise PayloadError(f"chunk {index} of the payload is missing or short")
                yield self._opener.open(index, piece, plain, last=index == self._last)
