"""Any sequence of acts leaves SQLite and memory in the same state: items, log and outbox."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from archive.domain.errors import ArchiveError
from archive.ports_outbox import Task
from archive.ports_records import Transaction
from tests.record_stores import open_empty
from tests.record_values import MINSK, NOW, add_items, digest, fill_people, make_item, make_object, make_row

KIND = st.sampled_from(["index", "text"])
WORKER = st.sampled_from(["anna", "bella"])


class TwoStores(RuleBasedStateMachine):
    """Each rule does the same to both stores and compares the answers."""

    claimed = Bundle("claimed")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sviedka-model-"))
        self.opened = [open_empty("memory", self.folder), open_empty("sqlite", self.folder)]
        self.stores = [opened.store for opened in self.opened]
        self.count = 0
        self.now = NOW

    def teardown(self) -> None:
        for opened in self.opened:
            opened.close()
        shutil.rmtree(self.folder)

    def both(self, act, *, commit: bool = True) -> object:
        answers = []
        for store in self.stores:
            answer: object = None
            try:
                with store.transaction() as tx:
                    answer = act(tx)
                    _commit_if(commit)
            except ArchiveError as error:
                answer = type(error)
            except _RolledBack:
                pass
            answers.append(answer)
        assert answers[0] == answers[1]
        return answers[0]

    @initialize()
    def people(self) -> None:
        for store in self.stores:
            fill_people(store)

    @rule(how_many=st.integers(0, 4), commit=st.booleans())
    def deposit(self, how_many: int, commit: bool) -> None:
        def act(tx: Transaction) -> range:
            taken = tx.items.next_sequences("BYA", 2026, how_many)
            items = [make_item(sequence) for sequence in taken]
            size = tx.log.size()
            add_items(tx, *items)
            tx.log.append([make_row(size + n, item=item) for n, item in enumerate(items)], str(size).encode())
            tx.outbox.add([Task("index", item.item_id, 1) for item in items])
            return taken

        self.both(act, commit=commit)
        self.count += how_many if commit else 0

    @rule(sequence=st.integers(1, 12), based_on=st.integers(1, 4), task=st.booleans())
    def advance(self, sequence: int, based_on: int, task: bool) -> None:
        item = make_item(sequence)
        record = make_object(item, position=100 + based_on)

        def act(tx: Transaction) -> object:
            moved = tx.items.advance(
                item.item_id, based_on=based_on, record=record.digest, new_objects=[record]
            )
            if task:
                tx.outbox.add([Task("index", item.item_id, moved.version)])
            return moved

        self.both(act)

    @rule(sequence=st.integers(1, 12), based_on=st.integers(1, 4))
    def withdraw(self, sequence: int, based_on: int) -> None:
        self.both(lambda tx: tx.items.withdraw(make_item(sequence).item_id, based_on=based_on))

    @rule(sequence=st.integers(1, 12))
    def deposit_twice(self, sequence: int) -> None:
        self.both(lambda tx: add_items(tx, make_item(sequence + 1), make_item(sequence)), commit=False)

    @rule(kind=KIND, sequence=st.integers(1, 12), version=st.integers(1, 5))
    def ask(self, kind: str, sequence: int, version: int) -> None:
        self.both(lambda tx: tx.outbox.add([Task(kind, make_item(sequence).item_id, version)]))

    @rule(seconds=st.integers(0, 90))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(kind=KIND, limit=st.integers(0, 5), worker=WORKER, target=claimed)
    def claim(self, kind: str, limit: int, worker: str):
        pairs = []
        for store in self.stores:
            with store.transaction() as tx:
                pairs.append(tx.outbox.claim(kind, limit, worker=worker, now=self.now, lease_seconds=60))
        assert [_plain(task) for task in pairs[0]] == [_plain(task) for task in pairs[1]]
        return multiple(*zip(*pairs, strict=True))

    @rule(pair=consumes(claimed))
    def finish(self, pair: tuple[Task, Task]) -> None:
        self.each(pair, lambda tx, task: tx.outbox.done([task]))

    @rule(pair=claimed, reason=st.text(max_size=5))
    def fail(self, pair: tuple[Task, Task], reason: str) -> None:
        self.each(pair, lambda tx, task: tx.outbox.failed(task, reason, NOW))

    @rule(pair=claimed)
    def give_back(self, pair: tuple[Task, Task]) -> None:
        self.each(pair, lambda tx, task: tx.outbox.release([task]))

    @rule(kind=KIND)
    def rebuild(self, kind: str) -> None:
        self.both(lambda tx: (tx.outbox.forget_done(kind), tx.outbox.enqueue_all(kind)))

    @rule(kind=KIND)
    def find_lost_jobs(self, kind: str) -> None:
        self.both(lambda tx: tx.outbox.enqueue_missing(kind))

    @rule(kind=KIND, sequence=st.integers(1, 12), version=st.integers(1, 5))
    def finish_unclaimed(self, kind: str, sequence: int, version: int) -> None:
        self.both(lambda tx: tx.outbox.done([Task(kind, make_item(sequence).item_id, version)]))

    def each(self, pair: tuple[Task, Task], act) -> None:
        for store, task in zip(self.stores, pair, strict=True):
            with store.transaction() as tx:
                act(tx, task)

    @invariant()
    def same(self) -> None:
        memory, sqlite = (_everything(store) for store in self.stores)
        assert memory == sqlite
        assert len(memory["items"]) == self.count
        assert memory["size"] == self.count


class _RolledBack(Exception):
    """The transaction is given up on purpose."""


def _commit_if(wanted: bool) -> None:
    if not wanted:
        raise _RolledBack


def _plain(task: Task) -> tuple[str, str, int, int, str]:
    # Ids of tasks differ: a database may skip numbers.
    return task.kind, task.item_id, task.version, task.attempts, task.failure


def _everything(store) -> dict[str, object]:
    with store.reading() as tx:
        items = list(tx.items.items())
        return {
            "items": items,
            "those of": tx.items.those_of([item.item_id for item in items]),
            "objects": list(tx.items.all_objects()),
            "size": tx.log.size(),
            "entries": list(tx.log.entries()),
            "chain": [tx.log.last_leaf(item.item_id) for item in items],
            "found": tx.items.by_item_fingerprint(
                MINSK.collection_id, [item.fingerprint for item in items] + [digest("nothing")]
            ),
            **{
                kind: (
                    [_plain(task) for task in tx.outbox.pending(kind)],
                    tx.outbox.pending_items(kind),
                    list(tx.outbox.done_versions(kind)),
                )
                for kind in ("index", "text")
            },
        }


TestTwoStores = TwoStores.TestCase
TestTwoStores.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
