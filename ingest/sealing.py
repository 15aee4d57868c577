"""Sealing a file: read once, hashed and encrypted on the way, in a few megabytes of memory whatever its size.

SHA-256 releases the interpreter lock and the cipher does not: one thread reads and hashes the plaintext, one
hashes the ciphertext, and this one encrypts and writes, each about a third of the work. Needs recipients
only: a machine that seals need not be able to read.
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Protocol, Self

from archive.ports_objects import StagedPayload
from crypto.age.header import new_file_key, wrap
from crypto.age.payload import PayloadEncryptor, Source, encrypt_payload, sealed_size
from crypto.age.protocols import Recipient
from crypto.age.sizes import CHUNK_SIZE

SMALL = 256 * 1024
"""Files below so many bytes are sealed in memory, without threads."""

_PIECE = 8 * CHUNK_SIZE
_RING = 16
_STOP = memoryview(b"")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What sealing found out. Digests are hex SHA-256, sizes bytes; the plaintext digest is itself secret."""

    payload_digest: str
    plaintext_digest: str = field(repr=False)
    plaintext_size: int
    payload_size: int
    header: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedPayload:
    """A payload alone, which needs no recipient. Digests are hex SHA-256, sizes bytes."""

    payload_digest: str
    plaintext_digest: str = field(repr=False)
    plaintext_size: int
    payload_size: int

    def under(self, header: bytes) -> Sealed:
        """The same with its header."""
        return Sealed(
            self.payload_digest, self.plaintext_digest, self.plaintext_size, self.payload_size, header
        )


class Sink(Protocol):
    """Where a payload goes."""

    def write(self, data: memoryview | bytes, /) -> int:
        """Append all of `data` and return its length; the caller may reuse its buffer at once."""
        ...


def seal_bytes(
    plaintext: bytes | bytearray | memoryview, recipients: Sequence[Recipient]
) -> tuple[bytes, Sealed]:
    """Return (payload, what was found out) for a plaintext in memory; raises HeaderError as `wrap` does."""
    file_key = new_file_key()
    header = wrap(file_key, recipients)
    payload, sealed = _seal_small(file_key, plaintext)
    return payload, sealed.under(header)


def seal_stream(source: Source, staged: StagedPayload, recipients: Sequence[Recipient]) -> Sealed:
    """Seal everything `source` still holds into `staged`, and finish that.

    Raises HeaderError for a mix of recipients before anything is read, OSError when the source cannot be
    read, and what `staged` raises when it cannot be written. After an error `staged` holds a part and must be
    discarded.
    """
    file_key = new_file_key()
    header = wrap(file_key, recipients)
    sealed = seal_payload(source, staged, file_key)
    staged.finish()
    return sealed.under(header)


def seal_payload(source: Source, sink: Sink, file_key: bytes) -> SealedPayload:
    """Encrypt everything `source` still holds into `sink`; whom it is for is settled by a header, later.

    `file_key`: 16 bytes from `new_file_key`, for this payload alone. Raises as `seal_stream` does.
    """
    first = bytearray(SMALL)
    try:
        size = _fill(source, memoryview(first))
        if size == SMALL:
            return _seal_large(source, first, sink, file_key)
        payload, sealed = _seal_small(file_key, memoryview(first)[:size])
        sink.write(payload)
        return sealed
    finally:
        _wipe(first)


def _seal_small(file_key: bytes, plaintext: bytes | bytearray | memoryview) -> tuple[bytes, SealedPayload]:
    payload = encrypt_payload(file_key, plaintext)
    plaintext_digest = hashlib.sha256(plaintext).hexdigest()
    payload_digest = hashlib.sha256(payload).hexdigest()
    return payload, SealedPayload(payload_digest, plaintext_digest, len(plaintext), len(payload))


