"""Contract of `LogRecords`, on every engine."""

from datetime import datetime, timedelta, timezone

import pytest

from archive.domain.errors import Conflict, CustodyError, NotFound
from archive.ports_records import CheckpointRow, RecordStore
from tests.record_values import NOW, make_item, make_row

ONE, TWO = make_item(1), make_item(2)


def test_a_new_log_is_empty(store: RecordStore):
    with store.reading() as tx:
        assert tx.log.size() == 0
        assert tx.log.frontier() == b""
        assert list(tx.log.entries()) == []
        assert tx.log.missing() == ()
        assert tx.log.last_leaf(ONE.item_id) is None
        assert tx.log.checkpoint() is None
        assert tx.log.checkpoint(0) is None
        assert tx.log.checkpoints() == ()


def test_entries_come_back_in_order(store: RecordStore):
    rows = [make_row(index, item=ONE if index % 2 else None) for index in range(5)]
    with store.transaction() as tx:
        tx.log.append(rows[:2], b"two")
        tx.log.append([], b"ignored")
        assert (tx.log.size(), tx.log.frontier()) == (2, b"two")
    with store.transaction() as tx:
        tx.log.append(rows[2:], b"five")
    with store.reading() as tx:
        assert (tx.log.size(), tx.log.frontier()) == (5, b"five")
        assert list(tx.log.entries()) == rows
        assert tx.log.entry(3) == rows[3]
        assert tx.log.missing() == ()


@pytest.mark.parametrize("indexes", [[0], [1], [3], [2, 2], [2, 4], [2, 3, 3], [-1]])
def test_an_entry_that_does_not_continue_is_refused(store: RecordStore, indexes: list[int]):
    with store.transaction() as tx:
        tx.log.append([make_row(0), make_row(1)], b"two")
    with pytest.raises(CustodyError), store.transaction() as tx:
        tx.log.append([make_row(index, branch=str(place)) for place, index in enumerate(indexes)], b"forged")
    with store.reading() as tx:
        assert list(tx.log.entries()) == [make_row(0), make_row(1)]
        assert tx.log.frontier() == b"two"


def test_entries_are_streamed_by_range(store: RecordStore):
    rows = [make_row(index) for index in range(2501)]
    with store.transaction() as tx:
        tx.log.append(rows, b"frontier")
    with store.reading() as tx:
        assert list(tx.log.entries()) == rows
        for start, stop in (
            (0, 1),
            (0, 0),
            (7, 7),
            (9, 3),
            (999, 2001),
            (2400, 9999),
            (5000, None),
            (2500, None),
        ):
            assert list(tx.log.entries(start, stop)) == rows[start:stop]
        assert next(tx.log.entries(1234)) == rows[1234]


@pytest.mark.parametrize("index", [-1, 2, 2**31, 2**63, 2**70])
def test_an_entry_that_is_not_there_is_not_found(store: RecordStore, index: int):
    with store.transaction() as tx:
        tx.log.append([make_row(0), make_row(1)], b"")
    with store.reading() as tx, pytest.raises(NotFound):
        tx.log.entry(index)


def test_the_chain_of_an_item(store: RecordStore):
    rows = [make_row(index, item=(ONE, TWO, None)[index % 3]) for index in range(9)]
    with store.transaction() as tx:
        tx.log.append(rows[:6], b"")
        assert tx.log.last_leaf(ONE.item_id) == rows[3].leaf_hash
        tx.log.append(rows[6:], b"")
    with store.reading() as tx:
        assert tx.log.of_item(ONE.item_id) == tuple(rows[0::3])
        assert tx.log.of_item("nothing") == ()
        assert tx.log.last_leaf(TWO.item_id) == rows[7].leaf_hash


def test_entries_by_type(store: RecordStore):
    types = ["accession", "query", "refusal", "query"]
    rows = [make_row(index, event_type=type_) for index, type_ in enumerate(types)]
    with store.transaction() as tx:
        tx.log.append(rows, b"")
    with store.reading() as tx:
        assert tx.log.by_type(["query"]) == (rows[1], rows[3])
        assert tx.log.by_type(["query", "accession", "unheard_of", "query"]) == (rows[0], rows[1], rows[3])
        assert tx.log.by_type([]) == ()


def test_entries_hold_every_byte(store: RecordStore):
    row = make_row(0)
    binary = type(row)(0, bytes(range(32)), bytes(range(256)) * 255, row.event_id, "accession", None)
    with store.transaction() as tx:
        tx.log.append([binary], bytes(range(256)))
    with store.reading() as tx:
        assert tx.log.entry(0) == binary
        assert tx.log.frontier() == bytes(range(256))


def test_checkpoints_come_back_by_size(store: RecordStore):
    at = datetime(2026, 11, 22, 20, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    small, large = (
        CheckpointRow(3, b"\x03" * 32, b"note three", NOW),
        CheckpointRow(10, b"\x0a" * 32, b"ten", at),
    )
    with store.transaction() as tx:
        tx.log.add_checkpoint(large)
        tx.log.add_checkpoint(small)
    with store.reading() as tx:
        assert tx.log.checkpoints() == (small, large)
        assert tx.log.checkpoint() == large
        assert tx.log.checkpoint(3) == small
        assert tx.log.checkpoint(4) is None


def test_the_same_checkpoint_again_is_no_error_and_a_fork_is(store: RecordStore):
    first = CheckpointRow(3, b"\x03" * 32, b"note", NOW)
    with store.transaction() as tx:
        tx.log.add_checkpoint(first)
        tx.log.add_checkpoint(first)
    with store.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(3, b"\x03" * 32, b"signed again", NOW + timedelta(hours=1)))
    with pytest.raises(CustodyError), store.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(3, b"\x04" * 32, b"fork", NOW))
    with store.reading() as tx:
        assert tx.log.checkpoints() == (first,)


def test_a_sealed_detail_is_kept_once(store: RecordStore):
    with store.transaction() as tx:
        tx.log.add_sealed_detail("e1", bytes(range(256)))
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.log.add_sealed_detail("e1", b"another")
    with store.reading() as tx:
        assert tx.log.sealed_detail("e1") == bytes(range(256))
        with pytest.raises(NotFound):
            tx.log.sealed_detail("e2")
