"""C2SP tlog-tiles: paths and contents of hash tiles and entry bundles.

A tile of level L holds up to 256 hashes of perfect subtrees of 256^L leaves; an entry bundle holds up
to 256 log entries, each after its length as two big-endian bytes. A full tile never changes; a partial one of
width W is a file of its own (`.p/W`), which never changes either.
Source: c2sp.org/tlog-tiles.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from crypto.errors import FormatError
from crypto.merkle import HASH_SIZE

TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 256
MAX_ENTRY_BYTES: Final = 65_535
CHECKPOINT_PATH: Final = "checkpoint"

_LEVELS: Final = 64
_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class TilePath:
    """One tile: `level` 0 to 63, or None for an entry bundle; `width` 1 to 256, below 256 when partial."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def __str__(self) -> str:
        level = "entries" if self.level is None else str(self.level)
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{format_index(self.index)}{suffix}"

    @property
    def is_partial(self) -> bool:
        """Tell whether the tile is not yet full."""
        return self.width < TILE_WIDTH


def format_index(index: int) -> str:
    """Return a tile index in path form: 1234067 is `x001/x234/067`."""
    if index < 0:
        raise FormatError("a tile index is not negative")
    parts = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        parts.append(f"x{index % 1000:03d}")
    return "/".join(reversed(parts))


def parse_tile_path(text: str) -> TilePath:
    """Return the tile that `text` names; FormatError for anything but its one canonical path."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise FormatError("not the path of a tile")
    level = None if match[1] == "entries" else int(match[1])
    index = int(match[2].replace("x", "").replace("/", ""))
    width = TILE_WIDTH if match[3] is None else int(match[3])
    path = TilePath(level, index, width)
    if str(path) != text or (level is not None and level >= _LEVELS) or (match[3] and width >= TILE_WIDTH):
        raise FormatError("not the canonical path of a tile")
    return path


def format_hash_tile(hashes: Sequence[bytes]) -> bytes:
    """Return the bytes of a tile of 1 to 256 hashes."""
    if not 0 < len(hashes) <= TILE_WIDTH or any(len(each) != HASH_SIZE for each in hashes):
        raise FormatError("a tile holds 1 to 256 hashes of 32 bytes")
    return b"".join(hashes)


def parse_hash_tile(data: bytes, width: int) -> list[bytes]:
    """Return the `width` hashes of a tile; FormatError if its length is another."""
    if not 0 < width <= TILE_WIDTH or len(data) != width * HASH_SIZE:
        raise FormatError("a tile has not the length that its width asks for")
    return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]


def format_bundle(entries: Iterable[bytes]) -> bytes:
    """Return the entry bundle of 1 to 256 entries, each at most 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise FormatError("a log entry has at most 65,535 bytes")
        parts.append(len(entry).to_bytes(2, "big"))
        parts.append(entry)
    if not 0 < len(parts) <= 2 * TILE_WIDTH:
        raise FormatError("an entry bundle holds 1 to 256 entries")
    return b"".join(parts)


def parse_bundle(data: bytes, width: int) -> list[bytes]:
    """Return the `width` entries of a bundle; FormatError if there are more, fewer, or a cut one."""
    entries: list[bytes] = []
    start = 0
    while start < len(data):
        body = start + 2
        end = body + int.from_bytes(data[start:body], "big")
        if end > len(data) or body > len(data):
            raise FormatError("an entry bundle is cut off")
        entries.append(data[body:end])
        start = end
    if not 0 < width <= TILE_WIDTH or len(entries) != width:
        raise FormatError("an entry bundle holds another number of entries than its width")
    return entries


def level_width(size: int, level: int) -> int:
    """Return how many hashes all tiles of `level` hold together in a tree of `size` leaves."""
    return size >> (TILE_HEIGHT * level)


def tile_of(size: int, level: int | None, index: int) -> TilePath:
    """Return the widest tile of this level and index in a tree of `size` leaves; FormatError if none."""
    count = level_width(size, level or 0)
    width = min(TILE_WIDTH, count - index * TILE_WIDTH)
    if width <= 0:
        raise FormatError("a tree of this size has no such tile")
    return TilePath(level, index, width)


def tiles_of(size: int) -> Iterator[TilePath]:
    """Yield every tile that a tree of `size` leaves must have: entry bundles, then levels from 0 up."""
    yield from tiles_between(0, size)


def tiles_between(old_size: int, new_size: int) -> Iterator[TilePath]:
    """Yield the tiles of a tree of `new_size` leaves that one of `old_size` did not have in that width."""
    levels: list[int | None] = [None]
    levels += [level for level in range(_LEVELS) if level_width(new_size, level)]
    for level in levels:
        old, new = level_width(old_size, level or 0), level_width(new_size, level or 0)
        if old != new:
            for index in range(old // TILE_WIDTH, (new + TILE_WIDTH - 1) // TILE_WIDTH):
                yield tile_of(new_size, level, index)
