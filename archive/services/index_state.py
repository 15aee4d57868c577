"""Which index answers, and whether it is the one that was left: never believed, always compared.

The cluster is pinned by the custody log: the first use of an engine and each change of cluster that a
custodian accepts are signed entries, and the last one says who may answer. How far the index had come is
remembered beside the outbox; an index that says less was emptied, replaced, or brought back from an old copy.
"""

import json
from enum import StrEnum

from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import Conflict, NotFound, Unavailable
from archive.ports import Transaction
from archive.ports_index import IndexLeft
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, require
from crypto.digest import sha256_hex
from crypto.dsse import parse_envelope
from search.ports import IndexState

_NOT_AFFECTED = "The records are as they were; what waits for the index goes on waiting."


class Change(StrEnum):
    """What has become of an index since it was left."""

    EMPTIED = "emptied"
    OLDER = "older"
    REPLACED = "replaced"


CHANGES = {
    Change.EMPTIED: "The index was deleted or emptied by somebody",
    Change.OLDER: "The index is older than this archive left it, as if brought back from a snapshot",
    Change.REPLACED: "Another index stands in the place of the one this archive left",
}


def known_state(archive: Archive) -> tuple[Change | None, IndexState]:
    """State of the index that answers, and what became of it since it was left.

    Raises Unavailable for another cluster, or one made by other rules.
    """
    with archive.records.reading() as tx:
        # Before the index is asked: what another worker leaves meanwhile must not look like a loss.
        left = tx.index.left(archive.index_task)
        accepted = accepted_cluster(tx, archive.index_task)
    state = archive.index.state()
    require_cluster(state.cluster, accepted)
    require_analysis(state.analysis, archive.analyzer.version)
    return change_of(left, state), state


def require_as_left(archive: Archive) -> None:
    """Raise Unavailable unless what the index answers, with what waits for it, is the present state.

    An old copy would count what was withdrawn since; an empty one would say that there is nothing.
    """
    change, _ = known_state(archive)
    if change is not None:
        raise Unavailable(
            f"{CHANGES[change]}. `sviedka index catch-up` asks again for what it lacks.", safe=_NOT_AFFECTED
        )


def accepted_cluster(tx: Transaction, kind: str) -> str:
    """UUID of the cluster that the custody log names for this engine; empty before its first use."""
    for row in reversed(tx.log.by_type([EventType.ENGINE_ACCEPTANCE.value])):
        detail = json.loads(parse_envelope(row.entry).payload)["predicate"]["detail"]
        if detail["engine"] == kind:
            return str(detail["cluster"])
    return ""


def require_accepted(archive: Archive, tx: Transaction) -> None:
    """Raise Unavailable when another cluster answers than the accepted one."""
    require_cluster(archive.index.cluster(), accepted_cluster(tx, archive.index_task))


def accept_first(work: Work, kind: str, cluster: str) -> None:
    """Write down the cluster of an engine that is used for the first time."""
    if cluster and not accepted_cluster(work.tx, kind):
        _record_acceptance(work, kind, cluster, "")


def accept_cluster(archive: Archive, actor: Actor, cluster: str) -> None:
    """Let another cluster answer from now on.

    `cluster` is the UUID that its operator read there: raise Conflict when another one answers,
    NotFound where nothing is to be accepted.
    """
    require(archive, actor, Act.MANAGE_INDEX)
    answers = archive.index.cluster()
    if not answers:
        raise NotFound("The embedded index is part of this archive: there is no cluster to accept.")
    if answers != cluster:
        raise Conflict(
            f"The cluster that answers is {answers}, not {cluster}.",
            safe="Nothing was changed. Ask those who run the cluster for its cluster_uuid.",
        )
    with acting(archive, actor) as work:
        before = accepted_cluster(work.tx, archive.index_task)
        if before != cluster:
            _record_acceptance(work, archive.index_task, cluster, before)


def _record_acceptance(work: Work, kind: str, cluster: str, before: str) -> None:
    work.ledger.record(
        EventType.ENGINE_ACCEPTANCE,
        [Subject("index", sha256_hex(cluster.encode()))],
        detail={"engine": kind, "cluster": cluster, "instead_of": before},
    )


def change_of(left: IndexLeft | None, state: IndexState) -> Change | None:
    """What happened to an index since it was left; None when it is as it was, or further."""
    if left is None or left.high_water < 0:
        return None
    if state.high_water < 0:
        return Change.EMPTIED
    if state.generation == left.generation:
        return Change.OLDER if state.high_water < left.high_water else None
    return Change.REPLACED


def leave(tx: Transaction, kind: str, state: IndexState) -> None:
    """Remember how the index is left; of two workers in one generation the further one counts."""
    left, now = tx.index.left(kind), IndexLeft(state.generation, state.high_water)
    if left is None or left.generation != now.generation or left.high_water < now.high_water:
        tx.index.leave(kind, now)


def require_cluster(answers: str, accepted: str) -> None:
    """Raise Unavailable unless the cluster that answers is the accepted one, or none is accepted yet."""
    if accepted and answers != accepted:
        raise Unavailable(
            "Another Elasticsearch cluster answers than the one this archive is indexed in: "
            f"{answers} instead of {accepted}. If that is meant, a custodian runs "
            f"`sviedka index accept-cluster {answers}`.",
            safe="Nothing was sent to it. " + _NOT_AFFECTED,
        )


def require_analysis(made_by: str, ours: str) -> None:
    """Raise Unavailable when the index was made by other rules than those of this program."""
    if made_by != ours:
        raise Unavailable(
            f"The index was made with analysis '{made_by}', and this program has '{ours}': words would not "
            "be found. Run `sviedka index rebuild`, or restore the lemma table that the index was made with.",
            safe=_NOT_AFFECTED,
        )
