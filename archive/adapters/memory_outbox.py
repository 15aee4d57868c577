"""The outbox in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from archive.adapters.memory_state import Leased, Unit
from archive.adapters.outbox_rules import choose, complete, newest, plain_reason
from archive.domain.custody import format_instant
from archive.ports_index import IndexLeft
from archive.ports_outbox import MAX_ATTEMPTS, Task


class MemoryOutbox:
    """`OutboxRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, tasks: Sequence[Task]) -> None:
        """Asking again replaces the row; asking for an older version does nothing."""
        state = self._unit.change
        for task in newest(tasks):
            place = (task.kind, task.item_id)
            present = state.rows.get(place)
            if present is None or present.task.version <= task.version:
                state.last_task += 1
                state.rows.pop(place, None)
                state.rows[place] = Leased(Task(task.kind, task.item_id, task.version, state.last_task))

    def claim(
        self, kind: str, limit: int, *, worker: str, now: datetime, lease_seconds: int
    ) -> tuple[Task, ...]:
        """`choose` has the rule for tasks whose worker vanished."""
        state, instant = self._unit.change, format_instant(now)
        free = [
            (row.task, bool(row.worker))
            for row in sorted(state.rows.values(), key=lambda row: row.task.task_id)
            if row.task.kind == kind and row.task.attempts < MAX_ATTEMPTS and row.until <= instant
        ]
        claim = choose(free[: max(limit, 0)], instant)
        for task in claim.set_aside:
            state.rows[task.kind, task.item_id] = Leased(task)
        if claim.set_aside and not claim.taken:
            return self.claim(kind, limit, worker=worker, now=now, lease_seconds=lease_seconds)
        until = format_instant(now + timedelta(seconds=lease_seconds))
        for task in claim.taken:
            state.rows[task.kind, task.item_id] = Leased(task, worker, until)
        return claim.taken

    def done(self, tasks: Sequence[Task]) -> None:
        """`complete` has the rule for rows that were asked for again meanwhile."""
        state = self._unit.change
        completion = complete(tasks, {place: row.task for place, row in state.rows.items()})
        mark = len(state.entries) - 1
        for task in completion.done:
            place = (task.kind, task.item_id)
            if place in state.rows and state.rows[place].task.task_id in completion.removed:
                del state.rows[place]
            if state.done.get(place, (0, 0))[0] <= task.version:
                state.done[place] = task.version, mark

    def failed(self, task: Task, reason: str, now: datetime) -> None:
        """A report of a worker whose lease moved, or whose row was asked for again, changes nothing."""
        place = self._held(task)
        if place is not None:
            counted = replace(
                task,
                attempts=task.attempts + 1,
                failure=plain_reason(reason),
                failed_at=task.failed_at or format_instant(now),
            )
            self._unit.change.rows[place] = Leased(counted)

    def release(self, tasks: Sequence[Task]) -> None:
        """A worker whose lease moved gives nothing back."""
        for task in tasks:
            place = self._held(task)
            if place is not None:
                rows = self._unit.change.rows
                rows[place] = Leased(rows[place].task)

    def _held(self, task: Task) -> tuple[str, str] | None:
        place = (task.kind, task.item_id)
        row = self._unit.change.rows.get(place)
        if row is None or (row.task.task_id, row.task.attempts) != (task.task_id, task.attempts):
            return None
        return place

    def pending(self, kind: str) -> tuple[Task, ...]:
        """Oldest first."""
        tasks = (row.task for row in self._unit.now.rows.values() if row.task.kind == kind)
        return tuple(sorted(tasks, key=lambda task: task.task_id))

    def pending_items(self, kind: str) -> frozenset[str]:
        """Items with a row, set aside or not."""
        return frozenset(task.item_id for task in self.pending(kind))

    def enqueue_all(self, kind: str) -> int:
        """Every row is replaced, so that work under way does not count for the rebuild."""
        state = self._unit.change
        for task in self.pending(kind):
            del state.rows[kind, task.item_id]
        return self._ask(kind, list(state.items))

    def enqueue_missing(self, kind: str) -> int:
        """Items without a row, whose version done is behind their version."""
        state = self._unit.change
        missing = [
            item_id
            for item_id, item in state.items.items()
            if (kind, item_id) not in state.rows
            and state.done.get((kind, item_id), (-1, -1))[0] < item.version
        ]
        return self._ask(kind, missing)

    def all_done(self, kind: str) -> bool:
        """No row, and every version done."""
        state = self._unit.now
        return not any(of == kind for of, _ in state.rows) and all(
            state.done.get((kind, item_id), (-1, -1))[0] >= item.version
            for item_id, item in state.items.items()
        )

    def _ask(self, kind: str, item_ids: list[str]) -> int:
        items = sorted((self._unit.now.items[item_id] for item_id in item_ids), key=lambda item: item.number)
        self.add([Task(kind, item.item_id, item.version) for item in items])
        return len(items)

    def done_versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """By item id."""
        done = self._unit.now.done
        yield from sorted((item_id, version) for (of, item_id), (version, _) in done.items() if of == kind)

    def forget_done(self, kind: str, since: int = -1) -> None:
        """Rows stay: what was asked for is still asked for."""
        state = self._unit.change
        for place in [place for place, (_, mark) in state.done.items() if place[0] == kind and mark >= since]:
            del state.done[place]


class MemoryIndexRecords:
    """`IndexRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def left(self, kind: str) -> IndexLeft | None:
        """None before anything was left."""
        return self._unit.now.index_left.get(kind)

    def leave(self, kind: str, state: IndexLeft) -> None:
        """Replaces."""
        self._unit.change.index_left[kind] = state
