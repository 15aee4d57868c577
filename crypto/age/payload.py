"""Encrypting an age payload in large pieces, and decrypting a stream without releasing an unverified byte.

The caller owns the buffers, so that a file of any size passes through the same few megabytes.
"""

import os
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.age.derive import derive_key
from crypto.age.sizes import CHUNK_SIZE, NONCE_SIZE, SEALED_CHUNK_SIZE, TAG_SIZE, chunk_nonce
from crypto.errors import PayloadError

_BATCH = 16

Buffer = bytes | bytearray | memoryview
"""Bytes to encrypt or decrypt, in one piece."""


class Source(Protocol):
    """A readable binary stream: a raw or buffered file, or io.BytesIO."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the start of `buffer` and return how many bytes; 0 at the end."""
        ...


def sealed_size(plaintext_length: int) -> int:
    """Return the bytes that `PayloadEncryptor.seal` writes for a piece of that length, without nonce."""
    return plaintext_length + TAG_SIZE * max(1, -(-plaintext_length // CHUNK_SIZE))


def payload_cipher(file_key: bytes, nonce: Buffer) -> ChaCha20Poly1305:
    """Return the cipher of one payload, keyed from its file key and the 16 bytes the payload starts with."""
    return ChaCha20Poly1305(derive_key(file_key, bytes(nonce), b"payload"))


class PayloadEncryptor:
    """Seals consecutive pieces of one plaintext. `nonce` is the start of the payload and is written first."""

    __slots__ = ("_cipher", "_finished", "_index", "nonce")

    def __init__(self, file_key: bytes, nonce: bytes | None = None) -> None:
        """Key the payload. `nonce` is for test vectors only: a file key and nonce never come twice."""
        self.nonce = os.urandom(NONCE_SIZE) if nonce is None else nonce
        self._cipher = payload_cipher(file_key, self.nonce)
        self._index = 0
        self._finished = False

    def seal(self, plaintext: memoryview, out: memoryview, *, last: bool) -> int:
        """Seal the next piece into the start of `out` and return `sealed_size(len(plaintext))`.

        Every piece but the last is a whole number of 64 KiB chunks, not none; the last is not empty unless
        the whole plaintext is. Raises PayloadError when that is broken, as the result could not be decrypted.
        """
        size = len(plaintext)
        if self._finished or (not last and (size == 0 or size % CHUNK_SIZE)) or (size == 0 and self._index):
            raise PayloadError(
                "pieces of a payload must be whole chunks, ended once by a piece that is not empty"
            )
        encrypt_into = self._cipher.encrypt_into
        written = 0
        for start in range(0, max(size, 1), CHUNK_SIZE):
            end = min(start + CHUNK_SIZE, size)
            sealed_end = written + end - start + TAG_SIZE
            nonce = chunk_nonce(self._index, last=last and end == size)
            encrypt_into(nonce, plaintext[start:end], None, out[written:sealed_end])
            self._index += 1
            written = sealed_end
        self._finished = last
        return written


def encrypt_payload(file_key: bytes, plaintext: Buffer) -> bytes:
    """Return the whole payload of a plaintext that is in memory."""
    encryptor = PayloadEncryptor(file_key)
    view = memoryview(plaintext).cast("B")
    payload = bytearray(NONCE_SIZE + sealed_size(len(view)))
    payload[:NONCE_SIZE] = encryptor.nonce
    encryptor.seal(view, memoryview(payload)[NONCE_SIZE:], last=True)
    return bytes(payload)


def decrypt_payload(file_key: bytes, source: Source, most: int | None = None) -> Iterator[memoryview]:
    """Yield the plaintext of a payload stream, in verified pieces; ends in PayloadError if anything is wrong.

    `most`: bytes that the stream holds at most, if that is known; less memory is taken for a short one.

    Each view is into one reused buffer: it is valid until the next one is asked for. What was yielded before
    a PayloadError is a true beginning of the plaintext, and not the whole of it.
    """
    room = SEALED_CHUNK_SIZE * _BATCH
    room = room if most is None or most > room else max(most, NONCE_SIZE)
    sealed = memoryview(bytearray(room + 1))
    plain = memoryview(bytearray(min(CHUNK_SIZE, room)))
    if fill(source, sealed[:NONCE_SIZE]) < NONCE_SIZE:
        raise PayloadError("the payload ends before its 16-byte nonce does")
    opener = ChunkOpener(payload_cipher(file_key, sealed[:NONCE_SIZE]))
    held = 0
    index = 0
    while True:
        held += fill(source, sealed[held:])
        at_end = held < len(sealed)
        size = held if at_end else held - 1
        for start in range(0, max(size, 1), SEALED_CHUNK_SIZE):
            end = min(start + SEALED_CHUNK_SIZE, size)
            expected_last = at_end and end == size
            chunk, last = opener.open_either(index, sealed[start:end], plain, expect_last=expected_last)
            yield chunk
            if last != expected_last:
                raise PayloadError(
                    "the payload goes on after its last chunk" if last else "the payload was cut off"
                )
            index += 1
        if at_end:
            return
        sealed[0] = sealed[held - 1]
        held = 1


def fill(source: Source, buffer: memoryview) -> int:
    """Read until `buffer` is full or the source ends; return the bytes read."""
    filled = 0
    while filled < len(buffer):
        count = source.readinto(buffer[filled:])
        if not count:
            break
        filled += count
    return filled


class ChunkOpener:
    """Opens chunks of one payload into a caller's buffer, and wipes what it could not verify."""

    __slots__ = ("_cipher",)

    def __init__(self, cipher: ChaCha20Poly1305) -> None:
        """Take the cipher of the payload, from `payload_cipher`."""
        self._cipher = cipher

    def open(self, index: int, sealed: memoryview, out: memoryview, *, last: bool) -> memoryview:
        """Return the part of `out` with the chunk's plaintext; raises PayloadError and leaves zeros there."""
        size = len(sealed) - TAG_SIZE
        if size < 0:
            raise PayloadError(f"chunk {index} of the payload is shorter than its tag: it was truncated")
        target = out[:size]
        try:
            self._cipher.decrypt_into(chunk_nonce(index, last=last), sealed, None, target)
        except InvalidTag:
            target[:] = bytes(size)
            raise PayloadError(f"chunk {index} of the payload does not verify") from None
        if last and index and not size:
            raise PayloadError("the last chunk of the payload is empty")
        return target

    def open_either(
        self, index: int, sealed: memoryview, out: memoryview, *, expect_last: bool
    ) -> tuple[memoryview, bool]:
        """Return (plaintext, whether the chunk is marked as the last); raises PayloadError if it is neither.

        A stream learns that it was cut or extended only at its end; the chunk before that is still true
        plaintext.
        """
        try:
            return self.open(index, sealed, out, last=expect_last), expect_last
        except PayloadError:
            if len(sealed) != SEALED_CHUNK_SIZE:
                raise
        return self.open(index, sealed, out, last=not expect_last), not expect_last
