"""DSSE envelopes: a payload, its type, and exactly one Ed25519 signature, in one canonical spelling.

The envelope is what the custody log holds, so its bytes must have one form only: canonical JSON (RFC 8785)
with three members and one signature. The whole grammar is one line of fixed texts between base64 and
hexadecimal digits, which makes parsing both strict and fast; what it accepts is canonical JSON by
construction.
Source: secure-systems-lab/dsse, protocol.md and envelope.md (version 1.0.2).
"""

import re
from dataclasses import dataclass
from typing import Final

from crypto.errors import FormatError, SignatureError
from crypto.signing import Ed25519SigningKey, Ed25519VerifyingKey
from crypto.strict_base64 import decode_base64, encode_base64

IN_TOTO: Final = "application/vnd.in-toto+json"
"""Payload type of an in-toto Statement."""

_HEAD: Final = b'{"payload":"'
_MIDDLE: Final = b'","payloadType":"'
_TAIL = re.compile(
    rb'([!#-\[\]-~]+)","signatures":\[\{"keyid":"([0-9a-f]{64})","sig":"([A-Za-z0-9+/]{86}==)"\}\]\}'
)
_TYPE = re.compile(r"[!#-\[\]-~]+")


@dataclass(frozen=True, slots=True)
class Envelope:
    """`key_id` is 64 hexadecimal digits, `signature` has 64 bytes and signs `pae(payload_type, payload)`."""

    payload_type: str
    payload: bytes
    key_id: str
    signature: bytes


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the pre-authentication encoding: the message that a DSSE signature signs."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign_envelope(payload: bytes, signing_key: Ed25519SigningKey, payload_type: str = IN_TOTO) -> bytes:
    """Return the canonical envelope of `payload`, signed by `signing_key`."""
    signature = signing_key.sign(pae(payload_type, payload))
    return format_envelope(Envelope(payload_type, payload, signing_key.key_id, signature))


def format_envelope(envelope: Envelope) -> bytes:
    """Return the canonical JSON text of `envelope`; FormatError if a field is outside the grammar."""
    if _TYPE.fullmatch(envelope.payload_type) is None:
        raise FormatError("a DSSE payload type is printable ASCII without space, quote or backslash")
    text = (
        f'{{"payload":"{encode_base64(envelope.payload)}","payloadType":"{envelope.payload_type}",'
        f'"signatures":[{{"keyid":"{envelope.key_id}","sig":"{encode_base64(envelope.signature)}"}}]}}'
    ).encode("ascii")
    if not envelope.payload or _TAIL.fullmatch(text.partition(_MIDDLE)[2]) is None:
        raise FormatError("an envelope needs a payload, a key id of 64 digits and a 64-byte signature")
    return text


def parse_envelope(data: bytes) -> Envelope:
    """Return the envelope whose canonical text is `data`; FormatError for any other bytes."""
    head, _, rest = data.partition(_MIDDLE)
    match = _TAIL.fullmatch(rest)
    if match is None or not head.startswith(_HEAD) or head == _HEAD:
        raise FormatError("not a canonical DSSE envelope with one Ed25519 signature")
    payload = head[len(_HEAD) :]
    kind, keyid, signature = match.groups()
    return Envelope(
        payload_type=kind.decode("ascii"),
        payload=decode_base64(payload, "DSSE payload"),
        key_id=keyid.decode("ascii"),
        signature=decode_base64(signature, "DSSE signature"),
    )


def verify_envelope(envelope: Envelope, verifying_key: Ed25519VerifyingKey) -> None:
    """Raise SignatureError unless the envelope names and was signed by `verifying_key`."""
    if envelope.key_id != verifying_key.key_id:
        raise SignatureError("the envelope names another signing key")
    verifying_key.verify(envelope.signature, pae(envelope.payload_type, envelope.payload))
