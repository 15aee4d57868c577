"""Growing a published log: any steps, any interruption, and what reading back finds."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.adapters.tiles.memory import MemoryTileStore
from archive.domain.errors import CustodyError
from archive.log_tiles import (
    EMPTY_TREE,
    LogTiles,
    TreeHead,
    consistency_proof_from_tiles,
    extend_tiles,
    inclusion_proof_from_tiles,
    read_back,
)
from crypto.errors import FormatError
from crypto.merkle import leaf_hash, root_hash
from crypto.merkle_proof import verify_consistency, verify_inclusion
from crypto.tiles import tiles_of

ENTRIES = [b"entry %d" % n for n in range(70_000)]
LEAVES = [leaf_hash(each) for each in ENTRIES]


class Killed(Exception):
    """Stands for the end of the process."""


class MortalStore(MemoryTileStore):
    """Dies at its n-th write: before or after the tile is there."""

    def __init__(self, writes_left, *, after):
        super().__init__()
        self.writes_left = writes_left
        self.after = after

    def write(self, path, data):
        self.writes_left -= 1
        if self.writes_left < 0 and not self.after:
            raise Killed
        super().write(path, data)
        if self.writes_left < 0:
            raise Killed


def grow(store, sizes):
    head = EMPTY_TREE
    for size in sizes:
        head = extend_tiles(store, head, ENTRIES[head.size : size])
        assert head == TreeHead(size, root_hash(LEAVES[:size]))
    return head


@settings(max_examples=25)
@given(st.lists(st.integers(0, 1500), min_size=1, max_size=6).map(sorted))
def test_a_log_grown_in_steps_has_every_tile_and_every_entry(sizes):
    store = MemoryTileStore()
    grow(store, sizes)
    for size in sizes:
        tiles = LogTiles(store, size)
        assert list(tiles.entries()) == ENTRIES[:size]
        assert list(tiles.leaf_hashes()) == LEAVES[:size]
        assert tiles.frontier().root() == root_hash(LEAVES[:size])
        assert list(tiles.entries(size // 2)) == ENTRIES[size // 2 : size]
    assert {str(path) for path in tiles_of(sizes[-1])} <= set(store.list())


@settings(max_examples=25)
@given(st.integers(1, 700), st.integers(0, 700), st.integers(0, 12), st.booleans(), st.integers(0, 300))
def test_an_interrupted_extension_is_resumed(old, more, writes, after, later):
    store = MortalStore(10**6, after=after)
    head = grow(store, [old])
    store.writes_left = writes
    with suppress(Killed):
        extend_tiles(store, head, ENTRIES[old : old + more])
    store.writes_left = 10**6
    # Meanwhile further entries may have come.
    size = old + more + later
    assert extend_tiles(store, head, ENTRIES[old:size]) == TreeHead(size, root_hash(LEAVES[:size]))
    assert list(LogTiles(store, size).entries()) == ENTRIES[:size]


def test_proofs_from_tiles():
    store = MemoryTileStore()
    head = grow(store, [70_000])
    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        proof = inclusion_proof_from_tiles(store, 70_000, index)
        verify_inclusion(LEAVES[index], index, 70_000, proof, head.root)
    for old in (1, 255, 256, 257, 65_536, 69_999, 70_000):
        proof = consistency_proof_from_tiles(store, old, 70_000)
        verify_consistency(old, 70_000, proof, root_hash(LEAVES[:old]), head.root)


def test_a_partial_tile_may_be_gone_when_the_full_one_is_there():
    store = MemoryTileStore()
    grow(store, [100, 600])
    for path in ("tile/entries/000.p/100", "tile/0/000.p/100"):
        del store._tiles[path]
    tiles = LogTiles(store, 100)
    assert list(tiles.entries()) == ENTRIES[:100]
    assert tiles.head().root == root_hash(LEAVES[:100])


def test_nothing_new_writes_nothing():
    store = MemoryTileStore()
    head = grow(store, [300])
    before = dict(store._tiles)
    assert extend_tiles(store, head, []) == head
    assert extend_tiles(MemoryTileStore(), EMPTY_TREE, []) == EMPTY_TREE
    assert store._tiles == before


def test_another_history_is_refused():
    store = MemoryTileStore()
    head = grow(store, [300])
    with pytest.raises(CustodyError, match="root hash"):
        extend_tiles(store, TreeHead(300, bytes(32)), [])
    extend_tiles(store, head, ENTRIES[300:310])
    with pytest.raises(CustodyError, match="two histories"):
        extend_tiles(store, head, [b"other"] * 10)
    with pytest.raises(CustodyError, match="two histories"):
        extend_tiles(store, head, [*ENTRIES[300:310], *[b"other"] * 246][:5] + [b"other"] * 5)


def test_an_older_store_is_refused_and_rebuilt_from_the_entries():
    store = MemoryTileStore()
    grow(store, [300])
    newer = TreeHead(600, root_hash(LEAVES[:600]))
    with pytest.raises(CustodyError, match="lacks"):
        extend_tiles(store, newer, ENTRIES[600:700])
    assert extend_tiles(store, EMPTY_TREE, ENTRIES[:600]) == newer


def test_an_entry_that_is_too_long_is_refused():
    with pytest.raises(FormatError):
        extend_tiles(MemoryTileStore(), EMPTY_TREE, [bytes(65_536)] * 256)


class LyingStore(MemoryTileStore):
    """Gives back one flipped bit."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def read(self, path):
        data = super().read(path)
        return bytes([data[0], data[1], data[2] ^ 1]) + data[3:] if path == self.path else data


@pytest.mark.parametrize(
    "path", ["tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]
)
def test_a_bit_that_the_disk_flipped_is_found_before_signing(path):
    with pytest.raises(CustodyError):
        extend_tiles(LyingStore(path), EMPTY_TREE, ENTRIES[:300])


@pytest.mark.parametrize("path", [str(path) for path in tiles_of(600)])
def test_a_missing_or_cut_tile_is_found(path):
    store = MemoryTileStore()
    grow(store, [600])
    whole = store._tiles.pop(path)
    with pytest.raises(CustodyError):
        read_back(store, 0, 600)
    store._tiles[path] = whole[:-1]
    with pytest.raises(CustodyError):
        read_back(store, 0, 600)
