"""Sealing a file: read once, hashed and encrypted on the way, in a few megabytes of memory whatever its size.

SHA-256 releases the interpreter lock and the cipher does not, so two threads hash, plaintext and ciphertext
each, while this one reads, encrypts and writes. Needs recipients only: a machine that seals need not be able
to read.
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Self

from archive.ports_objects import StagedPayload
from crypto.age.header import new_file_key, wrap
from crypto.age.payload import PayloadEncryptor, Source, encrypt_payload, sealed_size
from crypto.age.protocols import Recipient
from crypto.age.sizes import CHUNK_SIZE

SMALL = 256 * 1024
"""Files below so many bytes are sealed in memory, without threads."""

_PIECE = 8 * CHUNK_SIZE
_RING = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """What sealing found out. Digests are hex SHA-256, sizes bytes; the plaintext digest is itself secret."""

    payload_digest: str
    plaintext_digest: str = field(repr=False)
    plaintext_size: int
    payload_size: int
    header: bytes = field(repr=False)


def seal_bytes(
    plaintext: bytes | bytearray | memoryview, recipients: Sequence[Recipient]
) -> tuple[bytes, Sealed]:
    """Return (payload, what was found out) for a plaintext in memory; raises HeaderError as `wrap` does."""
    file_key = new_file_key()
    header = wrap(file_key, recipients)
    payload = encrypt_payload(file_key, plaintext)
    plaintext_digest = hashlib.sha256(plaintext).hexdigest()
    payload_digest = hashlib.sha256(payload).hexdigest()
    return payload, Sealed(payload_digest, plaintext_digest, len(plaintext), len(payload), header)


def seal_stream(source: Source, staged: StagedPayload, recipients: Sequence[Recipient]) -> Sealed:
    """Seal everything `source` still holds into `staged`, and finish that.

    Raises HeaderError for a mix of recipients before anything is read, OSError when the source cannot be
    read, and what `staged` raises when it cannot be written. After an error `staged` holds a part and must be
    discarded.
    """
    first = bytearray(SMALL)
    try:
        size = _fill(source, memoryview(first))
        if size < SMALL:
            payload, sealed = seal_bytes(memoryview(first)[:size], recipients)
            staged.write(payload)
        else:
            sealed = _seal_large(source, first, staged, recipients)
    finally:
        _wipe(first)
    staged.finish()
    return sealed


def _seal_large(
    source: Source, first: bytearray, staged: StagedPayload, recipients: Sequence[Recipient]
) -> Sealed:
    file_key = new_file_key()
    header = wrap(file_key, recipients)
    encryptor = PayloadEncryptor(file_key)
    with _Hasher(_PIECE) as plain, _Hasher(sealed_size(_PIECE)) as cipher:
        cipher.digest.update(encryptor.nonce)
        payload_size = staged.write(encryptor.nonce)
        plaintext_size = 0
        current = plain.free.get()
        current[: len(first)] = first
        size = len(first) + _fill(source, current[len(first) :])
        while size:
            # One piece is read ahead: only the end of the source tells which piece is the last.
            following = plain.free.get()
            following_size = _fill(source, following) if size == _PIECE else 0
            plain.hash(current, size)
            out = cipher.free.get()
            written = encryptor.seal(current[:size], out, last=following_size == 0)
            cipher.hash(out, written)
            payload_size += staged.write(out[:written])
            plaintext_size += size
            current, size = following, following_size
        return Sealed(cipher.finish(), plain.finish(), plaintext_size, payload_size, header)


class _Hasher:
    """SHA-256 of buffers in a thread of its own, over a ring of buffers that wait in `free` to be filled.

    A buffer may be read, not changed, between `hash` and its return to `free`; the caller takes from `free`
    only when it no longer needs what it handed over before.
    """

    def __init__(self, buffer_size: int) -> None:
        self.digest = hashlib.sha256()
        self.free: SimpleQueue[memoryview] = SimpleQueue()
        self._buffers = [bytearray(buffer_size) for _ in range(_RING)]
        for buffer in self._buffers:
            self.free.put(memoryview(buffer))
        self._work: SimpleQueue[tuple[memoryview, int] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sealing-sha256", daemon=True)

    def hash(self, buffer: memoryview, size: int) -> None:
        """Queue the first `size` bytes of a buffer from `free`."""
        self._work.put((buffer, size))

    def finish(self) -> str:
        """Wait for all that was queued and return the hex digest."""
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
        self._work.put(None)
        self._thread.join()

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
