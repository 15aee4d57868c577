"""What the in-memory store holds, and one unit of work on a copy of it."""

from dataclasses import dataclass, field, replace
from typing import NoReturn

from archive.domain.account import (
    Account,
    ApiToken,
    Approval,
    Attempts,
    Factor,
    Invitation,
    KeptRequest,
    Session,
)
from archive.domain.agent import Agent, Membership
from archive.domain.errors import ArchiveError
from archive.domain.item import Collection, Item, StoredObject
from archive.ports_index import IndexLeft
from archive.ports_outbox import Task
from archive.ports_records import CheckpointRow, Link, LogRow


@dataclass(frozen=True, slots=True)
class Leased:
    """An outbox row: its task, and who holds it until when (an instant as text, like the SQL store's)."""

    task: Task
    worker: str = ""
    until: str = ""


@dataclass(slots=True)
class State:
    """Everything, by its identifiers. Values are immutable, so that a copy is a copy of the dictionaries."""

    agents: dict[str, Agent] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    memberships: dict[tuple[str, str], Membership] = field(default_factory=dict)
    series: dict[tuple[str, int], int] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    objects: dict[str, StoredObject] = field(default_factory=dict)
    links: dict[tuple[str, str, str], Link] = field(default_factory=dict)
    entries: list[LogRow] = field(default_factory=list)
    frontier: bytes = b""
    checkpoints: dict[int, CheckpointRow] = field(default_factory=dict)
    sealed: dict[str, bytes] = field(default_factory=dict)
    rows: dict[tuple[str, str], Leased] = field(default_factory=dict)
    done: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """(kind, item id) -> version done, and the log's last index then."""
    index_left: dict[str, IndexLeft] = field(default_factory=dict)
    last_task: int = 0
    accounts: dict[str, Account] = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tokens: dict[str, ApiToken] = field(default_factory=dict)
    attempts: dict[str, Attempts] = field(default_factory=dict)
    kept_requests: dict[str, KeptRequest] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    waiting_headers: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> "State":
        """Independent of this one."""
        return replace(
            self,
            agents=dict(self.agents),
            collections=dict(self.collections),
            memberships=dict(self.memberships),
            series=dict(self.series),
            items=dict(self.items),
            objects=dict(self.objects),
            links=dict(self.links),
            entries=list(self.entries),
            checkpoints=dict(self.checkpoints),
            sealed=dict(self.sealed),
            rows=dict(self.rows),
            done=dict(self.done),
            index_left=dict(self.index_left),
            accounts=dict(self.accounts),
            factors=dict(self.factors),
            sessions=dict(self.sessions),
            tokens=dict(self.tokens),
            attempts=dict(self.attempts),
            kept_requests=dict(self.kept_requests),
            invitations=dict(self.invitations),
            approvals=dict(self.approvals),
            waiting_headers=dict(self.waiting_headers),
        )


class Unit:
    """One transaction or snapshot. Once a statement was refused, no other runs and nothing commits."""

    def __init__(self, state: State, *, writable: bool) -> None:
        self._state = state
        self._writable = writable
        self._failure: ArchiveError | None = None
        self._over = False

    @property
    def now(self) -> State:
        """The state to read."""
        if self._over:
            raise ArchiveError("The transaction is over: read everything before it ends.")
        self.require_sound()
        return self._state

    @property
    def change(self) -> State:
        """The state to write to; a snapshot refuses."""
        if not self._writable:
            self.refuse(ArchiveError("This is a snapshot for reading: nothing can be written in it."))
        return self.now

    def refuse(self, error: ArchiveError) -> NoReturn:
        """Break the transaction with this error."""
        self._failure = error
        raise error

    def require_sound(self) -> None:
        """Raise the error that broke the transaction, if one did."""
        if self._failure is not None:
            raise self._failure

    def end(self) -> None:
        """Nothing runs afterwards."""
        self._over = True
