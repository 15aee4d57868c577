"""Reading recipients and identities from the texts that `age-keygen` writes."""

from functools import lru_cache

from crypto import bech32
from crypto.age import hybrid, x25519
from crypto.age.hybrid import HybridIdentity, HybridRecipient
from crypto.age.x25519 import X25519Identity, X25519Recipient
from crypto.errors import KeyFormatError

MEMO_RECIPIENTS = 256
"""Recipients that are remembered: the check of a post-quantum one takes milliseconds, and they are public."""

_MAX_FILE_SIZE = 1 << 24


@lru_cache(MEMO_RECIPIENTS)
def parse_recipient(text: str) -> HybridRecipient | X25519Recipient:
    """Return the recipient of an `age1...` or `age1pq1...` text; raises KeyFormatError."""
    if text.startswith(("age1", "AGE1")):
        prefix, data = bech32.decode(text)
        if prefix == hybrid.RECIPIENT_PREFIX:
            return HybridRecipient(data)
        if prefix == x25519.RECIPIENT_PREFIX:
            return X25519Recipient(data)
    raise KeyFormatError("not an age recipient: it must start with age1pq1 or age1, in lower case")


def parse_identity(text: str) -> HybridIdentity | X25519Identity:
    """Return the identity of an `AGE-SECRET-KEY-...` text; raises KeyFormatError, never repeating it."""
    if text.upper().startswith(x25519.IDENTITY_PREFIX):
        prefix, data = bech32.decode(text)
        if prefix == hybrid.IDENTITY_PREFIX:
            return HybridIdentity(data)
        if prefix == x25519.IDENTITY_PREFIX:
            return X25519Identity(data)
    raise KeyFormatError(
        "not an age identity: it must start with AGE-SECRET-KEY-PQ-1 or AGE-SECRET-KEY-1, in upper case"
    )


def parse_identities_file(text: str) -> list[HybridIdentity | X25519Identity]:
    """Return the identities of a key file: one a line, `#` starts a comment, empty lines are skipped.

    Raises KeyFormatError with the line number for the first line that is none, and for a file without any.
    """
    if len(text) > _MAX_FILE_SIZE:
        raise KeyFormatError("the identity file is larger than 16 MiB")
    identities = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            identities.append(parse_identity(line))
        except KeyFormatError as error:
            raise KeyFormatError(f"line {number} of the identity file: {error}") from error
    if not identities:
        raise KeyFormatError("the identity file holds no identity")
    return identities
