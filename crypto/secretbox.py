"""A small secret under a 32-byte key that is used for one thing: ChaCha20-Poly1305 (RFC 8439), random nonce.

Box: nonce (12 bytes) || ciphertext || tag (16 bytes). `context` is authenticated, so that a box that is moved
to another place does not open there. Derived keys: HKDF-SHA-256 (RFC 5869) without a salt.
"""

import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import BoxError

KEY_SIZE: Final = 32
_NONCE_SIZE: Final = 12


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes from a high-entropy secret, unrelated for every purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=purpose.encode()).derive(secret)


def seal(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """The box; different each time."""
    nonce = os.urandom(_NONCE_SIZE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plaintext, context)


def unseal(key: bytes, box: bytes, context: bytes) -> bytes:
    """What was sealed; raise BoxError."""
    if len(box) < _NONCE_SIZE:
        raise BoxError("this is no box")
    try:
        return ChaCha20Poly1305(key).decrypt(box[:_NONCE_SIZE], box[_NONCE_SIZE:], context)
    except InvalidTag as error:
        raise BoxError("the key does not open this box") from error


def tag(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256, 32 bytes."""
    return hmac.digest(key, message, "sha256")


def check_tag(key: bytes, message: bytes, found: bytes) -> None:
    """Raise BoxError unless it is the message's tag; in constant time."""
    if not hmac.compare_digest(tag(key, message), found):
        raise BoxError("the tag is not of this message")
