"""Dates as people say them: three languages mean the same, and what is read is always EDTF."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.dates import Quantifier
from schemas.edtf import NotEdtf, parse
from schemas.said_dates import read_said

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "be": [
        "студзеня",
        "лютага",
        "сакавіка",
        "красавіка",
        "мая",
        "чэрвеня",
        "ліпеня",
        "жніўня",
        "верасня",
        "кастрычніка",
        "лістапада",
        "снежня",
    ],
}
DAYS = st.dates(date(1850, 1, 1), date(2100, 12, 31))
LANGUAGES = st.sampled_from(sorted(MONTHS))


@given(DAYS, LANGUAGES)
def test_a_day_in_words_is_that_day(day, language):
    said = f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
    assert read_said(said).edtf == read_said(f"{day:%d.%m.%Y}").edtf == day.isoformat()


@given(DAYS, LANGUAGES)
def test_thirds_of_a_month_follow_one_another_and_fill_it(day, language):
    words = {"en": ("early", "mid", "late"), "ru": ("начало", "середина", "конец"), "be": ("пачатак", "сярэдзіна", "канец")}  # fmt: skip # noqa: E501
    month = f"{MONTHS[language][day.month - 1]} {day.year}"
    thirds = [parse(read_said(f"{word} {month}").edtf) for word in words[language]]
    whole = parse(read_said(month).edtf)
    assert thirds[0].earliest == whole.earliest
    assert thirds[2].latest == whole.latest
    for one, other in pairwise(thirds):
        assert (other.earliest - one.latest).days == 1


@given(DAYS, DAYS, LANGUAGES)
def test_alternatives_are_both_possible(one, other, language):
    word = {"en": "or", "ru": "или", "be": "або"}[language]
    found = parse(read_said(f"{one.year} {word} {other.year}").edtf)
    assert found.possibly_within(one, one)
    assert found.possibly_within(other, other)


@given(st.text(max_size=250))
def test_anything_is_read_or_refused(text):
    try:
        said = read_said(text)
    except NotEdtf:
        return
    assert parse(said.edtf).edtf == said.edtf


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("early August 2020", "[2020-08-01..2020-08-10]"),
        ("в начале 50-х", "[1950-01-01..1953-12-31]"),
        ("жнівень 1937 або 1938", "[1937-08,1938-08]"),
        ("с 9 по 12 августа 2020", "2020-08-09/2020-08-12"),
        ("9-12 August 2020", "[2020-08-09..2020-08-12]"),
        ("the 1950s", "195X"),
        ("примерно август 1937 года", "1937-08~"),
        ("before 1940", "[..1939-12-31]"),
        ("зімой 1937", "1937-24"),
        ("maybe 10 February 1940", "1940-02-10?"),
    ],
)
def test_what_people_say(said, edtf):
    assert read_said(said).edtf == edtf


def test_words_say_how_a_time_is_meant():
    assert read_said("весь август 2020").quantifier is Quantifier.THROUGHOUT
    assert read_said("from 9 to 12 August 2020").quantifier is Quantifier.THROUGHOUT
    assert read_said("9-12 August 2020").quantifier is Quantifier.UNKNOWN


@pytest.mark.parametrize("said", ["31.02.2020", "август", "1937 1938", "the day my brother came", "20-е", ""])
def test_what_is_no_date_is_refused(said):
    with pytest.raises(NotEdtf):
        read_said(said)
