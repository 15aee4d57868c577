"""The schema's history: head equals the tables, up and down, nothing half-done, unknown schemas refused."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from archive import migrations
from archive.adapters.sql import SqlRecordStore
from archive.adapters.sql.tables_accounts import metadata
from archive.domain.errors import Conflict, EvidenceError, Unavailable, WrongVersion
from archive.ports_index import IndexLeft
from archive.ports_outbox import Task
from tests.postgres import GROUP, running_cluster
from tests.record_values import make_row

Place = tuple[str, Engine]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=GROUP)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a store can be made, and an engine of our own to look at it."""
    if request.param == "sqlite":
        location = str(tmp_path / "record.sqlite3")
        engine = create_engine(f"sqlite:///{location}", poolclass=NullPool)
        yield location, engine
        return
    cluster = running_cluster()
    database = cluster.new_database()
    location = cluster.url(database)
    yield location, create_engine(location.replace("postgresql", "postgresql+psycopg", 1), poolclass=NullPool)
    cluster.drop_database(database)


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_the_list_of_revisions_is_that_of_the_files():
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == migrations.REVISIONS
    assert scripts.get_heads() == [migrations.HEAD]


def test_head_equals_the_tables(place: Place):
    location, engine = place
    SqlRecordStore.create(location).close()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert tables(engine) == {*metadata.tables, "alembic_version"}


def test_head_equals_the_tables_to_the_letter_on_sqlite(tmp_path: Path):
    """Checks, partial indexes and row storage too, which comparing by reflection leaves out."""
    SqlRecordStore.create(tmp_path / "migrated").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'declared'}", poolclass=NullPool)
    metadata.create_all(engine)
    assert _statements(tmp_path / "migrated") == _statements(tmp_path / "declared")


