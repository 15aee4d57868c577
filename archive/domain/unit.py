"""Units of a register and what is claimed of them, bound to time: existence, parents, successions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from archive.domain.dates import FuzzyDate, Period
from archive.domain.dayset import Days
from archive.domain.labels import Labels

When = FuzzyDate | date | None
"""The date of an act. None: no date is known, so any day is possible and nothing is certain."""


class Presence(StrEnum):
    """How a question about a time is answered."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    NO = "no"


class RelationKind(StrEnum):
    """How a unit stands to a parent."""

    COMMAND = "command"
    ADMINISTRATIVE = "administrative"
    COMPOSITION = "composition"
    CONFLICT_CLAIM = "conflict_claim"
    OVERSIGHT = "oversight"
    OWNERSHIP = "ownership"


ROLLS_UP: Final = frozenset({RelationKind.COMMAND, RelationKind.COMPOSITION, RelationKind.CONFLICT_CLAIM})
"""The relations through which an act of a unit counts for a parent."""


class SuccessionType(StrEnum):
    """How one unit followed another."""

    RENAME = "rename"
    REPLACE = "replace"
    MERGE = "merge"
    SPLIT = "split"
    RELOCATE = "relocate"
    FUNCTIONS = "functions"
    SITE_REUSE = "site_reuse"


LINEAGE: Final = frozenset(
    {
        SuccessionType.RENAME,
        SuccessionType.REPLACE,
        SuccessionType.MERGE,
        SuccessionType.SPLIT,
        SuccessionType.RELOCATE,
    }
)
"""The successions that continue an institution. `functions` moves tasks or staff, not the body;
`site_reuse` is only the same building: attribution never flows across it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A formation in the register. `life` is its existence; `valid_from`, `valid_to` are its EDTF texts."""

    id: str
    names: Labels
    aliases: tuple[str, ...]
    kind: str
    life: Period
    valid_from: str = ""
    valid_to: str = ""
    place: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitRelation:
    """A claim that `unit` stood under `parent` during `validity`, with its sources and their confidence."""

    unit: str
    parent: str
    kind: RelationKind
    validity: Period
    valid_from: str = ""
    valid_to: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Succession:
    """A claim that `after` followed `before`, at a date or at none that is known."""

    before: str
    after: str
    type: SuccessionType
    when: FuzzyDate | None = None
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""


def days_of(when: When) -> Days:
    """The possible days of an act."""
    if when is None:
        return Days.every()
    if isinstance(when, date):
        return Days(((when, when),))
    return _union(Days.of(span) for span in when.possible)


def _union(several: Iterable[Days]) -> Days:
    joined = Days()
    for days in several:
        joined |= days
    return joined


def answer(possible: Days, certain: Days, when: When) -> Presence:
    """Whether what holds possibly on some days and certainly on others holds at the date of an act.

    A date that its own source doubts (`?`) can only be answered with *possibly*.
    """
    days = days_of(when)
    if not possible & days:
        return Presence.NO
    doubted = isinstance(when, FuzzyDate) and when.uncertain
    return Presence.CERTAINLY if certain.covers(days) and not doubted else Presence.POSSIBLY
