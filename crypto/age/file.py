"""Whole objects in memory, and whole `age` files as one stream (header and payload together, not armored)."""

import io
from collections.abc import Iterator, Sequence

from crypto.age.header import MAX_HEADER_SIZE, new_file_key, parse_header_prefix, unwrap, unwrap_parsed, wrap
from crypto.age.payload import Buffer, Source, decrypt_payload, encrypt_payload
from crypto.age.protocols import Identity, Recipient
from crypto.age.sizes import NONCE_SIZE
from crypto.errors import HeaderError

_FIRST_READ = 4096


def encrypt(plaintext: Buffer, recipients: Sequence[Recipient]) -> tuple[bytes, bytes]:
    """Return (header, payload) of a new object under a fresh file key; together they are an age file."""
    file_key = new_file_key()
    return wrap(file_key, recipients), encrypt_payload(file_key, plaintext)


def decrypt(header: bytes, payload: Buffer, identities: Sequence[Identity]) -> bytes:
    """Return the whole plaintext; raises NoIdentityMatches, HeaderError or PayloadError."""
    file_key = unwrap(header, identities)
    return b"".join(bytes(piece) for piece in decrypt_payload(file_key, io.BytesIO(payload)))


def decrypt_whole(sealed: bytes, identities: Sequence[Identity]) -> bytes:
    """The plaintext of an age file in memory; raises as `decrypt` does."""
    return b"".join(bytes(piece) for piece in decrypt_file(io.BytesIO(sealed), identities))


def decrypt_file(source: Source, identities: Sequence[Identity]) -> Iterator[memoryview]:
    """Yield the plaintext of an age file (header, then payload), as `decrypt_payload` does.

    The header is read and checked, and the nonce is there, when this returns; the payload is read while
    iterating.
    """
    start = _read_header(source)
    header, size = parse_header_prefix(start)
    file_key = unwrap_parsed(header, identities)
    rest = start[size:]
    missing = NONCE_SIZE - len(rest)
    if missing > 0:
        rest += _read_some(source, missing)
    if len(rest) < NONCE_SIZE:
        raise HeaderError("the file ends before its payload's 16-byte nonce does")
    return decrypt_payload(file_key, _Prefixed(rest, source))


def _read_header(source: Source) -> bytes:
    """Read until the line that ends the header is whole, or as much as a header may have."""
    data = b""
    want = _FIRST_READ
    while len(data) < MAX_HEADER_SIZE:
        piece = _read_some(source, want)
        data += piece
        footer = data.find(b"\n---")
        if not piece or (footer >= 0 and data.find(b"\n", footer + 1) >= 0):
            break
        want = min(len(data), MAX_HEADER_SIZE - len(data))
    return data


def _read_some(source: Source, count: int) -> bytes:
    buffer = bytearray(count)
    filled = 0
    while filled < count:
        size = source.readinto(memoryview(buffer)[filled:])
        if not size:
            break
        filled += size
    return bytes(buffer[:filled])


class _Prefixed:
    """A stream of bytes already read, followed by the rest of their source."""

    __slots__ = ("_prefix", "_source")

    def __init__(self, prefix: bytes, source: Source) -> None:
        self._prefix = memoryview(prefix)
        self._source = source

    def readinto(self, buffer: memoryview, /) -> int | None:
        count = min(len(buffer), len(self._prefix))
        if not count:
            return self._source.readinto(buffer)
        buffer[:count] = self._prefix[:count]
        self._prefix = self._prefix[count:]
        return count
