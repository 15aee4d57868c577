"""Ranges of days as people type them: a year, a month, or a day."""

import calendar
from datetime import date

from archive.domain.errors import InvalidDate


def parse_range(first: str, last: str) -> tuple[date | None, date | None]:
    """First and last day; an empty text is no bound. Raise InvalidDate."""
    return (_day(first, at_end=False) if first else None, _day(last, at_end=True) if last else None)


def _day(text: str, *, at_end: bool) -> date:
    """The first or last day of a year, month or day."""
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else (12 if at_end else 1)
        if len(numbers) > 3 or len(parts[0]) != 4:
            raise ValueError(text)
        day = numbers[2] if len(numbers) == 3 else (calendar.monthrange(year, month)[1] if at_end else 1)
        return date(year, month, day)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise InvalidDate(f"{text!r} is no day, month or year: write 2020, 2020-08 or 2020-08-09.") from error
