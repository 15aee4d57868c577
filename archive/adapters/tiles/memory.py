"""Tiles in memory, for tests. Trusted for nothing; forgets everything when the process ends."""

from collections.abc import Iterable

from archive.domain.errors import CustodyError, InvalidRequest, NotFound
from crypto.errors import FormatError
from crypto.tiles import parse_tile_path


class MemoryTileStore:
    """A TileStore that is a dictionary. Durable only in the sense of the contract's order of effects."""

    def __init__(self) -> None:
        self._tiles: dict[str, bytes] = {}
        self._checkpoint: bytes | None = None

    def read(self, path: str) -> bytes:
        """The bytes of one tile; NotFound if there is none."""
        try:
            return self._tiles[path]
        except KeyError:
            raise NotFound("the log has no such tile") from None

    def write(self, path: str, data: bytes) -> None:
        """Store one tile, write-once."""
        try:
            parse_tile_path(path)
        except FormatError as error:
            raise InvalidRequest("not the path of a tile") from error
        if self._tiles.setdefault(path, data) != data:
            raise CustodyError("the log has other bytes in this tile already: two histories of one log")

    def list(self) -> Iterable[str]:
        """The paths of all tiles."""
        return tuple(self._tiles)

    def read_checkpoint(self) -> bytes:
        """The checkpoint published last."""
        if self._checkpoint is None:
            raise NotFound("the log has no checkpoint yet")
        return self._checkpoint

    def publish_checkpoint(self, data: bytes) -> None:
        """Replace the checkpoint."""
        self._checkpoint = data
