"""What an operator is told of the index: how far it is, what was set aside, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.errors import NotFound, Unavailable
from archive.domain.item import ItemState
from archive.ports import Task, Transaction
from archive.ports_index import IndexLeft
from archive.services.context import Actor, Archive
from archive.services.index_state import (
    CHANGES,
    accepted_cluster,
    change_of,
    require_analysis,
    require_cluster,
)
from archive.services.ledger import require
from search.ports import IndexState

NO_LEMMAS = (
    "The lemma table of Belarusian is missing on this machine: Belarusian words go by their endings, and "
    "many forms do not find each other. scripts/setup.sh builds it (or SVIEDKA_LEMMAS names it); then, if "
    "anything was indexed without it, `sviedka index rebuild`."
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something about the index that an operator should know: a stable code, and what it means and asks."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """An item that could not be indexed however often: number, reason, instant of the first failure."""

    number: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How far the index is: items it should hold, holds, waiting, set aside; and what is wrong with it.

    `analysis`: the rules, and the lemma table, that made it. `cluster`: who answers, "" for the embedded one.
    """

    items: int
    indexed: int
    pending: int
    set_aside: tuple[SetAside, ...]
    generation: str
    analysis: str
    cluster: str
    conditions: tuple[Condition, ...]


def retry(archive: Archive, actor: Actor, numbers: tuple[str, ...] = ()) -> int:
    """Ask again for what was set aside, or for some of it; answers how many items that are."""
    require(archive, actor, Act.INDEX)
    with archive.records.transaction() as tx:
        aside = {
            tx.items.item(task.item_id).number: task
            for task in tx.outbox.pending(archive.index_task)
            if task.is_set_aside
        }
        unknown = sorted(set(numbers) - set(aside))
        if unknown:
            raise NotFound(
                f"Not set aside: {', '.join(unknown)}.",
                safe="Nothing was changed. `sviedka index status` lists what is.",
            )
        wanted = [aside[number] for number in numbers or aside]
        tx.outbox.add([Task(task.kind, task.item_id, task.version) for task in wanted])
    return len(wanted)


def status(archive: Archive) -> IndexStatus:
    """Compare the index with the store of record; raise Unavailable if it does not answer."""
    with archive.records.reading() as tx:
        accepted, left = accepted_cluster(tx, archive.index_task), tx.index.left(archive.index_task)
        log_end = tx.log.size() - 1
        expected = sum(1 for item in tx.items.items() if item.state is ItemState.ACTIVE)
        pending = tx.outbox.pending(archive.index_task)
        aside = tuple(
            SetAside(tx.items.item(task.item_id).number, task.failure, task.failed_at)
            for task in pending
            if task.is_set_aside
        )
        done = _indexed(tx, archive.index_task)
    state, held = archive.index.state(), archive.index.count()
    conditions = list(_conditions(archive, state, accepted, left, log_end))
    if not pending and held != done:
        conditions.append(
            Condition(
                "count-differs",
                f"The index holds {held} items where {done} were indexed: "
                "`sviedka index rebuild` makes it anew.",
            )
        )
    return IndexStatus(
        expected,
        held,
        len(pending),
        aside,
        state.generation,
        state.analysis,
        state.cluster,
        tuple(conditions),
    )


def _indexed(tx: Transaction, kind: str) -> int:
    """How many documents the index should hold by now."""
    sealed = {c.collection_id for c in tx.people.collections() if c.sealed}
    versions = dict(tx.outbox.done_versions(kind))
    return sum(
        item.item_id in versions and item.state is ItemState.ACTIVE and item.collection_id not in sealed
        for item in tx.items.items()
    )


def _conditions(
    archive: Archive, state: IndexState, accepted: str, left: IndexLeft | None, log_end: int
) -> Iterator[Condition]:
    try:
        require_cluster(state.cluster, accepted)
    except Unavailable as error:
        yield Condition("other-cluster", error.message)
    try:
        require_analysis(state.analysis, archive.analyzer.version)
    except Unavailable as error:
        yield Condition("other-analysis", error.message)
    if archive.analyzer.lacks_lemmas:
        yield Condition("no-lemmas", NO_LEMMAS)
    change = change_of(left, state)
    if change is not None:
        yield Condition(
            change.value, f"{CHANGES[change]}. `sviedka index catch-up` fills in what is missing."
        )
    if state.high_water > log_end:
        yield Condition(
            "ahead",
            f"The index reflects entry {state.high_water} of the custody log, which ends at {log_end}: the "
            "database is older than the index. `sviedka verify`, then `sviedka index rebuild`.",
        )
    for text in archive.index.ailments():
        yield Condition("engine", text)
