"""Calendar nodes against the dates they stand for: cover, meeting, certainty."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.dates import BEGINNING, END, FuzzyDate, Period, Precision, Quantifier
from schemas import edtf
from search.calendar import (
    AFTER,
    BEFORE,
    FIRST,
    LAST,
    ancestors,
    certain_bounds,
    cover,
    path,
    possible_nodes,
    with_ancestors,
)
from tests.search_world import DATES

near = st.dates(date(1999, 12, 1), date(2001, 2, 28))
any_day = st.one_of(near, st.dates(FIRST, LAST))
outside = st.one_of(st.dates(date.min, FIRST), st.dates(LAST, date.max))
bound = st.one_of(st.none(), any_day)


@st.composite
def ranges(draw):
    first, last = draw(bound), draw(bound)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return first, last


@st.composite
def periods(draw):
    four = sorted(
        draw(st.lists(st.one_of(any_day, outside, st.sampled_from([BEGINNING, END])), min_size=4, max_size=4))
    )
    middle = draw(st.booleans())
    early, late = (four[1], four[2]) if middle else (four[2], four[1])
    return Period(four[0], early, late, four[3])


@st.composite
def fuzzy_dates(draw):
    readings = tuple(draw(st.lists(periods(), min_size=1, max_size=3)))
    return FuzzyDate(
        "",
        readings,
        Precision.DAY,
        uncertain=draw(st.booleans()) and draw(st.booleans()),
        every=draw(st.booleans()),
    )


@given(ranges(), any_day)
def test_a_day_is_in_a_cover_exactly_when_it_is_in_the_range(span, day):
    first, last = span
    inside = (first is None or first <= day) and (last is None or day <= last)
    assert (not set(path(day)).isdisjoint(cover(first, last))) == inside


@given(ranges())
def test_a_cover_has_no_node_within_another_and_stays_small(span):
    nodes = cover(*span)
    assert len(set(nodes)) == len(nodes) <= 2 * (30 + 11 + 9 + 9) + 4
    assert all(set(ancestors(node)).isdisjoint(nodes) for node in nodes)


def test_covers_by_hand():
    assert cover(date(1937, 1, 1), date(1937, 12, 31)) == ("1937",)
    assert cover(date(1937, 8, 30), date(1937, 10, 2)) == (
        "1937-08-30",
        "1937-08-31",
        "1937-09",
        "1937-10-01",
        "1937-10-02",
    )
    assert cover(date(1899, 12, 31), date(2000, 1, 1)) == ("1899-12-31", "19", "2000-01-01")
    assert cover(None, None) == (BEFORE, "18", "19", "20", "21", AFTER)
    assert path(date(2020, 8, 9)) == ("20", "202", "2020", "2020-08", "2020-08-09")


def meets(when, first, last):
    """What `search.blinding.date_clause` asks for "possibly", on bare nodes."""
    nodes, held = cover(first, last), possible_nodes(when)
    wider = {above for node in nodes for above in ancestors(node)}
    return not set(nodes).isdisjoint(with_ancestors(held)) or not wider.isdisjoint(held)


def is_certain(when, quantifier, first, last):
    """What it asks for "certainly"."""
    return any(
        not set(path(x)).isdisjoint(cover(first, None)) and not set(path(y)).isdisjoint(cover(None, last))
        for x, y in certain_bounds(when, quantifier)
    )


@given(fuzzy_dates(), ranges())
def test_possibly_within_is_exact(when, span):
    assert meets(when, *span) == when.possibly_within(*span)


@given(fuzzy_dates(), st.sampled_from(Quantifier), ranges())
def test_certainly_within_is_exact(when, quantifier, span):
    assert is_certain(when, quantifier, *span) == when.certainly_within(*span, quantifier)


@pytest.mark.parametrize("text", DATES)
def test_edtf_dates_are_exact_on_every_range_near_their_bounds(text):
    when = edtf.parse(text)
    edges = {day for reading in when.readings for day in (reading.earliest_start, reading.latest_end)}
    days = sorted(
        {day + timedelta(days=step) for day in edges if BEGINNING < day < END for step in (-1, 0, 1)}
    )
    for first in (None, *days):
        for last in (None, *(day for day in days if first is None or day >= first)):
            assert meets(when, first, last) == when.possibly_within(first, last), (first, last)
            for quantifier in Quantifier:
                certain = when.certainly_within(first, last, quantifier)
                assert is_certain(when, quantifier, first, last) == certain, (first, last, quantifier)


def test_a_set_of_years_has_a_gap():
    when = edtf.parse("[1937,1939]")
    assert not meets(when, date(1938, 1, 1), date(1938, 12, 31))
    assert meets(when, date(1939, 12, 31), date(1939, 12, 31))
