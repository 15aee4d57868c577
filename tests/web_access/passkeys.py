"""A passkey of software: what a browser answers when it is asked to make one."""

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from tests.web_world import ORIGIN


def encode(data: bytes) -> str:
    """Base64url without padding, as WebAuthn has it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def new_passkey(challenge: str) -> str:
    """JSON of a credential with an ES256 key, user present and verified, without attestation."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
    name = secrets.token_bytes(16)
    credential = bytes(16) + len(name).to_bytes(2, "big") + name + cbor2.dumps(key)
    shown = hashlib.sha256(b"localhost").digest() + bytes([0x45]) + bytes(4) + credential
    client = {"type": "webauthn.create", "challenge": challenge, "origin": ORIGIN}
    answer = {
        "clientDataJSON": encode(json.dumps(client).encode()),
        "attestationObject": encode(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": shown})),
    }
    return json.dumps({"id": encode(name), "rawId": encode(name), "type": "public-key", "response": answer})
