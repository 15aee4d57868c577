"""Sealing in a second process: the same results, in order, and an error when that process fails."""

import contextlib
import hashlib
import os
import signal
from pathlib import Path

import pytest

from archive.domain.errors import Unavailable, UnreadableFile
from archive.domain.record import MediaType
from crypto.age import HybridIdentity, decrypt
from ingest.exhibits import SMALL_FILE
from ingest.frames import pack, unpack
from ingest.sealing_process import SealingProcess

IDENTITY = HybridIdentity.from_seed(b"F" * 32)
RECIPIENTS = [IDENTITY.recipient(), HybridIdentity.from_seed(b"G" * 32).recipient()]


@pytest.fixture(scope="module")
def sealing():
    with SealingProcess(RECIPIENTS) as process:
        yield process


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_files_are_sealed_as_they_are_elsewhere(sealing, tmp_path):
    contents = [f"Показание {n}, вымышленное.".encode() * n for n in range(40)]
    paths = [write(tmp_path, f"{n}.txt", content) for n, content in enumerate(contents)]
    sealing.ask_files(paths)
    for path, content in zip(paths, contents, strict=True):
        small = sealing.file(path)
        assert decrypt(small.sealed.header, small.payload, [IDENTITY]) == content
        assert small.sealed.plaintext_digest == hashlib.sha256(content).hexdigest()
        assert small.sealed.payload_digest == hashlib.sha256(small.payload).hexdigest()
        assert (small.sealed.plaintext_size, small.sealed.payload_size) == (len(content), len(small.payload))
        kind = "text/plain" if content else "application/x-empty"
        assert small.media_type == MediaType(kind, "libmagic", small.media_type.tool_version)


def test_each_file_is_taken_once_and_only_if_it_was_asked_for(sealing, tmp_path):
    path = write(tmp_path, "a", b"a")
    assert sealing.file(path) is None
    sealing.ask_files([path])
    assert sealing.file(path) is not None
    assert sealing.file(path) is None


def test_what_is_not_small_is_left_to_the_one_who_asks(sealing, tmp_path):
    large, small = (
        write(tmp_path, "large", bytes(SMALL_FILE)),
        write(tmp_path, "small", bytes(SMALL_FILE - 1)),
    )
    sealing.ask_files([large, small])
    assert sealing.file(large) is None
    assert sealing.file(small).sealed.plaintext_size == SMALL_FILE - 1


def test_what_cannot_be_read_is_refused_like_elsewhere(sealing, tmp_path):
    target = write(tmp_path, "target", b"x")
    link, folder, gone = tmp_path / "link", tmp_path / "folder", tmp_path / "gone"
    link.symlink_to(target)
    folder.mkdir()
    sealing.ask_files([link, gone, folder, target])
    for path in (link, gone, folder):
        with pytest.raises(UnreadableFile, match=path.name):
            sealing.file(path)
    assert sealing.file(target) is not None


def test_names_that_are_no_utf8_are_found(sealing, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe name"))
    path.write_bytes(b"x")
    sealing.ask_files([path])
    assert sealing.file(path).sealed.plaintext_size == 1


def test_records_come_back_in_order_also_with_files_asked_for_before_and_after(sealing, tmp_path):
    paths = [write(tmp_path, str(n), b"f" * n) for n in range(100)]
    records = [f"record {n}".encode() * 5000 for n in range(50)]  # more than the pipes hold
    sealing.ask_files(paths[:50])
    sealed = sealing.seal(iter(records))
    sealing.ask_files(paths[50:])
    assert [decrypt(header, payload, [IDENTITY]) for header, payload in sealed] == records
    assert [sealing.file(path).sealed.plaintext_size for path in paths] == list(range(100))
    assert list(sealing.seal([])) == []


def test_the_process_holds_public_keys_only_and_leaves_no_dump(sealing):
    status = Path(f"/proc/{sealing._process.pid}/limits").read_text(encoding="ascii")
    assert next(line for line in status.splitlines() if "core" in line).split()[4] == "0"
    sent = " ".join(str(recipient) for recipient in RECIPIENTS)
    assert str(IDENTITY) not in sent


def test_a_killed_process_is_told():
    with SealingProcess(RECIPIENTS) as process:
        assert len(list(process.seal([b"x"]))) == 1
        os.kill(process._process.pid, signal.SIGKILL)
        with pytest.raises(Unavailable, match="ended"):
            list(process.seal([b"y"] * 64))


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(1)",
        "import sys; sys.stdin.buffer.read(100)",
        "import os; os.read(0, 9); os.write(1, b'\\0\\0\\0\\4\\0\\0\\0\\7')",
        "import os, time; os.read(0, 9); os.write(1, b'\\0\\0\\0\\4\\0\\0\\0\\0' * 9); time.sleep(10**6)",
    ],
    ids=["exits", "reads-and-exits", "cuts-off", "answers-nothing"],
)
def test_nonsense_is_told(tmp_path, program):
    path = write(tmp_path, "a", b"a")
    with SealingProcess(RECIPIENTS, ("-c", program)) as process:
        with contextlib.suppress(Unavailable):  # it may have ended already
            process.ask_files([path])
        with pytest.raises(Unavailable, match="nonsense"):
            list(process.seal([b"x"]))


def test_a_payload_with_another_digest_is_not_taken(sealing, tmp_path, monkeypatch):
    path = write(tmp_path, "a", b"statement")
    real = sealing._answers

    def flipped(job):
        payload, *rest = real(job)[0]
        return [[bytes([payload[0] ^ 1]) + payload[1:], *rest]]

    sealing.ask_files([path])
    monkeypatch.setattr(sealing, "_answers", flipped)
    with pytest.raises(Unavailable, match="nonsense"):
        sealing.file(path)


def test_nothing_is_left_behind():
    with SealingProcess(RECIPIENTS) as process:
        pid = process._process.pid
        process.ask_files([])
    assert not Path(f"/proc/{pid}").exists()
    process.close()


@pytest.mark.parametrize("parts", [[], [b""], [b"a", b"", b"bc"]])
def test_messages_come_back(parts):
    assert unpack(pack(parts)) == parts


@pytest.mark.parametrize("message", [b"", b"\0\0\0", b"\0\0\0\1", b"\0\0\0\1\0\0\0\2a", pack([b"a"]) + b"b"])
def test_a_malformed_message_is_refused(message):
    with pytest.raises(ValueError, match="a message"):
        unpack(message)
