"""Sealing a stream: exact bytes and digests at every size, flat memory, and no thread left behind."""

import ctypes
import hashlib
import io
import mmap
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.adapters.objects.memory import MemoryObjectStore
from crypto.age import HybridIdentity, X25519Identity, decrypt, decrypt_file, payload_size
from crypto.errors import HeaderError
from ingest import sealing, sealing_threads
from ingest.sealing import SMALL, seal_bytes, seal_stream
from ingest.sealing_threads import ALIGNED, RING, PayloadWriter

ROOT = Path(__file__).resolve().parents[2]
PIECE = sealing.PIECE
IDENTITY = HybridIdentity.from_seed(b"F" * 32)
RECIPIENTS = [IDENTITY.recipient(), HybridIdentity.from_seed(b"G" * 32).recipient()]


def text(size: int) -> bytes:
    return b"".join(i.to_bytes(8, "big") for i in range(size // 8 + 1))[:size]


@pytest.fixture
def staged():
    return MemoryObjectStore().new_batch().create()


@pytest.mark.parametrize(
    "size",
    [
        0,
        1,
        65535,
        65536,
        65537,
        SMALL - 1,
        SMALL,
        SMALL + 1,
        PIECE - 1,
        PIECE,
        PIECE + 1,
        7 * PIECE,
        8 * PIECE + 12345,
    ],
)
def test_what_is_sealed_opens_again_and_has_the_digests_named(staged, size):
    plaintext = text(size)
    sealed = seal_stream(io.BytesIO(plaintext), staged, RECIPIENTS)
    payload = bytes(staged.data)
    assert decrypt(sealed.header, payload, [IDENTITY]) == plaintext
    assert sealed.payload_digest == hashlib.sha256(payload).hexdigest()
    assert sealed.plaintext_digest == hashlib.sha256(plaintext).hexdigest()
    assert (sealed.plaintext_size, sealed.payload_size) == (size, len(payload))
    assert len(payload) == payload_size(size)
    assert staged.finished


def test_bytes_in_memory_are_sealed_alike():
    payload, sealed = seal_bytes(b"a statement", RECIPIENTS)
    assert decrypt(sealed.header, payload, [IDENTITY]) == b"a statement"
    assert sealed.payload_digest == hashlib.sha256(payload).hexdigest()
    assert sealed.plaintext_digest == hashlib.sha256(b"a statement").hexdigest()


class Slow(io.RawIOBase):
    """A source that gives odd little pieces and can fail."""

    def __init__(self, data: bytes, fail_at: int = -1) -> None:
        self.data, self.position, self.fail_at = data, 0, fail_at

    def readinto(self, buffer):
        if 0 <= self.fail_at <= self.position:
            raise OSError(5, "Input/output error")
        count = min(len(buffer), 7777, len(self.data) - self.position)
        buffer[:count] = self.data[self.position : self.position + count]
        self.position += count
        return count


def test_a_source_may_give_little_at_a_time(staged):
    plaintext = text(3 * PIECE + 5)
    sealed = seal_stream(Slow(plaintext), staged, RECIPIENTS)
    assert decrypt(sealed.header, bytes(staged.data), [IDENTITY]) == plaintext


@pytest.mark.parametrize("fail_at", [0, SMALL - 10, SMALL + 10, 4 * PIECE])
def test_a_source_that_fails_is_told_and_no_thread_stays(staged, fail_at):
    before = set(threading.enumerate())
    with pytest.raises(OSError, match="Input/output"):
        seal_stream(Slow(text(9 * PIECE), fail_at), staged, RECIPIENTS)
    assert set(threading.enumerate()) <= before
    assert not staged.finished


def test_a_full_disk_is_told_and_no_thread_stays(staged, monkeypatch):
    before = set(threading.enumerate())
    real, calls = staged.write, []

    def full(data):
        calls.append(len(data))
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        return real(data)

    monkeypatch.setattr(staged, "write", full)
    with pytest.raises(OSError, match="No space"):
        seal_stream(io.BytesIO(text(9 * PIECE)), staged, RECIPIENTS)
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("refused", range(1, 11))
def test_whatever_write_fails_is_told(staged, monkeypatch, refused):
    calls = []

    def full(data):
        calls.append(len(data))
        if len(calls) == refused:
            raise OSError(28, "No space left on device")
        return len(data)

    monkeypatch.setattr(staged, "write", full)
    with pytest.raises(OSError, match="No space"):
        seal_stream(io.BytesIO(text(9 * PIECE + 1)), staged, RECIPIENTS)
    assert len(calls) == refused, "nothing is written after what was refused"


@given(sizes=st.lists(st.integers(ALIGNED, 3 * ALIGNED), min_size=1, max_size=12))
def test_a_payload_is_written_in_whole_aligned_blocks(sizes):
    pieces = [text(size) for size in sizes]
    parts = []

    class Sink:
        def write(self, data):
            address = ctypes.addressof(ctypes.c_char.from_buffer(data))
            parts.append((address % mmap.PAGESIZE, bytes(data)))
            return len(data)

    with PayloadWriter(Sink(), 3 * ALIGNED) as writer:
        writer.begin(b"N" * 16)
        for number, piece in enumerate(pieces, 1):
            writer.room()[: len(piece)] = piece
            writer.hand_over(len(piece), last=number == len(pieces))
        digest, size = writer.finish()
    payload = b"N" * 16 + b"".join(pieces)
    assert b"".join(data for _, data in parts) == payload
    assert (digest, size) == (hashlib.sha256(payload).hexdigest(), len(payload))
    assert all(offset == 0 for offset, _ in parts)
    assert all(len(data) % ALIGNED == 0 for _, data in parts[:-1])


def test_recipients_that_must_not_be_mixed_are_refused_before_the_stream_is_sealed(staged):
    mixed = [IDENTITY.recipient(), X25519Identity.generate().recipient()]
    for size in (10, 2 * PIECE):
        with pytest.raises(HeaderError):
            seal_stream(io.BytesIO(text(size)), staged, mixed)
    assert staged.data == b""


def test_plaintext_is_wiped_from_the_buffers(staged, monkeypatch):
    wiped = []
    real = sealing.wipe
    for module in (sealing, sealing_threads):
        monkeypatch.setattr(module, "wipe", lambda buffer: (real(buffer), wiped.append(buffer)))
    seal_stream(io.BytesIO(b"testimony" * 300_000), staged, RECIPIENTS)
    assert len(wiped) == 1 + RING
    assert not any(b"testimony" in buffer for buffer in wiped)


MEMORY = """
import sys
from pathlib import Path
from archive.adapters.objects.filesystem import FilesystemObjectStore
from crypto.age import HybridIdentity
from ingest.sealing import seal_stream
with FilesystemObjectStore.create(Path(sys.argv[1])) as store, store.new_batch() as batch:
    staged = batch.create()
    with open(sys.argv[2], "rb", buffering=0) as source:
        sealed = seal_stream(source, staged, [HybridIdentity.from_seed(b"F" * 32).recipient()])
    batch.add(staged, sealed.payload_digest, sealed.header)
    batch.commit()
# Not ru_maxrss, which a child inherits from the process that forked it.
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def peak_kibibytes(folder: Path, size: int) -> int:
    source = folder / f"source-{size}"
    source.touch()
    os.truncate(source, size)
    archive = folder / f"archive-{size}"
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(archive), str(source)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    (payload,) = (path for path in archive.glob("objects/*/*"))
    assert payload.stat().st_size == payload_size(size)
    return int(done.stdout)


def test_memory_is_flat(tmp_path):
    small, large = peak_kibibytes(tmp_path, 16 << 20), peak_kibibytes(tmp_path, 256 << 20)
    print(f"peak of a bare process: {small} KiB for 16 MiB, {large} KiB for 256 MiB")
    assert large < 100 * 1024
    assert large < small + 16 * 1024


def test_a_sealed_file_opens_as_an_age_file(staged):
    plaintext = text(2 * PIECE)
    sealed = seal_stream(io.BytesIO(plaintext), staged, RECIPIENTS)
    whole = io.BytesIO(sealed.header + staged.data)
    assert b"".join(bytes(piece) for piece in decrypt_file(whole, [IDENTITY])) == plaintext
