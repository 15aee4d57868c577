"""`X25519`: the classical age recipient, for what others hand over and for those without age 1.3."""

import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from crypto import bech32
from crypto.age.derive import check_body, derive_key, unwrap_file_key, wrap_file_key
from crypto.age.protocols import Company
from crypto.age.stanza import Stanza, b64decode, b64encode
from crypto.errors import HeaderError, KeyFormatError

STANZA_TYPE = "X25519"
RECIPIENT_PREFIX = "age"
IDENTITY_PREFIX = "AGE-SECRET-KEY-"
KEY_SIZE = 32

_INFO = b"age-encryption.org/v1/X25519"


class X25519Recipient:
    """A public key that starts with `age1`; not safe against a later quantum computer."""

    __slots__ = ("_key", "_raw")

    def __init__(self, raw: bytes) -> None:
        """Load the 32 raw bytes of the point; raises KeyFormatError for another length."""
        if len(raw) != KEY_SIZE:
            raise KeyFormatError("an X25519 recipient must have 32 bytes")
        self._raw = bytes(raw)
        self._key = X25519PublicKey.from_public_bytes(self._raw)

    @property
    def raw(self) -> bytes:
        """The 32 bytes of the point."""
        return self._raw

    @property
    def company(self) -> Company:
        """Only classical recipients may stand beside it."""
        return Company.CLASSICAL

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza of `file_key`; raises KeyFormatError when the point has low order."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(self._key)
        except ValueError as error:
            raise KeyFormatError("an X25519 recipient is a point of low order") from error
        body = wrap_file_key(derive_key(secret, share + self._raw, _INFO), file_key)
        return Stanza(STANZA_TYPE, (b64encode(share),), body)

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self._raw)

    def __repr__(self) -> str:
        return f"X25519Recipient({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, X25519Recipient) and other._raw == self._raw

    def __hash__(self) -> int:
        return hash((STANZA_TYPE, self._raw))


class X25519Identity:
    """The secret beside an X25519Recipient: 32 bytes, `AGE-SECRET-KEY-1...` in text."""

    __slots__ = ("_key", "_raw", "_recipient")

    def __init__(self, raw: bytes) -> None:
        """Load the 32-byte scalar; raises KeyFormatError for another length."""
        if len(raw) != KEY_SIZE:
            raise KeyFormatError("an X25519 identity must have 32 bytes")
        self._raw = bytes(raw)
        self._key = X25519PrivateKey.from_private_bytes(self._raw)
        self._recipient = X25519Recipient(self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> "X25519Identity":
        """Return a new identity from the system's random generator."""
        return cls(os.urandom(KEY_SIZE))

    def recipient(self) -> X25519Recipient:
        """Return the public half."""
        return self._recipient

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key of the first stanza that opens, or None; see `Identity`."""
        for stanza in stanzas:
            if stanza.type == STANZA_TYPE:
                file_key = self._unwrap_one(stanza)
                if file_key is not None:
                    return file_key
        return None

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        if len(stanza.args) != 1:
            raise HeaderError("an X25519 stanza must have exactly one argument")
        share = b64decode(stanza.args[0])
        if len(share) != KEY_SIZE:
            raise HeaderError("the share of an X25519 stanza must have 32 bytes")
        check_body(stanza.body)
        try:
            secret = self._key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise HeaderError("the share of an X25519 stanza is a point of low order") from error
        salt = share + self._recipient.raw
        return unwrap_file_key(derive_key(secret, salt, _INFO), stanza.body)

    def __str__(self) -> str:
        """Return the secret text: `print` it only to a terminal or an encrypted file."""
        return bech32.encode(IDENTITY_PREFIX, self._raw).upper()

    def __repr__(self) -> str:
        return f"X25519Identity(of={self._recipient!r})"
