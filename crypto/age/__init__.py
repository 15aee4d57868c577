"""age v1 (c2sp.org/age) on `cryptography`, with the header kept apart from the payload.

`cat header payload | age -d -i key` opens what this writes, and it opens what age writes, armor excepted.
Recipients are `mlkem768x25519` (post-quantum hybrid), `X25519` and `scrypt`.
"""

from crypto.age.file import decrypt, decrypt_file, decrypt_whole, encrypt
from crypto.age.header import Header, new_file_key, parse_header, parse_header_prefix, rewrap, unwrap, wrap
from crypto.age.hybrid import HybridIdentity, HybridRecipient
from crypto.age.keys import parse_identities_file, parse_identity, parse_recipient
from crypto.age.payload import PayloadEncryptor, decrypt_payload, encrypt_payload, sealed_size
from crypto.age.protocols import Company, Identity, Recipient
from crypto.age.reader import PayloadReader
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.age.sizes import CHUNK_SIZE, NONCE_SIZE, payload_size, plaintext_size
from crypto.age.stanza import FILE_KEY_SIZE, Stanza
from crypto.age.x25519 import X25519Identity, X25519Recipient

__all__ = [
    "CHUNK_SIZE",
    "FILE_KEY_SIZE",
    "NONCE_SIZE",
    "Company",
    "Header",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "PayloadEncryptor",
    "PayloadReader",
    "Recipient",
    "ScryptIdentity",
    "ScryptRecipient",
    "Stanza",
    "X25519Identity",
    "X25519Recipient",
    "decrypt",
    "decrypt_file",
    "decrypt_payload",
    "decrypt_whole",
    "encrypt",
    "encrypt_payload",
    "new_file_key",
    "parse_header",
    "parse_header_prefix",
    "parse_identities_file",
    "parse_identity",
    "parse_recipient",
    "payload_size",
    "plaintext_size",
    "rewrap",
    "sealed_size",
    "unwrap",
    "wrap",
]
