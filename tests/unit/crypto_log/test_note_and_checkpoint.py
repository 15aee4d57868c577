"""Signed notes, verifier keys, checkpoints, cosignatures: the examples of C2SP, and one defect at a time."""

import pytest

from crypto.checkpoint import (
    Checkpoint,
    format_checkpoint,
    parse_checkpoint,
    read_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from crypto.cosignature import (
    Ed25519CosignatureVerifier,
    Ed25519Cosigner,
    Mldsa44CosignatureVerifier,
    Mldsa44Cosigner,
    mldsa44_message,
    verifier_for,
)
from crypto.errors import FormatError, KeyFormatError, SignatureError
from crypto.merkle import EMPTY_ROOT
from crypto.note import (
    Ed25519NoteSigner,
    Ed25519NoteVerifier,
    Note,
    NoteSignature,
    VerifierKey,
    format_note,
    parse_note,
    parse_verifier_key,
    sign_note,
    verify_note,
)
from crypto.signing import Ed25519SigningKey, Mldsa44SigningKey

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72"
    "IneyaQM=\n"
).encode()

ORIGIN = "sviedka/0123456789abcdef"
LOG_KEY = Ed25519SigningKey(b"\x11" * 32)
LOG = Ed25519NoteSigner(ORIGIN, LOG_KEY)
LOG_VERIFIER = Ed25519NoteVerifier(LOG.vkey)
MLDSA_KEY = Mldsa44SigningKey(b"\x12" * 32)
MLDSA = Mldsa44Cosigner(ORIGIN + "/mldsa44", MLDSA_KEY, 1_790_000_000)
WITNESS = Ed25519Cosigner("witness.example/w1", Ed25519SigningKey(b"\x13" * 32), 1_790_000_001)
CHECKPOINT = Checkpoint(ORIGIN, 7, b"\x42" * 32)


def test_the_published_note_verifies():
    vkey = parse_verifier_key(EXAMPLE_KEY)
    assert str(vkey) == EXAMPLE_KEY
    note = parse_note(EXAMPLE_NOTE)
    assert format_note(note) == EXAMPLE_NOTE
    assert verify_note(note, [Ed25519NoteVerifier(vkey)]) == (vkey,)


