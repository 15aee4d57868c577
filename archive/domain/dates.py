"""Dates as sources give them: vague, alternative, open, and said with a quantifier.

A `FuzzyDate` is a set of readings. A reading is a `Period`: the act began on some day between
`earliest_start` and `latest_start` and ended on some day between `earliest_end` and `latest_end`. Two
questions are asked of it.

*Possibly within [a, b]*: some reading puts the act on a day of [a, b].
*Certainly within [a, b]*: every reading puts the act on a day of [a, b]. It depends on the quantifier:

- `some_day`, `unknown`: the act happened on one day somewhere in the span, so every span must lie inside
  [a, b]. S02, `[2020-08-09..2020-08-11]`, some day: certainly within 9-13 August, only possibly within
  10-13 August.
- `throughout`: the act happened on every day from start to end, so [a, b] need only meet the days that no
  reading leaves out. S01, `2020-08-09/2020-08-12`, throughout: certainly within 10-10 August. S29,
  `195X/196X`, throughout: it began in the 1950s and ended in the 1960s, so it was going on on 1959-12-31
  and 1960-01-01, and that is all that is certain.

Alternatives stay apart: `[1937,1939]` is not possibly within 1938, and `1937~` (S25) is possibly within
1936-1938. A date marked uncertain (`1940-02-10?`, S28) is never *certainly* within anything: its own source
doubts it. How EDTF becomes a `FuzzyDate` is told in `docs/formats/dates.md`; the parser is `schemas.edtf`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

BEGINNING = date.min
"""Stands for "no first day": an open or unknown start. Dates of the years 1 to 9999 can be said."""
END = date.max
"""Stands for "no last day": an open or unknown end."""


class Quantifier(StrEnum):
    """How a source means a range: true on every day of it, on at least one day, or it does not say."""

    THROUGHOUT = "throughout"
    SOME_DAY = "some_day"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How fine the coarsest part of the date is."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    MILLENNIUM = "millennium"

    @classmethod
    def coarsest(cls, several: "tuple[Precision, ...]") -> "Precision":
        """The coarsest of several; at least one is needed."""
        order = list(cls)
        return max(several, key=order.index)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `earliest` to `latest`, both included; None means that there is no bound on that side."""

    earliest: date | None
    latest: date | None

    def overlaps(self, first: date | None, last: date | None) -> bool:
        """Whether one day at least lies in both; None is no bound."""
        return (self.earliest or BEGINNING) <= (last or END) and (first or BEGINNING) <= (self.latest or END)

    def inside(self, first: date | None, last: date | None) -> bool:
        """Whether all its days lie in [first, last]; None is no bound."""
        return (first or BEGINNING) <= (self.earliest or BEGINNING) and (self.latest or END) <= (last or END)


def _span(first: date, last: date) -> Span:
    return Span(None if first == BEGINNING else first, None if last == END else last)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days whose ends are each known only within bounds.

    `BEGINNING` and `END` stand for "no bound". An *open* start (`..`) has both start bounds at BEGINNING:
    it was always so. An *unknown* start (empty) has only `earliest_start` there: it began some day that
    nobody recorded. Raises ValueError when the bounds contradict each other; parsers refuse such dates
    before.
    """

    earliest_start: date
    latest_start: date
    earliest_end: date
    latest_end: date

    def __post_init__(self) -> None:
        starts_ordered = self.earliest_start <= self.latest_start <= self.latest_end
        ends_ordered = self.earliest_start <= self.earliest_end <= self.latest_end
        if not (starts_ordered and ends_ordered):
            raise ValueError("bounds of a period are out of order")

    @classmethod
    def exactly(cls, first: date, last: date) -> Self:
        """From `first` to `last`, both known."""
        return cls(first, first, last, last)

    @classmethod
    def somewhere_in(cls, first: date, last: date) -> Self:
        """Any stretch of days within [first, last], down to a single day."""
        return cls(first, last, first, last)

    @property
    def span(self) -> Span:
        """The days on which it may have been."""
        return _span(self.earliest_start, self.latest_end)

    @property
    def core(self) -> Span | None:
        """The days on which it was, whichever way the bounds are read; None when there are none."""
        if self.latest_start > self.earliest_end:
            return None
        return _span(self.latest_start, self.earliest_end)

    @property
    def open_start(self) -> bool:
        """It has no start (`../x`)."""
        return self.latest_start == BEGINNING

    @property
    def open_end(self) -> bool:
        """It has no end: ongoing (`x/..`)."""
        return self.earliest_end == END

    @property
    def unknown_start(self) -> bool:
        """It began, but no bound of when is known (`/x`)."""
        return self.earliest_start == BEGINNING and not self.open_start

    @property
    def unknown_end(self) -> bool:
        """Whether and when it ended is not known (`x/`)."""
        return self.latest_end == END and not self.open_end

    def meets_always(self, first: date | None, last: date | None) -> bool:
        """Whether every reading of it has a day in [first, last].

        A reading from s to e misses [first, last] when e < first or s > last; none does exactly when the
        earliest end is not before `first` and the latest start not after `last`.
        """
        return self.earliest_end >= (first or BEGINNING) and self.latest_start <= (last or END)


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """An EDTF date as readings on days. Made by `schemas.edtf.parse`; two are equal when their EDTF is.

    `edtf` is the canonical string. `every` is True for `{…}`: all readings are true together, not one of
    them. Times of day stay in `edtf`; bounds are days as the source wrote them (no conversion between
    zones).
    """

    edtf: str
    readings: tuple[Period, ...]
    precision: Precision
    approximate: bool = False
    uncertain: bool = False
    every: bool = False

    @classmethod
    def of_day(cls, day: date) -> Self:
        """The date that is one known day."""
        return cls(day.isoformat(), (Period.exactly(day, day),), Precision.DAY)

    @property
    def possible(self) -> tuple[Span, ...]:
        """The spans on whose days the act may have been, in order; gaps between alternatives stay gaps."""
        return tuple(reading.span for reading in self.readings)

    @property
    def earliest(self) -> date | None:
        """First possible day; None when there is no bound."""
        first = min(reading.earliest_start for reading in self.readings)
        return None if first == BEGINNING else first

    @property
    def latest(self) -> date | None:
        """Last possible day; None when there is no bound."""
        last = max(reading.latest_end for reading in self.readings)
        return None if last == END else last

    @property
    def cores(self) -> tuple[Span, ...]:
        """The days on which a *throughout* claim is certainly true: none, one span, or several for `{…}`."""
        if self.uncertain:
            return ()
        if self.every:
            return tuple(core for reading in self.readings if (core := reading.core))
        start = max(reading.latest_start for reading in self.readings)
        end = min(reading.earliest_end for reading in self.readings)
        return (_span(start, end),) if start <= end else ()

    @property
    def core(self) -> Span | None:
        """The only span of `cores`, or None when there is none or more than one."""
        cores = self.cores
        return cores[0] if len(cores) == 1 else None

    def possibly_within(self, first: date | None, last: date | None) -> bool:
        """Whether some reading puts the act on a day in [first, last]; None is no bound."""
        return any(span.overlaps(first, last) for span in self.possible)

    def certainly_within(self, first: date | None, last: date | None, quantifier: Quantifier) -> bool:
        """Whether every reading puts the act on a day in [first, last]; None is no bound.

        With `{…}` one of its members suffices, because all of them happened. Never true of an uncertain date.
        """
        if self.uncertain:
            return False
        combine = any if self.every else all
        if quantifier is Quantifier.THROUGHOUT:
            return combine(reading.meets_always(first, last) for reading in self.readings)
        return combine(span.inside(first, last) for span in self.possible)
