"""Any sizes, any damage: out comes the plaintext or an error of the right family, never something else."""

import io
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crypto import bech32
from crypto.age import (
    CHUNK_SIZE,
    NONCE_SIZE,
    HybridIdentity,
    PayloadReader,
    Stanza,
    decrypt,
    decrypt_file,
    decrypt_payload,
    encrypt,
    encrypt_payload,
    new_file_key,
    parse_header,
    parse_header_prefix,
    rewrap,
    unwrap,
)
from crypto.age.header import Header
from crypto.age.sizes import SEALED_CHUNK_SIZE
from crypto.errors import HeaderError, KeyFormatError, NoIdentityMatches, PayloadError

ALICE, BORIS = HybridIdentity.from_seed(b"A" * 32), HybridIdentity.from_seed(b"B" * 32)
EDGES = [
    0,
    1,
    65535,
    65536,
    65537,
    131071,
    131072,
    131073,
    16 * 65536 - 1,
    16 * 65536,
    16 * 65536 + 1,
    17 * 65536,
]

sizes = st.sampled_from(EDGES) | st.integers(0, 3 * CHUNK_SIZE)
fast = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def text(size: int, seed: int = 0) -> bytes:
    """Bytes in which no two chunks are alike."""
    return b"".join((seed + i).to_bytes(8, "big") for i in range(size // 8 + 1))[:size]


def read_at(payload):
    return lambda offset, count: bytes(payload[offset : offset + count])


@fast
@given(sizes, st.integers(0, 1000))
def test_round_trip(size, seed):
    plaintext = text(size, seed)
    header, payload = encrypt(plaintext, [ALICE.recipient(), BORIS.recipient()])
    assert decrypt(header, payload, [BORIS]) == plaintext
    assert b"".join(bytes(p) for p in decrypt_file(io.BytesIO(header + payload), [ALICE])) == plaintext


@fast
@given(sizes, st.data())
def test_range_reads_equal_slices(size, data):
    plaintext, file_key = text(size), new_file_key()
    payload = encrypt_payload(file_key, plaintext)
    reader = PayloadReader(file_key, read_at(payload), len(payload))
    assert reader.size == size
    near = st.sampled_from([0, CHUNK_SIZE - 1, CHUNK_SIZE, size]) | st.integers(0, size + 10)
    offset, count = data.draw(near), data.draw(near)
    assert reader.read(offset, count) == plaintext[offset : offset + count]


def damage(draw, payload: bytes) -> bytes:
    """One change to a payload: a flipped bit, a cut, an extension, chunks swapped, dropped or doubled."""
    kind = draw(st.sampled_from(["flip", "cut", "extend", "swap", "drop", "double"]))
    if kind == "flip":
        place = draw(st.sampled_from([0, 15, 16, len(payload) - 1]) | st.integers(0, len(payload) - 1))
        changed = bytearray(payload)
        changed[place] ^= 1 << draw(st.integers(0, 7))
        return bytes(changed)
    if kind == "cut":
        boundary = NONCE_SIZE + SEALED_CHUNK_SIZE * draw(st.integers(0, 3))
        return payload[: draw(st.just(boundary) | st.integers(0, len(payload) - 1))]
    if kind == "extend":
        return payload + draw(st.binary(min_size=1, max_size=40) | st.just(payload[NONCE_SIZE:]))
    chunks = [payload[i : i + SEALED_CHUNK_SIZE] for i in range(NONCE_SIZE, len(payload), SEALED_CHUNK_SIZE)]
    one, two = draw(st.integers(0, len(chunks) - 1)), draw(st.integers(0, len(chunks) - 1))
    if kind == "swap":
        chunks[one], chunks[two] = chunks[two], chunks[one]
    elif kind == "drop":
        del chunks[one]
    else:
        chunks.insert(two, chunks[one])
    return payload[:NONCE_SIZE] + b"".join(chunks)


@settings(fast, max_examples=150)
@given(sizes, st.data())
def test_a_damaged_payload_never_gives_other_plaintext(size, data):
    plaintext, file_key = text(size), new_file_key()
    payload = encrypt_payload(file_key, plaintext)
    damaged = damage(data.draw, payload)
    if damaged == payload:
        return
    released = b""
    try:
        for piece in decrypt_payload(file_key, io.BytesIO(damaged)):
            released += piece
    except PayloadError:
        assert plaintext.startswith(released)
    else:
        raise AssertionError("a damaged payload was accepted by the stream reader")
    try:
        reader = PayloadReader(file_key, read_at(damaged), len(damaged))
        released = b"".join(reader.iterate())
    except PayloadError:
        return
    raise AssertionError("a damaged payload was accepted by the range reader")


@settings(fast, max_examples=200)
@given(st.data())
def test_a_damaged_header_never_gives_a_file_key(data):
    header, _ = encrypt(b"", [ALICE.recipient(), BORIS.recipient()])
    kind = data.draw(st.sampled_from(["flip", "cut", "extend", "insert"]))
    place = data.draw(st.integers(0, len(header) - 1))
    if kind == "flip":
        damaged = (
            header[:place] + bytes([header[place] ^ 1 << data.draw(st.integers(0, 7))]) + header[place + 1 :]
        )
    elif kind == "cut":
        damaged = header[:place]
    elif kind == "extend":
        damaged = header + data.draw(st.binary(min_size=1, max_size=5))
    else:
        damaged = (
            header[:place]
            + data.draw(st.sampled_from([b"\n", b" ", b"=", b"A", b"-> x\n\n"]))
            + header[place:]
        )
    if damaged == header:
        return
    try:
        unwrap(damaged, [ALICE, BORIS])
    except (HeaderError, NoIdentityMatches):
        return
    raise AssertionError("a damaged header was accepted")


words = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
stanzas = st.builds(
    Stanza,
    words,
    st.lists(words, max_size=4).map(tuple),
    st.binary(max_size=150) | st.sampled_from([0, 47, 48, 49, 96]).map(bytes),
)


@fast
@given(
    st.lists(stanzas, min_size=1, max_size=5).map(tuple),
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=30),
)
def test_parsing_inverts_formatting(some, mac, rest):
    header = Header(some, mac)
    assert parse_header(header.format()) == header
    assert parse_header_prefix(header.format() + rest) == (header, len(header.format()))


@settings(fast, max_examples=300)
@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda b: b"age-encryption.org/v1\n-> " + b))
def test_what_the_parser_accepts_is_written_back_byte_for_byte(data):
    try:
        header = parse_header(data)
    except HeaderError:
        return
    assert header.format() == data


@fast
@given(sizes)
def test_rewrapping_keeps_the_payload_and_drops_the_old_recipient(size):
    header, payload = encrypt(text(size), [ALICE.recipient()])
    new = rewrap(header, [ALICE], [BORIS.recipient()])
    assert decrypt(new, payload, [BORIS]) == text(size)
    try:
        decrypt(new, payload, [ALICE])
    except NoIdentityMatches:
        return
    raise AssertionError("the dropped recipient still opens the new header")


@fast
@given(st.binary(max_size=200))
def test_bech32_round_trip(data):
    encoded = bech32.encode("age", data)
    assert bech32.decode(encoded) == ("age", data)
    assert bech32.decode(encoded.upper()) == ("AGE", data)


@settings(fast, max_examples=300)
@given(st.text(max_size=60))
def test_any_text_as_bech32_gives_a_key_format_error_at_worst(some):
    with suppress(KeyFormatError):
        bech32.decode(some)
