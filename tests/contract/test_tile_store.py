"""The contract of TileStore, run on every adapter."""

import os
import stat

import pytest

from archive.adapters.tiles.filesystem import FilesystemTileStore
from archive.adapters.tiles.memory import MemoryTileStore
from archive.domain.errors import CustodyError, InvalidRequest, NotFound, StorageFull, Unavailable
from archive.ports_tiles import TileStore


@pytest.fixture(params=["memory", "filesystem"])
def store(request, tmp_path) -> TileStore:
    if request.param == "memory":
        return MemoryTileStore()
    return FilesystemTileStore(tmp_path / "deep" / "log")


def test_what_was_written_is_read(store):
    store.write("tile/0/x001/x234/067", b"hashes")
    store.write("tile/0/x001/x234/067.p/5", b"fewer")
    assert store.read("tile/0/x001/x234/067") == b"hashes"
    assert store.read("tile/0/x001/x234/067.p/5") == b"fewer"
    assert sorted(store.list()) == ["tile/0/x001/x234/067", "tile/0/x001/x234/067.p/5"]


def test_an_empty_store(store):
    assert list(store.list()) == []
    with pytest.raises(NotFound):
        store.read("tile/0/000")
    with pytest.raises(NotFound):
        store.read_checkpoint()


def test_a_tile_is_written_once(store):
    store.write("tile/entries/000", b"entries")
    store.write("tile/entries/000", b"entries")
    with pytest.raises(CustodyError):
        store.write("tile/entries/000", b"other entries")
    assert store.read("tile/entries/000") == b"entries"


@pytest.mark.parametrize(
    "path", ["checkpoint", "../tile/0/000", "tile/0/1", "/tile/0/000", "tile/0/000/", ""]
)
def test_a_path_that_names_no_tile(store, path):
    with pytest.raises(InvalidRequest):
        store.write(path, b"x")
    with pytest.raises(NotFound):
        store.read(path)
    assert list(store.list()) == []


def test_the_checkpoint_is_replaced(store):
    store.publish_checkpoint(b"one")
    store.publish_checkpoint(b"two")
    assert store.read_checkpoint() == b"two"
    assert list(store.list()) == []


class TestFilesystem:
    """What only the adapter for files has to keep."""

    def test_files_that_are_no_tiles_are_left_out(self, tmp_path):
        store = FilesystemTileStore(tmp_path)
        store.write("tile/0/000.p/1", b"x")
        (tmp_path / "tile" / "0" / "000.bak").write_bytes(b"x")
        (tmp_path / "tile" / "0" / "000.p" / "0").write_bytes(b"x")
        assert list(store.list()) == ["tile/0/000.p/1"]

    def test_no_temporary_file_is_left(self, tmp_path):
        store = FilesystemTileStore(tmp_path)
        store.write("tile/0/000.p/1", b"x")
        store.publish_checkpoint(b"x")
        with pytest.raises(CustodyError):
            store.write("tile/0/000.p/1", b"y")
        assert list((tmp_path / ".tmp").iterdir()) == []

    def test_what_a_dead_writer_left_goes_with_the_next_checkpoint(self, tmp_path):
        store = FilesystemTileStore(tmp_path)
        store.publish_checkpoint(b"x")
        dead, living = tmp_path / ".tmp" / "dead", tmp_path / ".tmp" / "living"
        dead.write_bytes(b"x")
        living.write_bytes(b"x")
        os.utime(dead, (1, 1))
        store.publish_checkpoint(b"y")
        assert list((tmp_path / ".tmp").iterdir()) == [living]

    def test_a_tile_that_another_process_wrote_meanwhile(self, tmp_path, monkeypatch):
        store = FilesystemTileStore(tmp_path)
        link = os.link

        def lose_the_race(source, target):
            target.write_bytes(b"theirs")
            link(source, target)

        monkeypatch.setattr(os, "link", lose_the_race)
        with pytest.raises(CustodyError):
            store.write("tile/0/000", b"ours")
        assert store.read("tile/0/000") == b"theirs"

    def test_every_file_and_folder_is_synced(self, tmp_path, monkeypatch):
        synced, fsync = [], os.fsync

        def watch(descriptor):
            synced.append(stat.S_IFMT(os.fstat(descriptor).st_mode))
            fsync(descriptor)

        store = FilesystemTileStore(tmp_path / "log")
        monkeypatch.setattr(os, "fsync", watch)
        store.write("tile/0/000", b"x")
        # log, .tmp, tile, tile/0 are new names, each synced in its parent; then the file; then its folder.
        assert synced.count(stat.S_IFREG) == 1
        assert synced.count(stat.S_IFDIR) == 5
        assert synced[-1] == stat.S_IFDIR

    @pytest.mark.parametrize(("number", "error"), [(28, StorageFull), (5, Unavailable)])
    def test_a_failed_sync_writes_nothing_and_is_not_tried_again(self, tmp_path, monkeypatch, number, error):
        store = FilesystemTileStore(tmp_path)
        store.write("tile/0/000.p/1", b"x")
        calls = []

        def fail(descriptor):
            calls.append(descriptor)
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(error):
            store.write("tile/0/000", b"x")
        with pytest.raises(error):
            store.publish_checkpoint(b"x")
        assert len(calls) == 2
        assert list(store.list()) == ["tile/0/000.p/1"]
        assert list((tmp_path / ".tmp").iterdir()) == []
