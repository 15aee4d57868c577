"""The store of record in memory: for unit tests, and as the model that the SQL store is compared with.

Trusted for nothing: it is gone with its process. It keeps the same contract in every other respect.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.adapters.memory_accounts import MemoryAccounts
from archive.adapters.memory_items import MemoryItems
from archive.adapters.memory_outbox import MemoryIndexRecords, MemoryOutbox
from archive.adapters.memory_rotation import MemoryRotation
from archive.adapters.memory_state import State, Unit
from archive.domain.agent import Agent, Membership, Role
from archive.domain.errors import Conflict, CustodyError, NotFound, Unavailable
from archive.domain.item import Collection
from archive.ports_records import CheckpointRow, LogRow, RecordStore, Transaction


class MemoryPeople:
    """`AgentRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add_agent(self, agent: Agent) -> None:
        """Id and handle are unique."""
        agents = self._unit.change.agents
        if agent.agent_id in agents or any(each.handle == agent.handle for each in agents.values()):
            self._unit.refuse(Conflict("An agent with this id or handle is there already."))
        agents[agent.agent_id] = agent

    def agent(self, agent_id: str) -> Agent:
        """By id, retired or not."""
        found = self._unit.now.agents.get(agent_id)
        if found is None:
            raise NotFound(f"There is no agent {agent_id}.")
        return found

    def agent_by_handle(self, handle: str) -> Agent:
        """By pseudonym, retired or not."""
        for agent in self._unit.now.agents.values():
            if agent.handle == handle:
                return agent
        raise NotFound(f"There is no agent named {handle}.")

    def agents(self) -> tuple[Agent, ...]:
        """By handle."""
        return tuple(sorted(self._unit.now.agents.values(), key=lambda agent: agent.handle))

    def retire_agent(self, agent_id: str) -> None:
        """The agent stays known."""
        agents = self._unit.change.agents
        agents[agent_id] = replace(self.agent(agent_id), retired=True)

    def set_roles(self, agent_id: str, roles: frozenset[Role]) -> None:
        """As they are given."""
        agents = self._unit.change.agents
        agents[agent_id] = replace(self.agent(agent_id), roles=roles)

    def add_collection(self, collection: Collection) -> None:
        """Id, name and prefix are each unique."""
        collections = self._unit.change.collections
        for each in collections.values():
            if (
                each.collection_id == collection.collection_id
                or each.name == collection.name
                or each.prefix == collection.prefix
            ):
                self._unit.refuse(Conflict("A collection with this id, name or prefix is there already."))
        collections[collection.collection_id] = collection

    def collection(self, collection_id: str) -> Collection:
        """By id."""
        found = self._unit.now.collections.get(collection_id)
        if found is None:
            raise NotFound(f"There is no collection {collection_id}.")
        return found

    def collections(self) -> tuple[Collection, ...]:
        """By name."""
        return tuple(sorted(self._unit.now.collections.values(), key=lambda each: each.name))

    def set_membership(self, membership: Membership) -> None:
        """Raise NotFound for a collection or an agent that is not there."""
        state = self._unit.change
        if membership.collection_id not in state.collections or membership.agent_id not in state.agents:
            self._unit.refuse(NotFound("There is no such collection or agent."))
        state.memberships[membership.collection_id, membership.agent_id] = membership

    def memberships(self, agent_id: str) -> tuple[Membership, ...]:
        """By collection id."""
        return tuple(each for each in self._cleared() if each.agent_id == agent_id)

    def members(self, collection_id: str) -> tuple[Membership, ...]:
        """By agent id, ended memberships left out."""
        return tuple(each for each in self._cleared() if each.collection_id == collection_id)

    def _cleared(self) -> Iterator[Membership]:
        for _, membership in sorted(self._unit.now.memberships.items()):
            if membership.clearance > 0:
                yield membership


class MemoryLog:
    """`LogRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def size(self) -> int:
        """Number of entries."""
        return len(self._unit.now.entries)

    def frontier(self) -> bytes:
        """Exactly the bytes handed to the last `append`."""
        return self._unit.now.frontier

    def append(self, rows: Sequence[LogRow], frontier: bytes) -> None:
        """Entries go to the end, or nowhere."""
        state = self._unit.change
        for place, row in enumerate(rows, start=len(state.entries)):
            if row.leaf_index != place:
                raise CustodyError(f"The custody log ends at {len(state.entries)}.")
        if rows:
            state.entries.extend(rows)
            state.frontier = frontier

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[LogRow]:
        """In order."""
        yield from self._unit.now.entries[max(start, 0) : stop]

    def entry(self, leaf_index: int) -> LogRow:
        """By its place."""
        entries = self._unit.now.entries
        if not 0 <= leaf_index < len(entries):
            raise NotFound(f"The custody log has no entry {leaf_index}.")
        return entries[leaf_index]

    def missing(self) -> tuple[tuple[int, int], ...]:
        """None can be."""
        return ()

    def of_item(self, item_id: str) -> tuple[LogRow, ...]:
        """By place in the log."""
        return tuple(row for row in self._unit.now.entries if row.item_id == item_id)

    def last_leaf(self, item_id: str) -> bytes | None:
        """None before the item's first entry."""
        chain = self.of_item(item_id)
        return chain[-1].leaf_hash if chain else None

    def by_type(self, event_types: Sequence[str]) -> tuple[LogRow, ...]:
        """By place in the log."""
        return tuple(row for row in self._unit.now.entries if row.event_type in event_types)

    def add_checkpoint(self, row: CheckpointRow) -> None:
        """Of two notes for the same size and root the first stays."""
        known = self._unit.change.checkpoints.setdefault(row.size, row)
        if known.root != row.root:
            raise CustodyError(f"There is a checkpoint of size {row.size} with another root already.")

    def checkpoint(self, size: int | None = None) -> CheckpointRow | None:
        """None if there is none of that size, or none at all."""
        checkpoints = self._unit.now.checkpoints
        return checkpoints.get(max(checkpoints, default=0) if size is None else size)

    def checkpoints(self) -> tuple[CheckpointRow, ...]:
        """By size."""
        return tuple(row for _, row in sorted(self._unit.now.checkpoints.items()))

    def add_sealed_detail(self, event_id: str, sealed: bytes) -> None:
        """Raise Conflict if the entry has one already."""
        if event_id in self._unit.change.sealed:
            self._unit.refuse(Conflict("This entry has a sealed detail already."))
        self._unit.change.sealed[event_id] = sealed

    def sealed_detail(self, event_id: str) -> bytes:
        """Exactly the bytes of the age file."""
        sealed = self._unit.now.sealed.get(event_id)
        if sealed is None:
            raise NotFound(f"The custody entry {event_id} has no sealed detail.")
        return sealed


