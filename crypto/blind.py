"""The blind index: what becomes of a word before it leaves for a search engine that nobody trusts.

A term becomes `base64url(HMAC-SHA-256(field key, term))` cut to 9 bytes: 12 characters, 72 bits. The key of
a field is `HKDF-SHA256(index key, info = field || 0x00 || collection id)`, so the same term has unrelated
tokens in two fields and in two collections. An item id becomes one AES-256 block under a key derived the
same way: a permutation of 16 bytes, which the holder of the index key, and nobody else, can turn back.

What this hides and what it does not is said in `docs/threat-model.md`. It is not encrypted search: how often
a token occurs, and with which others, is there for everybody who holds the index.
"""

import base64
import binascii
import hashlib
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.errors import FormatError, KeyFormatError

KEY_BYTES = 32
TOKEN_BYTES = 9
TOKEN_CHARS = 12
DOC_ID_CHARS = 22
MEMO_TERMS = 200_000
"""Terms kept per field and process; the memo of a field is emptied when it is full."""

_URLSAFE = bytes.maketrans(b"+/", b"-_")
_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class _FieldTokens(dict[str, str]):
    """Tokens of one field by term; a missing one is computed, kept and returned."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        super().__init__()
        padded = key.ljust(_BLOCK, b"\0")
        # HMAC with both key blocks already absorbed: three times as fast as `hmac.digest` on short terms.
        self._inner = hashlib.sha256(padded.translate(_INNER))
        self._outer = hashlib.sha256(padded.translate(_OUTER))

    def __missing__(self, term: str) -> str:
        token = self.make(term)
        if len(self) >= MEMO_TERMS:
            self.clear()
        self[term] = token
        return token

    def make(self, term: str) -> str:
        """Return the token of a term without keeping it: for terms that hardly come back."""
        inner = self._inner.copy()
        inner.update(term.encode("utf-8", "surrogatepass"))
        outer = self._outer.copy()
        outer.update(inner.digest())
        encoded = binascii.b2a_base64(outer.digest()[:TOKEN_BYTES], newline=False)
        return encoded.translate(_URLSAFE).decode("ascii")


class BlindIndex:
    """Tokens and document ids of one collection under one index key of 32 bytes.

    Safe to share between threads: the memo only ever holds what the key makes of a term.
    Raises KeyFormatError when the key has another length.
    """

    def __init__(self, index_key: bytes, collection_id: str) -> None:
        if len(index_key) != KEY_BYTES:
            raise KeyFormatError(f"an index key has {KEY_BYTES} bytes, this one {len(index_key)}")
        self.collection_id = collection_id
        self._index_key = bytes(index_key)
        self._fields: dict[str, _FieldTokens] = {}
        # One block per id, never two under one call: ECB is the bare permutation, which is what is wanted.
        self._permutation = Cipher(AES256(self._derive("\x00item-id")), ECB())  # noqa: S305

    def field(self, field: str) -> "_FieldTokens":
        """The mapping from term to token of one field, for loops over many terms."""
        tokens = self._fields.get(field)
        if tokens is None:
            tokens = self._fields[field] = _FieldTokens(self._derive(field))
        return tokens

    def token(self, field: str, term: str) -> str:
        """Return the token of a term in a field: 12 characters of base64url."""
        return self.field(field)[term]

    def tokens(self, field: str, *terms: str) -> tuple[str, ...]:
        """Return the tokens of several terms, in their order."""
        known = self.field(field)
        return tuple([known[term] for term in terms])

    def sealing_key(self, purpose: str) -> bytes:
        """Return 32 bytes for sealing what is kept beside the index for `purpose`; no field has them."""
        return self._derive(f"\x00sealed-{purpose}")

    def doc_id(self, item_id: str) -> str:
        """Return the document id of an item (a UUID): 22 characters of base64url.

        Raises FormatError when the item id is no UUID.
        """
        try:
            block = uuid.UUID(item_id).bytes
        except ValueError as error:
            raise FormatError("an item id is a UUID") from error
        encryptor = self._permutation.encryptor()
        sealed = encryptor.update(block) + encryptor.finalize()
        return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")

    def item_id(self, doc_id: str) -> str:
        """Return the item id that `doc_id` stands for.

        Any 16 bytes stand for some id: nothing is authenticated.
        Raises FormatError when it is not a document id at all.
        """
        try:
            sealed = base64.b64decode(doc_id + "==", altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormatError("a document id is base64url") from error
        if len(sealed) != 16 or len(doc_id) != DOC_ID_CHARS:
            raise FormatError(f"a document id has {DOC_ID_CHARS} characters")
        decryptor = self._permutation.decryptor()
        return str(uuid.UUID(bytes=decryptor.update(sealed) + decryptor.finalize()))

    def _derive(self, field: str) -> bytes:
        info = field.encode() + b"\x00" + self.collection_id.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._index_key)
