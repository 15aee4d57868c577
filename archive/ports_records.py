"""The store of record: what the archive knows, in one transaction with the custody log.

Contract for every adapter:
- Durability: when `transaction()` ends without an error, everything in it survives a power cut
  (SQLite WAL with synchronous=FULL; PostgreSQL with synchronous_commit=on). An error inside rolls all back.
- One writer at a time: a transaction holds the log's append lock from its first statement, so that leaf
  indexes have neither gaps nor doubles. Readers never wait for a writer and see one consistent state.
- `Unavailable` when the store does not answer or is locked for longer than the settings allow;
  `StorageFull` when there is no room; foreign exceptions never leave.
- Nothing here is ever deleted but outbox rows, second factors, headers that are in their place, and
  sessions and failed attempts that are over; there is no method that changes a log entry.
- A statement that the store refuses (Conflict, or NotFound for what a new row refers to) breaks the
  transaction: even if the error is caught, nothing commits. Failed look-ups, stale versions and log entries
  that do not continue are found before anything is written, and leave the transaction usable.
- Streams are read inside their transaction; afterwards everything raises ArchiveError.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive.domain.agent import Agent, Membership, Role
from archive.domain.description import RelationType
from archive.domain.item import Collection, Item, ObjectRole, StoredObject
from archive.ports_accounts import AccountRecords
from archive.ports_index import IndexRecords
from archive.ports_outbox import OutboxRecords
from archive.ports_rotation import RotationRecords


@dataclass(frozen=True, slots=True)
class LogRow:
    """One log entry: `entry` is the exact DSSE envelope, `leaf_hash` its 32-byte RFC 6962 leaf hash."""

    leaf_index: int
    leaf_hash: bytes
    entry: bytes
    event_id: str
    event_type: str
    item_id: str | None


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A signed checkpoint that was or is about to be published."""

    size: int
    root: bytes
    note: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A decided or found relation between two items."""

    from_item: str
    to_item: str
    type: RelationType
    basis: str
    event_id: str


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """A header that was re-wrapped: the object's payload digest and its new header's SHA-256, hex."""

    digest: str
    header_digest: str


class AgentRecords(Protocol):
    """Agents, collections and who belongs where."""

    def add_agent(self, agent: Agent) -> None:
        """Raise Conflict if the id or the handle exists."""

    def agent(self, agent_id: str) -> Agent:
        """Raise NotFound."""

    def agent_by_handle(self, handle: str) -> Agent:
        """Raise NotFound."""

    def agents(self) -> tuple[Agent, ...]:
        """All agents, retired ones too, by handle."""

    def retire_agent(self, agent_id: str) -> None:
        """Mark as retired; raise NotFound."""

    def set_roles(self, agent_id: str, roles: frozenset[Role]) -> None:
        """Replace the agent's roles; raise NotFound."""

    def add_collection(self, collection: Collection) -> None:
        """Raise Conflict if the id, name or prefix exists."""

    def collection(self, collection_id: str) -> Collection:
        """Raise NotFound."""

    def collections(self) -> tuple[Collection, ...]:
        """All collections, by name."""

    def set_membership(self, membership: Membership) -> None:
        """Add or replace; clearance 0 ends the membership."""

    def memberships(self, agent_id: str) -> tuple[Membership, ...]:
        """The agent's memberships with clearance above 0."""

    def members(self, collection_id: str) -> tuple[Membership, ...]:
        """Everybody in the collection."""


