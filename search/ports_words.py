"""The port for lists of words: sealed pieces, by generation of the index and by collection."""

from collections.abc import Iterable
from typing import Protocol


class WordStore(Protocol):
    """Holds sealed pieces beside the index. Derived and expendable; trusted for nothing.

    A generation that was never begun has no pieces, and is not whole. Methods raise
    `archive.domain.errors.Unavailable` when the store does not answer.
    """

    def pieces(self, generation: str, collection_id: str) -> dict[str, int]:
        """Return the names of the pieces, in order, with their sizes in bytes."""
        ...

    def read(self, generation: str, collection_id: str, name: str) -> bytes | None:
        """Return a piece; None when it is gone, as it is after somebody merged it into another."""
        ...

    def add(self, generation: str, collection_id: str, sealed: bytes) -> None:
        """Keep a piece: it is there, whole, when this returns."""
        ...

    def remove(self, generation: str, collection_id: str, names: Iterable[str]) -> None:
        """Remove pieces; absent ones are no error."""
        ...

    def is_whole(self, generation: str) -> bool:
        """Whether the words of everything in this generation were added, as `set_whole` said."""
        ...

    def set_whole(self, generation: str) -> None:
        """Say that nothing is missing in this generation."""
        ...

    def keep_only(self, generation: str) -> None:
        """Drop all other generations."""
        ...
