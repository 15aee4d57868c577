"""Small derived files under one symmetric key: ChaCha20-Poly1305 (RFC 8439) with a random nonce.

For what can be made again and must not be read, such as lists of words. Evidence is sealed as age files.
A sealed value is nonce (12 bytes) || ciphertext || tag (16 bytes). At 2**32 values under one key the chance
that two have the same nonce is below 2**-32.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.errors import PayloadError

NONCE_BYTES = 12


def seal(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Seal under a key of 32 bytes; `context` says where it belongs and is not part of the result."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plaintext, context)


def unseal(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Return what was sealed. Raises PayloadError for another key, another context or changed bytes."""
    try:
        return ChaCha20Poly1305(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise PayloadError("this is not what was sealed here") from error
