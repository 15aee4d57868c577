"""The age reader against one-defect files: the official ones of C2SP/CCTV, or in a plain clone our own."""

import hashlib
import io
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crypto.age import (
    Identity,
    PayloadReader,
    ScryptIdentity,
    decrypt_file,
    parse_header_prefix,
    parse_identity,
    unwrap,
)
from crypto.errors import CryptoError, HeaderError, HeaderMacError, NoIdentityMatches, PayloadError
from tests.vectors.generate_age import generate

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SVIEDKA_SHARED", ROOT.parent / "shared")) / "vectors" / "age"
OFFICIAL_COUNT = 110


@dataclass
class Vector:
    name: str
    expect: str = ""
    payload: str = ""
    identities: list[Identity] = field(default_factory=list)
    armored: bool = False
    file: bytes = b""


def read_vector(name: str, data: bytes) -> Vector:
    head, _, file = data.partition(b"\n\n")
    vector = Vector(name, file=file)
    for line in head.decode().split("\n"):
        key, _, value = line.partition(": ")
        if key == "expect":
            vector.expect = value
        elif key == "payload":
            vector.payload = value
        elif key == "identity":
            vector.identities.append(parse_identity(value))
        elif key == "passphrase":
            vector.identities.append(ScryptIdentity(value))
        elif key == "armored":
            vector.armored = True
        elif key == "compressed":
            assert value == "zlib"
            vector.file = zlib.decompress(file)
        else:
            assert key in ("comment", "file key"), f"unknown line in vector {name}"
    return vector


def load() -> list[Vector]:
    if FOLDER.is_dir():
        vectors = [read_vector(path.name, path.read_bytes()) for path in sorted(FOLDER.iterdir())]
        return [vector for vector in vectors if not vector.armored]
    return []


OFFICIAL = load()
OWN = [read_vector(f"own_{name}", data) for name, data in generate()]


def test_all_official_vectors_are_here():
    if not OFFICIAL:
        assert os.environ.get("CI") != "true", f"the official age vectors must be in {FOLDER}"
        print(f"official age vectors not found in {FOLDER}: ran on {len(OWN)} generated ones alone")
        assert len(OWN) > 70
        return
    assert len(OFFICIAL) == OFFICIAL_COUNT


def outcome(vector: Vector) -> tuple[str, bytes]:
    released = b""
    try:
        pieces = decrypt_file(io.BytesIO(vector.file), vector.identities)
        for piece in pieces:
            released += piece
    except HeaderMacError:
        return "HMAC failure", released
    except HeaderError:
        return "header failure", released
    except NoIdentityMatches:
        return "no match", released
    except PayloadError:
        return "payload failure", released
    return "success", released


@pytest.mark.parametrize("vector", OFFICIAL + OWN, ids=lambda vector: vector.name)
def test_vector_gives_exactly_its_result(vector):
    result, released = outcome(vector)
    assert result == vector.expect
    if vector.expect in ("success", "payload failure"):
        assert hashlib.sha256(released).hexdigest() == vector.payload
    else:
        assert released == b""


@pytest.mark.parametrize(
    "vector",
    [vector for vector in OFFICIAL + OWN if vector.expect in ("success", "payload failure")],
    ids=lambda vector: vector.name,
)
def test_vector_by_random_access(vector):
    """Whatever a stream reader refuses, a range reader refuses too, at the latest when it reaches it."""
    header, size = parse_header_prefix(vector.file)
    assert header.format() == vector.file[:size]
    payload = vector.file[size:]
    file_key = unwrap(vector.file[:size], vector.identities)

    def read_all() -> bytes:
        reader = PayloadReader(file_key, lambda offset, count: payload[offset : offset + count], len(payload))
        whole = reader.read(0, reader.size)
        assert len(whole) == reader.size
        return whole

    if vector.expect == "success":
        assert hashlib.sha256(read_all()).hexdigest() == vector.payload
    else:
        with pytest.raises(CryptoError) as caught:
            read_all()
        assert isinstance(caught.value, PayloadError)
