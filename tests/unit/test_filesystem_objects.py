"""What only the folder on disk can get wrong: names, links, leftovers, modes, full and failing disks."""

import errno
import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from archive.adapters.objects import filesystem, quarantine, syscalls
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.domain.errors import NotFound, ObjectError, StorageFull, Unavailable
from crypto.age.header import MAX_HEADER_SIZE

HEADER = b"a fictional header"
ROOT = Path(__file__).resolve().parents[2]


def named(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()


@pytest.fixture
def store(tmp_path):
    with FilesystemObjectStore.create(tmp_path) as made:
        yield made


def put(store, *some: bytes) -> None:
    with store.new_batch() as batch:
        for payload in some:
            batch.put(payload, HEADER, named(payload))
        batch.commit()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_files_lie_where_the_format_says_and_only_the_owner_reads_them(store, tmp_path):
    put(store, b"one")
    digest = named(b"one")
    for kind, content in (("objects", b"one"), ("headers", HEADER)):
        path = tmp_path / kind / digest[:2] / digest
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.stat().st_nlink == 1
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_nothing_stays_in_quarantine(store, tmp_path):
    put(store, *(b"%d" % i for i in range(100)))
    batch = store.new_batch()
    batch.put(b"dropped", HEADER, named(b"dropped"))
    batch.create().write(b"dropped too")
    assert len(files(tmp_path / "quarantine")) == 4
    batch.discard()
    assert [Path(name).name for name in files(tmp_path / "quarantine")] == ["lock"]
    store.close()
    assert names(tmp_path / "quarantine") == []


def test_opening_for_reading_writes_nothing(store, tmp_path):
    put(store, b"one")
    store.close()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    reading = FilesystemObjectStore(tmp_path)
    assert list(reading.list_payloads()) == [named(b"one")]
    assert reading.read_header(named(b"one")) == HEADER
    reading.close()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("kind", ["objects", "headers", "quarantine"])
def test_a_missing_or_linked_folder_is_refused(tmp_path, kind):
    FilesystemObjectStore.create(tmp_path).close()
    (tmp_path / kind).rename(tmp_path / "moved")
    with pytest.raises(Unavailable, match="mounted"):
        FilesystemObjectStore(tmp_path)
    (tmp_path / kind).symlink_to(tmp_path / "moved")
    with pytest.raises(Unavailable, match="link"):
        FilesystemObjectStore(tmp_path)


def test_strays_are_named_and_left_alone(store, tmp_path):
    put(store, b"one")
    digest = named(b"one")
    shelf = tmp_path / "objects" / digest[:2]
    (shelf / "notes.txt").write_text("left here")
    (shelf / ("0" * 64 if digest[:2] != "00" else "1" * 64)).write_text("on the wrong shelf")
    (tmp_path / "headers" / "readme").write_text("left here")
    (tmp_path / "quarantine" / "thing").write_text("left here")
    (shelf / (digest[:2] + "f" * 62)).symlink_to(shelf / digest)
    assert sorted(store.list_strays()) == sorted(
        [
            f"objects/{digest[:2]}/notes.txt",
            f"objects/{digest[:2]}/{'0' * 64 if digest[:2] != '00' else '1' * 64}",
            f"objects/{digest[:2]}/{digest[:2]}{'f' * 62}",
            "headers/readme",
            "quarantine/thing",
        ]
    )
    assert list(store.list_payloads()) == [digest]
    put(store, b"two")
    assert (tmp_path / "quarantine" / "thing").exists()


def test_a_link_in_the_place_of_an_object_is_not_followed(store, tmp_path):
    put(store, b"one")
    digest = named(b"one")
    (tmp_path / "elsewhere").write_bytes(b"one")
    path = tmp_path / "objects" / digest[:2] / digest
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ObjectError):
        store.open_payload(digest)
    with store.new_batch() as batch:
        batch.put(b"one", HEADER, digest)
        with pytest.raises(ObjectError):
            batch.commit()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ObjectError):
        store.open_payload(digest)


