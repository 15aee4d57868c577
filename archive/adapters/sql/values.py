"""Frozen dataclasses as rows: a table whose columns are the fields of one kind of value, in their order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, bindparam, delete, select, update

from archive.adapters.sql.session import Session
from archive.domain.custody import format_instant
from archive.domain.errors import EvidenceError, NotFound

Value = TypeVar("Value")
Reader = Callable[[Any], Any]


def instant(text: str | None) -> datetime | None:
    """An instant as the store keeps it; None stays None."""
    return None if text is None else datetime.fromisoformat(text)


def stored(value: object) -> object:
    """A field as a column's value: instants and enumerations become text."""
    if isinstance(value, datetime):
        return format_instant(value)
    return value.value if isinstance(value, StrEnum) else value


class Values(Generic[Value]):
    """Adds, replaces, finds and removes values of one kind. The first column is the id.

    `read`: how columns that are neither text nor number nor bytes come back, by name.
    """

    def __init__(
        self, session: Session, table: Table, kind: Callable[..., Value], read: Mapping[str, Reader]
    ) -> None:
        self._session = session
        self._table = table
        self._kind = kind
        self._read = read
        self._names = [column.name for column in table.columns]
        self.id = table.columns[0]

    def add(self, values: Sequence[Value]) -> None:
        """Raise Conflict if an id, or what else is unique, exists."""
        self._session.insert_many(self._table, [tuple(self._row(value).values()) for value in values])

    def put(self, value: Value) -> None:
        """Replace by id; raise NotFound."""
        row = self._row(value)
        changed = self._session.change(update(self._table).where(self.id == row[self.id.name]).values(row))
        if not changed:
            raise NotFound(f"There is no such {self._table.name}.")

    def one(self, column: str, value: str) -> Value:
        """The one with this value; raise NotFound."""
        statement = self.all().where(self._table.c[column] == bindparam("value"))
        row = self._session.first(statement, {"value": value})
        if row is None:
            raise NotFound(f"There is no such {self._table.name}.")
        return self._made(row)

    def all(self) -> Select[Any]:
        """A statement to narrow down and give to `many`."""
        return select(self._table)

    def many(self, statement: Select[Any]) -> tuple[Value, ...]:
        """All that the statement selects."""
        return tuple(self._made(row) for row in self._session.rows(statement))

    def remove(self, ids: Sequence[str]) -> None:
        """Unknown ids are no error."""
        if ids:
            self._session.change(delete(self._table).where(self.id.in_(list(ids))))

    def remove_before(self, column: str, before: datetime) -> None:
        """Rows whose instant is earlier."""
        statement = delete(self._table).where(self._table.c[column] < format_instant(before))
        self._session.change(statement)

    def _row(self, value: Value) -> dict[str, Any]:
        names = [each.name for each in fields(value)]  # type: ignore[arg-type]
        return {name: stored(getattr(value, name)) for name in names}

    def _made(self, row: Sequence[Any]) -> Value:
        try:
            return self._kind(
                **{
                    name: self._read.get(name, _same)(column)
                    for name, column in zip(self._names, row, strict=True)
                }
            )
        except (ValueError, TypeError) as error:
            raise EvidenceError(
                f"The store of record is damaged: senseless row ({self._table.name}).",
                safe="Objects and published log tiles are not affected. Run `sviedka verify`.",
            ) from error


def _same(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