def _statements(path: Path) -> dict[str, set[str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') "
        "AND name NOT LIKE 'sqlite_%' AND name != 'alembic_version'"
    ).fetchall()
    connection.close()
    return {name: {line.strip().rstrip(",") for line in sql.splitlines()} for name, sql in rows}


def test_down_leaves_nothing_and_up_works_again(place: Place):
    _, engine = place
    migrations.upgrade_to_head(engine)
    with engine.begin() as connection:
        assert migrations.current_revision(connection) == migrations.HEAD
        migrations.downgrade(connection)
        assert migrations.current_revision(connection) is None
    assert tables(engine) <= {"alembic_version"}
    migrations.upgrade_to_head(engine)
    assert tables(engine) == {*metadata.tables, "alembic_version"}


def test_a_log_with_entries_is_never_dropped(place: Place):
    location, engine = place
    store = SqlRecordStore.create(location)
    with store.transaction() as tx:
        tx.log.append([make_row(0)], b"one")
    store.close()
    with pytest.raises(RuntimeError, match="never dropped"), engine.begin() as connection:
        migrations.downgrade(connection)
    store = SqlRecordStore(location)
    with store.reading() as tx:
        assert tx.log.size() == 1
    store.close()


@contextmanager
def broken_off_at(statement: int) -> Iterator[Callable[[], int]]:
    """Every engine fails at its n-th statement, as if its process had ended there."""
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield lambda: seen
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def test_a_creation_broken_off_anywhere_leaves_nothing_and_can_be_repeated(place: Place):
    location, engine = place
    statement = 0
    while True:
        # Every statement on SQLite; every seventh on PostgreSQL, where each takes a connection of its own.
        statement += 1 if engine.dialect.name == "sqlite" else 7
        with broken_off_at(statement) as seen:
            try:
                SqlRecordStore.create(location).close()
                break
            except KeyboardInterrupt:
                pass
        with engine.connect() as connection:
            created = migrations.current_revision(connection)
        if created is not None:
            break
        assert tables(engine) == set()
    assert statement > 20
    assert seen() >= statement - 7
    store = SqlRecordStore(location)
    store.check()
    store.close()


def test_a_store_is_created_once(place: Place):
    location, _ = place
    store = SqlRecordStore.create(location)
    with store.transaction() as tx:
        tx.log.append([make_row(0)], b"one")
    store.close()
    with pytest.raises(Conflict):
        SqlRecordStore.create(location)
    store = SqlRecordStore(location)
    with store.reading() as tx:
        assert tx.log.size() == 1
    store.close()


def test_somebody_elses_database_is_left_alone(place: Place):
    location, engine = place
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (one INTEGER)"))
    with pytest.raises(Conflict):
        SqlRecordStore.create(location)
    with pytest.raises(WrongVersion, match="no store of record"):
        SqlRecordStore(location)
    with pytest.raises(WrongVersion, match="no store of record"):
        SqlRecordStore.upgrade(location)
    assert tables(engine) == {"theirs"}


@pytest.mark.parametrize("revision", ["9999", "0900"])
def test_a_newer_schema_is_refused_and_left_alone(place: Place, revision: str):
    location, engine = place
    SqlRecordStore.create(location).close()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    for act in (SqlRecordStore, SqlRecordStore.upgrade):
        with pytest.raises(WrongVersion, match="newer version of the program") as caught:
            act(location)
        assert revision in caught.value.message
    with engine.connect() as connection:
        assert migrations.current_revision(connection) == revision


def test_an_older_schema_is_refused_until_it_is_upgraded(place: Place):
    location, engine = place
    SqlRecordStore.create(location).close()
    with engine.begin() as connection:
        migrations.downgrade(connection, migrations.REVISIONS[0])
    with pytest.raises(WrongVersion, match="sviedka upgrade"):
        SqlRecordStore(location)
    SqlRecordStore.upgrade(location).close()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_without_our_row_of_versions_is_refused(place: Place):
    location, engine = place
    SqlRecordStore.create(location).close()
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(WrongVersion, match="no store of record"):
        SqlRecordStore(location)


def test_a_file_that_is_not_there_or_no_database_is_refused(tmp_path: Path):
    missing, empty, text_file = tmp_path / "missing", tmp_path / "empty", tmp_path / "text"
    empty.touch()
    text_file.write_text("not a database, though long enough to have a header\n" * 100, encoding="utf-8")
    with pytest.raises(WrongVersion, match="no store of record"):
        SqlRecordStore(missing)
    assert not missing.exists()
    with pytest.raises(EvidenceError, match="empty"):
        SqlRecordStore(empty)
    for act in (SqlRecordStore, SqlRecordStore.upgrade, SqlRecordStore.create):
        with pytest.raises(EvidenceError, match="damaged"):
            act(text_file)
    with pytest.raises(Unavailable):
        SqlRecordStore.create(tmp_path / "no" / "folder")
    with pytest.raises(Unavailable):
        SqlRecordStore(text_file / "below")


def test_work_of_an_older_schema_is_kept_up_and_down(place: Place):
    """0002: rows of the outbox and versions done survive; these count as done when the schema changed."""
    location, engine = place
    SqlRecordStore.create(location).close()
    with engine.begin() as connection:
        migrations.downgrade(connection, "0001")
        connection.execute(text("UPDATE log_state SET size = 9"))
        connection.execute(
            text(
                "INSERT INTO outbox (task_id, kind, item_id, version, attempts, failure) "
                "VALUES (7, 'index', 'a', 2, 3, 'r')"
            )
        )
        connection.execute(text("INSERT INTO outbox_done (kind, item_id, version) VALUES ('index', 'b', 4)"))
    SqlRecordStore.upgrade(location).close()
    store = SqlRecordStore(location)
    with store.transaction() as tx:
        assert tx.outbox.pending("index") == (Task("index", "a", 2, 7, 3, "r"),)
        tx.outbox.forget_done("index", since=9)
        assert dict(tx.outbox.done_versions("index")) == {"b": 4}
        tx.outbox.forget_done("index", since=8)
        assert dict(tx.outbox.done_versions("index")) == {}
        tx.outbox.done([Task("index", "b", 4)])
        tx.index.leave("index", IndexLeft("g", 1))
    store.close()
    with engine.begin() as connection:
        migrations.downgrade(connection, "0001")
        assert connection.execute(text("SELECT task_id, failure FROM outbox")).fetchall() == [(7, "r")]
        assert connection.execute(text("SELECT item_id, version FROM outbox_done")).fetchall() == [("b", 4)]
    with engine.begin() as connection:
        migrations.upgrade(connection)
    assert tables(engine) == {*metadata.tables, "alembic_version"}
