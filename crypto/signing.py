"""Signing keys: Ed25519 (agents, log) and ML-DSA-44 (beside the log's Ed25519 key), raw bytes in and out.

A private key is its 32-byte seed. The key id of an agent's Ed25519 key is SHA-256 of the 32 public
bytes, so a key id found in an entry names exactly one public key. Python cannot wipe these objects from
memory; keep them short-lived.
Sources: RFC 8032, FIPS 204 (empty context).
"""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from crypto.errors import KeyFormatError, SignatureError

ED25519_PUBLIC_SIZE: Final = 32
ED25519_SIGNATURE_SIZE: Final = 64
MLDSA44_PUBLIC_SIZE: Final = 1312
MLDSA44_SIGNATURE_SIZE: Final = 2420
SEED_SIZE: Final = 32


def key_id(public_key: bytes) -> str:
    """Return the key id of an Ed25519 public key (32 raw bytes): SHA-256 of them, 64 hexadecimal digits."""
    if len(public_key) != ED25519_PUBLIC_SIZE:
        raise KeyFormatError("an Ed25519 public key has 32 bytes")
    return hashlib.sha256(public_key).hexdigest()


class Ed25519SigningKey:
    """An Ed25519 private key. `public_key` is 32 raw bytes, `key_id` their SHA-256 in hexadecimal digits."""

    __slots__ = ("_private", "key_id", "public_key")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise KeyFormatError("an Ed25519 seed has 32 bytes")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key: bytes = self._private.public_key().public_bytes_raw()
        self.key_id: str = key_id(self.public_key)

    @classmethod
    def generate(cls) -> "Ed25519SigningKey":
        """Return a new random key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def seed(self) -> bytes:
        """Return the 32 secret bytes that this key is made from."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of `message`."""
        return self._private.sign(message)


class Ed25519VerifyingKey:
    """An Ed25519 public key, parsed once to verify many signatures."""

    __slots__ = ("_public", "key_id", "public_key")

    def __init__(self, public_key: bytes) -> None:
        self.key_id: str = key_id(public_key)
        self.public_key: bytes = public_key
        try:
            self._public = Ed25519PublicKey.from_public_bytes(public_key)
        except ValueError as error:
            raise KeyFormatError("not an Ed25519 public key") from error

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise SignatureError unless `signature` (64 bytes) is this key's signature of `message`."""
        try:
            self._public.verify(signature, message)
        except InvalidSignature as error:
            raise SignatureError("Ed25519 signature does not verify") from error


class Mldsa44SigningKey:
    """An ML-DSA-44 private key, made from its 32-byte seed. Signatures are randomised: two never agree."""

    __slots__ = ("_private", "public_key")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise KeyFormatError("an ML-DSA-44 seed has 32 bytes")
        self._private = mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
        self.public_key: bytes = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "Mldsa44SigningKey":
        """Return a new random key."""
        return cls(mldsa.MLDSA44PrivateKey.generate().private_bytes_raw())

    def seed(self) -> bytes:
        """Return the 32 secret bytes that this key is made from."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return a 2420-byte signature of `message` with the empty context."""
        return self._private.sign(message)


class Mldsa44VerifyingKey:
    """An ML-DSA-44 public key (1312 bytes), parsed once."""

    __slots__ = ("_public", "public_key")

    def __init__(self, public_key: bytes) -> None:
        if len(public_key) != MLDSA44_PUBLIC_SIZE:
            raise KeyFormatError("an ML-DSA-44 public key has 1312 bytes")
        self.public_key: bytes = public_key
        try:
            self._public = mldsa.MLDSA44PublicKey.from_public_bytes(public_key)
        except ValueError as error:
            raise KeyFormatError("not an ML-DSA-44 public key") from error

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raise SignatureError unless `signature` (2420 bytes) is this key's signature of `message`."""
        try:
            self._public.verify(signature, message)
        except InvalidSignature as error:
            raise SignatureError("ML-DSA-44 signature does not verify") from error


def verify_ed25519(public_key: bytes, signature: bytes, message: bytes) -> None:
    """Raise SignatureError unless `signature` is that of `message` by `public_key` (32 raw bytes)."""
    Ed25519VerifyingKey(public_key).verify(signature, message)
