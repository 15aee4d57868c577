"""Properties of dates: definitions by brute force, stability, order, and nothing but NotEdtf for any text."""

import re
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.dates import BEGINNING, END, FuzzyDate, Period, Precision, Quantifier
from schemas.edtf import NotEdtf, parse, validity

START = date(2020, 2, 24)
WINDOW = [START + timedelta(days=number) for number in range(12)]
YEARS = [date(2019, 1, 1) + timedelta(days=number) for number in range(365 + 366 + 365)]


@st.composite
def periods(draw):
    """Any well-formed period within the window."""
    days = st.integers(0, len(WINDOW) - 1)
    first = draw(days)
    last = draw(st.integers(first, len(WINDOW) - 1))
    latest_start = draw(st.integers(first, last))
    earliest_end = draw(st.integers(first, last))
    return Period(WINDOW[first], WINDOW[latest_start], WINDOW[earliest_end], WINDOW[last])


@st.composite
def fuzzy_dates(draw):
    readings = tuple(draw(st.lists(periods(), min_size=1, max_size=3)))
    flags = {name: draw(st.booleans()) for name in ("uncertain", "every")}
    return FuzzyDate("made", readings, Precision.DAY, **flags)


ranges = st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(sorted)
quantifiers = st.sampled_from(Quantifier)


def readings_by_hand(period, quantifier):
    """Every way to read one period, as sets of days on which the act took place."""
    days = [day for day in WINDOW if period.earliest_start <= day <= period.latest_end]
    if quantifier is not Quantifier.THROUGHOUT:
        return [{day} for day in days]
    starts = [day for day in days if day <= period.latest_start]
    ends = [day for day in days if day >= period.earliest_end]
    return [{day for day in days if s <= day <= e} for s in starts for e in ends if s <= e]


@given(fuzzy_dates(), ranges, quantifiers)
def test_the_definitions_hold_on_every_day(fuzzy, bounds, quantifier):
    wanted = {day for day in WINDOW if bounds[0] <= day <= bounds[1]}
    per_period = [readings_by_hand(period, quantifier) for period in fuzzy.readings]
    some = any(reading & wanted for readings in per_period for reading in readings)
    combine = any if fuzzy.every else all
    always = combine(all(reading & wanted for reading in readings) for readings in per_period)

    assert fuzzy.possibly_within(*bounds) == some
    assert fuzzy.certainly_within(*bounds, quantifier) == (always and not fuzzy.uncertain)


@given(fuzzy_dates(), ranges, quantifiers)
def test_what_is_certain_is_possible(fuzzy, bounds, quantifier):
    if fuzzy.certainly_within(*bounds, quantifier):
        assert fuzzy.possibly_within(*bounds)


@given(fuzzy_dates(), ranges, ranges, quantifiers)
def test_a_wider_range_never_answers_less(fuzzy, bounds, others, quantifier):
    wider = (min(bounds[0], others[0]), max(bounds[1], others[1]))
    if fuzzy.certainly_within(*bounds, quantifier):
        assert fuzzy.certainly_within(*wider, quantifier)
    if fuzzy.possibly_within(*bounds):
        assert fuzzy.possibly_within(*wider)


@given(fuzzy_dates())
def test_the_cores_are_the_days_no_reading_leaves_out(fuzzy):
    per_period = [readings_by_hand(period, Quantifier.THROUGHOUT) for period in fuzzy.readings]
    always = [set.intersection(*readings) for readings in per_period]
    expected = set.union(*always) if fuzzy.every else set.intersection(*always)

    covered = {day for core in fuzzy.cores for day in WINDOW if core.earliest <= day <= core.latest}
    assert covered == (set() if fuzzy.uncertain else expected)


