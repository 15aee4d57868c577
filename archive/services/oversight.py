"""What an auditor looks at first: runs of verification, what came after the last, and what stands out.

Nothing here says that something is wrong: it says where to look. All of it is read from the custody log.
"""

from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.services.context import Actor, Archive
from archive.services.custody_log import Entry, Wanted, log_entries, shown_entries
from archive.services.ledger import require
from archive.verifier.standing_out import MANY, Why, standing_out

__all__ = ["MANY", "Coverage", "Why", "anomalies", "coverage"]

_BRINGS_OBJECTS = frozenset({EventType.ACCESSION, EventType.DESCRIPTION, EventType.CONSENT_CHANGE})


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
        found = list(standing_out(archive.log_facts.of(tx)))
        part = found if newest is None else found[-newest:]
        entries = shown_entries(tx, (each.leaf_index for each in part))
        return tuple(zip((each.why for each in part), entries, strict=True)), len(found)
