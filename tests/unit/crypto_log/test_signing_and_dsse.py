"""Signing keys, DSSE envelopes and commitments; DSSE is also read by the securesystemslib library."""

import base64
import hashlib
import json

import pytest
from securesystemslib.dsse import Envelope as LibraryEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from crypto.canonical import parse_canonical
from crypto.commitment import commit, new_salt, verify_commitment
from crypto.dsse import Envelope, format_envelope, pae, parse_envelope, sign_envelope, verify_envelope
from crypto.errors import FormatError, KeyFormatError, ProofError, SignatureError
from crypto.signing import (
    Ed25519SigningKey,
    Ed25519VerifyingKey,
    Mldsa44SigningKey,
    Mldsa44VerifyingKey,
    key_id,
    verify_ed25519,
)

SIGNER = Ed25519SigningKey(bytes(range(32)))
OTHER = Ed25519SigningKey(b"\x01" * 32)
GOOD = sign_envelope(b'{"a":1}', SIGNER)


def library_key(signing_key):
    return SSlibKey(signing_key.key_id, "ed25519", "ed25519", {"public": signing_key.public_key.hex()})


def test_the_library_accepts_our_envelope():
    envelope = LibraryEnvelope.from_dict(json.loads(GOOD))
    accepted = envelope.verify([library_key(SIGNER)], threshold=1)
    assert list(accepted) == [SIGNER.key_id]
    assert envelope.payload == b'{"a":1}'
    assert envelope.pae() == pae("application/vnd.in-toto+json", b'{"a":1}')


def test_the_library_refuses_another_key():
    with pytest.raises(VerificationError):
        LibraryEnvelope.from_dict(json.loads(GOOD)).verify([library_key(OTHER)], threshold=1)


def test_pae_of_the_specification():
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_the_envelope_is_canonical_json_and_comes_back():
    assert parse_canonical(GOOD) == json.loads(GOOD)
    envelope = parse_envelope(GOOD)
    assert envelope.payload == b'{"a":1}'
    assert format_envelope(envelope) == GOOD
    verify_envelope(envelope, Ed25519VerifyingKey(SIGNER.public_key))


def spoil(**changes):
    value = json.loads(GOOD)
    value.update(changes)
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


SIGNATURE = json.loads(GOOD)["signatures"][0]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b" " + GOOD, id="white space before"),
        pytest.param(GOOD + b"\n", id="line feed after"),
        pytest.param(GOOD.replace(b'","', b'", "', 1), id="white space within"),
        pytest.param(spoil(extra=1), id="a fourth member"),
        pytest.param(spoil(signatures=[]), id="no signature"),
        pytest.param(spoil(signatures=[SIGNATURE, SIGNATURE]), id="two signatures"),
        pytest.param(spoil(signatures=[{**SIGNATURE, "keyid": SIGNATURE["keyid"].upper()}]), id="upper case"),
        pytest.param(spoil(signatures=[{"sig": SIGNATURE["sig"]}]), id="no key id"),
        pytest.param(spoil(payload="eyJhIjoxfR=="), id="trailing bits"),
        pytest.param(spoil(payload="eyJhIjoxfQ"), id="no padding"),
        pytest.param(spoil(payload="eyJhIjox_Q=="), id="URL-safe alphabet"),
        pytest.param(spoil(payload=""), id="empty payload"),
        pytest.param(spoil(payloadType='a"b'), id="quote in the type"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff" + GOOD, id="not UTF-8"),
    ],
)
def test_a_text_with_one_defect_is_no_envelope(data):
    with pytest.raises(FormatError):
        parse_envelope(data)


def test_an_envelope_verifies_only_under_its_own_key():
    envelope = parse_envelope(GOOD)
    with pytest.raises(SignatureError):
        verify_envelope(envelope, Ed25519VerifyingKey(OTHER.public_key))
    changed = Envelope(envelope.payload_type, b'{"a":2}', envelope.key_id, envelope.signature)
    with pytest.raises(SignatureError):
        verify_envelope(changed, Ed25519VerifyingKey(SIGNER.public_key))
    retyped = Envelope("text/plain", envelope.payload, envelope.key_id, envelope.signature)
    with pytest.raises(SignatureError):
        verify_envelope(retyped, Ed25519VerifyingKey(SIGNER.public_key))


def test_format_refuses_what_parse_would_refuse():
    with pytest.raises(FormatError):
        format_envelope(Envelope("a b", b"x", SIGNER.key_id, b"\0" * 64))
    with pytest.raises(FormatError):
        format_envelope(Envelope("a/b", b"x", SIGNER.key_id, b"\0" * 63))
    with pytest.raises(FormatError):
        format_envelope(Envelope("a/b", b"", SIGNER.key_id, b"\0" * 64))


def test_a_key_id_is_the_digest_of_the_public_bytes():
    assert SIGNER.key_id == hashlib.sha256(SIGNER.public_key).hexdigest() == key_id(SIGNER.public_key)
    assert Ed25519SigningKey(SIGNER.seed()).public_key == SIGNER.public_key
    assert Ed25519SigningKey.generate().seed() != Ed25519SigningKey.generate().seed()


def test_rfc_8032_test_vector_3():
    signing_key = Ed25519SigningKey(
        bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
    )
    assert signing_key.sign(bytes.fromhex("af82")).hex() == (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    verify_ed25519(signing_key.public_key, signing_key.sign(b"x"), b"x")


def test_mldsa44_signs_and_refuses():
    signing_key = Mldsa44SigningKey(b"\x05" * 32)
    verifying_key = Mldsa44VerifyingKey(signing_key.public_key)
    signature = signing_key.sign(b"message")
    assert (len(signing_key.public_key), len(signature)) == (1312, 2420)
    verifying_key.verify(signature, b"message")
    with pytest.raises(SignatureError):
        verifying_key.verify(signature, b"massage")
    assert Mldsa44SigningKey(signing_key.seed()).public_key == signing_key.public_key
    assert Mldsa44SigningKey.generate().seed() != signing_key.seed()


@pytest.mark.parametrize("kind", [Ed25519SigningKey, Mldsa44SigningKey])
def test_a_seed_of_another_length_is_refused(kind):
    with pytest.raises(KeyFormatError):
        kind(b"\0" * 31)


@pytest.mark.parametrize("kind", [Ed25519VerifyingKey, Mldsa44VerifyingKey])
def test_a_public_key_of_another_length_is_refused(kind):
    with pytest.raises(KeyFormatError):
        kind(b"\0" * 33)


def test_a_commitment_opens_only_with_its_tag_salt_and_value():
    salt = new_salt()
    commitment = commit("query", salt, b"value")
    assert commitment == hashlib.sha256(b"\x05query" + salt + b"value").digest()
    verify_commitment(commitment, "query", salt, b"value")
    for tag, other_salt, value in [
        ("record", salt, b"value"),
        ("query", bytes(32), b"value"),
        ("query", salt, b"other"),
    ]:
        with pytest.raises(ProofError):
            verify_commitment(commitment, tag, other_salt, value)


@pytest.mark.parametrize(("tag", "salt"), [("", bytes(32)), ("a" * 256, bytes(32)), ("a", bytes(31))])
def test_a_commitment_needs_a_tag_and_a_salt(tag, salt):
    with pytest.raises(ValueError, match="commitment"):
        commit(tag, salt, b"")


def test_base64_text_is_the_standard_one():
    assert json.loads(GOOD)["payload"] == base64.b64encode(b'{"a":1}').decode()
