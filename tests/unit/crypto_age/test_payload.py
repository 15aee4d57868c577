import io
import secrets

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.age import (
    CHUNK_SIZE,
    NONCE_SIZE,
    HybridIdentity,
    PayloadEncryptor,
    PayloadReader,
    decrypt,
    decrypt_file,
    decrypt_payload,
    decrypt_whole,
    encrypt,
    encrypt_payload,
    new_file_key,
    payload_size,
    plaintext_size,
    sealed_size,
)
from crypto.age.derive import derive_key
from crypto.age.payload import ChunkOpener, payload_cipher
from crypto.age.sizes import SEALED_CHUNK_SIZE, chunk_count, chunk_nonce
from crypto.errors import HeaderError, PayloadError

SIZES = [0, 1, 65535, 65536, 65537, 131071, 131072, 131073, 17 * 65536 - 1, 17 * 65536, 17 * 65536 + 1]


@pytest.mark.parametrize("size", SIZES)
def test_sizes_agree_with_what_is_written(size):
    payload = encrypt_payload(new_file_key(), bytes(size))
    assert len(payload) == payload_size(size)
    assert plaintext_size(len(payload)) == size


@pytest.mark.parametrize(
    "size", [0, 15, 16, 31, NONCE_SIZE + SEALED_CHUNK_SIZE + 1, NONCE_SIZE + SEALED_CHUNK_SIZE + 16, -1]
)
def test_impossible_payload_sizes_are_refused(size):
    with pytest.raises(PayloadError):
        plaintext_size(size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pieces", [1, 2, 16])
def test_pieces_of_any_number_of_chunks_make_the_same_payload(size, pieces):
    file_key, nonce = new_file_key(), bytes(range(16))
    plaintext = bytes(i % 251 for i in range(size))
    encryptor = PayloadEncryptor(file_key, nonce)
    step = pieces * CHUNK_SIZE
    payload = bytearray(nonce)
    out = memoryview(bytearray(sealed_size(step)))
    for start in range(0, max(size, 1), step):
        piece = memoryview(plaintext)[start : start + step]
        payload += out[: encryptor.seal(piece, out, last=start + step >= size)]
    reference = ChaCha20Poly1305(derive_key(file_key, nonce, b"payload"))
    expected = nonce + b"".join(
        reference.encrypt(
            chunk_nonce(index, last=index == chunk_count(size) - 1),
            plaintext[index * CHUNK_SIZE : (index + 1) * CHUNK_SIZE],
            None,
        )
        for index in range(chunk_count(size))
    )
    assert bytes(payload) == expected
    assert b"".join(bytes(p) for p in decrypt_payload(file_key, io.BytesIO(payload))) == plaintext


def test_the_encryptor_refuses_what_could_not_be_decrypted():
    out = memoryview(bytearray(3 * SEALED_CHUNK_SIZE))
    full = memoryview(bytes(CHUNK_SIZE))
    encryptor = PayloadEncryptor(new_file_key())
    with pytest.raises(PayloadError):
        encryptor.seal(full[:-1], out, last=False)
    with pytest.raises(PayloadError):
        encryptor.seal(full[:0], out, last=False)
    encryptor.seal(full, out, last=False)
    with pytest.raises(PayloadError):
        encryptor.seal(full[:0], out, last=True)
    encryptor.seal(full[:1], out, last=True)
    with pytest.raises(PayloadError):
        encryptor.seal(full, out, last=True)


def test_nonces_and_file_keys_are_fresh():
    recipient = HybridIdentity.generate().recipient()
    one, two = encrypt(b"same", [recipient]), encrypt(b"same", [recipient])
    assert one[1][:NONCE_SIZE] != two[1][:NONCE_SIZE]
    assert one[1][NONCE_SIZE:] != two[1][NONCE_SIZE:]


def test_an_unverified_chunk_leaves_only_zeros_in_the_buffer():
    file_key = new_file_key()
    payload = bytearray(encrypt_payload(file_key, b"s" * 1000))
    payload[-1] ^= 1
    out = memoryview(bytearray(b"x" * CHUNK_SIZE))
    opener = ChunkOpener(payload_cipher(file_key, payload[:NONCE_SIZE]))
    with pytest.raises(PayloadError):
        opener.open(0, memoryview(payload)[NONCE_SIZE:], out, last=True)
    assert bytes(out[:1000]) == bytes(1000)


class CountingPayload:
    """A 10 GiB payload of zeros that exists only where it is read, and remembers what was asked for."""

    def __init__(self, size: int) -> None:
        self.file_key, self.nonce = new_file_key(), bytes(range(16))
        self.size, self.payload_size = size, payload_size(size)
        self.cipher = payload_cipher(self.file_key, self.nonce)
        self.reads: list[tuple[int, int]] = []

    def read_at(self, offset: int, count: int) -> bytes:
        self.reads.append((offset, count))
        if (offset, count) == (0, NONCE_SIZE):
            return self.nonce
        first, remainder = divmod(offset - NONCE_SIZE, SEALED_CHUNK_SIZE)
        assert remainder == 0
        assert count % SEALED_CHUNK_SIZE == 0
        last = chunk_count(self.size) - 1
        sealed = bytearray()
        for index in range(first, min(first + count // SEALED_CHUNK_SIZE, last + 1)):
            length = self.size - index * CHUNK_SIZE if index == last else CHUNK_SIZE
            sealed += self.cipher.encrypt(chunk_nonce(index, last=index == last), bytes(length), None)
        return bytes(sealed)


@pytest.mark.parametrize(
    ("offset", "count", "chunks"),
    [
        (0, 1, [0]),
        (5 << 30, 65536, [81920]),
        ((5 << 30) - 1, 2, [81919, 81920]),
        ((7 << 30) + 100, 200_000, [114688, 114689, 114690, 114691]),
        ((10 << 30) - 3, 100, [163839, 163840]),
        ((10 << 30) + 4, 1, [163840]),
        (11 << 30, 10, []),
    ],
)
def test_a_range_of_ten_gibibytes_touches_only_its_chunks(offset, count, chunks):
    size = (10 << 30) + 5
    source = CountingPayload(size)
    reader = PayloadReader(source.file_key, source.read_at, source.payload_size)
    assert reader.size == size
    assert source.reads == [(0, 16), (NONCE_SIZE + 163840 * SEALED_CHUNK_SIZE, SEALED_CHUNK_SIZE)]
    source.reads.clear()
    assert reader.read(offset, count) == bytes(max(0, min(count, size - offset)))
    touched = [
        (start - NONCE_SIZE) // SEALED_CHUNK_SIZE + place
        for start, length in source.reads
        for place in range(length // SEALED_CHUNK_SIZE)
    ]
    assert touched == chunks


def test_a_long_range_is_read_in_bounded_pieces():
    source = CountingPayload(10 << 30)
    reader = PayloadReader(source.file_key, source.read_at, source.payload_size)
    source.reads.clear()
    assert sum(len(piece) for piece in reader.iterate(1 << 30, 8 << 20)) == 8 << 20
    assert max(length for _, length in source.reads) <= 16 * SEALED_CHUNK_SIZE


def test_a_payload_cut_at_a_chunk_boundary_names_no_size():
    file_key = new_file_key()
    payload = encrypt_payload(file_key, bytes(3 * CHUNK_SIZE))
    cut = payload[: NONCE_SIZE + 2 * SEALED_CHUNK_SIZE]
    with pytest.raises(PayloadError):
        PayloadReader(file_key, lambda offset, count: cut[offset : offset + count], len(cut))


def test_a_reader_that_delivers_less_than_promised_is_an_error():
    file_key = new_file_key()
    payload = encrypt_payload(file_key, bytes(3 * CHUNK_SIZE))
    for missing in (range(1), range(20, 40)):
        with pytest.raises(PayloadError):
            PayloadReader(
                file_key,
                lambda offset, count, gone=missing: (
                    b"" if offset in gone else payload[offset : offset + count - 1]
                ),
                len(payload),
            ).read(0, 10)


def test_negative_ranges_are_refused():
    file_key = new_file_key()
    payload = encrypt_payload(file_key, b"abc")
    reader = PayloadReader(file_key, lambda offset, count: payload[offset : offset + count], len(payload))
    for offset, count in ((-1, 1), (0, -1)):
        with pytest.raises(ValueError, match="negative"):
            reader.read(offset, count)


def test_swapped_headers_and_payloads_do_not_open():
    identity = HybridIdentity.generate()
    one, two = (encrypt(text, [identity.recipient()]) for text in (b"one", b"two"))
    with pytest.raises(PayloadError):
        decrypt(one[0], two[1], [identity])


class OneByte(io.BytesIO):
    def readinto(self, buffer):
        return super().readinto(buffer[:1])


def test_a_whole_file_is_read_from_a_stream_that_gives_one_byte_at_a_time():
    identity = HybridIdentity.generate()
    header, payload = encrypt(b"text" * 100, [identity.recipient()])
    assert b"".join(bytes(p) for p in decrypt_file(OneByte(header + payload), [identity])) == b"text" * 100


def test_a_file_that_never_ends_its_header_is_refused():
    endless = io.BytesIO(b"age-encryption.org/v1\n" + b"-> test\n\n" * 300_000)
    with pytest.raises(HeaderError):
        decrypt_file(endless, [])
    assert endless.tell() <= 2 << 20


@pytest.mark.parametrize("chunks", [0, 1, 2, 3])
def test_a_whole_file_is_opened_however_many_chunks_it_has(chunks):
    identity = HybridIdentity.generate()
    plaintext = secrets.token_bytes(chunks * CHUNK_SIZE + 5)
    header, payload = encrypt(plaintext, [identity.recipient()])
    assert decrypt_whole(header + payload, [identity]) == plaintext


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_of_known_length_takes_no_more_memory_and_opens_alike(size):
    key, plaintext = new_file_key(), secrets.token_bytes(size)
    payload = encrypt_payload(key, plaintext)
    for most in (len(payload), len(payload) + 1):
        assert b"".join(map(bytes, decrypt_payload(key, io.BytesIO(payload), most))) == plaintext
    with pytest.raises(PayloadError):
        list(decrypt_payload(key, io.BytesIO(payload[:-1]), len(payload)))


def test_a_stream_longer_than_was_said_does_not_open():
    key = new_file_key()
    payload = encrypt_payload(key, bytes(1000))
    with pytest.raises(PayloadError):
        list(decrypt_payload(key, io.BytesIO(payload), 500))
