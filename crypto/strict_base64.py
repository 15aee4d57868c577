"""Standard base64 (RFC 4648 section 4) with padding, one spelling per byte string.

A second spelling of the same signature or hash would be a second, equally "valid" text of a record; so
anything but the canonical one is refused: wrong padding, trailing bits, white space, the URL-safe alphabet.
"""

import binascii

from crypto.errors import FormatError


def encode_base64(data: bytes) -> str:
    """Return `data` as padded standard base64 without line breaks."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def decode_base64(text: str | bytes, what: str = "base64 text") -> bytes:
    """Return the bytes that `text` spells; FormatError (naming `what`) for any but the canonical spelling."""
    try:
        raw = text.encode("ascii") if isinstance(text, str) else text
        data = binascii.a2b_base64(raw, strict_mode=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise FormatError(f"{what} is not padded standard base64") from error
    if binascii.b2a_base64(data, newline=False) != raw:
        raise FormatError(f"{what} is not the canonical spelling of its bytes")
    return data
