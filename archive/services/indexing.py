"""Keeping the index up with the store of record: draining the outbox, and rebuilding beside.

The index is derived and expendable. Every record it is made from is a custody entry, written before the
record is opened.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import ArchiveError, KeyUnavailable, NotFound, Unavailable
from archive.domain.item import Collection, Item, ItemState
from archive.domain.record import ExhibitRecord
from archive.ports import Task, Transaction
from archive.ports_records import MAX_ATTEMPTS
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, require
from archive.services.opening import collection_identity, read_range, read_small
from archive.services.reading import record_subjects
from crypto.age.hybrid import HybridIdentity
from crypto.blind import BlindIndex
from crypto.digest import sha256_hex
from search.indexer import DocumentBuilder, IndexInput, index_batch
from search.ports import PutReport
from search.word_lists import WordKeeper

BATCH = 256
LEASE_SECONDS = 600
MAX_TEXT_BYTES = 8 * 1024 * 1024
_CHANGES = ("accession", "description", "consent_change", "withdrawal")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did: items indexed, removed, set aside as impossible, and left for want of a key."""

    indexed: int = 0
    removed: int = 0
    failed: int = 0
    left: int = 0

    def __add__(self, other: "IndexReport") -> "IndexReport":
        return IndexReport(
            self.indexed + other.indexed,
            self.removed + other.removed,
            self.failed + other.failed,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How far the index is: items it should hold, holds, those waiting, and those set aside with reasons.

    `analysis`: the rules, and the lemma table, that made it.
    """

    items: int
    indexed: int
    pending: int
    set_aside: tuple[tuple[str, str], ...]
    generation: str
    analysis: str


class Workshop:
    """What an actor needs to index the collections open to him: identities and builders, opened once."""

    def __init__(self, archive: Archive, actor: Actor) -> None:
        self._archive = archive
        self._actor = actor
        self._open: dict[str, tuple[HybridIdentity, DocumentBuilder] | None] = {}
        self._keepers: list[WordKeeper] = []
        with archive.records.reading() as tx:
            self.collections = {c.collection_id: c for c in tx.people.collections()}

    def bench(self, collection: Collection) -> tuple[HybridIdentity, DocumentBuilder] | None:
        """Identity and builder of a collection; None where it is sealed or the actor holds no key."""
        key = collection.collection_id
        if key not in self._open:
            self._open[key] = None if collection.sealed else self._unlock(collection)
        return self._open[key]

    def _unlock(self, collection: Collection) -> tuple[HybridIdentity, DocumentBuilder] | None:
        archive = self._archive
        try:
            identity = collection_identity(archive, self._actor, collection)
        except KeyUnavailable:
            return None
        index_key = archive.keys.open_index_key(collection.collection_id, identity)
        blind = BlindIndex(index_key, collection.collection_id)
        builder = DocumentBuilder(blind, archive.analyzer, archive.resolver, collection.ceiling)
        self._keepers.append(WordKeeper(archive.words, blind, builder.words))
        return identity, builder

    def keep_words(self) -> None:
        """Add the words met so far to the lists of the generation that answers, before the work is done."""
        generation = self._archive.index.state().generation
        for keeper in self._keepers:
            keeper.keep(generation)

    def input_of(self, item: Item, identity: HybridIdentity) -> IndexInput:
        """Open an item's record and the texts of its exhibits."""
        archive = self._archive
        record = archive.codec.load_record(read_small(archive.objects, item.record, [identity]))
        texts = tuple(
            text for exhibit in record.exhibits if (text := self._text(exhibit, identity)) is not None
        )
        return IndexInput(item.item_id, item.version, record.description, texts)

    def _text(self, exhibit: ExhibitRecord, identity: HybridIdentity) -> str | None:
        if not exhibit.media_type.value.startswith("text/") or exhibit.size > MAX_TEXT_BYTES:
            return None
        data = b"".join(read_range(self._archive.objects, exhibit.object_digest, [identity]))
        return decode_text(data)


def decode_text(data: bytes) -> str:
    """Text of an exhibit: UTF-8, UTF-16 with a byte order mark, else Windows-1251 (which reads any bytes)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def catch_up(archive: Archive, actor: Actor) -> IndexReport:
    """Index everything that waits; raise Unavailable if the engine is down, and then nothing is lost."""
    require(archive, actor, Act.INDEX)
    empty = _find_lost_work(archive)
    workshop, worker = Workshop(archive, actor), str(uuid.uuid4())
    report, left = IndexReport(), []
    try:
        while True:
            with acting(archive, actor) as work:
                tasks = work.tx.outbox.claim(
                    archive.index_task,
                    BATCH,
                    worker=worker,
                    now=archive.clock.now(),
                    lease_seconds=LEASE_SECONDS,
                )
                if not tasks:
                    break
                ready, waiting = _sort(work.tx, workshop, tasks)
                _log_opening(work, [item for _, item in ready])
            left += waiting
            try:
                report += _index(archive, workshop, ready)
            except Unavailable:
                left += [task for task, _ in ready]
                raise
    finally:
        if left:
            with archive.records.transaction() as tx:
                tx.outbox.release(left)
    archive.index.refresh()
    if empty:
        archive.index.set_high_water(-1)  # makes the first generation when nothing was put
        archive.words.set_whole(archive.index.state().generation)
    with archive.records.reading() as tx:
        archive.index.set_high_water(tx.log.size() - 1)
    return report + IndexReport(left=len(left))


def _find_lost_work(archive: Archive) -> bool:
    """Ask again for what this engine never got: it is new here, was wiped, or a job was lost.

    Return whether it has nothing yet: the words of what is then indexed are all there are.
    """
    require_same_analysis(archive)
    empty = archive.index.state().high_water < 0
    with archive.records.transaction() as tx:
        if empty:
            tx.outbox.forget_done(archive.index_task)
        tx.outbox.enqueue_missing(archive.index_task)
    return empty


def require_same_analysis(archive: Archive) -> None:
    """Raise Unavailable when the index was made by other rules than those of this program."""
    made_by, ours = archive.index.state().analysis, archive.analyzer.version
    if made_by != ours:
        raise Unavailable(
            f"The index was made with analysis '{made_by}', and this program has '{ours}': words would not "
            "be found. Run `sviedka index rebuild`, or restore the lemma table that the index was made with.",
            safe="The records are as they were; what waits for the index goes on waiting.",
        )


def catch_up_if_possible(archive: Archive, actor: Actor) -> None:
    """Index what waits if the actor may and the engine answers; otherwise it goes on waiting."""
    if not actor.agent.may(Act.INDEX):
        return
    try:
        catch_up(archive, actor)
    except Unavailable:
        return


def rebuild(archive: Archive, actor: Actor) -> IndexReport:
    """Build a new index beside the old one and swap; searches go on meanwhile, and new items are not lost."""
    require(archive, actor, Act.INDEX)
    workshop = Workshop(archive, actor)
    with archive.records.reading() as tx:
        high_water = tx.log.size() - 1
        items = [i for i in tx.items.items() if workshop.bench(workshop.collections[i.collection_id])]
    active = [i for i in items if i.state is ItemState.ACTIVE]
    builder = archive.index.begin_rebuild()
    report, done = IndexReport(), []
    try:
        for start in range(0, len(active), BATCH):
            part = active[start : start + BATCH]
            with acting(archive, actor) as work:
                _log_opening(work, part)
            for bench, group in _by_bench(workshop, part):
                inputs = _inputs(workshop, bench[0], group)
                put = index_batch(builder, bench[1], [i for i, _ in inputs])
                failed = {failure.doc_id for failure in put.failed}
                good = [item for _, item in inputs if bench[1].doc_id(item.item_id) not in failed]
                done += [Task(archive.index_task, item.item_id, item.version) for item in good]
                report += IndexReport(indexed=len(good), failed=len(group) - len(good))
        builder.finish(expected_count=report.indexed, high_water=high_water)
    except BaseException:
        builder.abandon()
        raise
    with acting(archive, actor) as work:
        work.tx.outbox.done(done)
        changed = {row.item_id for row in work.tx.log.entries(high_water + 1) if row.event_type in _CHANGES}
        states = work.tx.items.states([item_id for item_id in changed if item_id])
        work.tx.outbox.add([Task(archive.index_task, item_id, state[0]) for item_id, state in states.items()])
        generation = archive.index.state().generation
        work.ledger.record(
            EventType.INDEX_REBUILD,
            [Subject("index", sha256_hex(generation.encode()))],
            detail={"items": report.indexed, "failed": report.failed, "high_water": high_water},
        )
    workshop.keep_words()
    archive.words.set_whole(generation)
    return report + catch_up(archive, actor)


def status(archive: Archive) -> IndexStatus:
    """Compare the index with the store of record; raise Unavailable if it does not answer."""
    with archive.records.reading() as tx:
        expected = sum(1 for i in tx.items.items() if i.state is ItemState.ACTIVE)
        pending = tx.outbox.pending(archive.index_task)
        aside = tuple((tx.items.item(t.item_id).number, t.failure) for t in pending if t.is_set_aside)
    state = archive.index.state()
    return IndexStatus(expected, archive.index.count(), len(pending), aside, state.generation, state.analysis)


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
    for bench, group in _by_bench(workshop, [item for _, item in ready]):
        gone = [item for item in group if item.state is ItemState.WITHDRAWN]
        for item in gone:
            archive.index.remove([bench[1].doc_id(item.item_id)], item.version)
        inputs = _inputs(
            workshop, bench[0], [item for item in group if item.state is ItemState.ACTIVE], failures
        )
        put: PutReport = index_batch(archive.index, bench[1], [i for i, _ in inputs])
        workshop.keep_words()
        reasons = {failure.doc_id: failure.reason for failure in put.failed}
        failures |= {
            item.item_id: reasons[doc_id]
            for _, item in inputs
            if (doc_id := bench[1].doc_id(item.item_id)) in reasons
        }
        report += IndexReport(indexed=len(inputs) - len(reasons), removed=len(gone))
    with archive.records.transaction() as tx:
        tx.outbox.done([task for item_id, task in tasks.items() if item_id not in failures])
        for item_id, reason in failures.items():
            tx.outbox.failed(tasks[item_id], reason)
    given_up = [i for i in failures if tasks[i].attempts + 1 >= MAX_ATTEMPTS]
    return report + IndexReport(failed=len(given_up))


def _by_bench(
    workshop: Workshop, items: Iterable[Item]
) -> list[tuple[tuple[HybridIdentity, DocumentBuilder], list[Item]]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item.collection_id, []).append(item)
    benches = ((workshop.bench(workshop.collections[key]), group) for key, group in groups.items())
    return [(bench, group) for bench, group in benches if bench is not None]


def _inputs(
    workshop: Workshop,
    identity: HybridIdentity,
    items: Iterable[Item],
    failures: dict[str, str] | None = None,
) -> list[tuple[IndexInput, Item]]:
    """What each item is indexed from; one that cannot be opened fails alone, by code."""
    found = []
    for item in items:
        try:
            found.append((workshop.input_of(item, identity), item))
        except Unavailable:
            raise
        except (ArchiveError, NotFound) as error:
            if failures is not None:
                failures[item.item_id] = error.code
    return found
