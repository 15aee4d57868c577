"""Checking a published log: a folder of c2sp.org/tlog-tiles, or a mirror of one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from archive.verifier.bag import UnreadableBundle
from archive.verifier.codes import finding
from archive.verifier.findings import Finding
from archive.verifier.log import LogReport, check_log
from crypto.checkpoint import read_checkpoint
from crypto.errors import CryptoError, FormatError
from crypto.merkle import perfect_root
from crypto.note import VerifierKey
from crypto.tiles import (
    CHECKPOINT_PATH,
    TILE_WIDTH,
    TilePath,
    format_hash_tile,
    parse_bundle,
    parse_hash_tile,
    tiles_of,
)
from crypto.tlog_policy import LogPolicy


def is_published_log(folder: Path) -> bool:
    """Tell whether `folder` looks like a published log."""
    return (folder / CHECKPOINT_PATH).is_file() and (folder / "tile").is_dir()


def check_published(
    folder: Path,
    trust: LogPolicy | Sequence[VerifierKey],
    *,
    remembered: Sequence[bytes] = (),
    processes: int = 2,
) -> LogReport:
    """Check every file of a published log; raise UnreadableBundle if its checkpoint cannot be read from disk.

    1. The log as `check_log` does, with the leaf hashes of the tiles of level 0.
    2. Every tile above holds the hashes of the tiles below it (V212).
    """
    try:
        checkpoint = (folder / CHECKPOINT_PATH).read_bytes()
    except OSError as error:
        raise UnreadableBundle("the log has no checkpoint that can be read") from error
    try:
        size = read_checkpoint(checkpoint).size
    except CryptoError:
        size = 0
    leaves = list(_leaf_hashes(folder, size))
    report = check_log(
        published_entries(folder, size),
        checkpoint,
        trust,
        leaf_hashes=leaves,
        remembered=remembered,
        processes=processes,
    )
    if len(leaves) != size:
        return report
    return replace(report, findings=(*report.findings, *_check_upper_tiles(folder, size, leaves)))


def _read(folder: Path, path: TilePath) -> bytes | None:
    """The bytes of a tile, or of the full one in place of a partial one; None if neither is there."""
    for candidate in (path, TilePath(path.level, path.index)):
        try:
            return (folder / str(candidate)).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UnreadableBundle(f"{candidate} cannot be read") from error
    return None


def published_entries(folder: Path, size: int) -> Iterator[bytes]:
    """Yield the entries of all bundles that can be read; what is missing shows against the leaf hashes."""
    for path in tiles_of(size):
        if path.level is not None:
            return
        data = _read(folder, path) or b""
        for width in (path.width, TILE_WIDTH):
            try:
                yield from parse_bundle(data, width)[: path.width]
                break
            except FormatError:
                continue


def _leaf_hashes(folder: Path, size: int) -> Iterator[bytes]:
    for path in tiles_of(size):
        if path.level == 0:
            yield from _hashes(folder, path)


def _hashes(folder: Path, path: TilePath) -> list[bytes]:
    data = (_read(folder, path) or b"")[: path.width * 32]
    try:
        return parse_hash_tile(data, path.width)
    except FormatError:
        return []


def _check_upper_tiles(folder: Path, size: int, leaves: list[bytes]) -> Iterator[Finding]:
    row, level = leaves, 0
    for path in tiles_of(size):
        if not path.level:
            continue
        if path.level != level:
            full = range(0, len(row) - TILE_WIDTH + 1, TILE_WIDTH)
            row, level = [perfect_root(row[start : start + TILE_WIDTH]) for start in full], path.level
        start = path.index * TILE_WIDTH
        expected = row[start : start + path.width]
        if _hashes(folder, path) != expected:
            yield finding("V212", str(path), format_hash_tile(expected).hex()[:64] + "...")