# Texts of every form, valid or not, over a few years around a leap day.
years = st.sampled_from(["2019", "2020", "2021", "202X", "20XX", "2X20"])
months = st.sampled_from(["01", "02", "03", "08", "12", "0X", "1X", "XX", "X2", "13", "21", "24", "34", "29"])
days_of_month = st.sampled_from(["01", "09", "28", "29", "30", "31", "0X", "2X", "3X", "XX", "X1"])
marks = st.sampled_from(["", "", "", "?", "~", "%", "?~"])
bare_elements = st.one_of(
    years,
    st.builds("{}-{}".format, years, months),
    st.builds("{}-{}-{}".format, years, months, days_of_month),
)
elements = st.builds(
    lambda bare, clock, mark: bare + clock + mark, bare_elements, st.sampled_from(["", "", "T21:30"]), marks
)
bounds_of_intervals = st.one_of(elements, st.sampled_from(["", ".."]))
members = st.one_of(elements, st.builds("{}..{}".format, elements, st.one_of(elements, st.just(""))))
texts = st.one_of(
    elements,
    st.builds("{}/{}".format, bounds_of_intervals, bounds_of_intervals),
    st.lists(members, min_size=1, max_size=3).map(lambda parts: "[" + ",".join(parts) + "]"),
    st.lists(members, min_size=1, max_size=3).map(lambda parts: "{" + ",".join(parts) + "}"),
)


@settings(max_examples=400)
@given(texts)
def test_bounds_are_ordered_and_the_text_is_stable(text):
    try:
        found = parse(text)
    except NotEdtf:
        return
    assert parse(found.edtf) == found
    assert [span.earliest or BEGINNING for span in found.possible] == sorted(
        span.earliest or BEGINNING for span in found.possible
    )
    for period in found.readings:
        assert period.earliest_start <= period.latest_start <= period.latest_end
        assert period.earliest_start <= period.earliest_end <= period.latest_end
    assert found.possibly_within(found.earliest, found.latest)
    assert found.uncertain or found.certainly_within(found.earliest, found.latest, Quantifier.SOME_DAY)


@settings(max_examples=200)
@given(bare_elements)
def test_unspecified_digits_name_exactly_the_days_they_fit(text):
    """Independent of the parser: a day fits when its ISO form does, with X for any digit."""
    pattern = re.compile(text.replace("X", "[0-9]"))
    fitting = {day for day in YEARS if pattern.fullmatch(day.isoformat()[: len(text)])}
    if re.search(r"-(2[0-9]|3[0-9])", text[4:7]):
        return  # a season, not a month
    try:
        found = parse(text)
    except NotEdtf as error:
        if error.code == "edtf-calendar":
            assert not fitting
        return
    assert {day for day in YEARS if found.possibly_within(day, day)} == fitting


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)), st.sampled_from([4, 7, 10]))
def test_plain_dates_agree_with_the_library(day, length):
    text = day.isoformat()[:length]
    found, theirs = parse(text), parse_edtf(text)

    assert found.earliest == date(*theirs.lower_strict()[:3])
    assert found.latest == date(*theirs.upper_strict()[:3])


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=30), st.text("0129X-/.[]{}~?%T:,+Z ", max_size=24)))
def test_any_text_is_a_date_or_refused_quietly(text):
    try:
        parse(text)
    except NotEdtf as error:
        assert error.code.startswith("edtf-")  # noqa: PT017


def test_the_library_prints_nothing_through_us(capsys):
    for text in ("2022-0X", "2020-1X", "202X-0X-3X", "2022-0X~", "2022-0X/2023-1X"):
        parse(text)
    assert capsys.readouterr() == ("", "")


@given(st.one_of(st.just(""), st.just(".."), elements), st.one_of(st.just(""), st.just(".."), elements))
def test_validity_and_interval_agree(start, end):
    try:
        interval = parse(f"{start}/{end}")
    except NotEdtf:
        return
    assert interval.readings == (validity(start, end),)


@pytest.mark.parametrize("bounds", [(5, 3, 5, 6), (1, 2, 0, 6), (1, 2, 3, 1)])
def test_a_period_cannot_contradict_itself(bounds):
    with pytest.raises(ValueError, match="out of order"):
        Period(*(WINDOW[index] for index in bounds))


def test_open_and_unknown_bounds_are_the_ends_of_the_calendar():
    assert parse("1990/..").readings[0].latest_end == END
    assert parse("/1990").readings[0].earliest_start == BEGINNING
