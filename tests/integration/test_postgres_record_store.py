"""PostgreSQL below the store of record: settings, triggers, broken connections, locked rows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from archive.adapters.sql import SqlRecordStore
from archive.domain.errors import CustodyError, EvidenceError, Unavailable
from archive.ports_records import CheckpointRow
from tests.postgres import GROUP, Cluster, running_cluster
from tests.record_stores import empty_postgres
from tests.record_values import NOW, add_items, fill_people, index_task, make_item, make_row

pytestmark = GROUP


@pytest.fixture
def url() -> str:
    return empty_postgres()


@pytest.fixture
def store(url: str) -> Iterator[SqlRecordStore]:
    store = SqlRecordStore(url, busy_timeout_seconds=5)
    fill_people(store)
    append(store, 3)
    yield store
    store.close()


@pytest.fixture
def cluster(store: SqlRecordStore) -> Cluster:
    return running_cluster()


def append(store: SqlRecordStore, count: int) -> None:
    with store.transaction() as tx:
        size = tx.log.size()
        tx.log.append([make_row(size + n) for n in range(count)], str(size + count).encode())


def size(store: SqlRecordStore) -> int:
    with store.reading() as tx:
        return tx.log.size()


def disconnect(cluster: Cluster) -> None:
    cluster.run(
        sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'sviedka'")
    )


def append_and_disconnect(store: SqlRecordStore, cluster: Cluster, first: int, *more: int) -> None:
    with store.transaction() as tx:
        tx.log.append([make_row(first)], b"lost")
        disconnect(cluster)
        for index in more:
            tx.log.append([make_row(index)], b"lost")


@contextmanager
def setting(cluster: Cluster, name: str, value: str) -> Iterator[None]:
    change = sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
    back = sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(name))
    shown = sql.SQL("SHOW {}").format(sql.Identifier(name))

    def reload(until: str) -> None:
        """The server reads its settings when it gets to it; every look is a new connection."""
        cluster.run(sql.SQL("SELECT pg_reload_conf()"))
        while cluster.run(shown) != [(until,)]:
            time.sleep(0.05)

    ((before,),) = cluster.run(shown)
    cluster.run(change)
    try:
        reload(value)
        yield
    finally:
        cluster.run(back)
        reload(str(before))


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_promises_less_is_refused(store: SqlRecordStore, cluster: Cluster, url: str, name: str):
    store.check()
    with setting(cluster, name, "off"):
        disconnect(cluster)
        with pytest.raises(EvidenceError, match=f"{name}=off"):
            store.check()
        with pytest.raises(EvidenceError, match=f"{name}=off"):
            SqlRecordStore(url)
    disconnect(cluster)
    store.check()


def test_synchronous_commit_is_on_whatever_the_role_prefers(
    store: SqlRecordStore, cluster: Cluster, url: str
):
    cluster.run(sql.SQL("ALTER ROLE sviedka SET synchronous_commit = off"))
    try:
        second = SqlRecordStore(url)
        second.check()
        second.close()
    finally:
        cluster.run(sql.SQL("ALTER ROLE sviedka RESET synchronous_commit"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET event_type = 'nothing' WHERE leaf_index = 1",
        "DELETE FROM log_entry WHERE leaf_index = 2",
        "TRUNCATE log_entry",
        "UPDATE log_state SET size = 2",
        "DELETE FROM log_state",
        "TRUNCATE log_state",
        "UPDATE checkpoint SET root = ''",
        "DELETE FROM checkpoint",
        "TRUNCATE checkpoint",
        "INSERT INTO log_entry SELECT * FROM log_entry ON CONFLICT (leaf_index) DO UPDATE SET entry = ''",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(store: SqlRecordStore, url: str, statement: str):
    with store.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(3, b"r" * 32, b"note", NOW))
    with psycopg.connect(url) as owner, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        owner.execute(statement)
    store.check()


def test_a_missing_entry_is_found_by_the_check(store: SqlRecordStore, url: str):
    with psycopg.connect(url) as owner:
        owner.execute("ALTER TABLE log_entry DISABLE TRIGGER USER")
        owner.execute("DELETE FROM log_entry WHERE leaf_index = 1")
        owner.execute("ALTER TABLE log_entry ENABLE TRIGGER USER")
    with pytest.raises(CustodyError, match="counts 3 entries and holds 2"):
        store.check()


def test_a_connection_that_breaks_rolls_back_and_the_next_act_works(store: SqlRecordStore, cluster: Cluster):
    with pytest.raises(Unavailable):
        append_and_disconnect(store, cluster, 3, 4)
    append(store, 1)
    assert size(store) == 4


def test_a_connection_that_breaks_at_the_commit_leaves_the_outcome_unknown(
    store: SqlRecordStore, cluster: Cluster
):
    with pytest.raises(Unavailable, match="broke") as caught:
        append_and_disconnect(store, cluster, 3)
    assert "not known whether" in caught.value.safe
    assert size(store) in (3, 4)


def test_connections_that_broke_while_idle_are_replaced(store: SqlRecordStore, cluster: Cluster):
    assert size(store) == 3
    disconnect(cluster)
    assert size(store) == 3
    disconnect(cluster)
    append(store, 1)
    assert size(store) == 4


def test_a_server_that_is_not_there_or_refuses_us_is_unavailable(
    store: SqlRecordStore, cluster: Cluster, url: str
):
    for wrong in (
        f"postgresql://sviedka:{cluster.password}@127.0.0.1:1/test",
        cluster.url("no_such_database"),
        url.replace(cluster.password, "not-the-password"),
    ):
        with pytest.raises(Unavailable) as caught:
            SqlRecordStore(wrong, busy_timeout_seconds=2)
        assert "password" not in str(caught.value)
        assert cluster.password not in str(caught.value)


def test_a_server_without_free_connections_is_unavailable(store: SqlRecordStore, cluster: Cluster, url: str):
    cluster.run(sql.SQL("ALTER ROLE sviedka CONNECTION LIMIT 0"))
    try:
        with pytest.raises(Unavailable):
            SqlRecordStore(url)
    finally:
        cluster.run(sql.SQL("ALTER ROLE sviedka CONNECTION LIMIT -1"))


def test_a_server_that_takes_no_writes_says_so(store: SqlRecordStore, cluster: Cluster, url: str):
    cluster.run(sql.SQL("ALTER ROLE sviedka SET default_transaction_read_only = on"))
    try:
        disconnect(cluster)
        with pytest.raises(Unavailable, match="read-only"):
            append(store, 1)
        assert size(store) == 3
    finally:
        cluster.run(sql.SQL("ALTER ROLE sviedka RESET default_transaction_read_only"))
        disconnect(cluster)


def test_a_slow_statement_is_cut_off_and_can_be_repeated(store: SqlRecordStore, cluster: Cluster, url: str):
    cluster.run(sql.SQL("ALTER ROLE sviedka SET statement_timeout = '200ms'"))
    try:
        disconnect(cluster)
        with psycopg.connect(cluster.url(url.rpartition("/")[2], "postgres")) as other:
            other.execute("LOCK TABLE log_entry IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(Unavailable, match="locked"):
                append(store, 1)
        append(store, 1)
        assert size(store) == 4
    finally:
        cluster.run(sql.SQL("ALTER ROLE sviedka RESET statement_timeout"))
        disconnect(cluster)


def test_rows_that_another_connection_holds_are_passed_over(store: SqlRecordStore, url: str):
    items = [make_item(n) for n in (1, 2, 3)]
    with store.transaction() as tx:
        add_items(tx, *items)
        tx.outbox.add([index_task(item) for item in items])
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM outbox WHERE item_id = %s FOR UPDATE", [items[0].item_id])
        with store.transaction() as tx:
            taken = tx.outbox.claim("index", 9, worker="w", now=NOW, lease_seconds=60)
    assert [task.item_id for task in taken] == [items[1].item_id, items[2].item_id]
