"""Why `schemas.edtf_elements` does some of the work of the `edtf` library itself.

Each test shows what the library answers and what we answer. One that fails after an update of the
library says that the case may be handed back to it.
"""

from datetime import date

import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from schemas.edtf import NotEdtf, parse


def bounds(text):
    found = parse(text)
    return found.earliest, found.latest


def test_an_unspecified_month_digit_breaks_the_library_aloud(capsys):
    with pytest.raises(AttributeError):
        parse_edtf("2022-0X")
    assert "trying to PartialUnspecified" in capsys.readouterr().out

    assert bounds("2022-0X") == (date(2022, 1, 1), date(2022, 9, 30))
    assert capsys.readouterr().out == ""


def test_an_unspecified_day_digit_has_no_bounds_in_the_library():
    with pytest.raises(ValueError, match="invalid literal"):
        parse_edtf("2021-05-2X").lower_strict()

    assert bounds("2021-05-2X") == (date(2021, 5, 20), date(2021, 5, 29))


def test_the_library_loses_the_gaps_between_alternatives():
    found = parse_edtf("156X-12-25")
    assert (found.lower_strict()[0], found.upper_strict()[0]) == (1560, 1569)

    assert len(parse("156X-12-25").possible) == 10


def test_the_library_accepts_a_day_that_the_calendar_lacks():
    assert str(parse_edtf("2021-02-29")) == "2021-02-29"

    with pytest.raises(NotEdtf, match="no such day"):
        parse("2021-02-29")


def test_the_library_accepts_a_reversed_interval():
    assert str(parse_edtf("2021/2020")) == "2021/2020"

    with pytest.raises(NotEdtf, match="ends before it begins"):
        parse("2021/2020")


@pytest.mark.parametrize(
    "text", ["2020-08-10T21:30", "2020-08-10T21:30:00/2020-08-10T23:00:00", "1990?~", "2020-08-1X~"]
)
def test_forms_that_the_library_refuses(text):
    with pytest.raises(EDTFParseException):
        parse_edtf(text)

    assert parse(text).possible


def test_the_librarys_padding_of_a_day_is_more_than_a_year():
    found = parse_edtf("2025-09-11~")
    assert (found.lower_fuzzy()[:3], found.upper_fuzzy()[:3]) == ((2024, 8, 10), (2026, 10, 12))

    assert bounds("2025-09-11~") == (date(2025, 9, 8), date(2025, 9, 14))


def test_the_library_widens_uncertain_dates():
    assert parse_edtf("1940-02-10?").lower_fuzzy()[0] == 1939

    assert bounds("1940-02-10?") == (date(1940, 2, 10), date(1940, 2, 10))


def test_the_librarys_winter_is_december():
    assert parse_edtf("1940-24").lower_strict()[:3] == (1940, 12, 1)
    assert parse_edtf("1940-24").upper_strict()[:3] == (1940, 12, 31)

    assert [span.latest for span in parse("1940-24").possible] == [date(1940, 2, 29), date(1941, 2, 28)]


def test_the_librarys_unknown_bound_is_ten_years_away():
    assert parse_edtf("1990/").upper_strict()[:3] == (2000, 1, 1)

    assert parse("1990/").latest is None


def test_the_librarys_set_of_two_years_is_a_range():
    found = parse_edtf("[1937,1939]")
    assert (found.lower_strict()[0], found.upper_strict()[0]) == (1937, 1939)

    assert not parse("[1937,1939]").possibly_within(date(1938, 1, 1), date(1938, 12, 31))
