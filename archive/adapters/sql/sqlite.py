"""SQLite as the store of record: one file, WAL with synchronous=FULL.

Trusted for the order and content of custody entries until a checkpoint is witnessed. Measured after a power
cut: WAL with FULL keeps every acknowledged commit; WAL with NORMAL, and DELETE with FULL, lose some.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from archive.adapters.sql.errors import UNTOUCHED, DiskFailed, translate
from archive.domain.errors import ArchiveError, EvidenceError, StorageFull, Unavailable, WrongVersion

_WANTED = {"journal_mode": "wal", "foreign_keys": 1}
_FULL = 2
"""PRAGMA synchronous: 2 is FULL, 3 EXTRA; below, a power cut loses acknowledged commits."""

_CACHE_KIB = 32 * 1024
"""Page cache of one connection: indexes over random digests touch pages everywhere."""


class SqliteBackend:
    """Connections to one file: writers one after the other, readers beside them."""

    def __init__(self, path: Path, busy_timeout_seconds: float) -> None:
        self._path = path
        self._timeout = busy_timeout_seconds
        self._turn = threading.Lock()
        self.writer = self._engine(query_only=False)
        self._reader = self._engine(query_only=True)

    @property
    def name(self) -> str:
        """For messages."""
        return str(self._path)

    def require_present(self) -> None:
        """Raise WrongVersion without a file, EvidenceError for one that was cut to nothing."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError as error:
            raise WrongVersion(f"There is no store of record at {self._path}.") from error
        except OSError as error:
            raise Unavailable(f"The store of record cannot be opened: {error.strerror}.") from error
        if size == 0:
            raise EvidenceError(
                f"The store of record {self._path} is empty (0 bytes): its content was lost.",
                safe="Objects and published log tiles are not affected. Bring back a copy of the file.",
            )

    def prepare(self) -> None:
        """Make the file, readable by its owner alone, and set WAL, which the file remembers."""
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise Unavailable(
                f"The store of record cannot be created: {error.strerror}.", safe="Nothing was stored."
            ) from error
        with self.writer.connect() as connection:
            if not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Like any other writer: SQLite's changes of schema are part of the transaction."""
        with self.writing() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in BEGIN IMMEDIATE. Writers of this process queue; others wait in SQLite itself."""
        if not self._turn.acquire(timeout=self._timeout):
            raise Unavailable(
                "The store of record is locked: another act takes longer than we may wait. Try again.",
                safe=UNTOUCHED,
            )
        try:
            with self.writer.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
        finally:
            self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write, its snapshot taken now."""
        with self._reader.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT size FROM log_state").fetchall()
            yield connection

    def translate(self, error: SQLAlchemyError, *, reading: bool = False) -> ArchiveError:
        """A failed write on a disk without room is StorageFull, whatever SQLite calls it."""
        found = translate(error, reading=reading)
        if isinstance(found, DiskFailed) and self._is_full():
            return StorageFull("There is no room left for the store of record.", safe=UNTOUCHED)
        return found

    def check_settings(self, connection: Connection) -> None:
        """Read the pragmas back, as this connection really has them."""
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in _WANTED}
        synchronous = int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0)
        if found != _WANTED or synchronous < _FULL:
            raise EvidenceError(
                "The store of record promises less than it must: "
                f"journal_mode={found['journal_mode']}, synchronous={synchronous}, "
                f"foreign_keys={found['foreign_keys']} (wanted: wal, 2, 1).",
                safe="What is stored is not affected, but a power cut could lose what is written now.",
            )

    def check_content(self, connection: Connection) -> None:
        """SQLite's own quick check of every page."""
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if answer != "ok":
            raise EvidenceError(
                "The store of record is damaged: SQLite's quick check found a fault.",
                safe="Objects and published log tiles are not affected. Bring back a copy of the file.",
            )

    def close(self) -> None:
        """Close the pools; SQLite folds the WAL into the file."""
        self._reader.dispose()
        self.writer.dispose()

    def _is_full(self) -> bool:
        try:
            space = os.statvfs(self._path.parent)
        except OSError:
            return False
        return space.f_bavail == 0 or (space.f_files > 0 and space.f_favail == 0)

    def _engine(self, *, query_only: bool) -> Engine:
        engine = create_engine(
            URL.create("sqlite+pysqlite", database=str(self._path)),
            poolclass=QueuePool,
            pool_size=4,
            max_overflow=28,
            pool_timeout=self._timeout,
            # We begin transactions ourselves: the driver's own mode would begin them late and unlocked.
            connect_args={"isolation_level": None, "timeout": self._timeout, "check_same_thread": False},
            hide_parameters=True,
        )

        @event.listens_for(engine, "connect")
        def set_up(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            # With it, even INSERT OR REPLACE meets the triggers that keep the log.
            connection.execute("PRAGMA recursive_triggers=ON")
            connection.execute("PRAGMA trusted_schema=OFF")
            # A header that waited here must not outlive the shredding of its object in a free page.
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute(f"PRAGMA cache_size={-_CACHE_KIB}")
            connection.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}")

        return engine
