"""One transaction's statements: every driver error becomes an error of the archive at this boundary."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Dialect, Executable, Select, Table
from sqlalchemy.dialects import registry, sqlite
from sqlalchemy.exc import SQLAlchemyError

from archive.adapters.sql.errors import UNTOUCHED, unstorable
from archive.adapters.sql.rows import Columns
from archive.domain.errors import ArchiveError

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

PAGE = 1000
"""Rows fetched at a time where a result may be longer than memory."""
MANY = 500
"""Values in one IN list."""


Parameters = dict[str, Any]


class Session:
    """Statements on one connection.

    Once the database has refused one, no other runs and nothing commits, even if the caller catches the
    error: half of an act is never stored.
    """

    def __init__(self, connection: Connection, translate: Callable[[SQLAlchemyError], ArchiveError]) -> None:
        self._connection: Connection | None = connection
        self._translate = translate
        self._failure: ArchiveError | None = None
        self._dialect = connection.dialect.name

    def close(self) -> None:
        """The transaction is over: nothing runs afterwards."""
        self._connection = None

    def require_sound(self) -> None:
        """Raise the error that broke the transaction, if one did."""
        if self._failure is not None:
            raise self._failure

    def change(self, statement: Executable, parameters: Parameters | list[Parameters] | None = None) -> int:
        """Run a statement that writes, once or for each parameter set of a list; how many rows it touched."""
        with self._guarded() as connection:
            options = {"preserve_rowcount": True}
            return connection.execute(statement, parameters, execution_options=options).rowcount

    def rows(self, statement: Executable, parameters: Parameters | None = None) -> Sequence[Columns]:
        """All rows of a short result."""
        with self._guarded() as connection:
            return connection.execute(statement, parameters).fetchall()

    def first(self, statement: Executable, parameters: Parameters | None = None) -> Columns | None:
        """The first row, if there is one."""
        with self._guarded() as connection:
            return connection.execute(statement, parameters).first()

    def scalar(self, statement: Executable, parameters: Parameters | None = None) -> Any:  # noqa: ANN401 - one column of any type
        """The first column of the first row, None without a row."""
        with self._guarded() as connection:
            return connection.execute(statement, parameters).scalar()

    def pages(
        self,
        statement: Select[Any],
        after: Parameters,
        next_after: Callable[[Columns], Parameters],
    ) -> Iterator[Columns]:
        """Rows of a long result, read page by page inside the snapshot.

        `statement` selects, in order, what lies behind its parameters `after`; `next_after` takes those
        parameters from the last row of a page.
        """
        limited = statement.limit(PAGE)
        while True:
            page = self.rows(limited, after)
            yield from page
            if len(page) < PAGE:
                return
            after = {**after, **next_after(page[-1])}

    def among(
        self, statement: Executable, values: Sequence[Any], parameters: Parameters | None = None
    ) -> Iterator[Columns]:
        """Rows for a list of values of any length: the statement has an expanding parameter `values`."""
        for part in batches(values, MANY):
            yield from self.rows(statement, {**(parameters or {}), "values": part})

    def insert_many(
        self, table: Table, rows: Sequence[tuple[Any, ...]], *, keep_existing: bool = False
    ) -> None:
        """Insert plain values in the order of the table's columns.

        Compiled once per table, so that a batch costs what the driver costs; a number that the database
        assigns itself is left out.
        """
        if rows:
            with self._guarded() as connection:
                text = _insert_text(table, self._dialect, keep_existing=keep_existing)
                connection.exec_driver_sql(text, list(rows))

    def insert(self, table: Table) -> "postgresql.Insert | sqlite.Insert":
        """An INSERT that understands ON CONFLICT, in the dialect of this connection."""
        return _insert(table, self._dialect)

    @contextmanager
    def _guarded(self) -> Iterator[Connection]:
        if self._connection is None:
            raise ArchiveError("The transaction is over: read everything before it ends.", safe=UNTOUCHED)
        self.require_sound()
        try:
            yield self._connection
        except SQLAlchemyError as error:
            self._failure = self._translate(error)
            raise self._failure from error
        except (UnicodeEncodeError, OverflowError) as error:
            self._failure = unstorable(error)
            raise self._failure from error


def batches(values: Sequence[Any], count: int) -> Iterator[list[Any]]:
    """The values in lists of at most `count`."""
    iterator = iter(values)
    while part := list(islice(iterator, count)):
        yield part


def _insert(table: Table, dialect: str) -> "postgresql.Insert | sqlite.Insert":
    if dialect != "postgresql":
        return sqlite.insert(table)
    # Large, and an archive in one folder never asks for it.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


@cache
def _insert_text(table: Table, dialect: str, *, keep_existing: bool) -> str:
    # Drivers want positions here: PostgreSQL's as %s, SQLite's as a question mark.
    statement = _insert(table, dialect)
    target: Dialect = registry.load(dialect)(paramstyle="format" if dialect == "postgresql" else "qmark")
    if keep_existing:
        statement = statement.on_conflict_do_nothing()
    assigned = table.autoincrement_column
    names = [column.name for column in table.columns if column is not assigned]
    return str(statement.inline().compile(dialect=target, column_keys=names))
