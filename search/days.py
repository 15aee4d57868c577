"""Ranges of days as people type them: a year, a month, or a day."""

import calendar
import re
from datetime import date

from archive.domain.errors import InvalidDate
from archive.domain.sentences import sentence

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_range(first: str, last: str) -> tuple[date | None, date | None]:
    """First and last day; an empty text is no bound. Raise InvalidDate."""
    return (day_of(first, at_end=False) if first else None, day_of(last, at_end=True) if last else None)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def span_text(first: date | None, last: date | None) -> str:
    """Return days as people type them: `2020`, `2020-08`, or two days with `..` between."""
    if first and last and first.year == last.year and first.day == 1:
        if first.month == 1 and last == month_end(last.year, 12):
            return f"{first.year:04d}"
        if first.month == last.month and last == month_end(last.year, last.month):
            return f"{first.year:04d}-{first.month:02d}"
    return f"{first or ''}..{last or ''}"


def day_of(text: str, *, at_end: bool) -> date:
    """Return the first or last day of a year, month or day; raise InvalidDate for anything else."""
    parts = _FORM.fullmatch(text)
    try:
        year, month, day = (int(part) if part else 0 for part in parts.groups()) if parts else (0, 0, 0)
        month = month or (12 if at_end else 1)
        return date(year, month, day or (calendar.monthrange(year, month)[1] if at_end else 1))
    except (ValueError, calendar.IllegalMonthError) as error:
        said = sentence(
            "%(text)s is no day, month or year: write 2020, 2020-08 or 2020-08-09.", text=repr(text)
        )
        raise InvalidDate(said) from error
