"""When somebody served where, as items claim it, and what the units under him are said to have done then.

A posting is true on all its days, as far as its ends are known. Days between two postings are a gap: nobody
says where the person was, so acts on them are not his units' acts during his posting. Two sightings are never
joined into one period (Security Force Monitor handbook).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.domain.dates import FuzzyDate, Quantifier, Span
from archive.domain.dayset import Days
from archive.domain.description import Posting
from archive.domain.labels import fold
from archive.domain.unit import Presence, days_of


@dataclass(frozen=True, slots=True)
class Stint:
    """A posting as one item claims it; `when` is None when the item gives no time."""

    number: str
    posting: Posting
    when: FuzzyDate | None

    @property
    def possible(self) -> Days:
        """Days on which it may have been."""
        return days_of(self.when)

    @property
    def certain(self) -> tuple[Span, ...]:
        """Days on which it was, by this claim; none where its time is not told or doubted."""
        return () if self.when is None else self.when.cores

    def covers(self, when: FuzzyDate | None, quantifier: Quantifier) -> Presence:
        """Whether an act of that time fell into the posting."""
        if not self.possible & days_of(when):
            return Presence.NO
        sure = when is not None and any(
            when.certainly_within(core.earliest, core.latest, quantifier) for core in self.certain
        )
        return Presence.CERTAINLY if sure else Presence.POSSIBLY


@dataclass(frozen=True, slots=True)
class Service:
    """All claims that a person served in one unit, by their beginning, with the gaps between them."""

    unit: str
    stints: tuple[Stint, ...]

    @property
    def gaps(self) -> tuple[Span, ...]:
        """Stretches between two postings in which no claim puts the person in the unit."""
        days = Days()
        for stint in self.stints:
            days |= stint.possible
        inner = (~days).spans[slice(*_between(days))]
        return tuple(Span(first, last) for first, last in inner)

    def covers(self, when: FuzzyDate | None, quantifier: Quantifier) -> Presence:
        """Whether an act of that time fell into some posting to the unit."""
        answers = {stint.covers(when, quantifier) for stint in self.stints}
        ranked = (Presence.CERTAINLY, Presence.POSSIBLY)
        return next((one for one in ranked if one in answers), Presence.NO)


def _between(days: Days) -> tuple[int, int]:
    """Where, among the stretches left free by `days`, those stand that lie between two of its own."""
    free = (~days).spans
    if not days or not free:
        return 0, 0
    start = 1 if free[0][0] < days.spans[0][0] else 0
    stop = len(free) - 1 if free[-1][1] > days.spans[-1][1] else len(free)
    return start, max(start, stop)


def is_person(posting: Posting, person: str) -> bool:
    """Whether a posting is of the person as written; case, ё, quotes, spaces and accents do not count."""
    return fold(posting.person) == fold(person)


def services(stints: Iterable[Stint]) -> tuple[Service, ...]:
    """Sort stints by unit, and within one by their first possible day."""
    by_unit: dict[str, list[Stint]] = {}
    for stint in stints:
        by_unit.setdefault(stint.posting.unit, []).append(stint)
    ordered = {unit: tuple(sorted(found, key=_start)) for unit, found in by_unit.items()}
    return tuple(
        Service(unit, found) for unit, found in sorted(ordered.items(), key=lambda one: _start(one[1][0]))
    )


def _start(stint: Stint) -> tuple[tuple[int, int, int], str]:
    first = stint.possible.spans[0][0]
    return (first.year, first.month, first.day), stint.number
