"""Attacks on counts through every table there is: what an asker can prove of cells that are not shown.

The attacker asks for totals, facets and matrices as often as he likes and knows how numbers are lowered. He
subtracts: a question with a condition from the same without it, children from their parent, cells from their
margin. What he proves is true or it is nothing; against exact counts the same attacks always succeed.
"""

from dataclasses import replace

import pytest

from archive.domain.counts import Count, ExactCounts, LowerBounds
from archive.domain.description import Kind
from archive.services.counting import TableMaker
from archive.services.questions import spelled
from search.engines.memory import MemoryIndex
from search.expression import Field, Not
from search.query import Facet, SearchQuery
from search.trees import Matrix
from tests import search_world as world
from tests.search_helpers import OPEN, STUDY

SECRETS = [bytes([n]) for n in range(12)]


@pytest.fixture(scope="module")
def index():
    engine = MemoryIndex()
    deposits = world.make_world(7, 90)
    described = (replace(each.description, consent=OPEN) for each in deposits)
    opened = (replace(each, description=one) for each, one in zip(deposits, described, strict=True))
    engine.put([deposit.document() for deposit in opened])
    return engine


class Asker:
    """Somebody who only counts."""

    def __init__(self, index, counting) -> None:
        self._index = index
        self.few = counting.few if isinstance(counting, LowerBounds) else None
        self._maker = TableMaker(counting, spelled, world.LABELS)

    def _ask(self, query):
        search = world.blinded(query)
        return search.read(self._index.search(search.query))

    def total(self, query) -> Count:
        return self._maker.total(query, self._ask(query).total)

    def tables(self, query):
        return self._maker.tables(query, self._ask(query))


def minus(more: Count, less: Count) -> tuple[int, int]:
    """The least and the most that one number exceeds another by."""
    return more.at_least - (less.below - 1), more.below - 1 - less.at_least


def questions():
    """Wide questions, and conditions that cut little out of them."""
    for kinds in ((), (Kind.TESTIMONY,), (Kind.DOCUMENT,), (Kind.TESTIMONY, Kind.PHOTOGRAPH)):
        for languages in ((), ("be",), ("ru",)):
            for unit in world.UNITS:
                for violation in world.VIOLATIONS:
                    narrow = (Field("unit", (unit,)), Field("violation", (violation,)))
                    yield SearchQuery(STUDY, kinds=kinds, languages=languages), narrow


def hidden_cells(index):
    """(wide question, narrow condition, true count) of every cell that is too small to be shown."""
    exact = Asker(index, ExactCounts())
    for wide, (unit, violation) in questions():
        cell = replace(wide, units=unit.values, violations=violation.values)
        there = exact.total(cell).at_least
        if there < 5:
            yield wide, cell, there


@pytest.fixture(scope="module")
def targets(index):
    found = list(hidden_cells(index))
    assert len(found) > 60
    assert {there for *_, there in found} >= {0, 1, 2, 3, 4}
    return found


def without(wide: SearchQuery, cell: SearchQuery) -> SearchQuery:
    """The wide question but for the items of the cell."""
    unit, violation = Field("unit", cell.units), Field("violation", cell.violations)
    one_act = world.And((unit, violation))
    return replace(wide, expression=Not(one_act))


def test_a_narrow_condition_subtracted_from_a_wide_question(index, targets):
    """Totals: what a condition takes away is what it hides."""
    proved = asked = 0
    for secret in SECRETS[:3]:
        asker = Asker(index, LowerBounds(5, secret))
        for wide, cell, there in targets:
            least, most = minus(asker.total(wide), asker.total(without(wide, cell)))
            assert least <= there <= most
            assert not asker.total(cell).shown
            proved += least > 0
            asked += there > 0
    assert proved <= asked * 0.05
    exact = Asker(index, ExactCounts())
    for wide, cell, there in targets:
        assert minus(exact.total(wide), exact.total(without(wide, cell))) == (there, there)


def test_children_subtracted_from_their_parent(index):
    """In one answer: what no other child can hold must be in the one that is not shown."""
    exact = Asker(index, ExactCounts())
    small = 0
    for secret in SECRETS:
        asker = Asker(index, LowerBounds(5, secret))
        for kinds in ((), (Kind.TESTIMONY,), (Kind.DOCUMENT,)):
            for facet, tree in ((Facet.UNIT, world.LABELS.units), (Facet.VIOLATION, world.LABELS.violations)):
                query = SearchQuery(STUDY, kinds=kinds, facets=(facet,))
                rows = {row.value: row.items for row in asker.tables(query).facets[facet]}
                true = {row.value: row.items.at_least for row in exact.tables(query).facets[facet]}
                few = asker.few
                for value, count in rows.items():
                    children = [child for child, parent in tree.parents.items() if parent == value]
                    for child in children:
                        if not rows.get(child, few).shown:
                            others = [rows.get(one, few).below - 1 for one in children if one != child]
                            assert count.at_least - sum(others) <= 0
                            small += true.get(child, 0) > 0
                assert all(
                    count.at_least <= true.get(value, 0) < count.below for value, count in rows.items()
                )
    assert small


