"""What each form of EDTF means in days, and what is said of texts that are none."""

import csv
from datetime import date
from pathlib import Path

import pytest

from archive.domain.dates import BEGINNING, END, Precision, Quantifier
from archive.domain.errors import InvalidDate
from schemas.edtf import NotEdtf, parse, validity
from schemas.edtf_errors import suggestion

VOCABULARIES = Path(__file__).parents[2] / "schemas" / "vocabularies"
SOME, THROUGHOUT, UNKNOWN = Quantifier.SOME_DAY, Quantifier.THROUGHOUT, Quantifier.UNKNOWN

# text -> spans of possible days, core, precision
MEANINGS = [
    ("2020-08-10", [("2020-08-10", "2020-08-10")], ("2020-08-10", "2020-08-10"), Precision.DAY),
    ("2021-03", [("2021-03-01", "2021-03-31")], ("2021-03-01", "2021-03-31"), Precision.MONTH),
    ("1939", [("1939-01-01", "1939-12-31")], ("1939-01-01", "1939-12-31"), Precision.YEAR),
    ("1937~", [("1936-01-01", "1938-12-31")], None, Precision.YEAR),
    ("1937-08~", [("1937-07-01", "1937-09-30")], None, Precision.MONTH),
    ("2025-09-11~", [("2025-09-08", "2025-09-14")], None, Precision.DAY),
    ("1994-23~", [("1994-06-01", "1995-02-28")], None, Precision.SEASON),
    ("199X~", [("1980-01-01", "2009-12-31")], None, Precision.DECADE),
    ("1990~-05", [("1989-05-01", "1991-05-31")], None, Precision.MONTH),
    ("2004-06~-11", [("2004-05-11", "2004-07-11")], None, Precision.DAY),
    ("2004-~06-11", [("2004-05-11", "2004-07-11")], None, Precision.DAY),
    ("1940-02-10?", [("1940-02-10", "1940-02-10")], None, Precision.DAY),
    ("195X", [("1950-01-01", "1959-12-31")], None, Precision.DECADE),
    ("19XX", [("1900-01-01", "1999-12-31")], None, Precision.CENTURY),
    ("195X/196X", [("1950-01-01", "1969-12-31")], ("1959-12-31", "1960-01-01"), Precision.DECADE),
    ("2022-0X", [("2022-01-01", "2022-09-30")], None, Precision.YEAR),
    ("2021-05-2X", [("2021-05-20", "2021-05-29")], None, Precision.MONTH),
    ("2020-08-3X", [("2020-08-30", "2020-08-31")], None, Precision.MONTH),
    ("2021-02-2X", [("2021-02-20", "2021-02-28")], None, Precision.MONTH),
    ("2020-XX", [("2020-01-01", "2020-12-31")], None, Precision.YEAR),
    ("2020-02-XX", [("2020-02-01", "2020-02-29")], None, Precision.MONTH),
    (
        "2020-0X-31",
        [(f"2020-{month}-31",) * 2 for month in ("01", "03", "05", "07", "08")],
        None,
        Precision.YEAR,
    ),
    ("[2020-08-09..2020-08-11]", [("2020-08-09", "2020-08-11")], None, Precision.DAY),
    ("[1937,1939]", [("1937-01-01", "1937-12-31"), ("1939-01-01", "1939-12-31")], None, Precision.YEAR),
    ("[2006..2017]", [("2006-01-01", "2017-12-31")], None, Precision.YEAR),
    ("[..1937]", [(None, "1937-12-31")], None, Precision.YEAR),
    ("[1937..]", [("1937-01-01", None)], None, Precision.YEAR),
    ("{2020-08-09..2020-08-11}", [("2020-08-09", "2020-08-11")], ("2020-08-09", "2020-08-11"), Precision.DAY),
    ("2020-08-09/2020-08-12", [("2020-08-09", "2020-08-12")], ("2020-08-09", "2020-08-12"), Precision.DAY),
    ("2021-04/2021-06", [("2021-04-01", "2021-06-30")], ("2021-04-30", "2021-06-01"), Precision.MONTH),
    ("2020-08-09/2020-08-1X", [("2020-08-09", "2020-08-19")], ("2020-08-09", "2020-08-10"), Precision.MONTH),
    ("2020-08/2020-08-05", [("2020-08-01", "2020-08-05")], ("2020-08-05", "2020-08-05"), Precision.MONTH),
    ("1937~/1938~", [("1936-01-01", "1939-12-31")], None, Precision.YEAR),
    ("1990/..", [("1990-01-01", None)], ("1990-12-31", None), Precision.YEAR),
    ("../1990", [(None, "1990-12-31")], (None, "1990-01-01"), Precision.YEAR),
    ("1990/", [("1990-01-01", None)], None, Precision.YEAR),
    ("/1990", [(None, "1990-12-31")], None, Precision.YEAR),
    ("1994-23", [("1994-09-01", "1994-11-30")], ("1994-09-01", "1994-11-30"), Precision.SEASON),
    ("1994-33", [("1994-01-01", "1994-03-31")], ("1994-01-01", "1994-03-31"), Precision.SEASON),
    ("1994-24", [("1993-12-01", "1994-02-28"), ("1994-12-01", "1995-02-28")], None, Precision.SEASON),
    ("2020-08-10T21:30", [("2020-08-10", "2020-08-10")], ("2020-08-10", "2020-08-10"), Precision.TIME),
    ("2020-08-10T21:30:05+03:00", [("2020-08-10",) * 2], ("2020-08-10",) * 2, Precision.TIME),
    ("2020-08-10T21:30/2020-08-10T23:00", [("2020-08-10",) * 2], ("2020-08-10",) * 2, Precision.TIME),
]


