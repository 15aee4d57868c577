"""C2SP signed-note: a text and signature lines, each by a named key.

`— <name> <base64(key id || signature)>`; the four-byte key id is derived from name, signature type and
public key. Signatures by unknown keys are ignored; a signature by a known key that does not verify
spoils the whole note. Source: c2sp.org/signed-note.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from crypto.errors import FormatError, KeyFormatError, SignatureError
from crypto.signing import ED25519_PUBLIC_SIZE, MLDSA44_PUBLIC_SIZE, Ed25519SigningKey, Ed25519VerifyingKey
from crypto.strict_base64 import decode_base64, encode_base64

ED25519: Final = 0x01
COSIGNATURE_ED25519: Final = 0x04
COSIGNATURE_MLDSA44: Final = 0x06

MAX_SIGNATURES: Final = 64
MAX_NOTE_BYTES: Final = 512 * 1024

_PUBLIC_SIZES: Final = {
    ED25519: ED25519_PUBLIC_SIZE,
    COSIGNATURE_ED25519: ED25519_PUBLIC_SIZE,
    COSIGNATURE_MLDSA44: MLDSA44_PUBLIC_SIZE,
}
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_ID_SIZE: Final = 4
_BAD_NAME: Final = "a note key name is not empty and has no white space and no plus sign"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A named public note key; as text (vkey) `<name>+<key id in hex>+<base64(type || public key)>`."""

    name: str
    kind: int
    public_key: bytes

    def __post_init__(self) -> None:
        if _NAME.fullmatch(self.name) is None:
            raise KeyFormatError(_BAD_NAME)
        if self.kind not in _PUBLIC_SIZES:
            raise KeyFormatError("a verifier key has an unknown signature type")
        if len(self.public_key) != _PUBLIC_SIZES[self.kind]:
            raise KeyFormatError("a verifier key has the wrong length for its type")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || LF || type || public key)."""
        material = self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public_key
        return hashlib.sha256(material).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.public_key)}"


def parse_verifier_key(text: str) -> VerifierKey:
    """Return the key that a vkey text spells; KeyFormatError if malformed or if its key id does not fit."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise KeyFormatError("a verifier key has three parts joined by +")
    try:
        material = decode_base64(parts[2], "verifier key")
    except FormatError as error:
        raise KeyFormatError("a verifier key is not base64") from error
    if not material:
        raise KeyFormatError("a verifier key is empty")
    vkey = VerifierKey(parts[0], material[0], material[1:])
    if str(vkey) != text:
        raise KeyFormatError("a verifier key has a key id that does not fit its name and public key")
    return vkey


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: what follows the four-byte key id is the business of the signature type."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a line feed) and at least one signature line, not verified."""

    text: str
    signatures: tuple[NoteSignature, ...]


class NoteSigner(Protocol):
    """Makes one signature line over a note text."""

    @property
    def vkey(self) -> VerifierKey:
        """The public side of the signer."""

    def sign_text(self, text: str) -> bytes:
        """Return the signature bytes that follow the key id."""


class NoteVerifier(Protocol):
    """Checks the signature lines of one key."""

    @property
    def vkey(self) -> VerifierKey:
        """The key that it checks."""

    def verify_text(self, text: str, signature: bytes) -> None:
        """Raise SignatureError unless `signature` (without key id) is the key's over `text`."""


class Ed25519NoteSigner:
    """Signs note texts with a plain Ed25519 key (type 0x01)."""

    __slots__ = ("_signing_key", "vkey")

    def __init__(self, name: str, signing_key: Ed25519SigningKey) -> None:
        self._signing_key = signing_key
        self.vkey: VerifierKey = VerifierKey(name, ED25519, signing_key.public_key)

    def sign_text(self, text: str) -> bytes:
        """Return the 64-byte signature of `text`."""
        return self._signing_key.sign(text.encode("utf-8"))


class Ed25519NoteVerifier:
    """Checks plain Ed25519 signature lines (type 0x01)."""

    __slots__ = ("_verifying_key", "vkey")

    def __init__(self, vkey: VerifierKey) -> None:
        if vkey.kind != ED25519:
            raise KeyFormatError("not an Ed25519 note key")
        self._verifying_key = Ed25519VerifyingKey(vkey.public_key)
        self.vkey: VerifierKey = vkey

    def verify_text(self, text: str, signature: bytes) -> None:
        """Raise SignatureError unless `signature` is the key's over `text`."""
        self._verifying_key.verify(signature, text.encode("utf-8"))


def format_note(note: Note) -> bytes:
    """Return the bytes of `note`; FormatError if a part breaks the grammar."""
    _check_text(note.text)
    if not 0 < len(note.signatures) <= MAX_SIGNATURES:
        raise FormatError(f"a note has 1 to {MAX_SIGNATURES} signatures")
    for each in note.signatures:
        _check_name(each.name)
        if len(each.key_id) != _ID_SIZE or not each.signature:
            raise FormatError("a signature line has a four-byte key id and a signature")
    return f"{note.text}\n{''.join(map(str, note.signatures))}".encode()


def parse_note(data: bytes) -> Note:
    """Return the note that `data` spells, its signatures unchecked; FormatError if malformed."""
    if len(data) > MAX_NOTE_BYTES:
        raise FormatError("a note is too long")
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("a note is not UTF-8") from error
    text, separator, lines = content.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise FormatError("a note has a text, an empty line and signature lines")
    text += "\n"
    _check_text(text)
    signatures = tuple(_parse_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise FormatError("a note has too many signatures")
    return Note(text, signatures)


def sign_note(text: str, signers: Iterable[NoteSigner]) -> bytes:
    """Return a note of `text` (ending in a line feed) with one line per signer, in their order."""
    lines = tuple(
        NoteSignature(signer.vkey.name, signer.vkey.key_id, signer.sign_text(text)) for signer in signers
    )
    return format_note(Note(text, lines))


def verify_note(note: Note, verifiers: Sequence[NoteVerifier]) -> tuple[VerifierKey, ...]:
    """Return the keys among `verifiers` that signed, each once, in the order of the lines.

    Raises SignatureError if a known key's signature does not verify or stands twice, or if no known key
    signed.
    """
    known = {(each.vkey.name, each.vkey.key_id): each for each in verifiers}
    seen: list[VerifierKey] = []
    for line in note.signatures:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        if verifier.vkey in seen:
            raise SignatureError("a note has two signatures by one key")
        verifier.verify_text(note.text, line.signature)
        seen.append(verifier.vkey)
    if not seen:
        raise SignatureError("a note has no signature by a known key")
    return tuple(seen)


def _parse_signature(line: str) -> NoteSignature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise FormatError("a signature line of a note is malformed")
    _check_name(parts[1])
    material = decode_base64(parts[2], "note signature")
    if len(material) <= _ID_SIZE:
        raise FormatError("a signature line of a note is too short")
    return NoteSignature(parts[1], material[:_ID_SIZE], material[_ID_SIZE:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text) is not None:
        raise FormatError("a note text ends in a line feed and has no other control characters")


def _check_name(name: str) -> None:
    if _NAME.fullmatch(name) is None:
        raise FormatError(_BAD_NAME)
