"""C2SP tlog-cosignature: timestamped signatures over a checkpoint, Ed25519 (0x04) and ML-DSA-44 (0x06).

Witnesses use either; the log itself signs with ML-DSA-44 beside its plain Ed25519 line, so that its
checkpoints outlive Ed25519. A signature is the time (eight bytes, POSIX seconds, big endian) and then
the raw signature. Source: c2sp.org/tlog-cosignature.
"""

import struct
from typing import Final

from crypto.checkpoint import Checkpoint, parse_checkpoint
from crypto.errors import FormatError, KeyFormatError, SignatureError
from crypto.note import (
    COSIGNATURE_ED25519,
    COSIGNATURE_MLDSA44,
    ED25519,
    Ed25519NoteVerifier,
    NoteVerifier,
    VerifierKey,
)
from crypto.signing import (
    ED25519_SIGNATURE_SIZE,
    MLDSA44_SIGNATURE_SIZE,
    Ed25519SigningKey,
    Ed25519VerifyingKey,
    Mldsa44SigningKey,
    Mldsa44VerifyingKey,
)

_LABEL: Final = b"subtree/v1\n\0"
_MAX_TIME: Final = 2**63 - 1
_TIME_SIZE: Final = 8


def ed25519_message(text: str, time: int) -> bytes:
    """Return what an Ed25519 cosignature at `time` (POSIX seconds) over a checkpoint text signs."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def mldsa44_message(checkpoint: Checkpoint, cosigner: str, time: int) -> bytes:
    """Return what an ML-DSA-44 cosignature over a whole tree signs: it names the cosigner too."""
    return b"".join(
        (
            _LABEL,
            _opaque(cosigner),
            struct.pack(">Q", time),
            _opaque(checkpoint.origin),
            struct.pack(">QQ", 0, checkpoint.size),
            checkpoint.root,
        )
    )


class Ed25519Cosigner:
    """Cosigns checkpoint texts with Ed25519 at a given time (POSIX seconds)."""

    __slots__ = ("_signing_key", "_time", "vkey")

    def __init__(self, name: str, signing_key: Ed25519SigningKey, time: int) -> None:
        self._signing_key = signing_key
        self._time = _checked_time(time)
        self.vkey: VerifierKey = VerifierKey(name, COSIGNATURE_ED25519, signing_key.public_key)

    def sign_text(self, text: str) -> bytes:
        """Return time and signature over a checkpoint text."""
        parse_checkpoint(text)
        return struct.pack(">Q", self._time) + self._signing_key.sign(ed25519_message(text, self._time))


class Mldsa44Cosigner:
    """Cosigns checkpoint texts with ML-DSA-44 at a given time (POSIX seconds)."""

    __slots__ = ("_signing_key", "_time", "vkey")

    def __init__(self, name: str, signing_key: Mldsa44SigningKey, time: int) -> None:
        self._signing_key = signing_key
        self._time = _checked_time(time)
        self.vkey: VerifierKey = VerifierKey(name, COSIGNATURE_MLDSA44, signing_key.public_key)

    def sign_text(self, text: str) -> bytes:
        """Return time and signature over a checkpoint text."""
        message = mldsa44_message(parse_checkpoint(text), self.vkey.name, self._time)
        return struct.pack(">Q", self._time) + self._signing_key.sign(message)


class Ed25519CosignatureVerifier:
    """Checks Ed25519 cosignature lines (type 0x04)."""

    __slots__ = ("_verifying_key", "vkey")

    def __init__(self, vkey: VerifierKey) -> None:
        if vkey.kind != COSIGNATURE_ED25519:
            raise KeyFormatError("not an Ed25519 cosignature key")
        self._verifying_key = Ed25519VerifyingKey(vkey.public_key)
        self.vkey: VerifierKey = vkey

    def verify_text(self, text: str, signature: bytes) -> None:
        """Raise SignatureError unless `signature` is the key's over `text`."""
        raw = signature[_TIME_SIZE:]
        time = cosignature_time(signature, ED25519_SIGNATURE_SIZE)
        self._verifying_key.verify(raw, ed25519_message(text, time))


class Mldsa44CosignatureVerifier:
    """Checks ML-DSA-44 cosignature lines (type 0x06) over whole trees."""

    __slots__ = ("_verifying_key", "vkey")

    def __init__(self, vkey: VerifierKey) -> None:
        if vkey.kind != COSIGNATURE_MLDSA44:
            raise KeyFormatError("not an ML-DSA-44 cosignature key")
        self._verifying_key = Mldsa44VerifyingKey(vkey.public_key)
        self.vkey: VerifierKey = vkey

    def verify_text(self, text: str, signature: bytes) -> None:
        """Raise SignatureError unless `signature` is the key's over the tree that `text` states."""
        raw = signature[_TIME_SIZE:]
        time = cosignature_time(signature, MLDSA44_SIGNATURE_SIZE)
        try:
            message = mldsa44_message(parse_checkpoint(text), self.vkey.name, time)
        except FormatError as error:
            raise SignatureError(
                "an ML-DSA-44 cosignature stands under a text that is no checkpoint"
            ) from error
        self._verifying_key.verify(raw, message)


def cosignature_time(signature: bytes, raw_size: int) -> int:
    """Return the POSIX seconds that head a timestamped signature; SignatureError if its length is wrong."""
    if len(signature) != _TIME_SIZE + raw_size:
        raise SignatureError("a cosignature has the wrong length")
    time = int.from_bytes(signature[:_TIME_SIZE], "big")
    if time > _MAX_TIME:
        raise SignatureError("a cosignature has a time beyond 2^63")
    return time


def verifier_for(vkey: VerifierKey) -> NoteVerifier:
    """Return the verifier that fits the signature type of `vkey`."""
    if vkey.kind == ED25519:
        return Ed25519NoteVerifier(vkey)
    if vkey.kind == COSIGNATURE_ED25519:
        return Ed25519CosignatureVerifier(vkey)
    return Mldsa44CosignatureVerifier(vkey)


def _opaque(text: str) -> bytes:
    data = text.encode("utf-8")
    if not 0 < len(data) <= 255:
        raise FormatError("a cosigned name has 1 to 255 bytes")
    return bytes([len(data)]) + data


def _checked_time(time: int) -> int:
    if not 0 <= time <= _MAX_TIME:
        raise FormatError("a cosignature time is between 0 and 2^63 - 1 seconds")
    return time
