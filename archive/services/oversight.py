"""What an auditor looks at first: runs of verification, what came after the last, and what stands out.

Nothing here says that something is wrong: it says where to look. All of it is read from the custody log.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.services.context import Actor, Archive
from archive.services.custody_log import (
    OPENING,
    Entry,
    Wanted,
    consent_changes,
    is_late,
    log_entries,
    shown_entries,
)
from archive.services.ledger import require
from archive.services.log_facts import Facts

MANY, WITHIN = 30, timedelta(hours=1)
"""So many openings by one agent within this time stand out."""
SILENCE = timedelta(days=30)
_BRINGS_OBJECTS = frozenset({EventType.ACCESSION, EventType.DESCRIPTION, EventType.CONSENT_CHANGE})


class Why(StrEnum):
    """Why an entry stands out."""

    REFUSED = "refused"
    FAILED = "failed"
    CLOCK = "clock"
    SILENCE = "silence"
    MANY = "many"
    AFTER_CONSENT = "after_consent"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Coverage:
    """All runs, oldest first; the last one of the whole archive; entries since it that brought objects.

    `last` is None if no run of the whole archive was recorded; then all such entries count.
    """

    runs: tuple[Entry, ...]
    last: Entry | None
    since: int


def coverage(archive: Archive, actor: Actor) -> Coverage:
    """How much the recorded runs of verification cover. A single-item run covers nothing else."""
    require(archive, actor, Act.READ_LOG)
    runs = log_entries(archive, actor, Wanted(event_type=EventType.VERIFICATION.value))
    whole = [each for each in runs if not each.detail["item"]]
    last = whole[-1] if whole else None
    after = last.leaf_index if last else -1
    with archive.records.reading() as tx:
        since = sum(
            row.leaf_index > after for row in tx.log.by_type([each.value for each in _BRINGS_OBJECTS])
        )
    return Coverage(runs, last, since)


def anomalies(
    archive: Archive, actor: Actor, newest: int | None = None
) -> tuple[tuple[tuple[Why, Entry], ...], int]:
    """Entries that stand out, with the reason, in the order of the log, and how many there are.

    `newest`: only so many of them, the newest.
    """
    require(archive, actor, Act.READ_LOG)
    with archive.records.reading() as tx:
        found = list(_standing_out(archive.log_facts.of(tx)))
        part = found if newest is None else found[-newest:]
        entries = shown_entries(tx, (each.leaf_index for _, each in part))
        return tuple(zip((why for why, _ in part), entries, strict=True)), len(found)


def _standing_out(facts: Sequence[Facts]) -> Iterator[tuple[Why, Facts]]:
    before: datetime | None = None
    opened: dict[str, deque[datetime]] = {}
    changed = consent_changes(facts)
    for each in facts:
        at = datetime.fromisoformat(each.at)
        if before is not None and at < before:
            yield Why.CLOCK, each
        if before is not None and at - before > SILENCE:
            yield Why.SILENCE, each
        before = at
        if each.event_type == EventType.REFUSAL:
            yield Why.REFUSED, each
        elif each.outcome != "success":
            yield Why.FAILED, each
        if each.event_type == EventType.IDENTITY_DISCLOSURE:
            yield Why.IDENTITY, each
        if is_late(each, changed):
            yield Why.AFTER_CONSENT, each
        if each.event_type in OPENING and _is_many(opened.setdefault(each.agent_id, deque()), at):
            yield Why.MANY, each


def _is_many(times: deque[datetime], at: datetime) -> bool:
    """Whether this opening makes it many; then counting begins anew."""
    times.append(at)
    while times and at - times[0] > WITHIN:
        times.popleft()
    if len(times) < MANY:
        return False
    times.clear()
    return True
