"""Time-based one-time codes (RFC 6238): SHA-1, 6 digits, 30 seconds, which every authenticator understands.

SHA-1 is sound here: HMAC needs no collision resistance. A code is checked against the step it is for and one
on either side, and a step that was used once, or lies before one that was, never counts again.
"""

import hmac
import secrets
from base64 import b32decode, b32encode
from typing import Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from crypto.errors import WrongCode

SECRET_SIZE: Final = 20
STEP_SECONDS: Final = 30
DIGITS: Final = 6
DRIFT: Final = 1
"""Steps that a clock may be ahead or behind."""


def new_secret() -> bytes:
    """20 random bytes (RFC 4226 recommends 160 bits)."""
    return secrets.token_bytes(SECRET_SIZE)


def code_at(secret: bytes, at_seconds: float) -> str:
    """The six digits for an instant (seconds since 1970 UTC)."""
    return _totp(secret).generate(int(at_seconds)).decode()


def check_code(secret: bytes, code: str, at_seconds: float, last_step: int) -> int:
    """The step that the code is for, to be kept as `last_step`; raise WrongCode."""
    now = int(at_seconds) // STEP_SECONDS
    totp = _totp(secret)
    found = None
    # Every step is compared, so that the time tells nothing about which it was.
    for step in range(max(0, now - DRIFT), now + DRIFT + 1):
        expected = totp.generate(step * STEP_SECONDS)
        if hmac.compare_digest(expected, code.encode("utf-8", "replace")) and step > last_step:
            found = step
    if found is None:
        raise WrongCode("not a code of this moment, or used already")
    return found


def enrolment_uri(secret: bytes, account: str, issuer: str) -> str:
    """What an authenticator reads from a QR code (Key URI format)."""
    query = urlencode({"secret": shown_secret(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def shown_secret(secret: bytes) -> str:
    """Base32, for typing by hand."""
    return b32encode(secret).decode().rstrip("=")


def read_shown(text: str) -> bytes:
    """The secret from base32, blanks and small letters allowed; raise WrongCode."""
    letters = "".join(text.split()).upper()
    try:
        return b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise WrongCode("not base32") from error


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what RFC 6238 and authenticators use
