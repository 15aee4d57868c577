"""A timeline of vague dates: for every bin what was certainly in it, what possibly, and what is not dated.

A bin is a node of the calendar tree. Nothing is spread over bins or moved to the middle of one: "1937 or
1938" counts as possible in both years, and as certain in neither, but in the decade.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence
from crypto.blind import BlindIndex
from search.calendar import AFTER, BEFORE, FIRST, LAST
from search.clauses import AnyOf, Clause, Either, Every, Not
from search.fields import Mode
from search.translation import date_clause

MAX_BINS = 400


class Scale(StrEnum):
    """How wide a bin is."""

    DECADE = "decade"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


_WIDTHS = {Scale.DECADE: 3, Scale.YEAR: 4, Scale.MONTH: 7, Scale.DAY: 10}


@dataclass(frozen=True, slots=True)
class Bin:
    """Days from `first` to `last`, both included. `name` is a beginning of an ISO date, such as `1937-08`."""

    name: str
    first: date
    last: date


def bins(scale: Scale, first: date | None, last: date | None) -> tuple[Bin, ...]:
    """Return the bins that hold the days from `first` to `last`; None is the end of what can be searched.

    Raises InvalidRequest when there would be too many.
    """
    day, stop = first or FIRST, last or LAST
    found: list[Bin] = []
    while day <= stop:
        if len(found) == MAX_BINS:
            raise InvalidRequest(
                sentence("the timeline cannot be drawn as it stands"),
                problems=(
                    Problem(
                        "timeline",
                        sentence(
                            "more than %(most)d bins: name a narrower range of days or a wider scale",
                            most=MAX_BINS,
                        ),
                    ),
                ),
            )
        start, after = _around(scale, day)
        found.append(Bin(start.isoformat()[: _WIDTHS[scale]], start, after - timedelta(days=1)))
        day = after
    return tuple(found)


def _around(scale: Scale, day: date) -> tuple[date, date]:
    """Return the first day of the bin that holds a day, and the first day after it."""
    match scale:
        case Scale.DECADE:
            start = date(day.year // 10 * 10, 1, 1)
            return start, start.replace(year=start.year + 10)
        case Scale.YEAR:
            return day.replace(month=1, day=1), date(day.year + 1, 1, 1)
        case Scale.MONTH:
            start = day.replace(day=1)
            return start, (start + timedelta(days=31)).replace(day=1)
        case Scale.DAY:
            return day, day + timedelta(days=1)


def bin_clauses(several: Sequence[Bin], blinds: Sequence[BlindIndex]) -> tuple[Clause, ...]:
    """Return conditions on an act: certainly and possibly within each bin, then undated, then none at all."""
    return (*_within(several, blinds), _undated(blinds), Every(()))


def _within(several: Sequence[Bin], blinds: Sequence[BlindIndex]) -> Iterator[Clause]:
    for one in several:
        for mode in (Mode.CERTAINLY, Mode.PLAIN):
            yield Either(tuple(date_clause(one.first, one.last, blind, mode) for blind in blinds))


def _undated(blinds: Sequence[BlindIndex]) -> Clause:
    """No node at the top of the calendar lies over a possible day."""
    centuries = [f"{century:02d}" for century in range(FIRST.year // 100, LAST.year // 100 + 1)]
    tops = (BEFORE, *centuries, AFTER)
    return Not(AnyOf("date_over", tuple(t for blind in blinds for t in blind.tokens("date_over", *tops))))