def test_a_note_may_hold_empty_lines():
    text = "one\n\ntwo\n\n\nthree\n"
    note = parse_note(sign_note(text, [LOG]))
    assert note.text == text
    verify_note(note, [LOG_VERIFIER])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(EXAMPLE_KEY.replace("530d", "530e"), id="another key id"),
        pytest.param(EXAMPLE_KEY.replace("530d", "530D"), id="upper case"),
        pytest.param(EXAMPLE_KEY.replace("foo", "fou"), id="another name"),
        pytest.param("+".join(EXAMPLE_KEY.split("+")[1:]), id="no name"),
        pytest.param("a b" + EXAMPLE_KEY[15:], id="white space in the name"),
        pytest.param(EXAMPLE_KEY[:-4], id="cut off"),
        pytest.param(EXAMPLE_KEY + "A", id="not base64"),
        pytest.param("a+00000000+", id="no material"),
        pytest.param("a+00000000+AgAA", id="unknown type"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_verifier_key_with_one_defect_is_refused(text):
    with pytest.raises(KeyFormatError):
        parse_verifier_key(text)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(EXAMPLE_NOTE[:-1], id="no final line feed"),
        pytest.param(EXAMPLE_NOTE.replace(b"\n\n", b"\n", 1), id="no empty line"),
        pytest.param(EXAMPLE_NOTE.replace("—".encode(), b"-"), id="a hyphen for the dash"),
        pytest.param(EXAMPLE_NOTE.replace(b"foo ", b"foo  "), id="two spaces"),
        pytest.param(EXAMPLE_NOTE.replace(b"foo ", b"f+o "), id="plus in the name"),
        pytest.param(EXAMPLE_NOTE.replace(b"foo ", "f\u00a0o ".encode()), id="no-break space in the name"),
        pytest.param(EXAMPLE_NOTE.replace(b"IneyaQM=", b"IneyaQM"), id="no padding"),
        pytest.param(EXAMPLE_NOTE.replace(b"IneyaQM=", b"IneyaQN="), id="trailing bits"),
        pytest.param(EXAMPLE_NOTE.replace(b"example ", b"example\t"), id="a tab in the text"),
        pytest.param(EXAMPLE_NOTE.replace(b"\n", b"\r\n"), id="carriage returns"),
        pytest.param(b"\xff" + EXAMPLE_NOTE, id="not UTF-8"),
        pytest.param(EXAMPLE_NOTE + "— a AAAAAA==\n".encode(), id="a signature of four bytes"),
        pytest.param(EXAMPLE_NOTE + EXAMPLE_NOTE.split(b"\n\n")[1] * 64, id="65 signatures"),
        pytest.param(b"x" * 600_000 + EXAMPLE_NOTE, id="too long"),
        pytest.param(EXAMPLE_NOTE.split(b"\n\n")[0] + b"\n\n", id="no signature"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_note_with_one_defect_is_refused(data):
    with pytest.raises(FormatError):
        parse_note(data)


@pytest.mark.parametrize(
    "note",
    [
        Note("x", (NoteSignature("a", b"1234", b"s"),)),
        Note("x\ty\n", (NoteSignature("a", b"1234", b"s"),)),
        Note("x\n", ()),
        Note("x\n", (NoteSignature("a b", b"1234", b"s"),)),
        Note("x\n", (NoteSignature("a", b"123", b"s"),)),
        Note("x\n", (NoteSignature("a", b"1234", b""),)),
    ],
    ids=["no line feed", "tab", "no signature", "space in name", "short key id", "empty signature"],
)
def test_a_note_with_one_defect_is_not_written(note):
    with pytest.raises(FormatError):
        format_note(note)


def test_unknown_signatures_are_ignored_but_one_known_must_be_there():
    note = parse_note(sign_checkpoint(CHECKPOINT, [LOG, MLDSA, WITNESS]))
    assert verify_note(note, [LOG_VERIFIER]) == (LOG.vkey,)
    with pytest.raises(SignatureError):
        verify_note(note, [])
    stranger = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x99" * 32))
    with pytest.raises(SignatureError):
        verify_note(note, [Ed25519NoteVerifier(stranger.vkey)])


def test_a_known_signature_that_fails_spoils_the_note():
    note = parse_note(sign_checkpoint(CHECKPOINT, [LOG, WITNESS]))
    bad = NoteSignature(WITNESS.vkey.name, WITNESS.vkey.key_id, note.signatures[1].signature[:-1] + b"\0")
    with pytest.raises(SignatureError):
        verify_note(Note(note.text, (note.signatures[0], bad)), [LOG_VERIFIER, verifier_for(WITNESS.vkey)])
    with pytest.raises(SignatureError):
        verify_note(Note(note.text, (note.signatures[0],) * 2), [LOG_VERIFIER])


def test_a_checkpoint_is_signed_by_log_mldsa_and_witness():
    data = sign_checkpoint(CHECKPOINT, [LOG, MLDSA, WITNESS])
    others = [verifier_for(MLDSA.vkey), verifier_for(WITNESS.vkey)]
    checkpoint, signed_by = verify_checkpoint(data, LOG_VERIFIER, others)
    assert checkpoint == CHECKPOINT == read_checkpoint(data)
    assert signed_by == (LOG.vkey, MLDSA.vkey, WITNESS.vkey)


def test_a_checkpoint_needs_the_signature_of_its_log():
    with pytest.raises(SignatureError):
        verify_checkpoint(sign_checkpoint(CHECKPOINT, [WITNESS]), LOG_VERIFIER, [verifier_for(WITNESS.vkey)])


def test_a_checkpoint_of_another_origin_is_refused():
    foreign = Checkpoint("sviedka/other", 7, b"\x42" * 32)
    with pytest.raises(SignatureError):
        verify_checkpoint(sign_checkpoint(foreign, [LOG]), LOG_VERIFIER)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("o\n7\n" + "Qk" * 21 + "I=\n" + "x\n", id="extension line"),
        pytest.param("o\n7\n", id="no root"),
        pytest.param("\n7\n" + "QkJC" * 10 + "QkI=\n", id="no origin"),
        pytest.param("o\n07\n" + "QkJC" * 10 + "QkI=\n", id="leading zero"),
        pytest.param("o\n+7\n" + "QkJC" * 10 + "QkI=\n", id="plus sign"),
        pytest.param("o\n７\n" + "QkJC" * 10 + "QkI=\n", id="full-width digit"),
        pytest.param("o\n\n" + "QkJC" * 10 + "QkI=\n", id="no size"),
        pytest.param("o\n9223372036854775808\n" + "QkJC" * 10 + "QkI=\n", id="size of 2^63"),
        pytest.param("o\n7\n" + "QkJC" * 10 + "\n", id="root of 30 bytes"),
        pytest.param("o\n0\n" + "QkJC" * 10 + "QkI=\n", id="wrong root of the empty tree"),
        pytest.param("o\n7\n" + "QkJC" * 10 + "QkI=", id="no final line feed"),
    ],
)
def test_a_checkpoint_with_one_defect_is_refused(text):
    with pytest.raises(FormatError):
        parse_checkpoint(text)


