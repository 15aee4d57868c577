"""A large file sealed in another process: the same bytes, no trace if nobody takes it, no harm if it dies."""

import hashlib
import io
import mmap
import os
import random

import pytest

from archive.adapters.objects import ahead as module
from archive.adapters.objects.ahead import SealingAhead
from archive.adapters.objects.direct import DirectOutput
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.domain.errors import InvalidRequest
from crypto.age import HybridIdentity, decrypt
from crypto.age.header import wrap
from ingest.sealing import SMALL
from ingest.sealing_threads import ALIGNED

IDENTITY = HybridIdentity.from_seed(b"F" * 32)
BLOCK = 1 << 20
SIZE = 3 * BLOCK + 4711


@pytest.fixture
def root(tmp_path):
    FilesystemObjectStore.create(tmp_path / "archive").close()
    return tmp_path / "archive"


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LARGE", SMALL)
    path = tmp_path / "film.mp4"
    path.write_bytes(random.Random(1).randbytes(SIZE))
    return path


def left_over(root):
    return [path for path in (root / "quarantine").rglob("*") if path.is_file()]


def test_what_was_sealed_ahead_opens_under_the_header_made_afterwards(root, source):
    with SealingAhead.begin(root, source) as ahead:
        assert ahead.head(100) == source.read_bytes()[:100]
        sealed = ahead.answer().under(wrap(ahead.file_key, [IDENTITY.recipient()]))
        ahead.batch.add(ahead.staged, sealed.payload_digest, sealed.header)
        ahead.batch.commit()
    with FilesystemObjectStore(root) as store, store.open_payload(sealed.payload_digest) as stored:
        payload = stored.read_at(0, stored.size)
        assert store.read_header(sealed.payload_digest) == sealed.header
    plaintext = source.read_bytes()
    assert decrypt(sealed.header, payload, [IDENTITY]) == plaintext
    assert sealed.plaintext_digest == hashlib.sha256(plaintext).hexdigest()
    assert sealed.payload_digest == hashlib.sha256(payload).hexdigest()
    assert (sealed.plaintext_size, sealed.payload_size) == (SIZE, len(payload))
    assert not left_over(root)


def test_what_nobody_takes_leaves_nothing(root, source):
    with SealingAhead.begin(root, source) as ahead:
        assert left_over(root)
    assert not left_over(root)
    assert ahead._process.returncode is not None


def test_a_process_that_dies_gives_no_answer(root, source):
    with SealingAhead.begin(root, source) as ahead:
        ahead._process.kill()
        ahead._process.wait()
        ahead._process.stdout.close()
        ahead._process.stdout = io.BytesIO()
        assert ahead.answer() is None


@pytest.mark.parametrize("what", ["small", "absent", "folder", "link", "pipe", "no archive"])
def test_whatever_is_no_large_file_of_an_archive_is_left_to_its_turn(root, source, tmp_path, what):
    path = tmp_path / "other"
    match what:
        case "small":
            path.write_bytes(b"FICTIONAL")
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to(source)
        case "pipe":
            os.mkfifo(path)
        case "no archive":
            root, path = tmp_path / "elsewhere", source
    assert SealingAhead.begin(root, path) is None


def test_a_payload_written_elsewhere_must_be_as_long_as_was_said(root):
    with FilesystemObjectStore(root) as store, store.new_batch() as batch:
        staged = batch.create()
        os.write(staged.descriptor, b"12345")
        staged.was_written(5)
        staged.finish()
        with pytest.raises(InvalidRequest):
            staged.was_written(6)


@pytest.mark.parametrize("rest", [0, 1, ALIGNED - 1])
@pytest.mark.parametrize("blocks", [0, 1, 5])
def test_direct_output_writes_every_byte(tmp_path, blocks, rest):
    data = random.Random(rest).randbytes(blocks * BLOCK + rest)
    with (tmp_path / "file").open("w+b", buffering=0) as file, mmap.mmap(-1, BLOCK) as memory:
        output = DirectOutput(file.fileno())
        for start in range(0, len(data), BLOCK):
            piece = data[start : start + BLOCK]
            memory[: len(piece)] = piece
            with memoryview(memory)[: len(piece)] as view:
                assert output.write(view) == len(piece)
        assert (tmp_path / "file").read_bytes() == data


def test_direct_output_tells_what_the_disk_refused(tmp_path):
    (tmp_path / "file").touch()
    with (tmp_path / "file").open("rb", buffering=0) as file:
        output = DirectOutput(file.fileno())
        with pytest.raises(OSError, match="descriptor"):
            output.write(bytes(BLOCK))
