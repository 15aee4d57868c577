"""Sizes of an age payload: a 16-byte nonce, then chunks of up to 64 KiB, each with a 16-byte tag."""

from crypto.errors import PayloadError

NONCE_SIZE = 16
CHUNK_SIZE = 64 * 1024
TAG_SIZE = 16
SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE

_MAX_CHUNKS = 1 << 88


def chunk_count(plaintext_size: int) -> int:
    """Return the number of chunks for that many plaintext bytes; an empty file has one empty chunk."""
    return max(1, -(-plaintext_size // CHUNK_SIZE))


def payload_size(plaintext_size: int) -> int:
    """Return the bytes of the payload that holds `plaintext_size` bytes."""
    return NONCE_SIZE + plaintext_size + TAG_SIZE * chunk_count(plaintext_size)


def plaintext_size(payload_size: int) -> int:
    """Return the plaintext bytes a payload of that size claims to hold; raises PayloadError if none can be.

    It is a claim until the last chunk has been verified as the last: `PayloadReader` does that before it
    names a size.
    """
    sealed = payload_size - NONCE_SIZE
    chunks = -(-sealed // SEALED_CHUNK_SIZE)
    size = sealed - chunks * TAG_SIZE
    if sealed < TAG_SIZE or chunks > _MAX_CHUNKS or chunk_count(size) != chunks:
        raise PayloadError(f"no payload has {payload_size} bytes: it was truncated or extended")
    return size


def chunk_nonce(index: int, *, last: bool) -> bytes:
    """Return the 12-byte nonce of chunk `index`: 11-byte big-endian counter, then 1 if last, else 0."""
    return (index << 8 | last).to_bytes(12, "big")
