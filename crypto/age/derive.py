"""The one key derivation of age: HKDF-SHA-256 (RFC 5869) to 32 bytes."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.age.stanza import WRAPPED_FILE_KEY_SIZE
from crypto.errors import HeaderError

KEY_SIZE = 32
_ZERO_NONCE = bytes(12)


def derive_key(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return HKDF-SHA-256(secret, salt, info), 32 bytes; an empty salt stands for 32 zero bytes."""
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=salt, info=info).derive(secret)


def wrap_file_key(key: bytes, file_key: bytes) -> bytes:
    """Return the 32-byte wrapped file key; the zero nonce is safe because `key` is used once."""
    return ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)


def unwrap_file_key(key: bytes, body: bytes) -> bytes | None:
    """Return the file key, or None when `key` is not the one it was wrapped under."""
    try:
        return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, body, None)
    except InvalidTag:
        return None


def check_body(body: bytes) -> None:
    """Raise HeaderError unless `body` has the length of a wrapped 16-byte file key."""
    if len(body) != WRAPPED_FILE_KEY_SIZE:
        raise HeaderError(f"a wrapped file key has {len(body)} bytes, not {WRAPPED_FILE_KEY_SIZE}")
