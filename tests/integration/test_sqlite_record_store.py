"""SQLite below the store of record: durability read back, damage, full and failing disks, killed writers."""

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from archive.adapters.sql import SqlRecordStore
from archive.adapters.sql.errors import DiskFailed
from archive.domain.errors import CustodyError, EvidenceError, StorageFull, Unavailable
from archive.ports_records import CheckpointRow
from tests.record_stores import empty_sqlite
from tests.record_values import ANNA, NOW, fill_people, make_row

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return empty_sqlite(tmp_path)


@pytest.fixture
def store(path: Path) -> Iterator[SqlRecordStore]:
    store = SqlRecordStore(path, busy_timeout_seconds=5)
    fill_people(store)
    append(store, 3)
    yield store
    store.close()


def append(store: SqlRecordStore, count: int) -> None:
    with store.transaction() as tx:
        size = tx.log.size()
        tx.log.append([make_row(size + n) for n in range(count)], str(size + count).encode())


def size(store: SqlRecordStore) -> int:
    with store.reading() as tx:
        return tx.log.size()


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def test_only_its_owner_can_read_the_files(tmp_path: Path):
    before = os.umask(0)
    try:
        store = SqlRecordStore.create(tmp_path / "record.sqlite3")
        append(store, 1)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert set(modes) == {"record.sqlite3", "record.sqlite3-wal", "record.sqlite3-shm"}
    assert set(modes.values()) == {0o600}


def test_another_journal_mode_is_refused(path: Path):
    with raw(path) as connection:
        assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    with pytest.raises(EvidenceError, match="journal_mode=delete"):
        SqlRecordStore(path)


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "synchronous=OFF", "foreign_keys=OFF"])
def test_weaker_settings_of_a_connection_are_found(store: SqlRecordStore, pragma: str):
    store.check()
    event.listen(
        store._backend.writer, "checkout", lambda connection, *_: connection.execute(f"PRAGMA {pragma}")
    )
    with pytest.raises(EvidenceError, match="promises less"):
        store.check()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_entry SET event_type = 'nothing' WHERE leaf_index = 1",
        "DELETE FROM log_entry WHERE leaf_index = 2",
        "DELETE FROM log_entry",
        "UPDATE log_state SET size = 2",
        "UPDATE log_state SET frontier = x''",
        "DELETE FROM log_state",
        "UPDATE checkpoint SET root = x''",
        "DELETE FROM checkpoint",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(store: SqlRecordStore, path: Path, statement: str):
    with store.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(3, b"r" * 32, b"note", NOW))
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    store.check()


def test_replacing_an_entry_is_refused_on_our_connections(store: SqlRecordStore):
    with store._backend.writer.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry")


def test_a_missing_entry_is_found_by_the_check(store: SqlRecordStore, path: Path):
    with raw(path) as connection:
        connection.execute("DROP TRIGGER log_entry_refuse_delete")
        connection.execute("DELETE FROM log_entry WHERE leaf_index = 1")
    with pytest.raises(CustodyError, match="counts 3 entries and holds 2"):
        store.check()


def test_a_checkpoint_ahead_of_the_log_is_found_by_the_check(store: SqlRecordStore):
    with store.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(4, b"r" * 32, b"note", NOW))
    with pytest.raises(CustodyError, match="size 4"):
        store.check()