def test_an_absurdly_large_header_is_not_read(store, tmp_path):
    store.add_header(named(b"one"), HEADER)
    path = tmp_path / "headers" / named(b"one")[:2] / named(b"one")
    os.truncate(path, MAX_HEADER_SIZE + 1)
    with pytest.raises(ObjectError):
        store.read_header(named(b"one"))


def test_a_destroyed_or_replaced_header_is_overwritten_first(store, tmp_path):
    digest = named(b"one")
    path = tmp_path / "headers" / digest[:2] / digest
    for change in (lambda: store.replace_header(digest, b"x" * 30), lambda: store.destroy_header(digest)):
        path.unlink(missing_ok=True)
        store.add_header(digest, HEADER)
        descriptor = os.open(path, os.O_RDONLY)  # keeps the bytes reachable after their name is gone
        change()
        left = os.pread(descriptor, 100, 0)
        os.close(descriptor)
        assert len(left) == len(HEADER)
        assert left != HEADER


def test_leftovers_of_a_dead_writer_are_swept_and_those_of_the_living_kept(store, tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from archive.adapters.objects.filesystem import *\n"
        "batch = FilesystemObjectStore(Path(sys.argv[1])).new_batch()\n"
        "batch.put(b'lost', b'h', '0' * 64)\nbatch.create().write(b'lost')\nos._exit(9)"
    )
    living = store.new_batch()
    living.put(b"one", HEADER, named(b"one"))
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert len(names(tmp_path / "quarantine")) == 2
    other = FilesystemObjectStore(tmp_path)
    assert other.sweep() == 1
    assert other.sweep() == 0
    other.close()
    living.commit()
    assert store.read_header(named(b"one")) == HEADER
    assert list(store.list_strays()) == []


def test_a_folder_left_before_its_lock_is_swept(store, tmp_path):
    (tmp_path / "quarantine" / "w-0123456789abcdef").mkdir()
    assert store.sweep() == 1
    assert names(tmp_path / "quarantine") == []


def test_a_sweep_never_overwrites_a_header_in_use(store, tmp_path):
    """A writer that died before it replaced a header left a second name of the one in use."""
    digest = named(b"one")
    store.add_header(digest, HEADER)
    store.close()
    left = tmp_path / "quarantine" / "w-0123456789abcdef"
    left.mkdir()
    (left / "lock").touch()
    os.link(tmp_path / "headers" / digest[:2] / digest, left / "old-1")
    (left / "old-2").write_bytes(b"retired")
    descriptor = os.open(left / "old-2", os.O_RDONLY)
    again = FilesystemObjectStore(tmp_path)
    assert again.sweep() == 1
    assert again.read_header(digest) == HEADER
    again.close()
    assert os.pread(descriptor, 100, 0) != b"retired"
    os.close(descriptor)


def fail(code: int, when=lambda *_: True):
    """A stand-in for a system call that fails, and counts its calls."""

    def call(*args):
        call.calls += 1
        if when(*args):
            raise OSError(code, os.strerror(code))

    call.calls = 0
    return call


