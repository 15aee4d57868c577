"""The store of record on SQLite or PostgreSQL, chosen by where it is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from archive.adapters.sql.accounts import SqlAccounts
from archive.adapters.sql.errors import DiskFailed
from archive.adapters.sql.items import SqlItems
from archive.adapters.sql.log import SqlLog
from archive.adapters.sql.outbox import SqlIndexRecords, SqlOutbox
from archive.adapters.sql.people import SqlPeople
from archive.adapters.sql.rotation import SqlRotation
from archive.adapters.sql.session import Session
from archive.adapters.sql.sqlite import SqliteBackend
from archive.adapters.sql.tables import checkpoint, log_entry, log_state
from archive.domain.errors import (
    ArchiveError,
    Conflict,
    CustodyError,
    InvalidRequest,
    Unavailable,
    WrongVersion,
)
from archive.migrations import HEAD, REVISIONS, current_revision, upgrade
from archive.ports_records import RecordStore, Transaction

BUSY_TIMEOUT_SECONDS = 30.0
"""How long a writer waits for its turn unless told otherwise."""

_UNCHANGED = "Nothing was changed."


class Backend(Protocol):
    """What differs between the engines."""

    @property
    def name(self) -> str:
        """Where the store is, for messages."""
        ...

    @property
    def writer(self) -> Engine:
        """Connections that may write."""
        ...

    def require_present(self) -> None:
        """Raise WrongVersion or EvidenceError if there is nothing to open."""
        ...

    def prepare(self) -> None:
        """Make what must be there before the tables."""
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """A transaction that may change the schema, one at a time; the caller commits."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction holding the append lock; the caller commits."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """A snapshot."""
        ...

    def translate(self, error: SQLAlchemyError, *, reading: bool = False) -> ArchiveError:
        """The archive's error for the driver's."""
        ...

    def check_settings(self, connection: Connection) -> None:
        """Raise EvidenceError if the engine promises less durability than it must."""
        ...

    def check_content(self, connection: Connection) -> None:
        """Raise EvidenceError if the engine finds its own files damaged."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...


class SqlTransaction:
    """One unit of work on one connection."""

    __slots__ = ("_accounts", "_session", "index", "items", "log", "outbox", "people", "rotation")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._accounts: SqlAccounts | None = None
        self.people = SqlPeople(session)
        self.items = SqlItems(session)
        self.log = SqlLog(session)
        self.outbox = SqlOutbox(session)
        self.index = SqlIndexRecords(session)
        self.rotation = SqlRotation(session)

    @property
    def accounts(self) -> SqlAccounts:
        """Made when asked for: most transactions have nothing to do with accounts."""
        if self._accounts is None:
            self._accounts = SqlAccounts(self._session)
        return self._accounts


class SqlRecordStore:
    """`RecordStore` in a SQLite file (a path, or `sqlite:///…`) or a PostgreSQL database (`postgresql://…`).

    Opening raises WrongVersion for a schema this program does not know, EvidenceError for a file that is no
    database or promises less durability than it must, Unavailable if nothing answers.
    """

    def __init__(self, location: str | Path, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> None:
        self._backend = _backend(location, busy_timeout_seconds)
        self._halted: ArchiveError | None = None
        try:
            self._backend.require_present()
            with _translating(self._backend), self._backend.writer.connect() as connection:
                _require_head(current_revision(connection), self._backend.name)
                self._backend.check_settings(connection)
        except BaseException:
            self._backend.close()
            raise

    @classmethod
    def create(cls, location: str | Path, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """A new, empty store, all of it or nothing; raise Conflict if something is there already."""
        backend = _backend(location, busy_timeout_seconds)
        try:
            with _translating(backend):
                backend.prepare()
                with backend.migrating() as connection:
                    if inspect(connection).get_table_names():
                        raise Conflict(f"There is a database at {backend.name} already.", safe=_UNCHANGED)
                    upgrade(connection)
                    connection.commit()
        finally:
            backend.close()
        return cls(location, busy_timeout_seconds=busy_timeout_seconds)

    @classmethod
    def upgrade(cls, location: str | Path, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> Self:
        """Bring an older store to this program's schema, all of it or nothing, and open it."""
        backend = _backend(location, busy_timeout_seconds)
        try:
            with _translating(backend):
                backend.require_present()
                with backend.migrating() as connection:
                    revision = current_revision(connection)
                    if revision not in REVISIONS:
                        _require_head(revision, backend.name)
                    upgrade(connection)
                    connection.commit()
        finally:
            backend.close()
        return cls(location, busy_timeout_seconds=busy_timeout_seconds)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Committed durably on a clean exit, rolled back on an exception."""
        if self._halted is not None:
            raise self._halted
        with self._noticing(), self._backend.writing() as connection:
            session = Session(connection, self._backend.translate)
            try:
                yield SqlTransaction(session)
                session.require_sound()
                _commit(connection)
            finally:
                session.close()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent snapshot as of now; readers never wait for the writer."""
        with _translating(self._backend), self._backend.reading() as connection:
            session = Session(connection, partial(self._backend.translate, reading=True))
            try:
                yield SqlTransaction(session)
            finally:
                session.close()

    def check(self) -> None:
        """Settings, file, and whether the log's entries are as many as its size says. Reads every page."""
        with _translating(self._backend):
            with self._backend.writer.connect() as connection:
                self._backend.check_settings(connection)
                self._backend.check_content(connection)
            with self._backend.reading() as connection:
                _check_log(connection)
        self._halted = None

    def close(self) -> None:
        """Release connections; open transactions end first."""
        self._backend.close()

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """Once a disk has failed under a writer, no other writer begins before `check` has passed."""
        try:
            with _translating(self._backend):
                yield
        except DiskFailed as error:
            self._halted = error
            raise


