"""Units in time against a day-by-day reading of the same relations, and sets of days against plain sets."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.dates import FuzzyDate, Period, Precision
from archive.domain.dayset import Days
from archive.domain.labels import Labels
from archive.domain.units import ROLLS_UP, Presence, RelationKind, Unit, UnitRegister, UnitRelation

WINDOW = [date(2020, 2, 24) + timedelta(days=number) for number in range(9)]
IDS = ("a", "b", "c", "d", "e")
indexes = st.integers(0, len(WINDOW) - 1)


@st.composite
def periods(draw):
    first, latest_start, earliest_end, last = draw(indexes), draw(indexes), draw(indexes), draw(indexes)
    first, last = min(first, last), max(first, last)
    clamp = [min(max(one, first), last) for one in (latest_start, earliest_end)]
    return Period(WINDOW[first], WINDOW[clamp[0]], WINDOW[clamp[1]], WINDOW[last])


@st.composite
def relations(draw):
    """A relation that points upwards (to a later letter), so that no unit stands above itself."""
    lower = draw(st.integers(0, len(IDS) - 2))
    upper = draw(st.integers(lower + 1, len(IDS) - 1))
    kind = draw(st.sampled_from([RelationKind.COMMAND] * 3 + list(RelationKind)))
    return UnitRelation(IDS[lower], IDS[upper], kind, draw(periods()))


lives = st.one_of(st.just(Period.exactly(WINDOW[0], WINDOW[-1])), periods())
registers = st.tuples(st.tuples(*(lives for _ in IDS)), st.lists(relations(), max_size=8))


def build(parts):
    units = [
        Unit(one, Labels(one, one, one), (), "made", life) for one, life in zip(IDS, parts[0], strict=True)
    ]
    return UnitRegister(units, parts[1])


def within(day, first, last):
    return first <= day <= last


class ByHand:
    """The same questions answered for one day by walking up, without sets of days."""

    def __init__(self, parts):
        self.lives = dict(zip(IDS, parts[0], strict=True))
        self.relations = parts[1]

    def alive(self, relation, day):
        both = (self.lives[relation.unit], self.lives[relation.parent])
        return all(within(day, life.earliest_start, life.latest_end) for life in both)

    def may_hold(self, relation, day):
        held = relation.validity
        return self.alive(relation, day) and within(day, held.earliest_start, held.latest_end)

    def holds(self, relation, day):
        held = relation.validity
        return self.alive(relation, day) and within(day, held.latest_start, held.earliest_end)

    def above(self, unit, day):
        found = set()
        for relation in self.relations:
            if relation.unit == unit and relation.kind in ROLLS_UP and self.may_hold(relation, day):
                found |= {relation.parent} | self.above(relation.parent, day)
        return found

    def certain(self, unit, day):
        """By command; where a conflicting claim may hold on the day, only what all that may hold agree on."""
        mine = [one for one in self.relations if one.unit == unit]
        claims = [one for one in mine if one.kind is RelationKind.CONFLICT_CLAIM and self.may_hold(one, day)]
        commands = [one for one in mine if one.kind is RelationKind.COMMAND]

        def reached(relation):
            return (
                {relation.parent} | self.certain(relation.parent, day) if self.holds(relation, day) else set()
            )

        if claims:
            rivals = [one for one in claims + commands if self.may_hold(one, day)]
            return set.intersection(*(reached(one) for one in rivals))
        return set().union(*(reached(one) for one in commands))


@settings(max_examples=300)
@given(registers, st.sampled_from(IDS), st.sampled_from(WINDOW))
def test_superiors_of_a_day_are_those_found_by_walking_up(parts, unit, day):
    by_hand, found = ByHand(parts), build(parts).superiors(unit, day)

    assert {one.superior for one in found} == by_hand.above(unit, day)
    assert build(parts).superior_ids(unit, day) == tuple(sorted(by_hand.above(unit, day)))
    certain = {one.superior for one in found if one.certainty is Presence.CERTAINLY}
    assert certain == by_hand.certain(unit, day) & by_hand.above(unit, day)


@settings(max_examples=300)
@given(registers, st.sampled_from(IDS), st.sampled_from(WINDOW), st.sampled_from(WINDOW))
def test_over_several_days_possible_is_any_and_certain_is_all(parts, unit, one_day, other_day):
    first, last = sorted((one_day, other_day))
    when = FuzzyDate("made", (Period.somewhere_in(first, last),), Precision.DAY)
    days = [day for day in WINDOW if within(day, first, last)]
    by_hand, found = ByHand(parts), build(parts).superiors(unit, when)

    assert {one.superior for one in found} == set.union(*(by_hand.above(unit, day) for day in days))
    certain = {one.superior for one in found if one.certainty is Presence.CERTAINLY}
    assert certain == set.intersection(
        *(by_hand.certain(unit, day) & by_hand.above(unit, day) for day in days)
    )


@given(registers, st.sampled_from(IDS), st.sampled_from(WINDOW))
def test_every_path_holds_on_the_day_and_leads_from_unit_to_superior(parts, unit, day):
    by_hand = ByHand(parts)
    for standing in build(parts).superiors(unit, day):
        for path in standing.paths:
            assert path[0].unit == unit
            assert path[-1].parent == standing.superior
            assert all(below.parent == above.unit for below, above in pairwise(path))
            assert all(by_hand.may_hold(relation, day) for relation in path)
        assert standing.presumed or standing.certainty is not Presence.CERTAINLY


@given(registers, st.sampled_from(IDS), st.sampled_from(WINDOW))
def test_subordinates_mirror_superiors(parts, unit, day):
    register = build(parts)
    below = {one.unit: one for one in register.subordinates(unit, day)}

    for other in IDS:
        mine = [one for one in register.superiors(other, day) if one.superior == unit]
        assert mine == ([below[other]] if other in below else [])


spans = st.lists(st.tuples(indexes, indexes).map(sorted), max_size=4)


def as_days(pairs):
    joined = Days()
    for first, last in pairs:
        joined |= Days(((WINDOW[first], WINDOW[last]),))
    return joined


def as_set(pairs):
    return {number for first, last in pairs for number in range(first, last + 1)}


@given(spans, spans)
def test_sets_of_days_behave_like_sets(one, other):
    a, b = as_days(one), as_days(other)

    def members(days):
        return {number for number, day in enumerate(WINDOW) if any(within(day, *span) for span in days.spans)}

    assert members(a | b) == as_set(one) | as_set(other)
    assert members(a & b) == as_set(one) & as_set(other)
    assert a.covers(b) == (as_set(other) <= as_set(one))
    assert members(~a) == set(range(len(WINDOW))) - as_set(one)
    assert ~~a == a
    assert bool(a) == bool(one)
    assert list(a.spans) == sorted(a.spans)
    assert Days.every().covers(a)
