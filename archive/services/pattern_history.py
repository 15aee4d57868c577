"""What the custody log tells of a pattern exhibit to somebody who may not open it.

An auditor checks the object against its entry, sees who asked its question, how often it was asked again and
what differed then, and what happened in the collection since. Title, question and items stay sealed.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.domain.errors import NotFound
from archive.ports import LogRow, Transaction
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from archive.services.pattern import KeptPattern
from archive.services.pattern_log import RecordedPattern, recorded_pattern, recorded_patterns, statement_of
from archive.services.query_log import QUERY_TAG
from archive.services.recompute import REASONS

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that the question was put, as its entry tells it.

    `commitment`: to the question, with a salt of its own each time. `differences` and `because`: how many
    items differed from the exhibit, and how many reasons of each kind were found; empty for the first time.
    """

    entry: int
    at: str
    handle: str
    commitment: str
    total: int
    hidden: Mapping[str, int]
    differences: Mapping[str, int]
    because: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PatternHistory:
    """A pattern exhibit from outside. `object_state`: `intact`, `changed` or `missing`.

    `since`: entries in its collection after the exhibit that can change a result, by type.
    """

    number: str
    collection: str
    entry: int
    at: str
    handle: str
    digest: str
    object_state: str
    asked: tuple[Asking, ...]
    since: Mapping[str, int]


def patterns_made(archive: Archive, actor: Actor) -> tuple[RecordedPattern, ...]:
    """Every pattern exhibit that the log records, in its order."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        return tuple(recorded_patterns(tx))


def pattern_history(archive: Archive, actor: Actor, number: str) -> PatternHistory:
    """Tell what the log has of a pattern exhibit; nothing is opened. Raises NotFound."""
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        found = recorded_pattern(tx, number)
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        return PatternHistory(
            number=found.number,
            collection=tx.people.collection(found.collection_id).name,
            entry=found.row.leaf_index,
            at=found.predicate["at"][:19],
            handle=handles[found.predicate["agent_id"]],
            digest=found.digest,
            object_state=_object_state(archive, found.digest),
            asked=tuple(_askings(tx, found, handles)),
            since=_since(tx, found.row, found.collection_id),
        )


def asked_again(archive: Archive, kept: KeptPattern) -> tuple[Asking, ...]:
    """Each time that the question was put again, for whoever has just opened the exhibit.

    It is asked with the exhibit's own clearance, so totals and reasons are those the reader would get. How
    much was hidden from the one who asked is left out: that is for auditors.
    """
    with archive.records.reading() as tx:
        found = recorded_pattern(tx, kept.pattern.number)
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        later = (each for each in _askings(tx, found, handles) if each.entry > kept.leaf_index)
        return tuple(replace(each, hidden={}) for each in later)


def _object_state(archive: Archive, digest: str) -> str:
    """Whether the stored payload is the one that the entry names."""
    found, at = sha256(), 0
    try:
        with archive.objects.open_payload(digest) as reader:
            while piece := reader.read_at(at, _PIECE):
                found.update(piece)
                at += len(piece)
    except NotFound:
        return "missing"
    return "intact" if found.hexdigest() == digest else "changed"


def _askings(tx: Transaction, made: RecordedPattern, handles: Mapping[str, str]) -> list[Asking]:
    """The query that the exhibit was made of, then every time it was asked again; older ones name none."""
    leaf_index, first = made.row.leaf_index, made.detail.get("query", -1)
    found = []
    for row in tx.log.by_type([EventType.QUERY.value]):
        statement = statement_of(row)
        detail = statement["predicate"]["detail"]
        if row.leaf_index == first or detail.get("pattern") == leaf_index:
            found.append(_asking(row, statement, handles))
    return found


def _asking(row: LogRow, statement: Mapping[str, Any], handles: Mapping[str, str]) -> Asking:
    predicate = statement["predicate"]
    detail = predicate["detail"]
    return Asking(
        entry=row.leaf_index,
        at=predicate["at"][:19],
        handle=handles[predicate["agent_id"]],
        commitment=next(
            each["digest"]["sha256"] for each in statement["subject"] if each["name"] == QUERY_TAG
        ),
        total=detail["total"],
        hidden=detail["hidden"],
        differences=detail.get("differences", {}),
        because=detail.get("because", {}),
    )


def _since(tx: Transaction, made: LogRow, collection_id: str) -> dict[str, int]:
    later = (row for row in tx.log.by_type(sorted(REASONS)) if row.leaf_index > made.leaf_index)
    mine = (row for row in later if statement_of(row)["predicate"]["collection_id"] == collection_id)
    return dict(sorted(Counter(row.event_type for row in mine).items()))