class MemoryTransaction:
    """One unit of work."""

    __slots__ = ("accounts", "index", "items", "log", "outbox", "people", "rotation")

    def __init__(self, unit: Unit) -> None:
        self.people = MemoryPeople(unit)
        self.accounts = MemoryAccounts(unit)
        self.items = MemoryItems(unit)
        self.log = MemoryLog(unit)
        self.outbox = MemoryOutbox(unit)
        self.index = MemoryIndexRecords(unit)
        self.rotation = MemoryRotation(unit)


class MemoryRecordStore:
    """`RecordStore` that copies its state for every writer and swaps it in on a clean exit."""

    def __init__(self, *, busy_timeout_seconds: float = 30.0) -> None:
        self._state = State()
        self._turn = threading.Lock()
        self._timeout = busy_timeout_seconds

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Writers one after the other."""
        if not self._turn.acquire(timeout=self._timeout):
            raise Unavailable("The store of record is locked. Try again.")
        try:
            state = self._state.copy()
            unit = Unit(state, writable=True)
            try:
                yield MemoryTransaction(unit)
                unit.require_sound()
            finally:
                unit.end()
            self._state = state
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """The state as it is now; writers replace it and never change it."""
        unit = Unit(self._state, writable=False)
        try:
            yield MemoryTransaction(unit)
        finally:
            unit.end()

    def check(self) -> None:
        """Memory has nothing to check but its own numbering."""
        if any(row.leaf_index != place for place, row in enumerate(self._state.entries)):
            raise CustodyError("The custody log in memory has a gap.")

    def close(self) -> None:
        """Nothing to release."""


if TYPE_CHECKING:
    _conforms: type[RecordStore] = MemoryRecordStore