def test_a_damaged_page_is_found_by_the_check(store: SqlRecordStore, path: Path):
    append(store, 2000)
    store.close()
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        for page in range(pages // 3, pages):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    damaged = SqlRecordStore(path)
    with pytest.raises(EvidenceError, match="damaged") as caught:
        damaged.check()
    assert "Objects and published log tiles" in caught.value.safe
    with pytest.raises(EvidenceError), damaged.reading() as tx:
        list(tx.log.entries())
    damaged.close()


def test_a_value_that_nobody_wrote_is_damage(store: SqlRecordStore, path: Path):
    with raw(path) as connection:
        connection.execute("UPDATE agent SET roles = 'tsar' WHERE handle = 'anna'")
    with pytest.raises(EvidenceError, match="senseless row"), store.reading() as tx:
        tx.people.agent(ANNA.agent_id)


def test_a_full_disk_loses_nothing_and_needs_no_repair(store: SqlRecordStore):
    def limit(pages: int) -> None:
        event.listen(
            store._backend.writer,
            "checkout",
            lambda connection, *_: connection.execute(f"PRAGMA max_page_count={pages}"),
        )

    limit(1)  # SQLite takes the present size where less is asked for
    with pytest.raises(StorageFull, match="no room") as caught:
        append(store, 5000)
    assert "what was acknowledged before is safe" in caught.value.safe
    assert size(store) == 3
    limit(10**6)
    append(store, 2000)
    assert size(store) == 2003
    store.check()


def test_a_failing_disk_stops_all_writing_until_a_check_has_passed(store: SqlRecordStore):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        with pytest.raises(DiskFailed) as first:
            append(store, 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with pytest.raises(DiskFailed) as second:
        append(store, 1)
    assert second.value is first.value
    assert size(store) == 3
    store.check()
    append(store, 1)
    assert size(store) == 4


WRITER = """
import sys
sys.path[:0] = [{root!r}]
from archive.adapters.sql import SqlRecordStore
from archive.domain.errors import ArchiveError
from tests.record_values import make_row
store = SqlRecordStore({path!r}, busy_timeout_seconds=5)
print("open", flush=True)
for _ in range({count}):
    try:
        with store.transaction() as tx:
            size = tx.log.size()
            tx.log.append([make_row(size + n) for n in range(3)], str(size + 3).encode())
    except ArchiveError as error:
        print(error.code, flush=True)
    else:
        print(size + 3, flush=True)
"""


def writer(path: Path, count: int) -> list[str]:
    return [sys.executable, "-c", WRITER.format(root=str(ROOT), path=str(path), count=count)]


def acknowledged(output: str) -> int:
    return max((int(line) for line in output.split() if line.isdigit()), default=0)


@pytest.mark.parametrize("fault", ["fdatasync:error=EIO:when=2+", "fdatasync:error=EIO:when=4+"])
def test_a_failed_sync_is_not_acknowledged_and_never_retried(path: Path, tmp_path: Path, fault: str):
    trace = tmp_path / "trace"
    result = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            f"-o{trace}",
            "-etrace=fsync,fdatasync",
            f"-einject={fault}",
            *writer(path, 6),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = result.stdout.split()[1:]
    failed = lines.index("disk-failed")
    assert lines[failed:] == ["disk-failed"] * (6 - failed)
    injected = trace.read_text().count("(INJECTED)")
    assert injected <= 2, "only the failing commit and the closing may sync"
    check_after_restart(path, acknowledged(result.stdout))


def test_a_disk_that_fills_up_is_told_from_a_broken_one(path: Path, tmp_path: Path):
    result = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            f"-o{tmp_path / 'trace'}",
            "-einject=pwrite64:error=ENOSPC:when=12..13",
            *writer(path, 8),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = result.stdout.split()[1:]
    assert "storage-full" in lines
    assert lines[-1].isdigit(), "writing goes on when there is room again"
    assert "disk-failed" not in lines
    check_after_restart(path, acknowledged(result.stdout))


@pytest.mark.parametrize("seconds", [0.0, 0.003, 0.01, 0.03, 0.1])
def test_a_killed_writer_loses_nothing_it_acknowledged(path: Path, seconds: float):
    process = subprocess.Popen(writer(path, 100_000), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    output = process.stdout.read()
    process.stdout.close()
    process.wait()
    check_after_restart(path, max(acknowledged(output.rpartition("\n")[0]), 6))


def check_after_restart(path: Path, least: int) -> None:
    store = SqlRecordStore(path, busy_timeout_seconds=5)
    store.check()
    with store.reading() as tx:
        entries = list(tx.log.entries())
        assert len(entries) >= least
        assert len(entries) % 3 == 0
        assert entries == [make_row(index) for index in range(len(entries))]
        assert tx.log.frontier() == (str(len(entries)).encode() if entries else b"")
    append(store, 3)
    store.close()


def test_a_store_on_a_read_only_disk_says_so(store: SqlRecordStore, path: Path):
    event.listen(
        store._backend.writer,
        "checkout",
        lambda connection, *_: connection.execute("PRAGMA query_only=ON"),
    )
    with pytest.raises(Unavailable, match="read-only"):
        append(store, 1)
    assert size(store) == 3