def test_checkpoint_texts():
    text = "o\n7\n" + "QkJC" * 10 + "QkI=\n"
    assert format_checkpoint(parse_checkpoint(text)) == text
    assert (
        parse_checkpoint(f"o\n0\n{format_checkpoint(Checkpoint('o', 0, EMPTY_ROOT)).split()[2]}\n").size == 0
    )


def test_the_message_of_an_mldsa_cosignature():
    message = mldsa44_message(Checkpoint("or", 258, b"\x07" * 32), "me", 3)
    assert message.hex() == (
        "737562747265652f76310a00026d650000000000000003026f7200000000000000000000000000000102" + "07" * 32
    )


@pytest.mark.parametrize("signer", [MLDSA, WITNESS], ids=["ML-DSA-44", "Ed25519"])
def test_a_cosignature_covers_time_size_and_root(signer):
    text = format_checkpoint(CHECKPOINT)
    verifier = verifier_for(signer.vkey)
    signature = signer.sign_text(text)
    verifier.verify_text(text, signature)
    later = signature[:7] + bytes([signature[7] ^ 1]) + signature[8:]
    for changed_text, changed in [
        (text, later),
        (text, signature + b"\0"),
        (text, b"\xff" + signature[1:]),
        (text.replace("\n7\n", "\n8\n"), signature),
        (text.replace("sviedka", "svieDka"), signature),
        ("no checkpoint\n", signature),
    ]:
        with pytest.raises(SignatureError):
            verifier.verify_text(changed_text, changed)


def test_an_mldsa_cosignature_names_its_cosigner():
    text = format_checkpoint(CHECKPOINT)
    renamed = VerifierKey("another", MLDSA.vkey.kind, MLDSA.vkey.public_key)
    with pytest.raises(SignatureError):
        Mldsa44CosignatureVerifier(renamed).verify_text(text, MLDSA.sign_text(text))


def test_cosigners_refuse_other_texts_times_and_keys():
    with pytest.raises(FormatError):
        MLDSA.sign_text("no checkpoint\n")
    with pytest.raises(FormatError):
        WITNESS.sign_text("no checkpoint\n")
    with pytest.raises(FormatError):
        Mldsa44Cosigner("a", MLDSA_KEY, -1)
    for kind in (Ed25519NoteVerifier, Mldsa44CosignatureVerifier):
        with pytest.raises(KeyFormatError):
            kind(WITNESS.vkey)
    with pytest.raises(KeyFormatError):
        Ed25519CosignatureVerifier(LOG.vkey)
    long_name = Mldsa44Cosigner("a" * 256, MLDSA_KEY, 1)
    with pytest.raises(FormatError):
        long_name.sign_text(format_checkpoint(CHECKPOINT))