class ItemRecords(Protocol):
    """Items and their stored objects."""

    def next_sequences(self, prefix: str, year: int, count: int) -> range:
        """The next `count` sequence numbers (from 1) of the series, without gaps."""
        ...

    def add(self, items: Sequence[Item], objects: Sequence[StoredObject]) -> None:
        """Raise Conflict if an id, number or object digest exists."""
        ...

    def item(self, item_id: str) -> Item:
        """Raise NotFound."""
        ...

    def those_of(self, item_ids: Sequence[str]) -> dict[str, Item]:
        """The items by their ids, unknown ids left out."""
        ...

    def by_number(self, number: str) -> Item:
        """Raise NotFound."""
        ...

    def items(self, collection_id: str | None = None) -> Iterator[Item]:
        """All items by number, streamed."""
        ...

    def count(self) -> int:
        """How many items there are, withdrawn ones too."""
        ...

    def by_item_fingerprint(self, collection_id: str, fingerprints: Sequence[str]) -> dict[str, Item]:
        """Fingerprint -> the item of the collection that has it, the lowest number if several do."""
        ...

    def by_object_fingerprint(
        self, collection_id: str, fingerprints: Sequence[str], role: ObjectRole = ObjectRole.EXHIBIT
    ) -> dict[str, Item]:
        """Fingerprint of an object of this role -> the first item of the collection with such an object."""
        ...

    def objects(self, item_id: str) -> tuple[StoredObject, ...]:
        """All objects of the item: exhibits by position, then records by version, renditions, identities."""
        ...

    def object(self, digest: str) -> StoredObject:
        """Raise NotFound."""
        ...

    def all_objects(self) -> Iterator[StoredObject]:
        """Every object, by digest, streamed."""
        ...

    def advance(
        self, item_id: str, *, based_on: int, record: str, new_objects: Sequence[StoredObject]
    ) -> Item:
        """Set version `based_on`+1 with its record object; raise Conflict if the item has moved on."""
        ...

    def withdraw(self, item_id: str, *, based_on: int) -> Item:
        """State withdrawn, version `based_on`+1; raise Conflict if the item has moved on."""
        ...

    def mark_shredded(self, digests: Sequence[str]) -> None:
        """Headers are gone, and fingerprints of identities; NotFound, and none marked, if one is absent."""
        ...

    def change_headers(self, changes: Sequence[HeaderChange]) -> None:
        """New header digests after a re-wrap; raise NotFound, and change none, if one is not there."""
        ...

    def add_links(self, links: Sequence[Link]) -> None:
        """Idempotent per (from, to, type)."""
        ...

    def links(self, item_id: str) -> tuple[Link, ...]:
        """Links from and to the item."""
        ...

    def all_links(self) -> Iterator[Link]:
        """Every link."""
        ...


class LogRecords(Protocol):
    """The custody log's entries, in order."""

    def size(self) -> int:
        """Number of entries."""
        ...

    def frontier(self) -> bytes:
        """The compact range of the whole tree as `crypto.merkle` serialises it; empty for the empty tree."""
        ...

    def append(self, rows: Sequence[LogRow], frontier: bytes) -> None:
        """Rows continue at `size()`; anything else raises CustodyError."""
        ...

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[LogRow]:
        """Rows with start <= leaf_index < stop, in order, streamed."""
        ...

    def entry(self, leaf_index: int) -> LogRow:
        """Raise NotFound."""
        ...

    def missing(self) -> tuple[tuple[int, int], ...]:
        """Places below the size that have no entry, as (first, last), in order; what is stored is asked."""
        ...

    def of_item(self, item_id: str) -> tuple[LogRow, ...]:
        """The item's chain, in order."""
        ...

    def last_leaf(self, item_id: str) -> bytes | None:
        """Leaf hash of the item's last entry."""
        ...

    def by_type(self, event_types: Sequence[str]) -> tuple[LogRow, ...]:
        """Entries of these types, in order."""
        ...

    def add_checkpoint(self, row: CheckpointRow) -> None:
        """Remember it before publishing; the first note stays, another root is a fork: CustodyError."""
        ...

    def checkpoint(self, size: int | None = None) -> CheckpointRow | None:
        """The checkpoint of that size, or the last."""
        ...

    def checkpoints(self) -> tuple[CheckpointRow, ...]:
        """All, by size."""
        ...

    def add_sealed_detail(self, event_id: str, sealed: bytes) -> None:
        """An age file that opens what the entry only commits to."""
        ...

    def sealed_detail(self, event_id: str) -> bytes:
        """Raise NotFound."""
        ...


class Transaction(Protocol):
    """One unit of work."""

    @property
    def people(self) -> AgentRecords:
        """Agents, collections, memberships."""
        ...

    @property
    def accounts(self) -> AccountRecords:
        """Accounts, sessions, invitations, approvals."""
        ...

    @property
    def items(self) -> ItemRecords:
        """Items and objects."""
        ...

    @property
    def log(self) -> LogRecords:
        """The custody log."""
        ...

    @property
    def outbox(self) -> OutboxRecords:
        """Lagging work."""
        ...

    @property
    def index(self) -> IndexRecords:
        """How the index was left."""
        ...

    @property
    def rotation(self) -> RotationRecords:
        """Keys that are being replaced."""
        ...


class RecordStore(Protocol):
    """Where facts and their custody entries are kept together, behind transactions."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A writing transaction: committed durably on a clean exit, rolled back on an exception."""
        ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """A consistent snapshot for reading; writing in it raises."""
        ...

    def check(self) -> None:
        """Raise EvidenceError if the store itself reports corruption or weaker durability than promised."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...
