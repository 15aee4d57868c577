"""The outbox of the store of record: one group of methods of its transaction, and what it keeps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MAX_ATTEMPTS = 3
"""A task that failed so often is set aside: shown with its reason, and not claimed again by itself."""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work that may lag (`kind`: `index`). `task_id` 0 until stored.

    `failed_at`: instant of its first failure, as in the log; empty when it has not failed.
    """

    kind: str
    item_id: str
    version: int
    task_id: int = 0
    attempts: int = 0
    failure: str = ""
    failed_at: str = ""

    @property
    def is_set_aside(self) -> bool:
        """Whether it has failed too often to be tried again by itself."""
        return self.attempts >= MAX_ATTEMPTS


class OutboxRecords(Protocol):
    """Work that may lag, written with the fact it follows from."""

    def add(self, tasks: Sequence[Task]) -> None:
        """A task for the same or a newer version replaces the one there is, with a new id and no attempts."""
        ...

    def claim(
        self, kind: str, limit: int, *, worker: str, now: datetime, lease_seconds: int
    ) -> tuple[Task, ...]:
        """Oldest first; leased rows are passed over until their lease ends.

        A row whose lease ran out (its worker vanished) comes back alone, with the attempt counted: what kills
        its workers is set aside after three, and its neighbours go on. Ask until the answer is empty; it may
        be shorter than `limit`.
        """
        ...

    def done(self, tasks: Sequence[Task]) -> None:
        """Remove the rows and remember the versions done, and the log's last index as of now.

        A row that was asked for again since the claim stays: for a newer version, the older still counts as
        done; for the same version (a rebuild), it does not. A task with id 0, claimed by nobody, counts too.
        """
        ...

    def failed(self, task: Task, reason: str, now: datetime) -> None:
        """Count the attempt and release the row; after 3 attempts it is set aside with its reason.

        Like `release`, it changes nothing once the lease has moved or the row was asked for again.
        """
        ...

    def release(self, tasks: Sequence[Task]) -> None:
        """Give leased rows back without counting an attempt (the service was down)."""
        ...

    def pending(self, kind: str) -> tuple[Task, ...]:
        """Rows not done yet, set aside ones included (attempts >= 3)."""
        ...

    def pending_items(self, kind: str) -> frozenset[str]:
        """Ids of items with a row; `enqueue_missing` first finds those that lost theirs."""
        ...

    def enqueue_all(self, kind: str) -> int:
        """Ask for every item again (rebuild); answers how many."""
        ...

    def enqueue_missing(self, kind: str) -> int:
        """Ask again for items whose version done is behind their version and have no row: lost jobs."""
        ...

    def all_done(self, kind: str) -> bool:
        """Whether there is no row, and `enqueue_missing` would find nothing. It writes nothing."""
        ...

    def done_versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """(item id, version last done)."""
        ...

    def forget_done(self, kind: str, since: int = -1) -> None:
        """Derived state was lost: no version done when the log's last index was `since` or more counts."""
        ...