def _backend(location: str | Path, busy_timeout_seconds: float) -> Backend:
    if isinstance(location, Path) or "://" not in location:
        return SqliteBackend(Path(location), busy_timeout_seconds)
    try:
        url = make_url(location)
    except ArgumentError as error:
        raise InvalidRequest("The address of the store of record is no URL.") from error
    match url.get_backend_name():
        case "sqlite" if url.database:
            return SqliteBackend(Path(url.database), busy_timeout_seconds)
        case "postgresql":
            # Its dialect is large, and an archive in one folder never asks for it.
            from archive.adapters.sql.postgres import PostgresBackend  # noqa: PLC0415

            return PostgresBackend(url, busy_timeout_seconds)
        case _:
            raise InvalidRequest(
                "The store of record is a SQLite file or a postgresql:// database, nothing else."
            )


@contextmanager
def _translating(backend: Backend) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise backend.translate(error) from error


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(
                "The connection to the store of record broke while the act was being stored.",
                safe="It is not known whether it was stored: look it up before repeating it.",
            ) from error
        raise


def _require_head(revision: str | None, name: str) -> None:
    if revision == HEAD:
        return
    if revision is None:
        raise WrongVersion(f"{name} holds no store of record.", safe=_UNCHANGED)
    if revision in REVISIONS:
        raise WrongVersion(
            f"The store of record at {name} has the older schema {revision}; this program needs {HEAD}. "
            "Make a copy of the archive, then run `sviedka upgrade`.",
            safe=_UNCHANGED,
        )
    raise WrongVersion(
        f"The store of record at {name} has schema {revision}; this program knows only {HEAD}. "
        "Use the newer version of the program that made it.",
        safe=_UNCHANGED,
    )


def _check_log(connection: Connection) -> None:
    size = connection.execute(select(log_state.c.size)).scalar()
    count, last = connection.execute(select(func.count(), func.max(log_entry.c.leaf_index))).one()
    if size is None or count != size or last != (size - 1 if size else None):
        raise CustodyError(
            f"The custody log in the store of record has a gap: it counts {size} entries and holds {count}.",
            safe="The published log tiles are separate files and are not affected. Run `sviedka verify`.",
        )
    signed = connection.execute(select(func.max(checkpoint.c.size))).scalar()
    if signed is not None and signed > size:
        raise CustodyError(
            f"A checkpoint of size {signed} was signed, but the custody log holds only {size} entries.",
            safe="The published log tiles are separate files and are not affected. Run `sviedka verify`.",
        )


if TYPE_CHECKING:
    _conforms: type[RecordStore] = SqlRecordStore
