"""Keeping the index up with the store of record: draining the outbox, and rebuilding beside.

The index is derived and expendable. Every record it is made from is a custody entry, written before the
record is opened.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import Unavailable
from archive.domain.item import Item, ItemState
from archive.ports import Task, Transaction
from archive.ports_index import IndexLeft
from archive.ports_outbox import MAX_ATTEMPTS
from archive.services.context import Actor, Archive
from archive.services.index_state import Change, accept_first, known_state, leave, require_accepted
from archive.services.ledger import Work, acting, require
from archive.services.reading import record_subjects
from archive.services.workshop import Workshop
from crypto.digest import sha256_hex
from search.making import index_made
from search.ports import PutReport
from search.sampling import SampledBuilder

LEASE_SECONDS = 600
_CHANGES = ("accession", "description", "consent_change", "withdrawal")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did: items indexed, removed, set aside as impossible, and left for want of a key.

    `noticed`: what had become of the index since it was left.
    """

    indexed: int = 0
    removed: int = 0
    failed: int = 0
    left: int = 0
    noticed: Change | None = None

    def __add__(self, other: "IndexReport") -> "IndexReport":
        return IndexReport(
            self.indexed + other.indexed,
            self.removed + other.removed,
            self.failed + other.failed,
            self.left + other.left,
            self.noticed or other.noticed,
        )


def catch_up(archive: Archive, actor: Actor) -> IndexReport:
    """Index everything that waits; raise Unavailable if the engine is down, and then nothing is lost."""
    require(archive, actor, Act.INDEX)
    noticed, empty = _find_lost_work(archive, actor)
    with Workshop(archive, actor) as workshop:
        report, worked = _drain(archive, actor, workshop)
    if worked or empty:
        _leave(archive, whole=empty)
    return IndexReport(noticed=noticed) + report


def _drain(archive: Archive, actor: Actor, workshop: Workshop) -> tuple[IndexReport, bool]:
    """Index what waits, batch by batch. Return what was done, and whether there was anything to do."""
    report, left, worked, worker = IndexReport(), list[Task](), False, str(uuid.uuid4())
    try:
        while True:
            with acting(archive, actor) as work:
                tasks = work.tx.outbox.claim(
                    archive.index_task,
                    workshop.batch,
                    worker=worker,
                    now=archive.clock.now(),
                    lease_seconds=LEASE_SECONDS,
                )
                if not tasks:
                    break
                workshop.follow(work.tx)
                ready, waiting = _sort(work.tx, workshop, tasks)
                _log_opening(work, [item for _, item in ready])
            left += waiting
            worked = worked or bool(ready)
            workshop.expect(len(ready))
            try:
                report += _index(archive, workshop, ready)
            except Unavailable:
                left += [task for task, _ in ready]
                raise
    finally:
        if left:
            with archive.records.transaction() as tx:
                tx.outbox.release(left)
    return report + IndexReport(left=len(left)), worked


def _find_lost_work(archive: Archive, actor: Actor) -> tuple[Change | None, bool]:
    """Ask again for what this engine never got or has lost.

    Return what became of it, and whether it has nothing yet: the words of what is then indexed are all there
    are.
    """
    kind, (change, state) = archive.index_task, known_state(archive)
    empty = state.high_water < 0
    with acting(archive, actor) as work:
        accept_first(work, kind, state.cluster)
        if empty:
            work.tx.outbox.forget_done(kind)
        elif change is not None:
            # What was done before the index was at this mark, it has; see `OutboxRecords.done`.
            work.tx.outbox.forget_done(kind, since=state.high_water)
        work.tx.outbox.enqueue_missing(kind)
        if change is not None:
            # From here on what it lacks waits in the outbox, and searches may go on without it.
            work.tx.index.leave(kind, IndexLeft(state.generation, state.high_water))
    return change, empty


def _leave(archive: Archive, *, whole: bool) -> None:
    """Put the high-water mark into the index, and remember it here. `whole`: it was empty before."""
    archive.index.refresh()
    if whole:
        archive.index.set_high_water(-1)  # makes the first generation when nothing was put
        archive.words.set_whole(archive.index.state().generation)
    with archive.records.reading() as tx:
        archive.index.set_high_water(tx.log.size() - 1)
    state = archive.index.state()
    with archive.records.transaction() as tx:
        leave(tx, archive.index_task, state)


def catch_up_if_possible(archive: Archive, actor: Actor) -> None:
    """Index what waits if the actor may and the engine answers; otherwise it goes on waiting."""
    if not actor.agent.may(Act.INDEX):
        return
    try:
        if not _has_all(archive):
            catch_up(archive, actor)
    except Unavailable:
        return


def _has_all(archive: Archive) -> bool:
    """Whether the index is as it was left and lacks nothing: then there is no reason to wait for a writer."""
    change, state = known_state(archive)
    if change is not None or state.high_water < 0:
        return False
    with archive.records.reading() as tx:
        return tx.outbox.all_done(archive.index_task)


