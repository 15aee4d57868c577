"""Trees of values: their order, and that a remembered tree answers for its own register and day only."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.dates import FuzzyDate, Period
from archive.domain.labels import Labels
from archive.domain.units import RelationKind, Unit, UnitRegister, UnitRelation
from search.trees import Tree, unit_tree

FIRST, MOVED, LAST = date(2020, 1, 1), date(2020, 7, 1), date(2020, 12, 31)
VALUES = "abcdefgh"


def register(*above: tuple[str, date, date]) -> UnitRegister:
    """The units a, b, c; c stands under others, each from a day to a day."""
    life = Period.exactly(FIRST, LAST)
    units = [Unit(one, Labels(one, one, one), (), "made", life) for one in "abc"]
    return UnitRegister(
        units,
        [
            UnitRelation("c", parent, RelationKind.COMMAND, Period.exactly(since, until))
            for parent, since, until in above
        ],
    )


def test_a_remembered_tree_answers_for_its_register_and_its_day():
    moved = register(("a", FIRST, MOVED), ("b", MOVED, LAST))
    stayed = register(("a", FIRST, LAST))
    for _ in range(2):
        assert unit_tree(moved, FuzzyDate.of_day(FIRST)).parents["c"] == "a"
        assert unit_tree(moved, FuzzyDate.of_day(LAST)).parents["c"] == "b"
        assert unit_tree(stayed, FuzzyDate.of_day(LAST)).parents["c"] == "a"
        assert unit_tree(stayed).parents["c"] == "a"
        assert unit_tree(moved).parents["c"] == "b"


def counted(tree, value, counts):
    """Every value under one, as the words of `walk` say it: by recursion."""
    below = [each for each, parent in tree.parents.items() if parent == value and each in counts]
    for each in sorted(below, key=lambda one: (-counts[one], one)):
        yield each
        yield from counted(tree, each, counts)


@given(
    st.lists(st.integers(-1, len(VALUES) - 2), min_size=len(VALUES), max_size=len(VALUES)),
    st.lists(st.integers(0, 3), min_size=len(VALUES), max_size=len(VALUES)),
    st.sets(st.sampled_from(VALUES)),
)
def test_a_walk_goes_from_the_top_down_and_by_count(places, numbers, wanted):
    parents = {
        value: VALUES[place] if 0 <= place < at else ""
        for at, (value, place) in enumerate(zip(VALUES, places, strict=True))
    }
    tree = Tree(parents)
    kept = tree.with_parents(wanted)
    counts = {value: number for value, number in zip(VALUES, numbers, strict=True) if value in kept}
    assert list(tree.walk(counts)) == list(counted(tree, "", counts))
    assert set(tree.walk(counts)) == kept
