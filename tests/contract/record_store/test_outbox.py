"""Contract of `OutboxRecords`, on every engine: leases, vanished workers, rebuilds, lost jobs."""

from datetime import timedelta

import pytest

from archive.adapters.outbox_rules import INTERRUPTED
from archive.domain.custody import format_instant
from archive.ports_index import IndexLeft
from archive.ports_outbox import Task
from archive.ports_records import RecordStore
from tests.record_values import NOW, add_items, index_task, make_item, make_row

ITEMS = [make_item(n) for n in range(1, 6)]
ONE, TWO, THREE, FOUR, FIVE = ITEMS
LEASE = 60
LATER = NOW + timedelta(seconds=LEASE)


@pytest.fixture
def filled(peopled: RecordStore) -> RecordStore:
    """Five items, each with its task."""
    with peopled.transaction() as tx:
        add_items(tx, *ITEMS)
        tx.outbox.add([index_task(item) for item in ITEMS])
    return peopled


def claim(store: RecordStore, limit: int = 9, *, worker: str = "first", now=NOW) -> tuple[Task, ...]:
    with store.transaction() as tx:
        return tx.outbox.claim("index", limit, worker=worker, now=now, lease_seconds=LEASE)


def pending(store: RecordStore, kind: str = "index") -> list[tuple[str, int, int]]:
    with store.reading() as tx:
        return [(task.item_id, task.version, task.attempts) for task in tx.outbox.pending(kind)]


def done_versions(store: RecordStore) -> dict[str, int]:
    with store.reading() as tx:
        return dict(tx.outbox.done_versions("index"))


def ids(tasks: tuple[Task, ...]) -> list[str]:
    return [task.item_id for task in tasks]


def test_work_is_handed_out_oldest_first_and_once(filled: RecordStore):
    first = claim(filled, 2)
    second = claim(filled, 9, worker="second")
    assert ids(first) == [ONE.item_id, TWO.item_id]
    assert ids(second) == [THREE.item_id, FOUR.item_id, FIVE.item_id]
    assert all(task.task_id > 0 and task.kind == "index" and task.version == 1 for task in first + second)
    assert claim(filled, 9, worker="third") == ()
    assert len(pending(filled)) == 5


def test_a_limit_below_one_hands_out_nothing(filled: RecordStore):
    assert claim(filled, 0) == ()
    assert claim(filled, -1) == ()
    assert len(claim(filled, 5)) == 5


def test_kinds_are_kept_apart(filled: RecordStore):
    with filled.transaction() as tx:
        tx.outbox.add([Task("text", ONE.item_id, 1), Task("text", "not an item yet", 4)])
        assert tx.outbox.claim("unheard_of", 9, worker="w", now=NOW, lease_seconds=LEASE) == ()
        text = tx.outbox.claim("text", 9, worker="w", now=NOW, lease_seconds=LEASE)
        tx.outbox.done(text)
    assert ids(text) == [ONE.item_id, "not an item yet"]
    assert pending(filled, "text") == []
    assert len(pending(filled)) == 5
    assert done_versions(filled) == {}


def test_done_removes_the_row_and_remembers_the_version(filled: RecordStore):
    with filled.transaction() as tx:
        tx.outbox.done(tx.outbox.claim("index", 3, worker="w", now=NOW, lease_seconds=LEASE))
        tx.outbox.done([])
    assert pending(filled) == [(FOUR.item_id, 1, 0), (FIVE.item_id, 1, 0)]
    assert done_versions(filled) == {ONE.item_id: 1, TWO.item_id: 1, THREE.item_id: 1}
    with filled.reading() as tx:
        assert tx.outbox.pending_items("index") == {FOUR.item_id, FIVE.item_id}


def test_a_newer_task_replaces_the_older_and_goes_to_the_end(filled: RecordStore):
    (task,) = claim(filled, 1)
    with filled.transaction() as tx:
        tx.outbox.failed(task, "reason", NOW)
        tx.outbox.add([index_task(ONE, 2), index_task(ONE, 4), index_task(ONE, 3)])
        tx.outbox.add([index_task(ONE, 1)])
    assert [row for row in pending(filled) if row[0] == ONE.item_id] == [(ONE.item_id, 4, 0)]
    assert pending(filled)[-1][0] == ONE.item_id


