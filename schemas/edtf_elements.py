"""One element of an EDTF text (a day, month, season, year, decade …), read with the `edtf` library.

The library is the grammar and gives the bounds of all but plain digits (which are arithmetic, compared with
the library by a test). Where it is wrong for evidence, this module does the work itself; each case has a test
in `tests/unit/test_edtf_library.py` that shows the library's answer:

- unspecified digits in a month or day (`2022-0X`, `2021-05-2X`): the library fails, and prints to standard
  output;
- several unspecified parts (`2020-XX-15`, `156X-12-25`): it loses the gaps between the alternatives;
- 29 February of a common year: it accepts it;
- winter (`-24`): it is December alone;
- `~` and `%`: its paddings are replaced by `PADDING`;
- times: it wants seconds and takes no interval of times.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from archive.domain.dates import Period, Precision
from schemas.edtf_errors import NotEdtf

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 2999
MOST_READINGS: Final = 400
"""More alternatives than this say too little to be a date (and would swell the index)."""

PADDING: Final = {
    # Widening by `~` and `%` on both sides: (months, days). Reasons: docs/formats/dates.md.
    Precision.DAY: (0, 3),
    Precision.MONTH: (1, 0),
    Precision.SEASON: (3, 0),
    Precision.YEAR: (12, 0),
    Precision.DECADE: (120, 0),
    Precision.CENTURY: (1200, 0),
    Precision.MILLENNIUM: (12000, 0),
}

_FORM = re.compile(
    r"(?P<yl>[?~%]?)(?P<year>[0-9X]{4})(?P<yr>[?~%]?)"
    r"(?:-(?P<ml>[?~%]?)(?P<month>[0-9X]{2})(?P<mr>[?~%]?)"
    r"(?:-(?P<dl>[?~%]?)(?P<day>[0-9X]{2})(?P<dr>[?~%]?))?)?"
)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_WHOLE_UNKNOWN = re.compile(r"[0-9]{1,3}X{1,3}|[0-9]{4}-XX|[0-9]{4}-[0-9]{2}-XX|[0-9]{4}-XX-XX")
_SOUTHERN = range(29, 33)
_WINTERS = ("24", "28")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: the days it may name, as whole spans (`spans`), and what its marks do to them.

    `whole` is False when digits are unspecified: then it names some stretch within each span, not all of it.
    """

    spans: tuple[tuple[date, date], ...]
    precision: Precision
    whole: bool
    approximate: bool
    uncertain: bool
    padding: tuple[int, int]
    clock: time | None = None

    @property
    def first(self) -> date:
        """First day before any widening."""
        return self.spans[0][0]

    @property
    def last(self) -> date:
        """Last day before any widening."""
        return self.spans[-1][1]

    @property
    def widened(self) -> tuple[date, date]:
        """First and last day after widening."""
        return shift(self.first, self.padding, -1), shift_last(self.last, self.padding, 1)

    def periods(self) -> tuple[Period, ...]:
        """The readings of the element standing alone."""
        return tuple(self._period(first, last) for first, last in self.spans)

    def _period(self, first: date, last: date) -> Period:
        earliest, latest = shift(first, self.padding, -1), shift_last(last, self.padding, 1)
        if not self.whole:
            return Period.somewhere_in(earliest, latest)
        return Period(earliest, shift(first, self.padding, 1), shift_last(last, self.padding, -1), latest)


