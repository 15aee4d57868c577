"""Rotation of keys in SQL: a collection's present recipient, and headers on their way to the store."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, select, update

from archive.adapters.sql.session import Session
from archive.adapters.sql.tables import collection, waiting_header
from archive.domain.errors import NotFound

_RECIPIENT = (
    update(collection)
    .where(collection.c.collection_id == bindparam("id"))
    .values(content_recipient=bindparam("recipient"))
)
_WAITING = select(waiting_header).order_by(waiting_header.c.digest)
_DROP = delete(waiting_header).where(waiting_header.c.digest == bindparam("key"))


class SqlRotation:
    """`RotationRecords` on one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def set_recipient(self, collection_id: str, content_recipient: str) -> None:
        """The row is held to the signed entry whenever somebody deposits."""
        if not self._session.change(_RECIPIENT, {"id": collection_id, "recipient": content_recipient}):
            raise NotFound(f"There is no collection {collection_id}.")

    def keep_headers(self, headers: Mapping[str, bytes]) -> None:
        """An older one that still waits is given up: the log names the newer."""
        self.drop_headers(tuple(headers))
        self._session.insert_many(waiting_header, list(headers.items()))

    def waiting_headers(self, limit: int) -> dict[str, bytes]:
        """By digest."""
        return {digest: bytes(header) for digest, header in self._session.rows(_WAITING.limit(limit))}

    def drop_headers(self, digests: Sequence[str]) -> None:
        """Pages that held them are overwritten with zeros (PRAGMA secure_delete)."""
        if digests:
            self._session.change(_DROP, [{"key": digest} for digest in digests])