def day(text):
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(("text", "spans", "core", "precision"), MEANINGS, ids=[row[0] for row in MEANINGS])
def test_a_form_means_these_days(text, spans, core, precision):
    found = parse(text)

    assert [(span.earliest, span.latest) for span in found.possible] == [(day(a), day(b)) for a, b in spans]
    assert (found.core and (found.core.earliest, found.core.latest)) == (
        core and (day(core[0]), day(core[1]))
    )
    assert found.precision is precision
    assert found.edtf == text
    assert (found.approximate, found.uncertain) == ("~" in text, "?" in text)


def test_both_marks_together_become_a_percent_sign():
    assert parse("1990?~") == parse("1990~?") == parse("1990%")
    assert parse("1990%").edtf == "1990%"
    assert parse("1990%").approximate
    assert parse("1990%").uncertain


def test_spaces_around_and_after_commas_do_not_matter():
    assert parse(" [1937, 1938] ").edtf == "[1937,1938]"


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "edtf-empty", None),
        ("   ", "edtf-empty", None),
        ("2020-02-30", "edtf-calendar", 5),
        ("2021-02-29", "edtf-calendar", 5),
        ("2020-02-3X", "edtf-calendar", 5),
        ("2020-13", "edtf-calendar", 0),
        ("2020-00", "edtf-calendar", 5),
        ("1994-42", "edtf-calendar", 0),
        ("1994-30", "edtf-form", 0),
        ("2020-08-10T25:00", "edtf-calendar", 11),
        ("2020-08T21:30", "edtf-form", 8),
        ("2020-08-10T", "edtf-form", 11),
        ("2021/2020", "edtf-order", 5),
        ("2020-08-12/2020-08-09", "edtf-order", 11),
        ("2020-08-10T23:00/2020-08-10T21:30", "edtf-order", 17),
        ("[1938..1937]", "edtf-order", 7),
        ("осенью 2020", "edtf-characters", 0),
        ("2020-08-09 вечером", "edtf-characters", 11),
        ("2020 08", "edtf-form", 0),
        ("1/2/3", "edtf-form", 3),
        ("..", "edtf-form", 0),
        ("/", "edtf-vague", None),
        ("../..", "edtf-vague", None),
        ("XXXX", "edtf-vague", 0),
        ("1XXX-12-25", "edtf-vague", 0),
        ("0194-08-01", "edtf-year", 0),
        ("[]", "edtf-form", 1),
        ("[1937", "edtf-form", 4),
        ("[1937,,1938]", "edtf-form", 6),
        ("[..]", "edtf-form", 1),
        ("?1937?", "edtf-form", 0),
        ("1937-?", "edtf-form", 0),
        ("?1937-2X", "edtf-calendar", 5),
        ("1" * 401, "edtf-length", None),
    ],
)
def test_what_is_no_date_is_refused_with_its_place(text, code, position):
    with pytest.raises(NotEdtf, match="Not a date") as caught:
        parse(text)

    assert (caught.value.code, caught.value.position) == (code, position)
    assert "2020" in str(caught.value) or "Perhaps" in str(caught.value)