def _seal_large(source: Source, first: bytearray, sink: Sink, file_key: bytes) -> SealedPayload:
    encryptor = PayloadEncryptor(file_key)
    with _Reader(source, first) as plain, _Hasher(sealed_size(_PIECE)) as cipher:
        cipher.digest.update(encryptor.nonce)
        payload_size = sink.write(encryptor.nonce)
        plaintext_size = 0
        piece, size = plain.next()
        while size:
            # One piece is read ahead: only the end of the source tells which piece is the last.
            following, following_size = plain.next()
            out = cipher.free.get()
            written = encryptor.seal(piece[:size], out, last=following_size == 0)
            plain.free.put(piece)
            cipher.hash(out, written)
            payload_size += sink.write(out[:written])
            plaintext_size += size
            piece, size = following, following_size
        return SealedPayload(cipher.finish(), plain.finish(), plaintext_size, payload_size)


class _Worker:
    """A thread with SHA-256 and a ring of buffers, which wait in `free` until they may be filled again.

    Leaving its context ends the thread, whatever happened, and wipes the buffers.
    """

    def __init__(self, buffer_size: int) -> None:
        self.digest = hashlib.sha256()
        self.free: SimpleQueue[memoryview] = SimpleQueue()
        self._buffers = [bytearray(buffer_size) for _ in range(_RING)]
        for buffer in self._buffers:
            self.free.put(memoryview(buffer))
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def finish(self) -> str:
        """Wait for all that was handed over and return the hex digest."""
        self._stop()
        return self.digest.hexdigest()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stop()
        for buffer in self._buffers:
            _wipe(buffer)

    def _stop(self) -> None:
        self._wake()
        self._thread.join()

    def _wake(self) -> None:
        raise NotImplementedError

    def _run(self) -> None:
        raise NotImplementedError


class _Reader(_Worker):
    """Reads the source piece by piece and hashes each while it is being encrypted elsewhere."""

    def __init__(self, source: Source, first: bytearray) -> None:
        super().__init__(_PIECE)
        self._source = source
        self._first = first
        self._filled: SimpleQueue[tuple[memoryview, int] | BaseException] = SimpleQueue()

    def next(self) -> tuple[memoryview, int]:
        """Return (buffer, bytes in it), 0 at the end; put the buffer into `free` when it was encrypted."""
        item = self._filled.get()
        if isinstance(item, BaseException):
            raise item
        return item

    def _wake(self) -> None:
        self.free.put(_STOP)

    def _run(self) -> None:
        try:
            start = len(self._first)
            while (buffer := self.free.get()) is not _STOP:
                if start:
                    buffer[:start] = self._first
                size = start + _fill(self._source, buffer[start:])
                start = 0
                self._filled.put((buffer, size))
                self.digest.update(buffer[:size])
                if size < _PIECE:
                    self._filled.put((buffer, 0))
                    return
        except BaseException as error:  # noqa: BLE001 -- raised again by `next`, in the thread that asked
            self._filled.put(error)


class _Hasher(_Worker):
    """Hashes what it is given; the giver may read the buffer on, and takes another from `free`."""

    def __init__(self, buffer_size: int) -> None:
        super().__init__(buffer_size)
        self._work: SimpleQueue[tuple[memoryview, int] | None] = SimpleQueue()

    def hash(self, buffer: memoryview, size: int) -> None:
        """Queue the first `size` bytes of a buffer from `free`."""
        self._work.put((buffer, size))

    def _wake(self) -> None:
        self._work.put(None)

    def _run(self) -> None:
        while (item := self._work.get()) is not None:
            buffer, size = item
            self.digest.update(buffer[:size])
            self.free.put(buffer)


def _fill(source: Source, buffer: memoryview) -> int:
    """Read until `buffer` is full or the source ends; return the bytes read."""
    filled = 0
    while filled < len(buffer):
        count = source.readinto(buffer[filled:])
        if not count:
            break
        filled += count
    return filled


def _wipe(buffer: bytearray) -> None:
    """Overwrite testimony in our own buffers; copies made by libraries are out of reach."""
    buffer[:] = bytes(len(buffer))
