"""Tables as they are shown: facets, matrix and timeline, each number through `archive.domain.counts`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from archive.domain.counts import Count, Counting, ExactCounts, LowerBounds, Pair, pair
from archive.domain.dates import FuzzyDate
from archive.domain.vocabulary import Vocabularies
from archive.services.context import Archive
from search.blinding import Labels, Scope, SearchAnswer, TimelineCount
from search.expression import Field, leaves
from search.ports import Counted
from search.query import Facet, SearchQuery
from search.trees import Matrix, Tree, unit_tree, violation_tree

ITEMS = "items"
"""The cell of everything that matches."""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One value of a facet, in the order of its tree. `chosen`: the query names it as a condition."""

    value: str
    parent: str
    depth: int
    items: Count
    chosen: bool


@dataclass(frozen=True, slots=True)
class MatrixTable:
    """Units by violation types at the depths asked; "" is the row, or column, of whatever value.

    Rows and columns whose own count is not shown are left out.
    """

    units: tuple[str, ...]
    violations: tuple[str, ...]
    cells: Mapping[tuple[str, str], Pair]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One bin: how many items were certainly in it, and how many possibly."""

    name: str
    certainly: Count
    possibly: Count


@dataclass(frozen=True, slots=True)
class TimelineTable:
    """Bins in order, without those at both ends in which nothing is shown.

    `undated`: items with an act of which no date is known, or without any act.
    """

    bins: tuple[TimelineRow, ...]
    undated: Count


@dataclass(frozen=True, slots=True)
class Tables:
    """What was counted beside the matches. `few`: what stands for a small count; None when all are exact."""

    few: Count | None
    facets: Mapping[Facet, tuple[FacetRow, ...]]
    matrix: MatrixTable | None
    timeline: TimelineTable | None


def labels_of(vocabularies: Vocabularies, query: SearchQuery) -> Labels:
    """Units stand where they stood on the last day asked for, or last of all; nothing, if nothing is counted.

    Working out where every unit stands takes longer than most searches.
    """
    if not query.facets and query.matrix is None:
        return Labels(Tree({}), Tree({}))
    charges = (one.id for one in vocabularies.charges.all())
    day = query.date_to or query.date_from
    when = FuzzyDate.of_day(day) if day else None
    return Labels(
        unit_tree(vocabularies.units, when),
        violation_tree(vocabularies.violations),
        tuple(dict.fromkeys((*charges, *_charges_named(query)))),
    )


def _charges_named(query: SearchQuery) -> Iterator[str]:
    """The articles that a question names: these are told back whether or not the register has them."""
    for leaf in leaves(query.asked()):
        if isinstance(leaf, Field) and leaf.name == "charge":
            yield from leaf.values


def lower_bounds(archive: Archive, scopes: tuple[Scope, ...]) -> LowerBounds:
    """How counts over these collections are shown to who may not see exact ones.

    The amounts are keyed with a token of each collection: the same for everybody who may search the same.
    """
    secret = "".join(sorted(scope.blind.token("counts", "amounts") for scope in scopes))
    return LowerBounds(archive.smallest_count, secret.encode())


@dataclass(frozen=True, slots=True)
class TableMaker:
    """Turns exact counts into tables that may be shown. `question`: a query in one fixed spelling."""

    counting: Counting
    question: Callable[[SearchQuery], str]
    labels: Labels

    def tables(self, query: SearchQuery, answer: SearchAnswer) -> Tables:
        """Return every table the query asks for."""
        few = self.counting.few if isinstance(self.counting, LowerBounds) else None
        return Tables(
            few,
            {facet: self._facet(facet, query, counts) for facet, counts in answer.facets.items()},
            self._matrix(query, query.matrix, answer.matrix) if query.matrix else None,
            self._timeline(query, answer.timeline) if answer.timeline else None,
        )

    def total(self, query: SearchQuery, number: int) -> Count:
        """Return what may be said of the number of matches."""
        return self.counting.count(self.question(query), ITEMS, number)

    def _facet(self, facet: Facet, query: SearchQuery, counts: Mapping[str, int]) -> tuple[FacetRow, ...]:
        question, chosen = self.question(query.without(facet)), query.chosen(facet)
        tree, name = self._tree(facet, (*chosen, *counts)), facet.value
        shown = dict.fromkeys(tree.parents, self.counting.count(question, name, 0)) | {
            value: self.counting.count(question, f"{name} {value}", number)
            for value, number in counts.items()
        }
        kept = tree.with_parents(value for value in shown if shown[value].shown or value in chosen)
        return tuple(
            FacetRow(
                value,
                tree.parents[value],
                tree.depth(value),
                self.counting.above(shown[value], [shown[each] for each in tree.children(value)]),
                value in chosen,
            )
            for value in tree.walk({value: shown[value].at_least for value in kept})
        )

    def _tree(self, facet: Facet, values: Iterable[str]) -> Tree:
        match facet:
            case Facet.UNIT:
                return self.labels.units
            case Facet.VIOLATION:
                return self.labels.violations
            case _:
                return Tree.flat(values)

    def _matrix(
        self, query: SearchQuery, axes: Matrix, counts: Mapping[tuple[str, str], Counted]
    ) -> MatrixTable:
        units = self.labels.units.at_depth(axes.unit_depth)
        violations = self.labels.violations.at_depth(axes.violation_depth)
        question = self.question(query)
        cells: dict[tuple[str, str], Pair] = {}
        for unit in ("", *units):
            for violation in ("", *violations):
                counted = counts.get((unit, violation), Counted(0))
                name = f"matrix {unit} {violation}"
                cells[unit, violation] = pair(self.counting, question, name, counted.items, counted.acts)
        for unit in units:
            self._hold(cells, (unit, ""), [(unit, violation) for violation in violations])
        for violation in violations:
            self._hold(cells, ("", violation), [(unit, violation) for unit in units])
        for parts in ([(unit, "") for unit in units], [("", violation) for violation in violations]):
            self._hold(cells, ("", ""), parts)
        rows = tuple(unit for unit in units if cells[unit, ""].items.shown)
        columns = tuple(violation for violation in violations if cells["", violation].items.shown)
        kept = {(row, column): cells[row, column] for row in ("", *rows) for column in ("", *columns)}
        return MatrixTable(rows, columns, kept)

    def _hold(
        self,
        cells: dict[tuple[str, str], Pair],
        whole: tuple[str, str],
        parts: list[tuple[str, str]],
    ) -> None:
        """Lower a margin until it proves nothing of a cell that is not shown."""
        cells[whole] = Pair(
            self.counting.above(cells[whole].items, [cells[part].items for part in parts]),
            self.counting.above(cells[whole].acts, [cells[part].acts for part in parts]),
        )

    def _timeline(self, query: SearchQuery, timeline: TimelineCount) -> TimelineTable:
        question, count = self.question(query.without(Facet.YEAR)), self.counting.count
        rows = [
            TimelineRow(
                one.bin.name,
                count(question, f"certainly {one.bin.name}", one.certainly.items),
                count(question, f"possibly {one.bin.name}", one.possibly.items),
            )
            for one in timeline.bins
        ]
        shown = [number for number, row in enumerate(rows) if row.possibly.shown]
        kept = rows[shown[0] : shown[-1] + 1] if shown else []
        return TimelineTable(tuple(kept), count(question, "undated", timeline.undated.items))


EXACT = ExactCounts()
