"""Tiles as files in a folder that any web server or mirror can publish as it is.

Trusted for nothing: every byte is checked against a signed checkpoint. What the folder can do is to
withhold, and what this adapter promises is order: a file is complete and synced before it gets its
name, and its folder is synced before `write` returns. A failed fsync is never tried again: the kernel
may have dropped the pages and would answer "all well" the second time.
"""

import errno
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.domain.errors import CustodyError, InvalidRequest, NotFound, StorageFull, Unavailable
from crypto.errors import FormatError
from crypto.tiles import CHECKPOINT_PATH, parse_tile_path

_TEMPORARY = ".tmp"
_LEFT_OVER_SECONDS = 3600
_FULL = (errno.ENOSPC, errno.EDQUOT)


class FilesystemTileStore:
    """A TileStore in the folder `root`, which is created when the first tile is written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes:
        """The bytes of one tile; NotFound if there is none."""
        try:
            parse_tile_path(path)
        except FormatError as error:
            raise NotFound("the log has no such tile") from error
        with _wrapped():
            try:
                return (self._root / path).read_bytes()
            except FileNotFoundError:
                raise NotFound("the log has no such tile") from None

    def write(self, path: str, data: bytes) -> None:
        """Store one tile, write-once and durable; see the port."""
        try:
            parse_tile_path(path)
        except FormatError as error:
            raise InvalidRequest("not the path of a tile") from error
        target = self._root / path
        with _wrapped():
            if self._is_there(target, data):
                return
            _make_folder(target.parent)
            temporary = self._write_temporary(data)
            try:
                # A link, unlike a rename, never replaces a file that is there.
                os.link(temporary, target)
            except FileExistsError:
                self._is_there(target, data)
            finally:
                temporary.unlink()
            _sync_folder(target.parent)

    def list(self) -> Iterable[str]:
        """The paths of all tiles; files that are no tiles are left out."""
        with _wrapped():
            found = [path for path in (self._root / "tile").rglob("*") if path.is_file()]
        for path in found:
            name = path.relative_to(self._root).as_posix()
            with suppress(FormatError):
                parse_tile_path(name)
                yield name

    def read_checkpoint(self) -> bytes:
        """The checkpoint published last."""
        with _wrapped():
            try:
                return (self._root / CHECKPOINT_PATH).read_bytes()
            except FileNotFoundError:
                raise NotFound("the log has no checkpoint yet") from None

    def publish_checkpoint(self, data: bytes) -> None:
        """Replace the checkpoint, atomic and durable."""
        with _wrapped():
            _make_folder(self._root)
            temporary = self._write_temporary(data)
            temporary.replace(self._root / CHECKPOINT_PATH)
            _sync_folder(self._root)
            _sweep(self._root / _TEMPORARY)

    def _is_there(self, target: Path, data: bytes) -> bool:
        """Tell whether `target` holds `data`; CustodyError if it holds anything else."""
        try:
            present = target.read_bytes()
        except FileNotFoundError:
            return False
        if present != data:
            raise CustodyError("the log has other bytes in this tile already: two histories of one log")
        return True

    def _write_temporary(self, data: bytes) -> Path:
        folder = self._root / _TEMPORARY
        _make_folder(folder)
        temporary = folder / secrets.token_hex(16)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            _write_all(descriptor, data)
            os.fsync(descriptor)
            # What is read back before a checkpoint is signed should come from the disk, not from memory.
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)
        return temporary


def _sweep(folder: Path) -> None:
    """Remove what dead writers left; a living one needs its file for less than an hour."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - _LEFT_OVER_SECONDS:
                path.unlink()


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _make_folder(folder: Path) -> None:
    """Create `folder` and its parents so that their names survive a power cut."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir()
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _wrapped() -> Iterator[None]:
    """Turn errors of the operating system into those of the port."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                "no room to publish the custody log",
                safe="Every entry is safe in the store of record; publishing goes on when there is room.",
            ) from error
        raise Unavailable(
            "the folder of the custody log does not answer",
            safe="Every entry is safe in the store of record; publishing can be tried again.",
        ) from error