@pytest.mark.parametrize("count", [2, 100])
@pytest.mark.parametrize("moment", ["files", "folders"])
def test_a_failed_sync_is_not_retried_and_stops_the_store(store, tmp_path, monkeypatch, count, moment):
    put(store, b"before")
    broken = fail(errno.EIO)
    with store.new_batch() as batch:
        for number in range(count):
            batch.put(b"%d" % number, HEADER, named(b"%d" % number))
        if moment == "folders":
            monkeypatch.setattr(filesystem, "sync_folder", broken)
            monkeypatch.setattr(filesystem, "syncfs", _once_good(broken) if count > 24 else broken)
        else:
            monkeypatch.setattr(filesystem.os, "fsync", broken)
            monkeypatch.setattr(filesystem, "syncfs", broken)
        with pytest.raises(Unavailable) as caught:
            batch.commit()
    monkeypatch.undo()
    assert broken.calls == 1
    assert not isinstance(caught.value, StorageFull)
    assert "safe" in caught.value.safe
    if moment == "files":
        assert list(store.list_payloads()) == [named(b"before")]
        assert list(store.list_headers()) == [named(b"before")]
    for refused in (
        store.new_batch,
        lambda: store.add_header(named(b"x"), HEADER),
        lambda: store.destroy_header(named(b"before")),
    ):
        with pytest.raises(Unavailable, match="anew"):
            refused()
    assert store.read_header(named(b"before")) == HEADER
    assert [Path(name).name for name in files(tmp_path / "quarantine")] == ["lock"]
    store.close()
    with FilesystemObjectStore(tmp_path) as again:
        put(again, b"after")
        assert again.read_header(named(b"after")) == HEADER


def _once_good(then):
    calls = []

    def call(descriptor):
        calls.append(descriptor)
        if len(calls) > 1:
            then(descriptor)

    return call


def test_no_room_is_said_and_does_not_stop_the_store(store, monkeypatch):
    put(store, b"before")
    for place, broken in (
        (filesystem.os, "fsync"),
        (quarantine.os, "link"),
        (syscalls.os, "write"),
        (filesystem.os, "mkdir"),
    ):
        for code in (errno.ENOSPC, errno.EDQUOT):
            payload = f"{broken} {code}".encode()
            with store.new_batch() as batch, monkeypatch.context() as patch:
                patch.setattr(place, broken, fail(code))
                with pytest.raises(StorageFull, match="No room") as caught:
                    _put_and_commit(batch, payload)
            assert "acknowledged" in caught.value.safe
            with pytest.raises(NotFound):
                store.open_payload(named(payload))
            put(store, payload)
            assert store.payload_size(named(payload)) == len(payload)


def _put_and_commit(batch, payload: bytes) -> None:
    batch.put(payload, HEADER, named(payload))
    batch.commit()


def test_a_batch_with_a_failed_write_cannot_be_committed(store, monkeypatch):
    batch = store.new_batch()
    with monkeypatch.context() as patch:
        patch.setattr(syscalls.os, "write", fail(errno.ENOSPC))
        with pytest.raises(StorageFull):
            batch.put(b"one", HEADER, named(b"one"))
    with pytest.raises(Exception, match="discarded"):
        batch.commit()
    assert list(store.list_payloads()) == []


def test_a_staged_payload_with_a_failed_write_cannot_be_added(store, monkeypatch):
    with store.new_batch() as batch:
        staged = batch.create()
        staged.write(b"one")
        real = os.write
        calls = []

        def short_then_full(descriptor, data):
            calls.append(len(data))
            if len(calls) > 1:
                raise OSError(errno.ENOSPC, "full")
            return real(descriptor, data[:2])

        with monkeypatch.context() as patch:
            patch.setattr(syscalls.os, "write", short_then_full)
            with pytest.raises(StorageFull):
                staged.write(b"four")
        with pytest.raises(Unavailable, match="bytes of an object"):
            batch.add(staged, named(b"onefour"), HEADER)


def test_a_disk_that_does_not_read_is_unavailable(store, monkeypatch):
    put(store, b"one")
    with store.open_payload(named(b"one")) as reader, monkeypatch.context() as patch:
        patch.setattr(os, "pread", fail(errno.EIO))
        with pytest.raises(Unavailable, match="reading"):
            reader.read_at(0, 3)


def test_many_small_objects_are_synced_together(store, monkeypatch):
    """Not one by one, which would take a hundred times as long; benchmarks/bench_store.py measures it."""
    synced = []
    for name in ("fsync", "fdatasync"):
        real = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda descriptor, real=real: (synced.append(descriptor), real(descriptor))
        )
    put(store, *(b"%d" % i * 1000 for i in range(500)))
    assert len(synced) < 20