def test_work_finished_on_an_older_version_does_not_remove_the_newer_task(filled: RecordStore):
    (task,) = claim(filled, 1)
    with filled.transaction() as tx:
        tx.outbox.add([index_task(ONE, 2)])
    with filled.transaction() as tx:
        tx.outbox.done([task])
    assert (ONE.item_id, 2, 0) in pending(filled)
    assert done_versions(filled) == {ONE.item_id: 1}
    newer = claim(filled, 9, worker="second")[-1]
    with filled.transaction() as tx:
        tx.outbox.done([newer])
        tx.outbox.done([task])
    assert done_versions(filled) == {ONE.item_id: 2}


def test_a_replaced_task_can_be_claimed_while_the_older_is_leased(filled: RecordStore):
    claim(filled)
    with filled.transaction() as tx:
        tx.outbox.add([index_task(TWO, 2)])
    assert [(task.item_id, task.version) for task in claim(filled, worker="second")] == [(TWO.item_id, 2)]


def test_work_under_way_does_not_count_for_a_rebuild(filled: RecordStore):
    (task,) = claim(filled, 1)
    with filled.transaction() as tx:
        tx.outbox.forget_done("index")
        assert tx.outbox.enqueue_all("index") == 5
    with filled.transaction() as tx:
        tx.outbox.done([task])
        tx.outbox.failed(task, "late", NOW)
        tx.outbox.release([task])
    assert pending(filled) == [(item.item_id, 1, 0) for item in ITEMS]
    assert done_versions(filled) == {}


def test_a_lease_that_ran_out_is_handed_to_another_worker(filled: RecordStore):
    claim(filled, 1)
    moment_before = LATER - timedelta(microseconds=1)
    assert ONE.item_id not in ids(claim(filled, 1, worker="second", now=moment_before))
    assert ids(claim(filled, 1, worker="third", now=LATER)) == [ONE.item_id]


def test_a_worker_whose_lease_moved_changes_nothing_by_failing_or_giving_back(filled: RecordStore):
    (old,) = claim(filled, 1)
    (new,) = claim(filled, 1, worker="second", now=LATER)
    assert (old.task_id, old.attempts, new.attempts) == (new.task_id, 0, 1)
    with filled.transaction() as tx:
        tx.outbox.failed(old, "late", NOW)
        tx.outbox.release([old])
    assert pending(filled)[0] == (ONE.item_id, 1, 1)
    assert ONE.item_id not in ids(claim(filled, 1, worker="third", now=LATER))
    with filled.transaction() as tx:
        tx.outbox.done([new])
        tx.outbox.done([old])
    assert len(pending(filled)) == 4
    assert done_versions(filled) == {ONE.item_id: 1}


def test_the_tasks_of_a_vanished_worker_come_back_one_at_a_time(filled: RecordStore):
    claim(filled, 3)
    again = [claim(filled, 9, worker=f"w{n}", now=LATER) for n in range(4)]
    assert [ids(tasks) for tasks in again] == [
        [ONE.item_id],
        [TWO.item_id],
        [THREE.item_id],
        [FOUR.item_id, FIVE.item_id],
    ]
    assert [task.attempts for tasks in again for task in tasks] == [1, 1, 1, 0, 0]


def test_a_task_that_kills_its_workers_is_set_aside_and_the_others_go_on(filled: RecordStore):
    now, finished = NOW, set()
    for n in range(12):
        tasks = claim(filled, 2, worker=f"w{n}", now=now)
        now += timedelta(seconds=LEASE)
        if any(task.item_id == TWO.item_id for task in tasks):
            continue  # killed
        finished.update(ids(tasks))
        with filled.transaction() as tx:
            tx.outbox.done(tasks)
    assert finished == {item.item_id for item in ITEMS} - {TWO.item_id}
    with filled.reading() as tx:
        (left,) = tx.outbox.pending("index")
    assert (left.item_id, left.attempts, left.failure) == (TWO.item_id, 3, INTERRUPTED)


def test_a_worker_is_not_handed_what_it_holds_already(filled: RecordStore):
    first = claim(filled, 2, worker="first")
    second = claim(filled, 9, worker="first")
    assert ids(first) + ids(second) == [item.item_id for item in ITEMS]
    assert claim(filled, 9, worker="first") == ()


