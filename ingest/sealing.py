"""Sealing a file: read once, hashed and encrypted on the way, in a few megabytes of memory whatever its size.

SHA-256 and writing release the interpreter lock and the cipher does not: see `ingest.sealing_threads`. Needs
recipients only: a machine that seals need not be able to read.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.ports_objects import StagedPayload
from crypto.age.header import new_file_key, wrap
from crypto.age.payload import PayloadEncryptor, Source, encrypt_payload, fill
from crypto.age.protocols import Recipient
from crypto.age.sizes import CHUNK_SIZE
from ingest.sealing_threads import PayloadWriter, PlaintextReader, Sink, wipe

SMALL = 256 * 1024
"""Files below so many bytes are sealed in memory, without threads."""

PIECE = 16 * CHUNK_SIZE
"""Bytes that are sealed at once; eight times as many are held in memory."""


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


def seal_payload(source: Source, sink: Sink, file_key: bytes, *, piece: int = PIECE) -> SealedPayload:
    """Encrypt everything `source` still holds into `sink`; whom it is for is settled by a header, later.

    `file_key`: 16 bytes from `new_file_key`, for this payload alone. `piece`: a multiple of the chunk
    size, at least `SMALL`. Raises as `seal_stream` does.
    """
    first = bytearray(SMALL)
    try:
        size = fill(source, memoryview(first))
        if size == SMALL:
            return _seal_large(source, first, sink, file_key, piece)
        payload, sealed = _seal_small(file_key, memoryview(first)[:size])
        sink.write(payload)
        return sealed
    finally:
        wipe(first)


def _seal_small(file_key: bytes, plaintext: bytes | bytearray | memoryview) -> tuple[bytes, SealedPayload]:
    payload = encrypt_payload(file_key, plaintext)
    plaintext_digest = hashlib.sha256(plaintext).hexdigest()
    payload_digest = hashlib.sha256(payload).hexdigest()
    return payload, SealedPayload(payload_digest, plaintext_digest, len(plaintext), len(payload))


def _seal_large(
    source: Source, first: bytearray, sink: Sink, file_key: bytes, piece_size: int
) -> SealedPayload:
    encryptor = PayloadEncryptor(file_key)
    with PlaintextReader(source, first, piece_size) as plain, PayloadWriter(sink, piece_size) as cipher:
        cipher.begin(encryptor.nonce)
        piece, size = plain.next()
        while size:
            # One piece is read ahead: only the end of the source tells which piece is the last.
            following, following_size = plain.next()
            last = following_size == 0
            written = encryptor.seal(piece[:size], cipher.room(), last=last)
            plain.free(piece)
            cipher.hand_over(written, last=last)
            piece, size = following, following_size
        payload_digest, payload_size = cipher.finish()
        plaintext_digest, plaintext_size = plain.finish()
        return SealedPayload(payload_digest, plaintext_digest, plaintext_size, payload_size)
