"""What the store of record keeps for a rotation of keys: one group of methods of its transaction."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class RotationRecords(Protocol):
    """The present recipient of a collection, and headers that are logged but not in their place yet."""

    def set_recipient(self, collection_id: str, content_recipient: str) -> None:
        """New objects of the collection are sealed to this one from now on; raise NotFound."""
        ...

    def keep_headers(self, headers: Mapping[str, bytes]) -> None:
        """Payload digest -> header that is to take the place of the stored one; a newer one replaces it."""
        ...

    def waiting_headers(self, limit: int) -> dict[str, bytes]:
        """Those not in their place yet, by digest, at most `limit`."""
        ...

    def drop_headers(self, digests: Sequence[str]) -> None:
        """They are in their place, or must never be; unknown ones are no error."""
        ...
