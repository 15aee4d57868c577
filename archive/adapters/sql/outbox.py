"""Work that may lag in SQL: rows leased to workers, and the version last done of every item."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, literal, null, or_, select, update

from archive.adapters.outbox_rules import choose, complete, newest, plain_reason
from archive.adapters.sql.rows import to_task
from archive.adapters.sql.session import Session
from archive.adapters.sql.tables import index_left, item, log_state, outbox, outbox_done
from archive.domain.custody import format_instant
from archive.ports_index import IndexLeft
from archive.ports_outbox import MAX_ATTEMPTS, Task

_TASK = (*tuple(outbox.columns)[:6], outbox.c.failed_at)
_UNLEASED = {"leased_by": None, "leased_until": None}
_COLUMNS = ["kind", "item_id", "version", "attempts", "failure", "leased_by", "leased_until", "failed_at"]
_NOT_NEWER = delete(outbox).where(
    outbox.c.kind == bindparam("of_kind"),
    outbox.c.item_id == bindparam("of_item"),
    outbox.c.version <= bindparam("upto"),
)
_CLAIMABLE = (
    select(*_TASK, outbox.c.leased_by.is_not(None))
    .where(
        outbox.c.kind == bindparam("kind"),
        outbox.c.attempts < MAX_ATTEMPTS,
        or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now")),
    )
    .order_by(outbox.c.task_id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(outbox)
    .where(outbox.c.task_id == bindparam("id"))
    .values(
        attempts=bindparam("new_attempts"), leased_by=bindparam("worker"), leased_until=bindparam("until")
    )
)
_SET_ASIDE = (
    update(outbox)
    .where(outbox.c.task_id == bindparam("id"))
    .values(attempts=MAX_ATTEMPTS, failure=bindparam("reason"), failed_at=bindparam("since"), **_UNLEASED)
)
_HELD = and_(outbox.c.task_id == bindparam("id"), outbox.c.attempts == bindparam("seen_attempts"))
_FAILED = (
    update(outbox)
    .where(_HELD)
    .values(
        attempts=outbox.c.attempts + 1,
        failure=bindparam("reason"),
        failed_at=func.coalesce(outbox.c.failed_at, bindparam("now")),
        **_UNLEASED,
    )
)
_RELEASE = update(outbox).where(_HELD).values(**_UNLEASED)
_REMOVE = delete(outbox).where(outbox.c.task_id == bindparam("id"))
_ROWS_OF = select(*_TASK).where(
    outbox.c.kind == bindparam("kind"), outbox.c.item_id.in_(bindparam("values", expanding=True))
)
_PENDING = select(*_TASK).where(outbox.c.kind == bindparam("kind")).order_by(outbox.c.task_id)
_PENDING_ITEMS = select(outbox.c.item_id).where(outbox.c.kind == bindparam("kind"))
_ANY_PENDING = select(outbox.c.task_id).where(outbox.c.kind == bindparam("kind")).limit(1)
# No version done is ahead of its item's: equal numbers and sums leave no item behind. A join takes longer.
_VERSIONS = select(func.count(), func.coalesce(func.sum(item.c.version), 0)).select_from(item)
_DONE_VERSIONS = (
    select(func.count(), func.coalesce(func.sum(outbox_done.c.version), 0))
    .select_from(outbox_done)
    .where(outbox_done.c.kind == bindparam("kind"))
)
_LAST_INDEX = select(log_state.c.size - 1)
_LEFT = select(index_left.c.generation, index_left.c.high_water).where(index_left.c.kind == bindparam("kind"))
_DONE = (
    select(outbox_done.c.item_id, outbox_done.c.version)
    .where(outbox_done.c.kind == bindparam("kind"), outbox_done.c.item_id > bindparam("after"))
    .order_by(outbox_done.c.item_id)
)


class SqlOutbox:
    """`OutboxRecords` on one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, tasks: Sequence[Task]) -> None:
        """Asking again replaces the row (new id, no attempts); asking for an older version does nothing."""
        wanted = newest(tasks)
        if wanted:
            self._session.change(
                _NOT_NEWER,
                [{"of_kind": task.kind, "of_item": task.item_id, "upto": task.version} for task in wanted],
            )
            self._session.insert_many(
                outbox,
                [(task.kind, task.item_id, task.version, 0, "", None, None, None) for task in wanted],
                keep_existing=True,
            )

    def claim(
        self, kind: str, limit: int, *, worker: str, now: datetime, lease_seconds: int
    ) -> tuple[Task, ...]:
        """`choose` has the rule for tasks whose worker vanished."""
        if limit < 1:
            return ()
        free = self._session.rows(_CLAIMABLE, {"kind": kind, "now": format_instant(now), "count": limit})
        claim = choose([(to_task(row), bool(row[7])) for row in free], format_instant(now))
        if claim.set_aside:
            self._session.change(
                _SET_ASIDE,
                [
                    {"id": task.task_id, "reason": task.failure, "since": task.failed_at}
                    for task in claim.set_aside
                ],
            )
            if not claim.taken:
                return self.claim(kind, limit, worker=worker, now=now, lease_seconds=lease_seconds)
        if claim.taken:
            until = format_instant(now + timedelta(seconds=lease_seconds))
            self._session.change(
                _LEASE,
                [
                    {"id": task.task_id, "new_attempts": task.attempts, "worker": worker, "until": until}
                    for task in claim.taken
                ],
            )
        return claim.taken

    def done(self, tasks: Sequence[Task]) -> None:
        """`complete` has the rule for rows that were asked for again meanwhile."""
        rows: dict[tuple[str, str], Task] = {}
        for kind in {task.kind for task in tasks}:
            wanted = [task.item_id for task in tasks if task.kind == kind]
            for row in self._session.among(_ROWS_OF, wanted, {"kind": kind}):
                rows[kind, row[2]] = to_task(row)
        completion = complete(tasks, rows)
        if completion.removed:
            self._session.change(_REMOVE, [{"id": task_id} for task_id in completion.removed])
        if completion.done:
            statement = self._session.insert(outbox_done)
            mark = self._session.scalar(_LAST_INDEX)
            self._session.change(
                statement.on_conflict_do_update(
                    index_elements=["kind", "item_id"],
                    set_={"version": statement.excluded.version, "mark": statement.excluded.mark},
                    where=outbox_done.c.version <= statement.excluded.version,
                ),
                [
                    {"kind": task.kind, "item_id": task.item_id, "version": task.version, "mark": mark}
                    for task in completion.done
                ],
            )

    def failed(self, task: Task, reason: str, now: datetime) -> None:
        """A report of a worker whose lease moved, or whose row was asked for again, changes nothing."""
        self._session.change(
            _FAILED,
            {
                "id": task.task_id,
                "seen_attempts": task.attempts,
                "reason": plain_reason(reason),
                "now": format_instant(now),
            },
        )

    def release(self, tasks: Sequence[Task]) -> None:
        """A worker whose lease moved gives nothing back."""
        if tasks:
            self._session.change(
                _RELEASE, [{"id": task.task_id, "seen_attempts": task.attempts} for task in tasks]
            )

    def pending(self, kind: str) -> tuple[Task, ...]:
        """Oldest first."""
        return tuple(map(to_task, self._session.rows(_PENDING, {"kind": kind})))

    def pending_items(self, kind: str) -> frozenset[str]:
        """Items with a row, set aside or not."""
        return frozenset(row[0] for row in self._session.rows(_PENDING_ITEMS, {"kind": kind}))

    def enqueue_all(self, kind: str) -> int:
        """Every row is replaced, so that work under way does not count for the rebuild."""
        self._session.change(delete(outbox).where(outbox.c.kind == kind))
        wanted = _every_item(kind).order_by(item.c.number)
        return self._session.change(insert(outbox).from_select(_COLUMNS, wanted))

    def enqueue_missing(self, kind: str) -> int:
        """One statement over all items."""
        done = and_(outbox_done.c.kind == kind, outbox_done.c.item_id == item.c.item_id)
        asked = and_(outbox.c.kind == kind, outbox.c.item_id == item.c.item_id)
        wanted = (
            _every_item(kind)
            .outerjoin_from(item, outbox_done, done)
            .outerjoin(outbox, asked)
            .where(
                outbox.c.task_id.is_(None),
                or_(outbox_done.c.version.is_(None), outbox_done.c.version < item.c.version),
            )
            .order_by(item.c.number)
        )
        return self._session.change(insert(outbox).from_select(_COLUMNS, wanted))

    def all_done(self, kind: str) -> bool:
        """Three aggregates; nothing is locked."""
        if self._session.first(_ANY_PENDING, {"kind": kind}) is not None:
            return False
        present, done = self._session.first(_VERSIONS), self._session.first(_DONE_VERSIONS, {"kind": kind})
        return present is not None and done is not None and tuple(present) == tuple(done)

    def done_versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """By item id, page by page."""
        pages = self._session.pages(_DONE, {"kind": kind, "after": ""}, lambda row: {"after": row[0]})
        return ((item_id, version) for item_id, version in pages)

    def forget_done(self, kind: str, since: int = -1) -> None:
        """Rows stay: what was asked for is still asked for."""
        self._session.change(
            delete(outbox_done).where(outbox_done.c.kind == kind, outbox_done.c.mark >= since)
        )


class SqlIndexRecords:
    """`IndexRecords` on one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def left(self, kind: str) -> IndexLeft | None:
        """By primary key."""
        row = self._session.first(_LEFT, {"kind": kind})
        return None if row is None else IndexLeft(row[0], int(row[1]))

    def leave(self, kind: str, state: IndexLeft) -> None:
        """One row for each kind."""
        statement = self._session.insert(index_left)
        values = {"generation": state.generation, "high_water": state.high_water}
        self._session.change(
            statement.on_conflict_do_update(index_elements=["kind"], set_=values), [{"kind": kind, **values}]
        )


def _every_item(kind: str) -> Select[Any]:
    return select(
        literal(kind), item.c.item_id, item.c.version, literal(0), literal(""), null(), null(), null()
    ).select_from(item)
