"""Days as nodes of a calendar tree, so that ranges stay exact although no number leaves encryption.

A node is a century, decade, year, month or day, written as the beginning of an ISO date: `19`, `193`, `1937`,
`1937-08`, `1937-08-05`. The tree spans `FIRST` to `LAST`; days outside it, and "no bound", are the nodes
`before` and `after`. A stretch of days is *covered* by the fewest nodes that make it up.

- Two stretches meet exactly when a node of one cover equals, or lies under, a node of the other.
- A day lies at or after `a` exactly when one node of its path is in the cover of [`a`, after].
"""

from collections.abc import Iterable
from datetime import date, timedelta

from archive.domain.dates import BEGINNING, END, FuzzyDate, Quantifier

FIRST = date(1800, 1, 1)
LAST = date(2199, 12, 31)
BEFORE = "before"
AFTER = "after"

_DAY = timedelta(days=1)
_WIDTHS = (2, 3, 4, 7, 10)
"""Lengths of the names of a century, decade, year, month and day."""


def path(day: date) -> tuple[str, ...]:
    """Return the nodes above a day and the day itself, widest first."""
    if day < FIRST:
        return (BEFORE,)
    if day > LAST:
        return (AFTER,)
    name = day.isoformat()
    return tuple(name[:width] for width in _WIDTHS)


def ancestors(node: str) -> tuple[str, ...]:
    """Return the nodes above a node, without itself."""
    if node in {BEFORE, AFTER}:
        return ()
    return tuple(node[:width] for width in _WIDTHS if width < len(node))


def cover(first: date | None, last: date | None) -> tuple[str, ...]:
    """Return the fewest nodes that make up the days from `first` to `last`, in order; None is no bound."""
    start, end = first or BEGINNING, last or END
    nodes = [BEFORE] if start < FIRST else []
    day, stop = max(start, FIRST), min(end, LAST)
    while day <= stop:
        node, after = _widest(day, stop)
        nodes.append(node)
        day = after
    if end > LAST:
        nodes.append(AFTER)
    return tuple(nodes)


def _widest(day: date, stop: date) -> tuple[str, date]:
    """Return the widest node that begins on `day` and ends by `stop`, and the day after it."""
    name = day.isoformat()
    if day.day == 1:
        if day.month == 1:
            for width, years in ((2, 100), (3, 10), (4, 1)):
                after = day.replace(year=day.year + years)
                if day.year % years == 0 and after - _DAY <= stop:
                    return name[:width], after
        after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        if after - _DAY <= stop:
            return name[:7], after
    return name, day + _DAY


def with_ancestors(nodes: Iterable[str]) -> tuple[str, ...]:
    """Return the nodes and all nodes above them, each once, in order of first appearance."""
    found: dict[str, None] = {}
    for node in nodes:
        found.update(dict.fromkeys((*ancestors(node), node)))
    return tuple(found)


def possible_nodes(when: FuzzyDate) -> tuple[str, ...]:
    """Return the cover of every day on which the act may have been; gaps between alternatives stay gaps."""
    found: dict[str, None] = {}
    for span in when.possible:
        found.update(dict.fromkeys(cover(span.earliest, span.latest)))
    return tuple(found)


def certain_bounds(when: FuzzyDate, quantifier: Quantifier) -> tuple[tuple[date, date], ...]:
    """Return pairs (x, y) such that the act is certainly within [a, b] when some pair has x >= a and y <= b.

    One pair, but for `{…}`, whose members all happened: one pair for each. None for an uncertain date. This
    is `FuzzyDate.certainly_within` said as data; a property test holds the two together.
    """
    if when.uncertain:
        return ()
    if quantifier is Quantifier.THROUGHOUT:
        pairs = [(reading.earliest_end, reading.latest_start) for reading in when.readings]
    else:
        pairs = [(reading.earliest_start, reading.latest_end) for reading in when.readings]
    if when.every:
        return tuple(dict.fromkeys(pairs))
    return ((min(x for x, _ in pairs), max(y for _, y in pairs)),)


def possible_years(when: FuzzyDate) -> tuple[str, ...]:
    """Return the years in which the act may have been; a missing bound adds no years of its own."""
    years: dict[str, None] = {}
    for span in when.possible:
        first, last = span.earliest or span.latest, span.latest or span.earliest
        if first is not None and last is not None:
            years.update(dict.fromkeys(f"{year:04d}" for year in range(first.year, last.year + 1)))
    return tuple(year for year in years if FIRST.year <= int(year) <= LAST.year)
