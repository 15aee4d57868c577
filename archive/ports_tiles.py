"""Where the published form of the custody log lies: a C2SP tlog-tiles folder."""

from collections.abc import Iterable
from typing import Protocol


class TileStore(Protocol):
    """Tiles, entry bundles and the checkpoint, by their paths in c2sp.org/tlog-tiles (`tile/0/x001/067.p/5`).

    Trusted for nothing: every byte is checked against a signed checkpoint. All calls raise Unavailable
    (StorageFull if there is no room) when the store does not answer; nothing is retried.
    """

    def read(self, path: str) -> bytes:
        """The bytes of one tile or bundle; NotFound if there is none (also for a path that names no tile)."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Store one tile or bundle, write-once.

        On return the bytes are durable under their full length; a crash leaves the whole tile or none.
        Writing the same bytes again does nothing. CustodyError if other bytes are there already: two
        histories of one log. InvalidRequest if the path names no tile.
        """
        ...

    def list(self) -> Iterable[str]:
        """The paths of all tiles and bundles, in no certain order; other files are left out."""
        ...

    def read_checkpoint(self) -> bytes:
        """The signed note that was published last; NotFound before the first."""
        ...

    def publish_checkpoint(self, data: bytes) -> None:
        """Replace the checkpoint, durable on return; readers see the old or the new one, always whole."""
        ...
