"""The published log: which leaves are authentic, and whether every tile agrees with them."""

from collections.abc import Callable, Iterator, Sequence

from archive.domain.errors import ArchiveError, CustodyError
from archive.log_tiles import LogTiles
from archive.ports import TileStore
from archive.services.verification.codes import finding
from archive.verifier.findings import Finding
from crypto.checkpoint import Checkpoint
from crypto.errors import FormatError
from crypto.merkle import leaf_hash, perfect_root, root_hash
from crypto.tiles import TILE_WIDTH, TilePath, parse_bundle, parse_hash_tile, parse_tile_path, tiles_of

Leaves = list[bytes]


def authentic_leaves(
    checkpoint: Checkpoint | None, tiles: TileStore, database: Callable[[], Leaves]
) -> Leaves | None:
    """The leaf hashes that have the signed root hash, from whichever source still has them all.

    Tried in turn: hash tiles, entry bundles, database. None if none of them gives the signed root.
    """
    if checkpoint is None:
        return None
    published = LogTiles(tiles, checkpoint.size)
    sources: tuple[Callable[[], Leaves], ...] = (
        lambda: list(published.leaf_hashes()),
        lambda: [leaf_hash(entry) for entry in published.entries()],
        database,
    )
    for source in sources:
        try:
            leaves = source()[: checkpoint.size]
        except ArchiveError:
            continue
        if len(leaves) == checkpoint.size and root_hash(leaves) == checkpoint.root:
            return leaves
    return None


class PublishedEntries:
    """Entries from the bundles, by leaf index: what is left of one that the database has lost."""

    def __init__(self, tiles: TileStore, size: int) -> None:
        self._tiles = LogTiles(tiles, size)
        self._index = -1
        self._bundle: list[bytes] = []

    def entry(self, leaf_index: int, leaf: bytes) -> bytes | None:
        """The entry if it is there and has this leaf hash."""
        index, place = divmod(leaf_index, TILE_WIDTH)
        if index != self._index:
            try:
                self._bundle = self._tiles.bundle(index)
            except (CustodyError, ArchiveError):
                self._bundle = []
            self._index = index
        entry = self._bundle[place] if place < len(self._bundle) else None
        return entry if entry is not None and leaf_hash(entry) == leaf else None


def check_tiles(tiles: TileStore, size: int, leaves: Sequence[bytes]) -> Iterator[Finding]:
    """Every published tile against the leaf hashes of the log; `leaves` may go on beyond `size`.

    V771 for one that a tree of `size` needs and that is not there, V772 for one with other content, V773 for
    one that reaches beyond the log.
    """
    rows = _rows(leaves)
    try:
        present = set(tiles.list())
    except ArchiveError as error:
        yield finding("V771", "tile", found=error.message)
        return
    for path in tiles_of(size):
        if not {str(path), str(TilePath(path.level, path.index))} & present:
            yield finding("V771", str(path))
    for name in sorted(present):
        path = parse_tile_path(name)
        level = path.level or 0
        first = path.index * TILE_WIDTH
        expected = rows[level][first : first + path.width] if level < len(rows) else []
        if len(expected) < path.width:
            yield finding("V773", name)
            continue
        problem = _differs(tiles, path, expected)
        if problem:
            yield finding("V772", name, found=problem)


def _differs(tiles: TileStore, path: TilePath, expected: Sequence[bytes]) -> str:
    """What is wrong with one tile, empty if nothing is."""
    try:
        data = tiles.read(str(path))
        if path.level is None:
            found = [leaf_hash(entry) for entry in parse_bundle(data, path.width)]
        else:
            found = parse_hash_tile(data, path.width)
    except (ArchiveError, FormatError) as error:
        return str(error)
    wrong = [place for place, (a, b) in enumerate(zip(found, expected, strict=True)) if a != b]
    return f"place {wrong[0]} in it" if wrong else ""


def _rows(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The hashes of every tile level, level 0 first."""
    rows = [list(leaves)]
    while len(rows[-1]) >= TILE_WIDTH:
        below = rows[-1]
        full = len(below) // TILE_WIDTH
        rows.append([perfect_root(below[i * TILE_WIDTH : (i + 1) * TILE_WIDTH]) for i in range(full)])
    return rows
