"""The custody log as tiles: growing them, reading them back, proofs from them.

`extend_tiles` is made to be killed at any point and run again: tiles are written once, full ones never
change, and nothing counts until the caller has signed a checkpoint over what was read back from the
store. (A log that signs what it remembers rather than what it stored can be ended by one flipped bit:
CT log Yeti 2022.)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive.domain.errors import CustodyError, NotFound
from archive.ports_tiles import TileStore
from crypto.errors import FormatError
from crypto.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash, perfect_root
from crypto.merkle_proof import prove_consistency, prove_inclusion
from crypto.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TilePath,
    format_bundle,
    format_hash_tile,
    level_width,
    parse_bundle,
    parse_hash_tile,
    tile_of,
    tiles_between,
)


@dataclass(frozen=True, slots=True)
class TreeHead:
    """Size and root hash of a tree: what a checkpoint will state."""

    size: int
    root: bytes


EMPTY_TREE = TreeHead(0, EMPTY_ROOT)


class LogTiles:
    """Reads a log of `size` entries from a store; keeps the hash tiles it has read and nodes asked for.

    Nothing it returns is verified: check proofs against a signed checkpoint, or call `head`. Raises
    CustodyError if a tile is missing or malformed.
    """

    def __init__(self, store: TileStore, size: int) -> None:
        self.size = size
        self._store = store
        self._cache: dict[tuple[int, int], list[bytes]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree `index` of 2^level leaves (a NodeReader)."""
        tile_level, inner = divmod(level, TILE_HEIGHT)
        if inner == 0:
            return self.hash_tile(tile_level, index // TILE_WIDTH)[index % TILE_WIDTH]
        found = self._nodes.get((level, index))
        if found is None:
            found = node_hash(self.node(level - 1, 2 * index), self.node(level - 1, 2 * index + 1))
            self._nodes[level, index] = found
        return found

    def hash_tile(self, level: int, index: int) -> list[bytes]:
        """The hashes of one tile, as wide as a tree of this size has it."""
        if (level, index) not in self._cache:
            path = _tile_of(self.size, level, index)
            self._cache[level, index] = _parsed(parse_hash_tile, path, self._read(path), path.width)
        return self._cache[level, index]

    def bundle(self, index: int) -> list[bytes]:
        """The entries of one bundle, as many as a tree of this size has in it."""
        path = _tile_of(self.size, None, index)
        return _parsed(parse_bundle, path, self._read(path), path.width)

    def entries(self, start: int = 0) -> Iterator[bytes]:
        """All entries from leaf index `start` on."""
        for index in range(start // TILE_WIDTH, -(-self.size // TILE_WIDTH)):
            skip = max(0, start - index * TILE_WIDTH)
            yield from self.bundle(index)[skip:]

    def leaf_hashes(self) -> Iterator[bytes]:
        """The leaf hashes as the tiles of level 0 state them."""
        for index in range(-(-self.size // TILE_WIDTH)):
            yield from self.hash_tile(0, index)

    def frontier(self) -> Frontier:
        """The perfect subtrees of the tree, from the tiles."""
        hashes, start = [], 0
        for level in reversed(range(self.size.bit_length())):
            if self.size >> level & 1:
                hashes.append(self.node(level, start >> level))
                start += 1 << level
        return Frontier(self.size, hashes)

    def head(self) -> TreeHead:
        """Size and root hash that the tiles give."""
        return TreeHead(self.size, self.frontier().root())

    def prove_inclusion(self, index: int) -> tuple[bytes, ...]:
        """Inclusion proof of leaf `index` in the tree of this size; ProofError if it is outside."""
        return prove_inclusion(index, self.size, self.node)

    def prove_consistency(self, old_size: int) -> tuple[bytes, ...]:
        """Consistency proof from `old_size` (at least 1) to this size; ProofError if there is none."""
        return prove_consistency(old_size, self.size, self.node)

    def _read(self, path: TilePath) -> bytes:
        """The bytes of a tile; the first `width` parts of the full one if the partial file is gone."""
        try:
            return self._store.read(str(path))
        except NotFound as error:
            if not path.is_partial:
                raise CustodyError(f"the published log lacks {path}") from error
        full = TilePath(path.level, path.index)
        try:
            data = self._store.read(str(full))
        except NotFound as error:
            raise CustodyError(f"the published log lacks {path}") from error
        if path.level is None:
            return format_bundle(_parsed(parse_bundle, full, data, TILE_WIDTH)[: path.width])
        return format_hash_tile(_parsed(parse_hash_tile, full, data, TILE_WIDTH)[: path.width])


def inclusion_proof_from_tiles(store: TileStore, size: int, index: int) -> tuple[bytes, ...]:
    """Inclusion proof of one leaf; for many leaves of one tree keep a `LogTiles`."""
    return LogTiles(store, size).prove_inclusion(index)


def consistency_proof_from_tiles(store: TileStore, old_size: int, new_size: int) -> tuple[bytes, ...]:
    """Consistency proof between two sizes of the published log."""
    return LogTiles(store, new_size).prove_consistency(old_size)


def extend_tiles(store: TileStore, old: TreeHead, new_entries: Iterable[bytes]) -> TreeHead:
    """Write the tiles that `new_entries` add to the tree `old`; return the head read back from the store.

    `old` is the head of the last checkpoint (`EMPTY_TREE` before the first) and `new_entries` are the
    entries from leaf index `old.size` on. After an interruption call it again with the same `old` and
    the same entries, or with more. The store then holds every tile of the new size; the caller may sign
    and publish.

    Raises CustodyError if the store does not hold the tree `old`, holds other entries after it, or gives back
    something else than was written; FormatError for an entry above 65,535 bytes.
    """
    tiles = LogTiles(store, old.size)
    frontier = tiles.frontier()
    if frontier.root() != old.root:
        raise CustodyError("the published log does not have the root hash of its last checkpoint")
    writer = _Writer(store, tiles)
    for entry in new_entries:
        frontier.append(leaf_hash(entry))
        writer.append(entry)
    writer.finish()
    head = read_back(store, old.size, frontier.size)
    if head != TreeHead(frontier.size, frontier.root()):
        raise CustodyError("the log gives back other tiles than were written")
    return head


def read_back(store: TileStore, old_size: int, new_size: int) -> TreeHead:
    """Read every tile that `new_size` has beyond `old_size`, re-hash it, and return the head they give.

    Each entry must have the leaf hash in its tile, and each full tile the hash in the tile above it;
    CustodyError otherwise.
    """
    tiles = LogTiles(store, new_size)
    for path in tiles_between(old_size, new_size):
        if path.level is None:
            found = [leaf_hash(entry) for entry in tiles.bundle(path.index)]
            stated = tiles.hash_tile(0, path.index)
        elif path.is_partial:
            continue
        else:
            found = [perfect_root(tiles.hash_tile(path.level, path.index))]
            parent, place = divmod(path.index, TILE_WIDTH)
            stated = tiles.hash_tile(path.level + 1, parent)[place : place + 1]
        if found != stated:
            raise CustodyError(f"the hashes of {path} are not those stated above it")
    return tiles.head()


class _Writer:
    """The open right edge of the tiles: one row of hashes per level, one row of entries."""

    def __init__(self, store: TileStore, tiles: LogTiles) -> None:
        self._store = store
        self._size = tiles.size
        self._old_size = tiles.size
        self._rows: list[list[bytes]] = []
        level = 0
        while width := level_width(tiles.size, level):
            partial = width % TILE_WIDTH
            self._rows.append(list(tiles.hash_tile(level, width // TILE_WIDTH)) if partial else [])
            level += 1
        partial = tiles.size % TILE_WIDTH
        self._entries = tiles.bundle(tiles.size // TILE_WIDTH) if partial else []

    def append(self, entry: bytes) -> None:
        self._entries.append(entry)
        self._size += 1
        if len(self._entries) == TILE_WIDTH:
            self._write_bundle()
            self._entries = []
        self._push(0, leaf_hash(entry))

    def finish(self) -> None:
        """Write the partial tiles at the edge of what has changed."""
        if self._size == self._old_size:
            return
        if self._entries:
            self._write_bundle()
        for level, row in enumerate(self._rows):
            if row and level_width(self._size, level) != level_width(self._old_size, level):
                self._write_row(level)

    def _push(self, level: int, each: bytes) -> None:
        if level == len(self._rows):
            self._rows.append([])
        row = self._rows[level]
        row.append(each)
        if len(row) == TILE_WIDTH:
            self._write_row(level)
            self._rows[level] = []
            self._push(level + 1, perfect_root(row))

    def _write_bundle(self) -> None:
        path = TilePath(None, (self._size - 1) // TILE_WIDTH, len(self._entries))
        self._store.write(str(path), format_bundle(self._entries))

    def _write_row(self, level: int) -> None:
        index = (level_width(self._size, level) - 1) // TILE_WIDTH
        path = TilePath(level, index, len(self._rows[level]))
        self._store.write(str(path), format_hash_tile(self._rows[level]))


def _tile_of(size: int, level: int | None, index: int) -> TilePath:
    try:
        return tile_of(size, level, index)
    except FormatError as error:
        raise CustodyError("the log is not as long as was asked for") from error


def _parsed(
    parse: Callable[[bytes, int], list[bytes]], path: TilePath, data: bytes, width: int
) -> list[bytes]:
    try:
        return parse(data, width)
    except FormatError as error:
        raise CustodyError(f"{path} of the published log is malformed") from error
