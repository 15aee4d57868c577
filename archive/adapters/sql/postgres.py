"""PostgreSQL as the store of record, for several machines that write to one archive.

Trusted for the order and content of custody entries until a checkpoint is witnessed. Its server must run with
fsync, full_page_writes and synchronous_commit on: measured after a power cut, anything less loses commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from archive.adapters.sql.errors import translate
from archive.adapters.sql.tables import FINGERPRINTED, fingerprint_index
from archive.domain.errors import ArchiveError, EvidenceError

fingerprint_index.dialect_kwargs["postgresql_where"] = FINGERPRINTED

_WANTED = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
    "server_encoding": {"UTF8"},
}
_MIGRATION_LOCK = 0x5376_6965
_LOCK = "SELECT size FROM log_state FOR UPDATE"
_SNAPSHOT = "SELECT size FROM log_state"


class PostgresBackend:
    """Connections to one database. The row of `log_state` is the lock that makes writers take turns."""

    def __init__(self, url: URL, busy_timeout_seconds: float) -> None:
        milliseconds = max(1, int(busy_timeout_seconds * 1000))
        self._url = url.set(drivername="postgresql+psycopg")
        self.writer = create_engine(
            self._url,
            pool_pre_ping=True,
            pool_timeout=busy_timeout_seconds,
            max_overflow=20,
            connect_args={
                "connect_timeout": max(2, int(busy_timeout_seconds)),
                "application_name": "sviedka",
                "options": f"-c synchronous_commit=on -c lock_timeout={milliseconds} -c timezone=UTC",
            },
            hide_parameters=True,
        )
        self._reader = self.writer.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @property
    def name(self) -> str:
        """For messages, without a password."""
        return self._url.render_as_string(hide_password=True)

    def require_present(self) -> None:
        """The server tells by itself when there is no such database."""

    def prepare(self) -> None:
        """The database is made by its owner beforehand; only the tables are ours."""

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Holds an advisory lock, since there may be no table to lock yet."""
        with self.writer.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the append lock from its first statement."""
        with self.writer.connect() as connection:
            connection.exec_driver_sql(_LOCK)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only transaction, its snapshot taken now."""
        with self._reader.connect() as connection:
            connection.exec_driver_sql(_SNAPSHOT)
            yield connection

    def translate(self, error: SQLAlchemyError, *, reading: bool = False) -> ArchiveError:
        """By SQLSTATE."""
        return translate(error, reading=reading)

    def check_settings(self, connection: Connection) -> None:
        """Read back what the server really does."""
        found = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in _WANTED}
        weak = {name: value for name, value in found.items() if value not in _WANTED[name]}
        if weak:
            raise EvidenceError(
                "The database server promises less than it must: "
                + ", ".join(f"{name}={value}" for name, value in sorted(weak.items()))
                + ".",
                safe="What is stored is not affected, but a power cut could lose what is written now.",
            )

    def check_content(self, connection: Connection) -> None:
        """The server checks its own pages (initdb --data-checksums); nothing to ask for here."""

    def close(self) -> None:
        """Close the pool."""
        self.writer.dispose()