def test_three_failures_set_a_task_aside_with_its_reason(filled: RecordStore):
    for attempt in range(3):
        (task,) = [each for each in claim(filled) if each.item_id == ONE.item_id]
        assert task.attempts == attempt
        with filled.transaction() as tx:
            others = [each for each in tx.outbox.pending("index") if each.item_id != ONE.item_id]
            tx.outbox.failed(task, f"reason {attempt}", NOW)
            tx.outbox.failed(task, "said twice", NOW)
            tx.outbox.release(others)
    assert ONE.item_id not in ids(claim(filled))
    with filled.reading() as tx:
        (left,) = [task for task in tx.outbox.pending("index") if task.item_id == ONE.item_id]
        assert (left.attempts, left.failure) == (3, "reason 2")
        assert ONE.item_id in tx.outbox.pending_items("index")
    with filled.transaction() as tx:
        assert tx.outbox.enqueue_missing("index") == 0
        tx.outbox.add([index_task(ONE)])
    assert ids(claim(filled, worker="second")) == [ONE.item_id]


def test_a_reason_is_kept_whatever_it_holds(filled: RecordStore):
    (task,) = claim(filled, 1)
    with filled.transaction() as tx:
        tx.outbox.failed(task, "name\0\udcff " + "я" * 1000, NOW)
    with filled.reading() as tx:
        failure = tx.outbox.pending("index")[0].failure
    assert failure.startswith("name\\0\\udcff яя")
    assert len(failure) == 500


def test_tasks_given_back_are_free_at_once_and_count_no_attempt(filled: RecordStore):
    tasks = claim(filled)
    with filled.transaction() as tx:
        tx.outbox.release(tasks[:2])
        tx.outbox.release([])
    again = claim(filled, worker="second")
    assert ids(again) == [ONE.item_id, TWO.item_id]
    assert [task.attempts for task in again] == [0, 0]


def test_a_rebuild_asks_for_every_item_in_order_of_number(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, *reversed(ITEMS))
        tx.items.withdraw(THREE.item_id, based_on=1)
        tx.outbox.add([index_task(FIVE, 9), Task("text", ONE.item_id, 1)])
        assert tx.outbox.enqueue_all("index") == 5
    versions = [1, 1, 2, 1, 1]
    assert pending(peopled) == [
        (item.item_id, version, 0) for item, version in zip(ITEMS, versions, strict=True)
    ]
    assert pending(peopled, "text") == [(ONE.item_id, 1, 0)]


def test_lost_jobs_are_asked_for_again(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, *ITEMS)
        tx.outbox.add([index_task(ONE)])
        tx.outbox.done([index_task(TWO), index_task(THREE)])
        tx.items.advance(THREE.item_id, based_on=1, record="r", new_objects=[])
        assert tx.outbox.enqueue_missing("index") == 3
        assert tx.outbox.enqueue_missing("index") == 0
    assert pending(peopled) == [
        (ONE.item_id, 1, 0),
        (THREE.item_id, 2, 0),
        (FOUR.item_id, 1, 0),
        (FIVE.item_id, 1, 0),
    ]


def test_all_is_done_when_every_version_is_and_nothing_waits(peopled: RecordStore):
    def all_done() -> bool:
        with peopled.reading() as tx:
            return tx.outbox.all_done("index")

    assert all_done()
    with peopled.transaction() as tx:
        add_items(tx, ONE, TWO)
        tx.outbox.done([index_task(ONE)])
    assert not all_done()
    with peopled.transaction() as tx:
        tx.outbox.done([index_task(TWO), Task("text", ONE.item_id, 1)])
    assert all_done()
    with peopled.transaction() as tx:
        tx.items.advance(TWO.item_id, based_on=1, record="r", new_objects=[])
    assert not all_done()
    with peopled.transaction() as tx:
        tx.outbox.done([index_task(TWO, 2)])
        tx.outbox.add([index_task(ONE)])
    assert not all_done()


