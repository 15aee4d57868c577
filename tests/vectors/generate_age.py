"""Files of one defect each for the age reader, for a clone without the official vectors of C2SP/CCTV.

Same file format as theirs (`expect`, `payload`, `identity`, `passphrase`, an empty line, an age file). Names,
keys, file keys and nonces are fixed; only what ML-KEM encapsulation draws at random differs between runs, as
the library takes no seed for it. Built from the primitives of `cryptography`, not with `crypto.age`.
`python -m tests.vectors.generate_age FOLDER` writes them out; test_real_age.py holds them to the real age.
"""

import base64
import hashlib
import hmac
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crypto import bech32

CHUNK = 65536
FILE_KEY = b"FICTIONAL 16 key"
NONCE = bytes(range(16))
X_SECRET = hashlib.sha256(b"sviedka vector x25519 identity").digest()
X_EPHEMERAL = hashlib.sha256(b"sviedka vector ephemeral").digest()
PQ_SEED = hashlib.sha256(b"sviedka vector hybrid seed").digest()
PASSPHRASE = "fictional passphrase"
X_IDENTITY = bech32.encode("age-secret-key-", X_SECRET).upper()
PQ_IDENTITY = bech32.encode("age-secret-key-pq-", PQ_SEED).upper()
TEXT = b"FICTIONAL: a statement that nobody gave.\n"


def b64(data: bytes) -> str:
    return base64.b64encode(data).rstrip(b"=").decode()


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def body(data: bytes) -> str:
    text = b64(data)
    return "".join(text[i : i + 64] + "\n" for i in range(0, len(text) + 1, 64))


def x25519_parts(file_key: bytes = FILE_KEY, secret: bytes = X_SECRET) -> tuple[bytes, bytes]:
    ephemeral = x25519.X25519PrivateKey.from_private_bytes(X_EPHEMERAL)
    public = x25519.X25519PrivateKey.from_private_bytes(secret).public_key()
    share = ephemeral.public_key().public_bytes_raw()
    key = hkdf(ephemeral.exchange(public), share + public.public_bytes_raw(), b"age-encryption.org/v1/X25519")
    return share, ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)


def x25519_stanza(file_key: bytes = FILE_KEY) -> str:
    share, wrapped = x25519_parts(file_key)
    return f"-> X25519 {b64(share)}\n{body(wrapped)}"


def hybrid_parts(file_key: bytes = FILE_KEY, seed: bytes = PQ_SEED) -> tuple[bytes, bytes]:
    expanded = hashlib.shake_256(seed).digest(96)
    key = hpke.MLKEM768X25519PrivateKey(
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        x25519.X25519PrivateKey.from_private_bytes(expanded[64:]),
    ).public_key()
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    sealed = suite.encrypt(file_key, key, b"age-encryption.org/mlkem768x25519")
    return sealed[:1120], sealed[1120:]


def scrypt_stanza(
    salt: bytes = b"FICTIONAL a salt", work_factor: str = "10", passphrase: str = PASSPHRASE
) -> str:
    key = Scrypt(b"age-encryption.org/v1/scrypt" + salt, 32, 1 << 10, 8, 1).derive(passphrase.encode())
    wrapped = ChaCha20Poly1305(key).encrypt(bytes(12), FILE_KEY, None)
    return f"-> scrypt {b64(salt)} {work_factor}\n{body(wrapped)}"


def header(stanzas: str, version: str = "age-encryption.org/v1") -> bytes:
    text = f"{version}\n{stanzas}---".encode()
    return text + f" {b64(hmac.digest(hkdf(FILE_KEY, b'', b'header'), text, 'sha256'))}\n".encode()


def chunk(index: int, plaintext: bytes, *, last: bool) -> bytes:
    cipher = ChaCha20Poly1305(hkdf(FILE_KEY, NONCE, b"payload"))
    return cipher.encrypt(index.to_bytes(11, "big") + bytes([last]), plaintext, None)


def payload(plaintext: bytes = TEXT) -> bytes:
    pieces = [plaintext[i : i + CHUNK] for i in range(0, max(len(plaintext), 1), CHUNK)]
    return NONCE + b"".join(chunk(i, p, last=i == len(pieces) - 1) for i, p in enumerate(pieces))


def vector(
    expect: str, file: bytes, plaintext: bytes | None = None, key: str = f"identity: {X_IDENTITY}"
) -> bytes:
    lines = [f"expect: {expect}"]
    if plaintext is not None:
        lines.append(f"payload: {hashlib.sha256(plaintext).hexdigest()}")
    return "\n".join([*lines, key, "", ""]).encode() + file


def generate() -> Iterator[tuple[str, bytes]]:
    """Yield (name, file) of every vector."""
    yield from _headers()
    yield from _x25519()
    yield from _hybrid()
    yield from _scrypt()
    yield from _streams()


