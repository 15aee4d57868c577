"""Sets of days as ordered spans: enough algebra to say when one unit stood under another."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from archive.domain.dates import BEGINNING, END, Span

_ONE_DAY = timedelta(days=1)


def _touch(earlier: date, later: date) -> bool:
    """Whether a span that ends on `earlier` and one that begins on `later` are one."""
    return earlier == END or later <= earlier + _ONE_DAY


@dataclass(frozen=True, slots=True)
class Days:
    """Spans (first, last), both included, ordered and apart. BEGINNING and END mean "no bound"."""

    spans: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, span: Span | None) -> Self:
        """The days of one span; None is no day at all."""
        return cls() if span is None else cls(((span.earliest or BEGINNING, span.latest or END),))

    @classmethod
    def every(cls) -> Self:
        """All days."""
        return cls(((BEGINNING, END),))

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __or__(self, other: Self) -> "Days":
        joined: list[tuple[date, date]] = []
        for first, last in sorted(self.spans + other.spans):
            if joined and _touch(joined[-1][1], first):
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return Days(tuple(joined))

    def __and__(self, other: Self) -> "Days":
        common = (
            (max(a_first, b_first), min(a_last, b_last))
            for a_first, a_last in self.spans
            for b_first, b_last in other.spans
        )
        return Days(tuple((first, last) for first, last in common if first <= last))

    def __invert__(self) -> "Days":
        free: list[tuple[date, date]] = []
        start = BEGINNING
        for first, last in self.spans:
            if start < first:
                free.append((start, first - _ONE_DAY))
            if last == END:
                return Days(tuple(free))
            start = last + _ONE_DAY
        return Days((*free, (start, END)))

    def covers(self, other: Self) -> bool:
        """Whether every day of `other` is in this set."""
        return all(any(first <= a and b <= last for first, last in self.spans) for a, b in other.spans)