def test_cells_subtracted_from_the_margins_of_a_matrix(index):
    """Whatever is in a row stands in one of the columns; those that are not shown may hold few as well."""
    small = 0
    for secret in SECRETS:
        asker = Asker(index, LowerBounds(5, secret))
        for axes in (Matrix(1, 0), Matrix(1, 1), Matrix(2, 0), Matrix(2, 1)):
            for kinds in ((), (Kind.TESTIMONY,)):
                matrix = asker.tables(SearchQuery(STUDY, matrix=axes, kinds=kinds)).matrix
                most = most_of(matrix, asker.few)
                units = world.LABELS.units.at_depth(axes.unit_depth)
                violations = world.LABELS.violations.at_depth(axes.violation_depth)
                for unit in matrix.units:
                    for violation in matrix.violations:
                        cell = matrix.cells[unit, violation]
                        if cell.items.shown:
                            continue
                        row = sum(most(unit, other) for other in violations if other != violation)
                        column = sum(most(other, violation) for other in units if other != unit)
                        assert matrix.cells[unit, ""].items.at_least <= row
                        assert matrix.cells["", violation].items.at_least <= column
                        assert not cell.acts.shown
                        small += 1
    assert small


def most_of(matrix, few):
    """The most that may be in a cell, by what is shown of it."""

    def most(unit, violation):
        cell = matrix.cells.get((unit, violation))
        return few.below - 1 if cell is None else cell.items.below - 1

    return most


def test_a_facets_own_condition_gives_no_second_answer(index):
    """Choosing values of a facet is no new question about them: there is nothing to average."""
    asker = Asker(index, LowerBounds(5, b"secret"))
    answers = set()
    for chosen in ((), ("x",), ("x-guard",), ("x-prison", "x-company"), world.UNITS):
        rows = asker.tables(SearchQuery(STUDY, units=chosen, facets=(Facet.UNIT,))).facets[Facet.UNIT]
        answers.add(tuple((row.value, row.items) for row in rows if row.items.shown))
    assert len(answers) == 1


def test_nothing_and_few_look_the_same(index):
    """A value that was chosen is shown whatever it counts; an absent one like one of four."""
    asker, exact = Asker(index, LowerBounds(5, b"secret")), Asker(index, ExactCounts())
    seen = {}
    for year in ("1937", "1850"):
        query = SearchQuery(
            STUDY, expression=Field("date", (year,)), units=("x-guard",), facets=(Facet.UNIT,)
        )
        (row,) = [row for row in asker.tables(query).facets[Facet.UNIT] if row.value == "x-guard"]
        seen[year] = row
        true = exact.tables(query).facets[Facet.UNIT]
        assert {one.value: one.items.at_least for one in true}.get("x-guard", 0) < 5
    assert seen["1937"] == seen["1850"]
    assert not seen["1850"].items.shown


def test_small_counts_of_charges_grounds_and_measures_are_not_told(index):
    """Neither in a facet, nor by what a condition on one of its values takes away from the whole."""
    facets = (Facet.CHARGE, Facet.GROUND, Facet.MEASURE)
    exact, small, proved = Asker(index, ExactCounts()), 0, 0
    for secret in SECRETS[:2]:
        asker = Asker(index, LowerBounds(5, secret))
        for unit in world.UNITS:
            for violation in world.VIOLATIONS:
                wide = SearchQuery(STUDY, units=(unit,), violations=(violation,), facets=facets)
                rows, true = asker.tables(wide).facets, exact.tables(wide).facets
                for facet in facets:
                    shown = {row.value: row.items for row in rows[facet]}
                    for row in true[facet]:
                        there, told = row.items.at_least, shown.get(row.value, asker.few)
                        assert told.at_least <= there
                        assert told.shown <= (there >= 5)
                        if there < 5:
                            cell = Field(facet.value, (row.value,))
                            rest = replace(wide, expression=Not(cell), facets=())
                            proved += minus(asker.total(wide), asker.total(rest))[0] > 0
                            small += 1
    assert small > 100
    assert proved <= small * 0.05