def _headers() -> Iterator[tuple[str, bytes]]:
    good = header(x25519_stanza())
    stanza = x25519_stanza()
    bad = {
        "empty": b"",
        "header_crlf": good.replace(b"\n", b"\r\n") + payload(),
        "header_version_2": header(stanza, "age-encryption.org/v2") + payload(),
        "header_no_stanza": header("") + payload(),
        "mac_missing": good[: good.rindex(b" ")] + b"\n" + payload(),
        "mac_extra_space": good[:-1] + b" \n" + payload(),
        "mac_two_spaces": good.replace(b"--- ", b"---  ") + payload(),
        "mac_no_space": good.replace(b"--- ", b"---") + payload(),
        "mac_truncated": good[:-5] + b"\n" + payload(),
        "mac_padded": good[:-1] + b"=\n" + payload(),
        "mac_not_canonical": good[:-2] + bytes([good[-2] + 1]) + b"\n" + payload(),
        "stanza_bad_start": header(stanza + "- > test\n\n") + payload(),
        "stanza_no_type": header(stanza + "->\n\n") + payload(),
        "stanza_empty_argument": header(stanza + "-> test  a\n\n") + payload(),
        "stanza_trailing_space": header(stanza + "-> test a \n\n") + payload(),
        "stanza_control_character": header(stanza + "-> test a\x7f\n\n") + payload(),
        "stanza_not_ascii": header(stanza + "-> test é\n\n") + payload(),
        "stanza_no_body": header("-> test\n" + stanza) + payload(),
        "stanza_no_last_line": header(stanza + "-> test\n" + "A" * 64 + "\n") + payload(),
        "stanza_long_line": header(stanza + "-> test\n" + "A" * 68 + "\n\n") + payload(),
        "stanza_two_short_lines": header(stanza + "-> test\nAAAA\nAAAA\n") + payload(),
        "stanza_padded_body": header(stanza + "-> test\nAA==\n") + payload(),
        "stanza_body_not_canonical": header(stanza + "-> test\nAB\n") + payload(),
        "stanza_body_carriage_return": header(stanza + "-> test\nAAAA\r\n") + payload(),
        "stanza_1025": header(stanza + "-> test\n\n" * 1024) + payload(),
        "no_nonce": good,
        "short_nonce": good + NONCE[:15],
    }
    for name, file in bad.items():
        yield name, vector("header failure", file)
    zero_mac = good[: good.rindex(b" ") + 1] + b64(bytes(32)).encode() + b"\n"
    yield "mac_wrong", vector("HMAC failure", zero_mac + payload())
    yield "mac_argument_added", vector("HMAC failure", good.replace(b"---", b"-> x\n\n---") + payload())
    for name, extra in {"empty_body": "-> test\n\n", "full_line": f"-> a b c\n{'A' * 64}\n\n"}.items():
        yield f"stanza_{name}", vector("success", header(extra + stanza) + payload(), TEXT)


def _x25519() -> Iterator[tuple[str, bytes]]:
    share, wrapped = x25519_parts()
    other = x25519_parts(secret=bytes(range(32)))[1]
    low_order = bytes([1]) + bytes(31)
    yield "x25519", vector("success", header(x25519_stanza()) + payload(), TEXT)
    cases = {
        "lowercase": ("no match", f"-> x25519 {b64(share)}\n{body(wrapped)}"),
        "no_match": ("no match", f"-> X25519 {b64(share)}\n{body(other)}"),
        "bad_tag": ("no match", f"-> X25519 {b64(share)}\n{body(wrapped[:-1] + bytes([wrapped[-1] ^ 1]))}"),
        "extra_argument": ("header failure", f"-> X25519 {b64(share)} 1234\n{body(wrapped)}"),
        "no_argument": ("header failure", f"-> X25519\n{body(wrapped)}"),
        "short_share": ("header failure", f"-> X25519 {b64(share[:31])}\n{body(wrapped)}"),
        "long_share": ("header failure", f"-> X25519 {b64(share + bytes(1))}\n{body(wrapped)}"),
        "zero_share": ("header failure", f"-> X25519 {b64(bytes(32))}\n{body(wrapped)}"),
        "low_order": ("header failure", f"-> X25519 {b64(low_order)}\n{body(wrapped)}"),
        "long_file_key": ("header failure", x25519_stanza(FILE_KEY + b"A")),
    }
    for name, (expect, stanza) in cases.items():
        yield f"x25519_{name}", vector(expect, header(stanza) + payload())