def test_the_error_is_the_archives_and_a_value_error_and_does_not_repeat_free_text():
    with pytest.raises(InvalidDate) as caught:
        parse("когда забрали брата, осенью 2020")

    assert isinstance(caught.value, ValueError)
    assert caught.value.exit_code == 2
    assert "брата" not in str(caught.value)
    assert caught.value.suggestion == "2020-23"


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("осенью 2020", "2020-23"),
        ("увосень 2020", ""),
        ("восенню 2020 года", "2020-23"),
        ("winter 1940", "1940-24"),
        ("в августе 2020 года", "2020-08"),
        ("у жніўні 2020", "2020-08"),
        ("около 1937", "1937~"),
        ("c. 1937", "1937~"),
        ("1937 или 1938", "[1937,1938]"),
        ("1937-1938", "1937/1938 (a period) or [1937..1938] (some time in it)"),
        ("1950-е", "195X"),
        ("1950s", "195X"),
        ("195x", "195X"),
        ("09.08.2020", "2020-08-09"),
        ("2020/08/09", "2020-08-09"),
        ("31.02.2020", ""),
        ("вчера", ""),
    ],
)
def test_ways_people_write_dates_are_recognised_as_suggestions(said, edtf):
    assert suggestion(said) == edtf


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("units.csv", ("valid_from", "valid_to")),
        ("unit_parents.csv", ("valid_from", "valid_to")),
        ("unit_successions.csv", ("date",)),
    ],
)
def test_every_date_of_the_vocabularies_is_read(name, columns):
    with (VOCABULARIES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = {row[column] for row in rows for column in columns} - {"", ".."}

    assert len(texts) >= 10
    assert all(parse(text).edtf == text for text in texts)


def test_validity_keeps_open_and_unknown_ends_apart():
    ongoing, forgotten = validity("2017", ".."), validity("2017", "")
    since_ever, origin_unknown = validity("..", "2007"), validity("", "2007")

    assert (ongoing.open_end, ongoing.unknown_end) == (True, False)
    assert (forgotten.open_end, forgotten.unknown_end) == (False, True)
    assert (since_ever.open_start, since_ever.unknown_start) == (True, False)
    assert (origin_unknown.open_start, origin_unknown.unknown_start) == (False, True)
    assert ongoing.core is not None
    assert forgotten.core is None


def test_a_bound_may_be_a_set_or_unknown_on_both_sides():
    period = validity("", "[2006..2017]")
    nothing = validity("", "")

    assert (period.earliest_end, period.latest_end) == (date(2006, 1, 1), date(2017, 12, 31))
    assert (nothing.earliest_start, nothing.latest_end) == (BEGINNING, END)
    assert nothing.core is None
    with pytest.raises(NotEdtf, match="two ends itself"):
        validity("", "[..2017]")
    with pytest.raises(NotEdtf, match="ends before it begins"):
        validity("2017", "2007")


@pytest.mark.parametrize(
    ("record", "text", "quantifier", "first", "last", "possibly", "certainly"),
    [
        ("S01", "2020-08-09/2020-08-12", THROUGHOUT, "2020-08-10", "2020-08-10", True, True),
        ("S01 as some day", "2020-08-09/2020-08-12", SOME, "2020-08-10", "2020-08-10", True, False),
        ("S01 before", "2020-08-09/2020-08-12", THROUGHOUT, "2020-08-01", "2020-08-08", False, False),
        ("S02", "[2020-08-09..2020-08-11]", SOME, "2020-08-09", "2020-08-13", True, True),
        ("S02 cut", "[2020-08-09..2020-08-11]", SOME, "2020-08-10", "2020-08-13", True, False),
        ("S04", "2020-08-10/2020-08-11", SOME, "2020-08-09", "2020-08-13", True, True),
        ("S07", "2021-05-2X", SOME, "2021-05-01", "2021-05-31", True, True),
        ("S10", "2004/2005", THROUGHOUT, "2004-12-31", "2004-12-31", True, True),
        ("S10 summer", "2004/2005", THROUGHOUT, "2004-06-01", "2004-08-31", True, False),
        ("S13", "2025-09-11~", SOME, "2025-09-01", "2025-09-30", True, True),
        ("S13 day", "2025-09-11~", SOME, "2025-09-11", "2025-09-11", True, False),
        ("S17", "2020-08-1X", SOME, "2020-08-09", "2020-08-13", True, False),
        ("S22", "2022-0X", SOME, "2022-01-01", "2022-12-31", True, True),
        ("S25", "1937~", UNKNOWN, "1937-07-30", "1938-11-17", True, False),
        ("S26", "1939", SOME, "1937-07-30", "1938-11-17", False, False),
        ("S27", "193X", UNKNOWN, "1930-01-01", "1939-12-31", True, True),
        ("S28", "1940-02-10?", SOME, "1940-02-01", "1940-02-29", True, False),
        ("S29", "195X/196X", THROUGHOUT, "1959-12-31", "1959-12-31", True, True),
        ("S29 fifties", "195X/196X", THROUGHOUT, "1950-01-01", "1958-12-31", True, False),
        ("or", "[1937,1939]", SOME, "1938-01-01", "1938-12-31", False, False),
        ("or, throughout", "[1937,1938]", THROUGHOUT, "1937-06-01", "1938-06-01", True, True),
        ("and", "{1937,1939}", SOME, "1937-01-01", "1937-12-31", True, True),
        ("ongoing", "2021/..", THROUGHOUT, "2024-01-01", None, True, True),
        ("end unknown", "2021/", THROUGHOUT, "2024-01-01", None, True, False),
        ("no bound", "1937~", UNKNOWN, None, None, True, True),
    ],
)
def test_possibly_and_certainly_within(record, text, quantifier, first, last, possibly, certainly):
    found = parse(text)

    assert found.possibly_within(day(first), day(last)) is possibly
    assert found.certainly_within(day(first), day(last), quantifier) is certainly


def test_cores_of_an_inclusive_list_stay_apart():
    both = parse("{1937,1939}")

    assert [core.earliest for core in both.cores] == [date(1937, 1, 1), date(1939, 1, 1)]
    assert both.core is None
    assert (both.earliest, both.latest) == (date(1937, 1, 1), date(1939, 12, 31))
    assert (parse("../1990").earliest, parse("1990/").latest) == (None, None)


def test_days_move_by_months_at_their_ends():
    assert parse("2024-02~").possible[0].latest == date(2024, 3, 31)
    assert parse("2024-03~").possible[0].earliest == date(2024, 2, 1)
    assert parse("2024-~02-29").possible[0].earliest == date(2024, 1, 29)
