"""Empty stores of record for tests, on every engine."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

from psycopg import sql

from archive.adapters.memory_records import MemoryRecordStore
from archive.adapters.sql import SqlRecordStore
from archive.ports_records import RecordStore
from tests.postgres import Cluster, running_cluster

ENGINES = ("memory", "sqlite", "postgres")
_places = count(1)


class Opened:
    """An empty store, and how to open the same one again, as another process would."""

    def __init__(self, open_store: Callable[[], RecordStore]) -> None:
        self._open = open_store
        self._stores: list[RecordStore] = []
        self.store = self.again()

    def again(self) -> RecordStore:
        store = self._open()
        self._stores.append(store)
        return store

    def close(self) -> None:
        for store in self._stores:
            store.close()


def open_empty(engine: str, folder: Path, *, busy_timeout_seconds: float = 20.0) -> Opened:
    if engine == "memory":
        memory = MemoryRecordStore(busy_timeout_seconds=busy_timeout_seconds)
        return Opened(lambda: memory)
    location = empty_sqlite(folder) if engine == "sqlite" else empty_postgres()
    return Opened(lambda: SqlRecordStore(location, busy_timeout_seconds=busy_timeout_seconds))


def empty_sqlite(folder: Path) -> Path:
    """A copy of one empty store: making each anew would spend the tests' time in migrations."""
    path = folder / f"record-{next(_places)}.sqlite3"
    shutil.copyfile(_sqlite_template(), path)
    return path


@cache
def _sqlite_template() -> Path:
    folder = tempfile.mkdtemp(prefix="sviedka-template-")
    atexit.register(shutil.rmtree, folder)
    path = Path(folder, "record.sqlite3")
    SqlRecordStore.create(path).close()
    return path


def empty_postgres() -> str:
    """The one test database of this process, its tables emptied behind the triggers' back."""
    cluster, database = _postgres_database()
    tables = cluster.run(
        sql.SQL(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != 'alembic_version'"
        ),
        database,
    )
    cluster.run(
        sql.SQL(
            "SET session_replication_role = replica; TRUNCATE {} RESTART IDENTITY; "
            "INSERT INTO log_state (one, size, frontier) VALUES (1, 0, '')"
        ).format(sql.SQL(", ").join(sql.Identifier(str(name)) for (name,) in tables)),
        database,
    )
    return cluster.url(database)


@cache
def _postgres_database() -> tuple[Cluster, str]:
    cluster = running_cluster()
    database = cluster.new_database()
    SqlRecordStore.create(cluster.url(database)).close()
    return cluster, database