def _hybrid() -> Iterator[tuple[str, bytes]]:
    key = f"identity: {PQ_IDENTITY}"
    enc, wrapped = hybrid_parts()
    long_enc, long_wrapped = hybrid_parts(FILE_KEY + b"A")
    other_enc, other_wrapped = hybrid_parts(seed=bytes(32))
    good = f"-> mlkem768x25519 {b64(enc)}\n{body(wrapped)}"
    other = f"-> mlkem768x25519 {b64(other_enc)}\n{body(other_wrapped)}"
    yield "hybrid", vector("success", header(good) + payload(), TEXT, key)
    yield "hybrid_second", vector("success", header(other + good) + payload(), TEXT, key)
    yield "hybrid_beside_x25519", vector("success", header(x25519_stanza() + good) + payload(), TEXT, key)
    cases = {
        "no_match": ("no match", other),
        "uppercase": ("no match", f"-> MLKEM768X25519 {b64(enc)}\n{body(wrapped)}"),
        "corrupt_mlkem": (
            "no match",
            f"-> mlkem768x25519 {b64(bytes([enc[0] ^ 1]) + enc[1:])}\n{body(wrapped)}",
        ),
        "corrupt_x25519": (
            "no match",
            f"-> mlkem768x25519 {b64(enc[:-2] + bytes([enc[-2] ^ 1]) + enc[-1:])}\n{body(wrapped)}",
        ),
        "zero_share": ("header failure", f"-> mlkem768x25519 {b64(enc[:-32] + bytes(32))}\n{body(wrapped)}"),
        "extra_argument": ("header failure", f"-> mlkem768x25519 {b64(enc)} 12\n{body(wrapped)}"),
        "short_enc": ("header failure", f"-> mlkem768x25519 {b64(enc[:-1])}\n{body(wrapped)}"),
        "long_enc": ("header failure", f"-> mlkem768x25519 {b64(enc + bytes(1))}\n{body(wrapped)}"),
        "long_file_key": ("header failure", f"-> mlkem768x25519 {b64(long_enc)}\n{body(long_wrapped)}"),
    }
    for name, (expect, stanza) in cases.items():
        yield f"hybrid_{name}", vector(expect, header(stanza) + payload(), None, key)


def _scrypt() -> Iterator[tuple[str, bytes]]:
    key = f"passphrase: {PASSPHRASE}"
    yield "scrypt", vector("success", header(scrypt_stanza()) + payload(), TEXT, key)
    yield (
        "scrypt_wrong_passphrase",
        vector("no match", header(scrypt_stanza(passphrase="other")) + payload(), None, key),
    )
    yield "scrypt_no_passphrase_file", vector("no match", header(x25519_stanza()) + payload(), None, key)
    factors = {
        "zero": "0",
        "sign": "+10",
        "negative": "-10",
        "leading_zero": "010",
        "hex": "0xa",
        "letter": "10k",
    }
    factors |= {"huge": "31", "overflow": "18446744073709551626", "non_ascii_digit": "1٠"}
    stanzas = {f"work_factor_{name}": scrypt_stanza(work_factor=value) for name, value in factors.items()}
    stanzas |= {
        "short_salt": scrypt_stanza(salt=b"FICTIONAL salt"),
        "long_salt": scrypt_stanza(salt=b"FICTIONAL salt that is long"),
        "no_work_factor": scrypt_stanza().replace(" 10\n", "\n"),
        "beside_x25519": scrypt_stanza() + x25519_stanza(),
        "twice": scrypt_stanza() * 2,
    }
    for name, stanza in stanzas.items():
        yield f"scrypt_{name}", vector("header failure", header(stanza) + payload(), None, key)


def _streams() -> Iterator[tuple[str, bytes]]:
    start = header(x25519_stanza())
    full = bytes(range(256)) * 256
    for name, plaintext in {
        "empty": b"",
        "one_full": full,
        "two_full": full * 2,
        "three": full * 2 + b"a",
        "17": full * 17,
    }.items():
        yield f"stream_{name}", vector("success", start + payload(plaintext), plaintext)
    whole = payload(full + b"end")
    mark = 16 + CHUNK + 16
    first, last = whole[16:mark], whole[mark:]
    cases = {
        "no_chunks": (NONCE, b""),
        "short_chunk": (NONCE + payload()[16:30], b""),
        "bad_tag": (payload()[:-1] + bytes([payload()[-1] ^ 1]), b""),
        "truncated_in_tag": (payload()[:-1], b""),
        "extended_by_one": (payload() + b"\0", b""),
        "second_bad_tag": (whole[:-1] + bytes([whole[-1] ^ 1]), full),
        "cut_between_chunks": (NONCE + first, full),
        "swapped": (NONCE + last + first, b""),
        "first_twice": (NONCE + first + first + last, full),
        "last_twice": (whole + last, full),
        "last_empty": (NONCE + first + chunk(1, b"", last=True), full),
        "extended_after_full_last": (payload(full) + b"garbage", full),
        "no_last": (NONCE + chunk(0, b"short", last=False), b""),
        "counter_starts_at_one": (NONCE + chunk(1, b"short", last=True), b""),
    }
    for name, (file, released) in cases.items():
        yield f"stream_{name}", vector("payload failure", start + file, released)


def main() -> None:
    folder = Path(sys.argv[1])
    for name, data in generate():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
