"""Rotation of keys in the store of record in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from archive.adapters.memory_state import Unit
from archive.domain.errors import NotFound


class MemoryRotation:
    """`RotationRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def set_recipient(self, collection_id: str, content_recipient: str) -> None:
        """The other recipients stay."""
        collections = self._unit.change.collections
        if collection_id not in collections:
            raise NotFound(f"There is no collection {collection_id}.")
        collections[collection_id] = replace(collections[collection_id], content_recipient=content_recipient)

    def keep_headers(self, headers: Mapping[str, bytes]) -> None:
        """Replaces."""
        self._unit.change.waiting_headers.update(headers)

    def waiting_headers(self, limit: int) -> dict[str, bytes]:
        """By digest."""
        return dict(islice(sorted(self._unit.now.waiting_headers.items()), limit))

    def drop_headers(self, digests: Sequence[str]) -> None:
        """Unknown ones are left out."""
        waiting = self._unit.change.waiting_headers
        for digest in digests:
            waiting.pop(digest, None)