def test_work_that_was_not_claimed_counts_for_its_version(filled: RecordStore):
    with filled.transaction() as tx:
        tx.outbox.add([index_task(TWO, 2)])
        tx.outbox.done([index_task(ONE), index_task(TWO), index_task(THREE, 2)])
    assert pending(filled) == [(FOUR.item_id, 1, 0), (FIVE.item_id, 1, 0), (TWO.item_id, 2, 0)]
    assert done_versions(filled) == {ONE.item_id: 1, TWO.item_id: 1, THREE.item_id: 2}


def test_a_lost_index_forgets_what_was_done(filled: RecordStore):
    with filled.transaction() as tx:
        tx.outbox.done(tx.outbox.claim("index", 5, worker="w", now=NOW, lease_seconds=LEASE))
        tx.outbox.done([Task("text", ONE.item_id, 1)])
    with filled.transaction() as tx:
        tx.outbox.forget_done("index")
        assert list(tx.outbox.done_versions("text")) == [(ONE.item_id, 1)]
        assert tx.outbox.enqueue_missing("index") == 5
    assert done_versions(filled) == {}


def test_done_versions_are_streamed_in_order(peopled: RecordStore):
    tasks = [Task("index", f"item-{n:05d}", n) for n in range(2500, 0, -1)]
    with peopled.transaction() as tx:
        tx.outbox.done(tasks)
    with peopled.reading() as tx:
        assert list(tx.outbox.done_versions("index")) == [(f"item-{n:05d}", n) for n in range(1, 2501)]


def test_the_first_failure_is_dated_until_the_work_is_asked_for_again(filled: RecordStore):
    for minute in range(3):
        now = NOW + timedelta(minutes=minute)
        (task,) = claim(filled, 1, now=now)
        with filled.transaction() as tx:
            tx.outbox.failed(task, f"reason {minute}", now)
    with filled.reading() as tx:
        (aside,) = [task for task in tx.outbox.pending("index") if task.is_set_aside]
    assert (aside.item_id, aside.failure, aside.failed_at) == (ONE.item_id, "reason 2", format_instant(NOW))
    with filled.transaction() as tx:
        tx.outbox.add([index_task(ONE)])
        assert [task.failed_at for task in tx.outbox.pending("index")] == [""] * 5


def test_what_killed_its_workers_is_dated_when_it_is_set_aside(filled: RecordStore):
    for round_ in range(4):
        claim(filled, 1, now=NOW + round_ * timedelta(seconds=LEASE))
    with filled.reading() as tx:
        (aside,) = [task for task in tx.outbox.pending("index") if task.is_set_aside]
    assert (aside.failure, aside.failed_at) == (
        INTERRUPTED,
        format_instant(NOW + timedelta(seconds=3 * LEASE)),
    )


def test_only_what_was_done_since_a_place_in_the_log_is_forgotten(filled: RecordStore):
    for place, item in enumerate((ONE, TWO, THREE)):
        with filled.transaction() as tx:
            tx.log.append([make_row(place)], b"frontier")
            tx.outbox.done(tx.outbox.claim("index", 1, worker="w", now=NOW, lease_seconds=LEASE))
        assert item.item_id in done_versions(filled)
    with filled.transaction() as tx:
        tx.outbox.forget_done("index", since=1)
        assert tx.outbox.enqueue_missing("index") == 2
    assert done_versions(filled) == {ONE.item_id: 1}
    with filled.transaction() as tx:
        tx.outbox.forget_done("index")
    assert done_versions(filled) == {}


def test_work_done_again_counts_from_then(filled: RecordStore):
    with filled.transaction() as tx:
        tx.outbox.done(tx.outbox.claim("index", 1, worker="w", now=NOW, lease_seconds=LEASE))
        tx.log.append([make_row(0), make_row(1)], b"frontier")
        tx.outbox.done([index_task(ONE)])
    with filled.transaction() as tx:
        tx.outbox.forget_done("index", since=1)
    assert done_versions(filled) == {}


def test_how_an_index_was_left_is_remembered_for_each_kind(filled: RecordStore):
    with filled.transaction() as tx:
        assert tx.index.left("index") is None
        tx.index.leave("index", IndexLeft("first", 3))
        tx.index.leave("index", IndexLeft("second", -1))
        tx.index.leave("other", IndexLeft("third", 9))
    with filled.reading() as tx:
        assert tx.index.left("index") == IndexLeft("second", -1)
        assert tx.index.left("other") == IndexLeft("third", 9)
