"""The fields of the query language: of which part, with which marks, and what values they take."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.domain.anomalies import AnomalyKind
from archive.domain.claims import CHARGE, Channel, Expectation, Ground, Hearing, Response
from archive.domain.completeness import Gap
from archive.domain.description import (
    Basis,
    Certainty,
    Consistency,
    Flag,
    Involvement,
    Kind,
    Level,
    Named,
    Valence,
)
from archive.domain.errors import InvalidDate
from archive.domain.labels import nearest
from archive.domain.sentences import sentence
from search.calendar import FIRST, LAST
from search.days import day_of
from search.names import parse_name
from search.terms import Harmed, language_term


class Mode(StrEnum):
    """How the values of a field are meant.

    EXACTLY: a unit without what is below it, a violation type without narrower ones. CERTAINLY: every reading
    of the date is inside. WIDELY: a crime also by types that may fit it or are its context; a unit with those
    that it continues and that continue it; a person with one letter of a surname wrong.
    """

    PLAIN = "plain"
    EXACTLY = "exactly"
    CERTAINLY = "certainly"
    WIDELY = "widely"


MARKS = {Mode.EXACTLY: "=", Mode.CERTAINLY: "!", Mode.WIDELY: "~", Mode.PLAIN: ""}
"""How a mode is written, before the first value."""

_LANGUAGE = re.compile("[a-z]{2,3}")
_RANGE = ".."
_YEARS = re.compile(r"[0-9]{4}|([0-9]{4})?\.\.([0-9]{4})?")
_TEXT = 200


@dataclass(frozen=True, slots=True)
class FieldKind:
    """A field. `fault` says why a value is none ("" when it is one); `canonical` is the spelling kept.

    `is_free`: values are words and names, of which some end in signs.
    """

    of_act: bool
    fault: Callable[[str], str]
    canonical: Callable[[str], str]
    modes: frozenset[Mode] = frozenset({Mode.PLAIN})
    is_free: bool = False


def bounds(value: str) -> tuple[date | None, date | None]:
    """Return first and last day of `2020`, `2020-08`, `2020-08-09`, or of two of them with `..` between.

    A bound left out is None. Raises InvalidDate for anything else.
    """
    first, dots, last = value.partition(_RANGE)
    if not first and not last:
        raise InvalidDate(_DATES_EXPECTED)
    start = day_of(first, at_end=False) if first else None
    end = day_of(last if dots else first, at_end=True) if last or not dots else None
    if start and end and start > end:
        raise InvalidDate(sentence("a range was expected whose first day is not later than its last"))
    if any(day is not None and not FIRST <= day <= LAST for day in (start, end)):
        said = sentence("a date from %(first)d to %(last)d was expected", first=FIRST.year, last=LAST.year)
        raise InvalidDate(said)
    return start, end


def range_of(first: date | None, last: date | None) -> str:
    """Return the days as a value of `date:`; one bound at least is needed."""
    return f"{first or ''}{_RANGE}{last or ''}"


_EDTF = re.compile(r"([0-9-]+)/([0-9-]+)")
_DOTTED = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_DATES_EXPECTED = sentence(
    "a day, month or year was expected, or a range: 2020-08-09, 2020, 2020-08-09..2020-08-13, ..1953"
)


def _date_fault(value: str) -> str:
    try:
        bounds(value)
    except InvalidDate as error:
        if "expected" in error.message and error.message != _DATES_EXPECTED:
            return error.message
        meant = _as_written_here(value)
        if not meant:
            return _DATES_EXPECTED
        return sentence("%(said)s; did you mean %(day)s?", said=_DATES_EXPECTED, day=meant)
    return ""


def _as_written_here(value: str) -> str:
    """A date in the manner of EDTF or of a letter, as a query has it; "" when that is no date either."""
    if dotted := _DOTTED.fullmatch(value):
        meant = f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}"
    else:
        meant = _EDTF.sub(r"\1..\2", value).rstrip("~?%")
    try:
        bounds(meant)
    except InvalidDate:
        return ""
    return meant


def _text_fault(value: str) -> str:
    if not value or value != value.strip():
        return sentence("a value was expected")
    return sentence("longer than %(most)d characters", most=_TEXT) if len(value) > _TEXT else ""


def _person_fault(value: str) -> str:
    if value.endswith("*"):
        letters = value.removesuffix("*")
        known = len(letters) > 1 and letters.isalpha()
        return "" if known else sentence("two letters or more were expected before the star")
    fault = _text_fault(value)
    if fault or parse_name(value):
        return fault
    return sentence("a name was expected: a surname, a given name, or both")


def _language_fault(value: str) -> str:
    return "" if _LANGUAGE.fullmatch(value) else sentence("a language code was expected: be, ru, uk, en …")


def _charge_fault(value: str) -> str:
    if CHARGE.fullmatch(value):
        return ""
    return sentence(
        "an article was expected as State-code-number, with or without a part: BY-CC-361-4, BY-CC-361-4/1"
    )


def _years_fault(value: str) -> str:
    if value != _RANGE and _YEARS.fullmatch(value) and years(value):
        return ""
    return sentence(
        "a year from %(first)d to %(last)d was expected, or a range: 2028, 2026..2028, ..2028",
        first=FIRST.year,
        last=LAST.year,
    )


def years(value: str) -> tuple[str, ...]:
    """Return the years of `2028`, `2026..2028`, `..2028` or `2028..`, all that the calendar knows."""
    first, dots, last = value.partition(_RANGE)
    start = int(first or FIRST.year)
    end = int(last or LAST.year) if dots else start
    return tuple(f"{year:04d}" for year in range(max(start, FIRST.year), min(end, LAST.year) + 1))


def _of(values: type[StrEnum], *, act: bool) -> FieldKind:
    known = tuple(member.value for member in values)

    def fault(value: str) -> str:
        if value in known:
            return ""
        near = nearest(value, known)
        meant = sentence(" (nearest: %(near)s)", near=near[0]) if near else ""
        return sentence("one of %(known)s was expected%(meant)s", known=", ".join(known), meant=meant)

    return FieldKind(act, fault, str.lower)


def _free(*modes: Mode) -> FieldKind:
    return FieldKind(True, _text_fault, str.strip, frozenset({Mode.PLAIN, *modes}), is_free=True)


FIELDS = {
    "unit": _free(Mode.EXACTLY, Mode.WIDELY),
    "violation": _free(Mode.EXACTLY),
    "crime": _free(Mode.WIDELY),
    "article": _free(),
    "date": FieldKind(True, _date_fault, str.strip, frozenset({Mode.PLAIN, Mode.CERTAINLY})),
    "place": _free(),
    "person": FieldKind(True, _person_fault, str.strip, frozenset({Mode.PLAIN, Mode.WIDELY}), is_free=True),
    "level": _of(Level, act=True),
    "basis": _of(Basis, act=True),
    "certainty": _of(Certainty, act=True),
    "valence": _of(Valence, act=True),
    "attributed": _of(Named, act=True),
    "anomaly": _of(AnomalyKind, act=True),
    "involvement": _of(Involvement, act=True),
    "harmed": _of(Harmed, act=True),
    "ground": _of(Ground, act=True),
    "charge": FieldKind(True, _charge_fault, str.upper),
    "hearing": _of(Hearing, act=True),
    "kind": _of(Kind, act=False),
    "lang": FieldKind(False, _language_fault, language_term),
    "flag": _of(Flag, act=False),
    "posted": FieldKind(False, _text_fault, str.strip, is_free=True),
    "superior": FieldKind(False, _text_fault, str.strip, is_free=True),
    "notice": _of(Channel, act=False),
    "measure": _of(Response, act=False),
    "finding": _of(Consistency, act=False),
    "asks": _of(Expectation, act=False),
    "lacks": _of(Gap, act=False),
    "review": FieldKind(False, _years_fault, str.strip),
}
