"""The custody log's entries in SQL. Append-only here, and by triggers in the database itself."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, literal, select, union_all, update

from archive.adapters.sql.rows import to_checkpoint, to_log_row
from archive.adapters.sql.session import Session
from archive.adapters.sql.tables import checkpoint, log_entry, log_state, sealed_detail
from archive.domain.custody import format_instant
from archive.domain.errors import CustodyError, NotFound
from archive.ports_records import CheckpointRow, LogRow

_SIZE = select(log_state.c.size)
_FRONTIER = select(log_state.c.frontier)
_GROW = (
    update(log_state)
    .where(log_state.c.size == bindparam("old_size"))
    .values(size=bindparam("new_size"), frontier=bindparam("new_frontier"))
)
_ENTRIES = (
    select(log_entry)
    .where(log_entry.c.leaf_index > bindparam("after"), log_entry.c.leaf_index < bindparam("stop"))
    .order_by(log_entry.c.leaf_index)
)
_ENTRY = select(log_entry).where(log_entry.c.leaf_index == bindparam("leaf_index"))
_OF_ITEM = (
    select(log_entry).where(log_entry.c.item_id == bindparam("item_id")).order_by(log_entry.c.leaf_index)
)
_LAST_LEAF = (
    select(log_entry.c.leaf_hash)
    .where(log_entry.c.item_id == bindparam("item_id"))
    .order_by(log_entry.c.leaf_index.desc())
    .limit(1)
)
_PLACE = log_entry.c.leaf_index.type
_PLACES = union_all(
    select(literal(-1, _PLACE).label("place")),
    select(log_entry.c.leaf_index).where(log_entry.c.leaf_index < bindparam("size", type_=_PLACE)),
).subquery()
_STEPS = select(
    _PLACES.c.place,
    func.lead(_PLACES.c.place, 1, bindparam("size", type_=_PLACE))
    .over(order_by=_PLACES.c.place)
    .label("next"),
).subquery()
_MISSING = (
    select(_STEPS.c.place + 1, _STEPS.c.next - 1)
    .where(_STEPS.c.next > _STEPS.c.place + 1)
    .order_by(_STEPS.c.place)
)
_BY_TYPE = select(log_entry).where(log_entry.c.event_type.in_(bindparam("values", expanding=True)))
_CHECKPOINT = select(checkpoint).where(checkpoint.c.size == bindparam("size"))
_CHECKPOINTS = select(checkpoint).order_by(checkpoint.c.size)
_LAST_CHECKPOINT = select(checkpoint).order_by(checkpoint.c.size.desc()).limit(1)
_SEALED = select(sealed_detail.c.sealed).where(sealed_detail.c.event_id == bindparam("event_id"))


class SqlLog:
    """`LogRecords` on one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def size(self) -> int:
        """As the one row of `log_state` says; `check` compares it with the entries."""
        size = self._session.scalar(_SIZE)
        if size is None:
            raise CustodyError(
                "The store of record has lost the size of its log.", safe="Nothing was written."
            )
        return int(size)

    def frontier(self) -> bytes:
        """Exactly the bytes handed to the last `append`."""
        return bytes(self._session.scalar(_FRONTIER) or b"")

    def append(self, rows: Sequence[LogRow], frontier: bytes) -> None:
        """One statement for the entries, one for size and frontier."""
        size = self.size()
        check_continues(size, rows)
        if not rows:
            return
        self._session.insert_many(
            log_entry,
            [
                (row.leaf_index, row.leaf_hash, row.event_id, row.event_type, row.item_id, row.entry)
                for row in rows
            ],
        )
        grown = {"old_size": size, "new_size": size + len(rows), "new_frontier": frontier}
        if self._session.change(_GROW, grown) != 1:
            raise CustodyError(
                "The custody log grew behind this transaction's back.", safe="Nothing was written."
            )

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[LogRow]:
        """Pages along the primary key."""
        after = {"after": start - 1, "stop": self.size() if stop is None else stop}
        return map(to_log_row, self._session.pages(_ENTRIES, after, lambda row: {"after": row[0]}))

    def entry(self, leaf_index: int) -> LogRow:
        """By its place."""
        row = self._session.first(_ENTRY, {"leaf_index": leaf_index}) if 0 <= leaf_index < 2**63 else None
        if row is None:
            raise NotFound(f"The custody log has no entry {leaf_index}.")
        return to_log_row(row)

    def missing(self) -> tuple[tuple[int, int], ...]:
        """One pass over the primary key."""
        return tuple((first, last) for first, last in self._session.rows(_MISSING, {"size": self.size()}))

    def of_item(self, item_id: str) -> tuple[LogRow, ...]:
        """By place in the log."""
        return tuple(map(to_log_row, self._session.rows(_OF_ITEM, {"item_id": item_id})))

    def last_leaf(self, item_id: str) -> bytes | None:
        """None before the item's first entry."""
        return self._session.scalar(_LAST_LEAF, {"item_id": item_id})  # type: ignore[no-any-return]

    def by_type(self, event_types: Sequence[str]) -> tuple[LogRow, ...]:
        """By place in the log."""
        found = map(to_log_row, self._session.among(_BY_TYPE, event_types))
        return tuple(sorted(found, key=lambda row: row.leaf_index))

    def add_checkpoint(self, row: CheckpointRow) -> None:
        """Of two notes for the same size and root the first stays."""
        known = self.checkpoint(row.size)
        if known is None:
            self._session.insert_many(checkpoint, [(row.size, row.root, row.note, format_instant(row.at))])
        elif known.root != row.root:
            raise CustodyError(
                f"There is a checkpoint of size {row.size} with another root already: two histories.",
                safe="The new checkpoint was not kept and must not be published. Run `sviedka verify`.",
            )

    def checkpoint(self, size: int | None = None) -> CheckpointRow | None:
        """None if there is none of that size, or none at all."""
        found = (
            self._session.first(_LAST_CHECKPOINT)
            if size is None
            else self._session.first(_CHECKPOINT, {"size": size})
        )
        return None if found is None else to_checkpoint(found)

    def checkpoints(self) -> tuple[CheckpointRow, ...]:
        """Every checkpoint ever signed."""
        return tuple(map(to_checkpoint, self._session.rows(_CHECKPOINTS)))

    def add_sealed_detail(self, event_id: str, sealed: bytes) -> None:
        """Raise Conflict if the entry has one already."""
        self._session.insert_many(sealed_detail, [(event_id, sealed)])

    def sealed_detail(self, event_id: str) -> bytes:
        """Exactly the bytes of the age file."""
        sealed = self._session.scalar(_SEALED, {"event_id": event_id})
        if sealed is None:
            raise NotFound(f"The custody entry {event_id} has no sealed detail.")
        return bytes(sealed)


def check_continues(size: int, rows: Sequence[LogRow]) -> None:
    """Raise CustodyError unless the rows are numbered from `size` on without a gap."""
    for place, row in enumerate(rows, start=size):
        if row.leaf_index != place:
            raise CustodyError(
                f"The custody log ends at {size}: entry {row.leaf_index} cannot stand at {place}.",
                safe="Nothing was written.",
            )
