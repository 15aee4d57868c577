"""Every text and binary format of the log comes back from its own bytes."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint
from crypto.cosignature import Ed25519Cosigner, verifier_for
from crypto.dsse import Envelope, format_envelope, parse_envelope
from crypto.errors import CryptoError
from crypto.note import (
    COSIGNATURE_ED25519,
    ED25519,
    Note,
    NoteSignature,
    VerifierKey,
    format_note,
    parse_note,
    parse_verifier_key,
)
from crypto.signing import Ed25519SigningKey
from crypto.strict_base64 import decode_base64, encode_base64
from crypto.tiles import TilePath, format_bundle, parse_bundle, parse_tile_path
from crypto.tlog_proof import LogProof, format_log_proof, parse_log_proof

HASHES = st.binary(min_size=32, max_size=32)
NAMES = st.text(st.sampled_from("abc/.éя-"), min_size=1, max_size=12)
TEXTS = st.text(st.sampled_from("abя \n—"), max_size=40).map(lambda text: text + "\n")
SIGNATURES = st.builds(
    NoteSignature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80)
)
NOTES = st.builds(Note, TEXTS, st.lists(SIGNATURES, min_size=1, max_size=4).map(tuple))
CHECKPOINTS = st.builds(Checkpoint, NAMES, st.integers(1, 2**63 - 1), HASHES)


@given(NOTES)
def test_note(note):
    assert parse_note(format_note(note)) == note


@given(CHECKPOINTS)
def test_checkpoint(checkpoint):
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@given(NAMES, st.sampled_from([ED25519, COSIGNATURE_ED25519]), HASHES)
def test_verifier_key(name, kind, public_key):
    vkey = VerifierKey(name, kind, public_key)
    assert parse_verifier_key(str(vkey)) == vkey


@given(
    st.integers(0, 2**63 - 1),
    st.lists(HASHES, max_size=63).map(tuple),
    CHECKPOINTS,
    st.lists(SIGNATURES, min_size=1, max_size=2).map(tuple),
    st.none() | st.binary(max_size=20),
)
def test_log_proof(index, hashes, checkpoint, signatures, extra):
    proof = LogProof(index, hashes, format_note(Note(format_checkpoint(checkpoint), signatures)), extra)
    assert parse_log_proof(format_log_proof(proof)) == proof


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 10**12), st.integers(1, 256))
def test_tile_path(level, index, width):
    path = TilePath(level, index, width)
    assert parse_tile_path(str(path)) == path


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_entry_bundle(entries):
    assert parse_bundle(format_bundle(entries), len(entries)) == entries


@given(
    st.text("abc/+.-", min_size=1),
    st.binary(min_size=1),
    st.text("0123456789abcdef", min_size=64, max_size=64),
    st.binary(min_size=64, max_size=64),
)
def test_envelope(kind, payload, key_id, signature):
    envelope = Envelope(kind, payload, key_id, signature)
    assert parse_envelope(format_envelope(envelope)) == envelope


@given(st.binary())
def test_base64(data):
    assert decode_base64(encode_base64(data)) == data


@given(CHECKPOINTS, st.integers(0, 2**63 - 1))
def test_cosignature(checkpoint, time):
    cosigner = Ed25519Cosigner("w.example", Ed25519SigningKey(b"\x01" * 32), time)
    text = format_checkpoint(checkpoint)
    verifier_for(cosigner.vkey).verify_text(text, cosigner.sign_text(text))


PARSERS = [
    (parse_note, format_note),
    (parse_log_proof, format_log_proof),
    (parse_envelope, format_envelope),
]


@given(NOTES, st.data())
def test_a_changed_note_is_refused_or_another_note(note, data):
    """A parser never reads two texts as one value."""
    good = bytearray(format_note(note))
    position = data.draw(st.integers(0, len(good) - 1))
    good[position] ^= 1 << data.draw(st.integers(0, 7))
    try:
        changed = parse_note(bytes(good))
    except CryptoError:
        return
    assert changed != note
    assert format_note(changed) == bytes(good)


@given(st.sampled_from(PARSERS), st.binary(max_size=200))
def test_any_bytes_are_refused_or_come_back(parser, data):
    parse, format_back = parser
    try:
        value = parse(data)
    except CryptoError:
        return
    assert format_back(value) == data
