"""What facets, matrix and timeline must count, told from the descriptions of `tests.search_world`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.domain.dates import FuzzyDate
from search.calendar import certain_bounds
from search.ports import Counted
from search.query import DateMode, Facet, SearchQuery
from search.timeline import bins
from tests.search_world import LABELS, Act, Deposit, act_matches, acts, item_matches


def expected_facet(
    facet: Facet, query: SearchQuery, world: Sequence[Deposit], clearance: int
) -> dict[str, int]:
    """Counts by item over everything that matches without the facet's own condition.

    Facets of acts count the acts that the query speaks of.
    """
    query = query.without(facet)
    counts: Counter[str] = Counter()
    for deposit in world:
        if item_matches(query, deposit, clearance):
            counts.update(_values(facet, query, deposit))
    return dict(counts)


def _values(facet: Facet, query: SearchQuery, deposit: Deposit) -> set[str]:
    described = deposit.description
    of_item = {
        Facet.KIND: [described.kind],
        Facet.LANGUAGE: [language.partition("-")[0] for language in described.languages],
        Facet.COLLECTION: [deposit.collection],
        Facet.MEASURE: [one.measure for one in described.measures],
    }
    if facet in of_item:
        return set(of_item[facet])
    found: set[str] = set()
    for act in acts(described):
        if act_matches(query, act):
            found |= _act_values(facet, act)
    return found


def _act_values(facet: Facet, act: Act) -> set[str]:
    if facet is Facet.UNIT:
        return set(act.units)
    if facet is Facet.VIOLATION:
        return set(act.violations)
    if facet is Facet.YEAR:
        return _years(act.when)
    if facet is Facet.CHARGE:
        return set(act.charges).intersection(LABELS.charges)
    if facet is Facet.GROUND:
        return set(act.allegation.grounds)
    if act.attribution is None:
        return set()
    return {act.attribution.level if facet is Facet.LEVEL else act.attribution.certainty}


def _years(when: FuzzyDate | None) -> set[str]:
    found: set[str] = set()
    for span in when.possible if when else ():
        bounds = [day.year for day in (span.earliest, span.latest) if day is not None]
        found |= {str(year) for year in range(min(bounds), max(bounds) + 1)} if bounds else set()
    return found


@dataclass(frozen=True)
class Told:
    """An act as it is counted: what is told twice in the same words of the registers counts once.

    `bounds`: the days that make it certain (`certain_bounds`); a set of dates makes several acts.
    """

    act: Act
    bounds: tuple[date, date] | None

    @property
    def same(self) -> object:
        by, told = self.act.attribution, self.act.allegation
        return (
            by and (by.unit, by.level, by.basis, by.certainty),
            told.violation,
            told.valence,
            told.duress,
            told.grounds,
            self.act.charges,
            told.place,
            self.act.when and tuple(self.act.when.possible),
            self.bounds,
        )


def told(query: SearchQuery, deposit: Deposit) -> list[Told]:
    """The acts that a query speaks of, each once."""
    found: dict[object, Told] = {}
    for act in acts(deposit.description):
        pairs = certain_bounds(act.when, act.quantifier) if act.when else ()
        for pair in pairs or (None,):
            one = Told(act, pair)
            if act_matches(query, act) and _is_spoken_of(query, one):
                found.setdefault(one.same, one)
    return list(found.values())


def _is_spoken_of(query: SearchQuery, one: Told) -> bool:
    """Whether this member of a set of dates is what makes the act certain."""
    if query.date_mode is DateMode.POSSIBLY or (query.date_from is None and query.date_to is None):
        return True
    return one.bounds is not None and _certain(one, query.date_from, query.date_to)


def _certain(one: Told, first: date | None, last: date | None) -> bool:
    return one.bounds is not None and (
        one.bounds[0] >= (first or date.min) and one.bounds[1] <= (last or date.max)
    )


def _counted(
    query: SearchQuery, world: Iterable[Deposit], clearance: int, wanted: Callable[[Told], bool]
) -> Counted:
    several = [sum(map(wanted, told(query, each))) for each in world if item_matches(query, each, clearance)]
    return Counted(sum(map(bool, several)), sum(several))


def expected_matrix(
    query: SearchQuery, world: Sequence[Deposit], clearance: int
) -> dict[tuple[str, str], Counted]:
    """Counts of items and acts by unit and violation type at the depths asked, "" for whichever."""
    assert query.matrix is not None
    cells: dict[tuple[str, str], Counted] = {}
    for unit in ("", *LABELS.units.at_depth(query.matrix.unit_depth)):
        for violation in ("", *LABELS.violations.at_depth(query.matrix.violation_depth)):

            def inside(one: Told, unit: str = unit, violation: str = violation) -> bool:
                return unit in ("", *one.act.units) and violation in ("", *one.act.violations)

            counted = _counted(query, world, clearance, inside)
            if counted.items:
                cells[unit, violation] = counted
    return cells


def expected_timeline(
    query: SearchQuery, world: Sequence[Deposit], clearance: int
) -> Iterator[tuple[str, Counted, Counted]]:
    """Name, certain and possible counts of every bin, and last those of what is not dated."""
    assert query.timeline is not None
    free = query.without(Facet.YEAR)
    for one in bins(query.timeline, query.date_from, query.date_to):

        def certainly(told_: Told, first: date = one.first, last: date = one.last) -> bool:
            return _certain(told_, first, last)

        def possibly(told_: Told, first: date = one.first, last: date = one.last) -> bool:
            return told_.act.when is not None and told_.act.when.possibly_within(first, last)

        yield (
            one.name,
            _counted(free, world, clearance, certainly),
            _counted(free, world, clearance, possibly),
        )
    undated = _counted(free, world, clearance, lambda one: one.act.when is None)
    bare = sum(item_matches(free, each, clearance) and not told(free, each) for each in world)
    yield "", Counted(0), Counted(undated.items + bare, undated.acts)
