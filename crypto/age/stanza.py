"""One recipient stanza of an age header and the strict base64 it is written in (c2sp.org/age)."""

import base64
import binascii
from dataclasses import dataclass

from crypto.errors import HeaderError

FILE_KEY_SIZE = 16
"""Bytes of a file key, the random secret of one object."""

WRAPPED_FILE_KEY_SIZE = FILE_KEY_SIZE + 16
"""Bytes of a file key under ChaCha20-Poly1305; checked before any trial decryption (partitioning oracles)."""

_COLUMNS = 64


@dataclass(frozen=True, slots=True)
class Stanza:
    """`-> type arg...` and its body: a file key wrapped for one recipient, or an unknown kind."""

    type: str
    args: tuple[str, ...]
    body: bytes

    def format(self) -> bytes:
        """Return the stanza as it stands in a header, ending in a body line shorter than 64 columns."""
        text = b64encode(self.body)
        lines = [text[start : start + _COLUMNS] for start in range(0, len(text) + 1, _COLUMNS)]
        return f"-> {' '.join((self.type, *self.args))}\n".encode("ascii") + "\n".join([*lines, ""]).encode(
            "ascii"
        )


def b64encode(data: bytes) -> str:
    """Return standard base64 without padding."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def b64decode(text: str) -> bytes:
    """Return the bytes of unpadded canonical base64; raises HeaderError for anything else."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise HeaderError("a base64 text in the header is malformed") from None
    if b64encode(data) != text:
        raise HeaderError("a base64 text in the header is not in its one canonical form")
    return data