def shift(day: date, padding: tuple[int, int], sign: int) -> date:
    """The day moved by `padding` (months, days); a day that the month lacks becomes its last."""
    months, days = padding
    index = day.year * 12 + day.month - 1 + sign * months
    year, month = max(index // 12, 1), index % 12 + 1
    moved = date(year, month, min(day.day, monthrange(year, month)[1]))
    return moved + timedelta(days=sign * days)


def shift_last(day: date, padding: tuple[int, int], sign: int) -> date:
    """Like `shift` for the last day of a span, so that the end of a month moves to the end of a month."""
    return shift(day + timedelta(days=1), padding, sign) - timedelta(days=1)


def parse_element(text: str, whole: str, offset: int) -> Element:
    """Read one element. `whole` is the text it stands in and `offset` its place there, for error messages.

    Raises NotEdtf.
    """
    day, mark, clock = text.partition("T")
    form = _FORM.fullmatch(day)
    if form is None:
        raise NotEdtf("this is no year, month, day or season", code="edtf-form", text=whole, position=offset)
    year, month, day_of_month = form["year"], form["month"] or "", form["day"] or ""
    _check_year(year, whole, offset)
    marks = _marks(form, whole, offset)
    bare = "-".join(part for part in (year, month, day_of_month) if part)
    precision = _precision(year, month, day_of_month)
    spans = _spans(bare, day, whole, offset)
    moment = _clock(clock, day, whole, offset + len(day) + 1) if mark else None
    approximate = any(sign in "~%" for sign in marks.values())
    return Element(
        spans=spans,
        precision=Precision.TIME if moment else precision,
        whole="X" not in bare,
        approximate=approximate,
        uncertain=any(sign in "?%" for sign in marks.values()),
        padding=_padding(marks, precision, bare.count("-")) if approximate else (0, 0),
        clock=moment,
    )


def _marks(form: re.Match[str], whole: str, offset: int) -> dict[int, str]:
    """The sign of each component (0 year, 1 month, 2 day) that has one."""
    marks: dict[int, str] = {}
    for level, component in enumerate("ymd"):
        left, right = form[component + "l"] or "", form[component + "r"] or ""
        if left and right:
            raise NotEdtf("a part of a date has one sign", code="edtf-form", text=whole, position=offset)
        if left or right:
            marks[level] = left or right
    return marks


def _padding(marks: dict[int, str], precision: Precision, finest: int) -> tuple[int, int]:
    level = max(level for level, sign in marks.items() if sign in "~%")
    if level == finest:
        return PADDING[precision]
    return PADDING[Precision.MONTH if level else Precision.YEAR]


def _precision(year: str, month: str, day: str) -> Precision:
    """The finest component before the first unspecified digit."""
    by_unknown = (Precision.YEAR, Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM)
    if "X" in year:
        return by_unknown[4 - year.index("X")]
    if not month or "X" in month:
        return Precision.YEAR
    if int(month) > 12:
        return Precision.SEASON
    return Precision.DAY if day and "X" not in day else Precision.MONTH


def _check_year(year: str, whole: str, offset: int) -> None:
    if year[0] == "X":
        raise NotEdtf(
            "the century is missing; leave the date empty if nothing is known",
            code="edtf-vague",
            text=whole,
            position=offset,
        )
    if not FIRST_YEAR <= int(year.replace("X", "0")) <= LAST_YEAR:
        raise NotEdtf(
            f"years go from {FIRST_YEAR} to {LAST_YEAR}", code="edtf-year", text=whole, position=offset
        )


def _clock(text: str, day: str, whole: str, offset: int) -> time:
    """A time of day. Minutes without seconds are allowed; the library would refuse them."""
    if not _TIME.fullmatch(text) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        raise NotEdtf(
            "a time is written 21:30 after a whole day", code="edtf-form", text=whole, position=offset
        )
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise NotEdtf(
            "there is no such time of day", code="edtf-calendar", text=whole, position=offset
        ) from error


def _spans(bare: str, marked: str, whole: str, offset: int) -> tuple[tuple[date, date], ...]:
    """The days named by an element without its marks, as ordered spans that do not touch."""
    year, month, day = [*bare.split("-"), "", ""][:3]
    if "X" in bare and not _WHOLE_UNKNOWN.fullmatch(bare):
        return _enumerate(year, month, day, whole, offset)
    if month.isdigit() and int(month) > 12:
        return _season(bare, marked, whole, offset)
    if "X" not in bare and marked.rstrip("?~%") == bare:
        return (_plain(year, month, day, whole, offset),)
    if day.isdigit():
        _day(int(year), int(month), int(day), whole, offset)
    return (_by_library(marked, whole, offset),)


def _plain(year: str, month: str, day: str, whole: str, offset: int) -> tuple[date, date]:
    """First and last day of digits alone: what the library says, much faster (a test compares)."""
    if day:
        only = _day(int(year), int(month), int(day), whole, offset)
        return only, only
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first = _day(int(year), int(month), 1, whole, offset)
    return first, date(first.year, first.month, monthrange(first.year, first.month)[1])


def _day(year: int, month: int, day: int, whole: str, offset: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotEdtf(
            "the calendar has no such day, month or season",
            code="edtf-calendar",
            text=whole,
            position=offset + 5,
        ) from error


def _by_library(text: str, whole: str, offset: int) -> tuple[date, date]:
    """First and last day according to the `edtf` library, without its paddings."""
    # Its import costs a tenth of a second, and few dates need it.
    from edtf import parse_edtf  # noqa: PLC0415
    from edtf.parser.edtf_exceptions import EDTFParseException  # noqa: PLC0415

    try:
        found = parse_edtf(text)
    except EDTFParseException as error:
        calendar = re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text) is not None
        reason = "the calendar has no such month or season" if calendar else "signs stand where EDTF has none"
        code = "edtf-calendar" if calendar else "edtf-form"
        raise NotEdtf(reason, code=code, text=whole, position=offset) from error
    return date(*found.lower_strict()[:3]), date(*found.upper_strict()[:3])


def _season(bare: str, marked: str, whole: str, offset: int) -> tuple[tuple[date, date], ...]:
    """Seasons of the northern hemisphere, quarters, thirds and halves of a year.

    "Winter 1994" is said of the one that ended and of the one that began in 1994: both are readings.
    """
    year, season, *rest = bare.split("-")
    if rest or int(season) in _SOUTHERN:
        raise NotEdtf(
            "a season stands alone and is northern (21 to 28)", code="edtf-form", text=whole, position=offset
        )
    if season in _WINTERS:
        return tuple(
            (date(winter, 12, 1), date(winter + 1, 3, 1) - timedelta(days=1))
            for winter in (int(year) - 1, int(year))
        )
    # The library knows marks on years to 24 only; their place was checked by the form.
    return (_by_library(bare if marked.rstrip("?~%") == bare else marked, whole, offset),)


def _matching(pattern: str, numbers: range, width: int) -> list[int]:
    form = re.compile(pattern.replace("X", "[0-9]"))
    return [number for number in numbers if form.fullmatch(f"{number:0{width}d}")]


def _enumerate(year: str, month: str, day: str, whole: str, offset: int) -> tuple[tuple[date, date], ...]:
    """All days that fit unspecified digits, joined where they touch."""
    spans: list[tuple[date, date]] = []
    for one_year in _matching(year, range(FIRST_YEAR, LAST_YEAR + 1), 4):
        for one_month in _matching(month or "XX", range(1, 13), 2):
            length = monthrange(one_year, one_month)[1]
            for one_day in _matching(day or "XX", range(1, length + 1), 2):
                found = date(one_year, one_month, one_day)
                if spans and found - spans[-1][1] == timedelta(days=1):
                    spans[-1] = (spans[-1][0], found)
                else:
                    spans.append((found, found))
        if len(spans) > MOST_READINGS:
            raise NotEdtf(
                "it fits too many days to be a date", code="edtf-vague", text=whole, position=offset
            )
    if not spans:
        raise NotEdtf("the calendar has no such day", code="edtf-calendar", text=whole, position=offset + 5)
    return tuple(spans)
