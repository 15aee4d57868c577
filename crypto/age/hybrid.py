"""`mlkem768x25519`: the post-quantum hybrid recipient of age 1.3, the only one Sviedka gives to collections.

HPKE (RFC 9180) base mode with the KEM MLKEM768-X25519 (X-Wing), HKDF-SHA-256 and ChaCha20-Poly1305, as
c2sp.org/age defines it. The key objects are loaded once and kept: a wrap costs about 0.12 ms, loading a key
as much again.
"""

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from crypto import bech32
from crypto.age.derive import check_body
from crypto.age.protocols import Company
from crypto.age.stanza import Stanza, b64decode, b64encode
from crypto.errors import HeaderError, KeyFormatError

STANZA_TYPE = "mlkem768x25519"
RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
SEED_SIZE = 32

_INFO = b"age-encryption.org/mlkem768x25519"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_ENC_SIZE = 1120
_MLKEM_PUBLIC_SIZE = 1184
_X25519_SIZE = 32
_MLKEM_SEED_SIZE = 64


class HybridRecipient:
    """A public key that starts with `age1pq1`; anonymous in the header and safe against quantum computers."""

    __slots__ = ("_key", "_raw")

    def __init__(self, raw: bytes) -> None:
        """Load the 1216 raw bytes: ML-KEM-768 public key, then X25519 public key. Raises KeyFormatError."""
        if len(raw) != _MLKEM_PUBLIC_SIZE + _X25519_SIZE:
            raise KeyFormatError("a post-quantum recipient has the wrong length")
        try:
            self._key = hpke.MLKEM768X25519PublicKey(
                mlkem.MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_SIZE]),
                x25519.X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_SIZE:]),
            )
        except ValueError as error:
            raise KeyFormatError(
                "a post-quantum recipient is not a valid ML-KEM-768 and X25519 key pair"
            ) from error
        self._raw = bytes(raw)

    @property
    def company(self) -> Company:
        """Only post-quantum recipients may stand beside it."""
        return Company.POST_QUANTUM

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza of `file_key` for this recipient."""
        sealed = _SUITE.encrypt(file_key, self._key, _INFO)
        return Stanza(STANZA_TYPE, (b64encode(sealed[:_ENC_SIZE]),), sealed[_ENC_SIZE:])

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self._raw)

    def __repr__(self) -> str:
        return f"HybridRecipient(sha256={hashlib.sha256(self._raw).hexdigest()[:16]})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HybridRecipient) and other._raw == self._raw

    def __hash__(self) -> int:
        return hash((STANZA_TYPE, self._raw))


class HybridIdentity:
    """The secret beside a HybridRecipient: a 32-byte seed, `AGE-SECRET-KEY-PQ-1...` in text."""

    __slots__ = ("_key", "_recipient", "_seed", "_x25519")

    def __init__(self, seed: bytes) -> None:
        """Expand the 32-byte seed; raises KeyFormatError for another length."""
        if len(seed) != SEED_SIZE:
            raise KeyFormatError("the seed of a post-quantum identity must have 32 bytes")
        expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_SIZE + _X25519_SIZE)
        mlkem_key = mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE])
        self._x25519 = x25519.X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:])
        self._key = hpke.MLKEM768X25519PrivateKey(mlkem_key, self._x25519)
        self._recipient = HybridRecipient(
            mlkem_key.public_key().public_bytes_raw() + self._x25519.public_key().public_bytes_raw()
        )
        self._seed = bytes(seed)

    @classmethod
    def generate(cls) -> "HybridIdentity":
        """Return a new identity from the system's random generator."""
        return cls(os.urandom(SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> "HybridIdentity":
        """Return the identity of a 32-byte seed, such as one put together from SLIP-39 shares."""
        return cls(seed)

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes everything else derives from."""
        return self._seed

    def recipient(self) -> HybridRecipient:
        """Return the public half, already loaded."""
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
            raise HeaderError("a post-quantum stanza must have exactly one argument")
        enc = b64decode(stanza.args[0])
        if len(enc) != _ENC_SIZE:
            raise HeaderError("the encapsulated key of a post-quantum stanza has the wrong length")
        check_body(stanza.body)
        try:
            return _SUITE.decrypt(enc + stanza.body, self._key, _INFO)
        except InvalidTag:
            self._refuse_low_order(enc[-_X25519_SIZE:])
            return None

    def _refuse_low_order(self, share: bytes) -> None:
        """Tell a forged share (HeaderError) from somebody else's: HPKE answers both in one way."""
        try:
            self._x25519.exchange(x25519.X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise HeaderError("the X25519 share of a post-quantum stanza is a point of low order") from error

    def __str__(self) -> str:
        """Return the secret text: `print` it only to a terminal or an encrypted file."""
        return bech32.encode(IDENTITY_PREFIX, self._seed).upper()

    def __repr__(self) -> str:
        return f"HybridIdentity(of={self._recipient!r})"
