"""Contract of `RecordStore`: all or nothing, snapshots, one writer at a time. On every engine."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.domain.agent import Membership, Role
from archive.domain.description import RelationType
from archive.domain.errors import ArchiveError, Conflict, CustodyError, Unavailable
from archive.ports_index import IndexLeft
from archive.ports_outbox import Task
from archive.ports_records import CheckpointRow, HeaderChange, Link, RecordStore
from tests.postgres import GROUP
from tests.record_stores import ENGINES, Opened, open_empty
from tests.record_values import (
    ANNA,
    BELLA,
    MINSK,
    NOW,
    add_items,
    digest,
    fill_people,
    index_task,
    make_item,
    make_object,
    make_row,
)

ONE, TWO = make_item(1), make_item(2)
WRITES = {
    "add_agent": lambda tx: tx.people.add_agent(ANNA),
    "retire_agent": lambda tx: tx.people.retire_agent(BELLA.agent_id),
    "set_roles": lambda tx: tx.people.set_roles(BELLA.agent_id, frozenset({Role.AUDITOR})),
    "add_collection": lambda tx: tx.people.add_collection(MINSK),
    "set_membership": lambda tx: tx.people.set_membership(Membership(MINSK.collection_id, BELLA.agent_id, 1)),
    "next_sequences": lambda tx: tx.items.next_sequences("BYA", 2026, 1),
    "add": lambda tx: tx.items.add([TWO], [make_object(TWO)]),
    "advance": lambda tx: tx.items.advance(ONE.item_id, based_on=1, record="r", new_objects=[]),
    "withdraw": lambda tx: tx.items.withdraw(ONE.item_id, based_on=1),
    "mark_shredded": lambda tx: tx.items.mark_shredded([make_object(ONE).digest]),
    "change_headers": lambda tx: tx.items.change_headers([HeaderChange(make_object(ONE).digest, "h")]),
    "add_links": lambda tx: tx.items.add_links(
        [Link(ONE.item_id, ONE.item_id, RelationType.SUPPORTS, "decided", "e")]
    ),
    "append": lambda tx: tx.log.append([make_row(1)], b"changed"),
    "add_checkpoint": lambda tx: tx.log.add_checkpoint(CheckpointRow(1, b"r" * 32, b"n", NOW)),
    "add_sealed_detail": lambda tx: tx.log.add_sealed_detail("e", b"sealed"),
    "outbox add": lambda tx: tx.outbox.add([index_task(ONE, 2)]),
    "claim": lambda tx: tx.outbox.claim("index", 9, worker="w", now=NOW, lease_seconds=60),
    "done": lambda tx: tx.outbox.done([index_task(ONE)]),
    "failed": lambda tx: tx.outbox.failed(tx.outbox.pending("index")[0], "reason", NOW),
    "enqueue_all": lambda tx: tx.outbox.enqueue_all("other"),
    "enqueue_missing": lambda tx: tx.outbox.enqueue_missing("other"),
    "forget_done": lambda tx: tx.outbox.forget_done("text"),
    "leave": lambda tx: tx.index.leave("index", IndexLeft("g", 1)),
}


def everything(store: RecordStore) -> dict[str, object]:
    """All that can be read, to compare two states of a store."""
    with store.reading() as tx:
        return {
            "agents": tx.people.agents(),
            "collections": tx.people.collections(),
            "members": tx.people.members(MINSK.collection_id),
            "items": list(tx.items.items()),
            "objects": list(tx.items.all_objects()),
            "links": list(tx.items.all_links()),
            "entries": list(tx.log.entries()),
            "frontier": tx.log.frontier(),
            "checkpoints": tx.log.checkpoints(),
            "index": tx.outbox.pending("index"),
            "other": tx.outbox.pending("other"),
            "done": list(tx.outbox.done_versions("text")),
            "left": tx.index.left("index"),
        }


@pytest.fixture
def small(peopled: RecordStore) -> RecordStore:
    """One item, one log entry, one task, one piece of work done."""
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        tx.log.append([make_row(0, item=ONE)], b"frontier")
        tx.outbox.add([index_task(ONE)])
        tx.outbox.done([Task("text", ONE.item_id, 1)])
    return peopled


def write_and_break_off(store: RecordStore, write: str) -> None:
    with store.transaction() as tx:
        WRITES[write](tx)
        raise KeyboardInterrupt


def catch_and_go_on(store: RecordStore) -> None:
    with store.transaction() as tx:
        tx.log.append([make_row(1)], b"half")
        with pytest.raises(Conflict):
            tx.items.add([TWO, ONE], [])
        with pytest.raises(Conflict):
            tx.log.size()


@pytest.mark.parametrize("write", [name for name in WRITES if name not in ("add_agent", "add_collection")])
def test_an_exception_rolls_everything_back(small: RecordStore, write: str):
    before = everything(small)
    with pytest.raises(KeyboardInterrupt):
        write_and_break_off(small, write)
    assert everything(small) == before
    with small.transaction() as tx:
        WRITES[write](tx)


@pytest.mark.parametrize("write", WRITES)
def test_a_snapshot_refuses_to_write(small: RecordStore, write: str):
    before = everything(small)
    with pytest.raises(ArchiveError), small.reading() as tx:
        WRITES[write](tx)
    assert everything(small) == before


def test_a_refused_statement_cannot_be_caught_and_committed(small: RecordStore):
    before = everything(small)
    with pytest.raises(Conflict):
        catch_and_go_on(small)
    assert everything(small) == before


def test_a_reader_sees_the_state_it_began_with(opened: Opened):
    store, writer = opened.store, opened.again()
    fill_people(store)
    with store.reading() as old:
        with writer.transaction() as tx:
            add_items(tx, ONE)
            tx.log.append([make_row(0)], b"one")
            with store.reading() as other:
                assert other.items.count() == 0
        assert (old.items.count(), old.log.size(), old.log.frontier()) == (0, 0, b"")
        with store.reading() as new:
            assert (new.items.count(), new.log.size(), new.log.frontier()) == (1, 1, b"one")
        assert list(old.items.items()) == []


def test_what_was_committed_is_there_when_the_store_is_opened_again(opened: Opened, small: RecordStore):
    before = everything(small)
    again = opened.again()
    assert everything(again) == before
    again.check()


def test_a_transaction_that_is_over_answers_nothing(small: RecordStore):
    with small.reading() as snapshot:
        stream = snapshot.items.items()
    with small.transaction() as tx:
        pass
    for ask in (
        snapshot.log.size,
        tx.log.size,
        lambda: next(stream),
        lambda: tx.log.append([make_row(1)], b""),
    ):
        with pytest.raises(ArchiveError):
            ask()


def test_writers_on_several_threads_share_out_numbers_and_leaves(opened: Opened):
    stores = (opened.store, opened.again())
    fill_people(opened.store)

    def deposit(worker: int) -> list[tuple[int, int]]:
        taken = []
        for step in range(10):
            with stores[worker % 2].transaction() as tx:
                sequence = tx.items.next_sequences("BYA", 2026, 1)[0]
                leaf = tx.log.size()
                add_items(tx, make_item(sequence))
                tx.log.append([make_row(leaf, branch=f"{worker}-{step}")], str(leaf + 1).encode())
            taken.append((sequence, leaf))
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [pair for part in pool.map(deposit, range(4)) for pair in part]
    assert sorted(sequence for sequence, _ in taken) == list(range(1, 41))
    assert sorted(leaf for _, leaf in taken) == list(range(40))
    with opened.store.reading() as tx:
        assert [row.leaf_index for row in tx.log.entries()] == list(range(40))
        assert tx.log.frontier() == b"40"
        assert [item.number for item in tx.items.items()] == [make_item(n).number for n in range(1, 41)]
    opened.store.check()


@pytest.mark.parametrize(
    "engine", [pytest.param(name, marks=GROUP if name == "postgres" else ()) for name in ENGINES]
)
@pytest.mark.parametrize("other_process", [False, True])
def test_a_writer_waits_for_its_turn_and_not_for_ever(engine: str, other_process: bool, tmp_path: Path):
    opened = open_empty(engine, tmp_path, busy_timeout_seconds=0.3)
    second = opened.again() if other_process else opened.store
    holding, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with opened.store.transaction() as tx:
            tx.log.append([make_row(0)], b"held")
            holding.set()
            leave.wait(600)

    holder = threading.Thread(target=hold)
    holder.start()
    assert holding.wait(600)
    try:
        with pytest.raises(Unavailable), second.transaction() as tx:
            tx.log.size()
        with second.reading() as tx:
            assert tx.log.size() == 0
    finally:
        leave.set()
        holder.join()
    with second.transaction() as tx:
        assert tx.log.size() == 1
    opened.close()


def test_a_store_that_holds_what_it_should_passes_its_check(small: RecordStore):
    with small.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(1, b"r" * 32, b"note", NOW))
    small.check()


def test_a_gap_refused_by_the_log_leaves_the_transaction_usable(small: RecordStore):
    with small.transaction() as tx:
        with pytest.raises(CustodyError):
            tx.log.append([make_row(5)], b"")
        tx.log.append([make_row(1)], digest("frontier").encode())
    with small.reading() as tx:
        assert tx.log.size() == 2