def rebuild(archive: Archive, actor: Actor) -> IndexReport:
    """Build a new index beside the old one and swap; searches go on meanwhile, and new items are not lost.

    Raises Conflict, and leaves the old one in place, when the new one does not hold what was put into it:
    their number, and a sample of documents, are compared. What this actor has no key for, or what failed,
    waits for the next run.
    """
    require(archive, actor, Act.INDEX)
    with archive.records.reading() as tx:
        require_accepted(archive, tx)
        high_water = tx.log.size() - 1
        items = [item for item in tx.items.items() if item.state is ItemState.ACTIVE]
    with Workshop(archive, actor) as workshop:
        mine = [item for item in items if workshop.bench(workshop.collections[item.collection_id])]
        workshop.expect(len(mine))
        builder = SampledBuilder(archive.index.begin_rebuild())
        done: set[str] = set()
        try:
            for start in range(0, len(mine), workshop.batch):
                done |= _build(archive, actor, workshop, builder, mine[start : start + workshop.batch])
            builder.finish(expected_count=len(done), high_water=high_water)
        except BaseException:
            builder.abandon()
            raise
        _swapped(archive, actor, workshop, items, done, high_water)
        workshop.keep_words()
    archive.words.set_whole(archive.index.state().generation)
    return IndexReport(indexed=len(done)) + catch_up(archive, actor)


def _build(
    archive: Archive, actor: Actor, workshop: Workshop, builder: SampledBuilder, part: Sequence[Item]
) -> set[str]:
    """Put a part of the items into the new generation; answers the ids of those that it took."""
    done: set[str] = set()
    with acting(archive, actor) as work:
        _log_opening(work, part)
    for bench, group in workshop.benches(part):
        put = index_made(builder, workshop.make(bench, group))
        failed = {failure.doc_id for failure in put.failed}
        done |= {item.item_id for item in group if bench.doc_id(item) not in failed}
    return done


def _swapped(
    archive: Archive,
    actor: Actor,
    workshop: Workshop,
    items: Sequence[Item],
    done: set[str],
    high_water: int,
) -> None:
    """Write down the rebuild; ask for what changed meanwhile, and for what the new index has not got."""
    kind, state = archive.index_task, archive.index.state()
    with acting(archive, actor) as work:
        outbox, replaced = work.tx.outbox, workshop.replaced(work.tx)
        done = done - {item.item_id for item in items if item.collection_id in replaced}
        accept_first(work, kind, state.cluster)
        outbox.done([Task(kind, item.item_id, item.version) for item in items if item.item_id in done])
        outbox.add([Task(kind, item.item_id, item.version) for item in items if item.item_id not in done])
        changed = {row.item_id for row in work.tx.log.entries(high_water + 1) if row.event_type in _CHANGES}
        moved = work.tx.items.those_of([item_id for item_id in changed if item_id])
        outbox.add([Task(kind, item_id, item.version) for item_id, item in moved.items()])
        leave(work.tx, kind, state)
        work.ledger.record(
            EventType.INDEX_REBUILD,
            [Subject("index", sha256_hex(state.generation.encode()))],
            detail={"items": len(done), "failed": len(items) - len(done), "high_water": high_water},
        )


def _sort(
    tx: Transaction, workshop: Workshop, tasks: Iterable[Task]
) -> tuple[list[tuple[Task, Item]], list[Task]]:
    ready, waiting = [], []
    for task in tasks:
        item = tx.items.item(task.item_id)
        collection = workshop.collections.get(item.collection_id)
        if collection is None or (workshop.bench(collection) is None and not collection.sealed):
            waiting.append(task)
        else:
            ready.append((task, item))
    return ready, waiting


def _log_opening(work: Work, items: Sequence[Item]) -> None:
    digests = [item.record for item in items if item.state is ItemState.ACTIVE]
    for subjects in record_subjects(digests):
        work.ledger.record(EventType.INDEXING, subjects, detail={"exhibits": "text"})


def _index(archive: Archive, workshop: Workshop, ready: Sequence[tuple[Task, Item]]) -> IndexReport:
    tasks = {item.item_id: task for task, item in ready}
    report, failures = IndexReport(), dict[str, str]()
    for bench, group in workshop.benches(item for _, item in ready):
        gone = [item for item in group if item.state is ItemState.WITHDRAWN]
        for item in gone:
            archive.index.remove([bench.doc_id(item)], item.version)
        there = [item for item in group if item.state is ItemState.ACTIVE]
        put: PutReport = index_made(archive.index, workshop.make(bench, there))
        workshop.keep_words()
        reasons = {failure.doc_id: failure.reason for failure in put.failed}
        failures |= {
            item.item_id: reasons[doc_id] for item in there if (doc_id := bench.doc_id(item)) in reasons
        }
        report += IndexReport(indexed=len(there) - len(reasons), removed=len(gone))
    with archive.records.transaction() as tx:
        tx.outbox.done([task for item_id, task in tasks.items() if item_id not in failures])
        for item_id, reason in failures.items():
            tx.outbox.failed(tasks[item_id], reason, archive.clock.now())
    given_up = [i for i in failures if tasks[i].attempts + 1 >= MAX_ATTEMPTS]
    return report + IndexReport(failed=len(given_up))
