"""Everything the services need from outside, in one place; each Protocol is its adapters' contract."""

from datetime import datetime
from typing import Protocol

from archive.domain.record import IdentityRecord, RecordVersion
from archive.ports_keys import AgentSecret, KeyStore, LogSecret
from archive.ports_objects import ObjectBatch, ObjectStore, RandomReader, StagedPayload
from archive.ports_outbox import Task
from archive.ports_records import (
    CheckpointRow,
    HeaderChange,
    Link,
    LogRow,
    RecordStore,
    Transaction,
)
from archive.ports_tiles import TileStore

__all__ = [
    "AgentSecret",
    "CheckpointRow",
    "Clock",
    "HeaderChange",
    "KeyStore",
    "Link",
    "LogRow",
    "LogSecret",
    "ObjectBatch",
    "ObjectStore",
    "RandomReader",
    "RecordCodec",
    "RecordStore",
    "StagedPayload",
    "Task",
    "TileStore",
    "Transaction",
]


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class RecordCodec(Protocol):
    """Sealed records as canonical JSON (RFC 8785), both ways without loss."""

    def dump_record(self, record: RecordVersion) -> bytes:
        """The canonical bytes of a record version."""
        ...

    def load_record(self, data: bytes) -> RecordVersion:
        """Raise ObjectError if the bytes are no record of a known schema."""
        ...

    def dump_identity(self, record: IdentityRecord) -> bytes:
        """The canonical bytes of an identity record."""
        ...

    def load_identity(self, data: bytes) -> IdentityRecord:
        """Raise ObjectError if the bytes are no identity record of a known schema."""
        ...
