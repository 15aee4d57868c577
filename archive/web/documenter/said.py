"""A date as it was typed, read, and said back in the person's words before going on."""

from collections.abc import Iterator
from datetime import date

from flask_babel import format_date, gettext

from archive.domain.dates import FuzzyDate, Quantifier, Span
from archive.web.documenter.labels import QUANTIFIERS
from archive.web.forms import Form
from schemas.edtf import NotEdtf, parse
from schemas.said_dates import LONGEST, read_said


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


FIELDS = ("when_said", "when_shown", "quantifier")


def read_when(form: Form) -> tuple[str, str]:
    """(EDTF, quantifier) of the fields; complains until the reading has been shown once as it is now.

    `form.values["when_read"]` is the reading in words, `when_edtf` what the page then sends back.
    """
    said = form.line("when_said", needed=False, longest=LONGEST)
    chosen = form.choice("quantifier", [str(each) for each in QUANTIFIERS], needed=False)
    shown = form.line("when_shown", needed=False, longest=400)
    if not said:
        return "", Quantifier.UNKNOWN.value
    try:
        read = read_said(said)
    except NotEdtf:
        sentence = _(
            "This is not understood as a date. Try it like: 9 August 2020; early August 2020; 1937 or 1938; "
            "the 1950s; between 5 and 9 May 1945."
        )
        form.fail("when_said", sentence)
        return "", Quantifier.UNKNOWN.value
    form.values["when_edtf"] = read.edtf
    form.values["when_read"] = in_words(parse(read.edtf))
    if not chosen and read.quantifier is not Quantifier.UNKNOWN:
        form.values["quantifier"] = read.quantifier.value
    if shown != read.edtf:
        form.fail("when_said", _("Look whether the date was understood rightly, then go on."))
    return read.edtf, chosen or read.quantifier.value


def in_words(when: FuzzyDate) -> str:
    """`from 1 August 2020 to 10 August 2020`; alternatives with "or", doubts at the end."""
    told = list(_told(when))
    text = told[0]
    for other in told[1:]:
        text = (_("%(one)s and %(other)s", one=text, other=other) if when.every
                else _("%(one)s or %(other)s", one=text, other=other))  # fmt: skip
    if when.approximate:
        text = _("about %(when)s", when=text)
    return _("%(when)s, but the source is not sure", when=text) if when.uncertain else text


def _told(when: FuzzyDate) -> Iterator[str]:
    most = 12
    for span in when.possible[:most]:
        yield _span(span)
    if len(when.possible) > most:
        yield "…"


def _span(span: Span) -> str:
    first, last = span.earliest, span.latest
    if first is None and last is None:
        return _("at any time")
    if first is None and last is not None:
        return _("not later than %(day)s", day=_day(last))
    if last is None and first is not None:
        return _("not earlier than %(day)s", day=_day(first))
    return _bounded(first or date.min, last or date.max)


def _bounded(first: date, last: date) -> str:
    if first == last:
        return _day(first)
    whole_months = first.day == 1 and (last.month != 12 or last.day == 31) and _ends_month(last)
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return str(format_date(first, "LLLL y"))
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        if first.year == last.year:
            return _("in the year %(year)d", year=first.year)
        return _("from %(first)d to %(last)d", first=first.year, last=last.year)
    return _("from %(first)s to %(last)s", first=_day(first), last=_day(last))


def _ends_month(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y"))
