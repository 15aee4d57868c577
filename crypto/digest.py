"""SHA-256 and its spelling: every digest in a format of record is 64 lower-case hexadecimal digits."""

import hashlib
import re
from typing import TypeGuard

from crypto.errors import FormatError

DIGEST_SIZE = 32
"""Bytes of a SHA-256 digest."""

_HEX = re.compile(r"[0-9a-f]{64}")


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """Return SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def is_sha256_hex(text: object) -> TypeGuard[str]:
    """Tell whether `text` is a string of exactly 64 lower-case hexadecimal digits."""
    return isinstance(text, str) and _HEX.fullmatch(text) is not None


def parse_sha256_hex(text: object) -> bytes:
    """Return the 32 bytes spelled by `text`; FormatError unless it is 64 lower-case hexadecimal digits."""
    if not isinstance(text, str) or _HEX.fullmatch(text) is None:
        raise FormatError("a SHA-256 digest is 64 lower-case hexadecimal digits")
    return bytes.fromhex(text)
