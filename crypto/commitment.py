"""Salted commitments: a log entry fixes a value without showing it.

SHA-256(length of tag, one byte || tag in UTF-8 || 32-byte salt || value). Salt and value stay in encrypted
records; to open the commitment in court, show both. Erase the salt and the entry says nothing about the
value any more. The length byte keeps tags apart: without it the tag "ab" could be read as "a" and a
longer salt.
"""

import hashlib
import hmac
import secrets
from typing import Final

from crypto.errors import ProofError

SALT_SIZE: Final = 32
"""Bytes of a salt; one fresh salt per commitment."""


def new_salt() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(SALT_SIZE)


def commit(tag: str, salt: bytes, value: bytes) -> bytes:
    """Return the 32-byte commitment to `value` under `tag` (1 to 255 bytes of UTF-8) and a 32-byte `salt`."""
    name = tag.encode("utf-8")
    if not 0 < len(name) <= 255:
        raise ValueError("a commitment tag has 1 to 255 bytes")
    if len(salt) != SALT_SIZE:
        raise ValueError("a commitment salt has 32 bytes")
    return hashlib.sha256(bytes([len(name)]) + name + salt + value).digest()


def verify_commitment(commitment: bytes, tag: str, salt: bytes, value: bytes) -> None:
    """Raise ProofError unless `commitment` was made from exactly this tag, salt and value."""
    if not hmac.compare_digest(commitment, commit(tag, salt, value)):
        raise ProofError("the commitment was made from another tag, salt or value")
