"""What is said when a date is not EDTF: what is wrong, where, and how it would be written."""

import re
from datetime import date

from archive.domain.errors import InvalidDate

EXAMPLES = (
    "2020-08-09, 2020-08, 1937~ (about), 195X (the 1950s), 2020-08-09/2020-08-12 (from, to), [1937,1938] (or)"
)

_WORDS = {
    "21": ("spring", "весн", "вясн", "вясен"),
    "22": ("summer", "лето", "лета"),
    "23": ("autumn", "fall", "осен", "восен"),
    "24": ("winter", "зим", "зiм", "зім"),
    "01": ("january", "январ", "студзен"),
    "02": ("february", "феврал", "лют"),
    "03": ("march", "март", "сакавік"),
    "04": ("april", "апрел", "красавік"),
    "05": ("may", "мая", "май", "мае", "траўн", "травен"),
    "06": ("june", "июн", "чэрвен"),
    "07": ("july", "июл", "ліпен"),
    "08": ("august", "август", "жніў", "жнів"),
    "09": ("september", "сентябр", "верас"),
    "10": ("october", "октябр", "кастрычнік"),
    "11": ("november", "ноябр", "лістапад"),
    "12": ("december", "декабр", "снеж", "снежан"),
}
_ABOUT = re.compile(r"\b(c\.|ca\.?|circa|about|around|около|примерно|каля|прыкладна)", re.IGNORECASE)
_OR = re.compile(r"(\d{4})\s*(?:or|или|або|ці)\s*(\d{4})", re.IGNORECASE)
_DASHED = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})")
_DECADE = re.compile(r"(?<!\d)(\d{3})(?:[xuх?]$|0\s?-?\s?(?:s|е|х|я|ые|ыя)(?![а-яa-z]))")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


class NotEdtf(InvalidDate, ValueError):
    """A text that is no EDTF date, or no day of the calendar.

    `code` is one of edtf-empty, edtf-length, edtf-characters, edtf-form, edtf-calendar, edtf-order,
    edtf-year, edtf-vague. `position` counts characters from 0 and is None when the whole is meant.
    `suggestion` is a guess at what was meant, never used by itself. The text is not in the message: free
    text may hold testimony.
    """

    def __init__(self, reason: str, *, code: str, text: str, position: int | None = None) -> None:
        self.code = code
        self.position = position
        self.suggestion = suggestion(text)
        where = "" if position is None else f" (at character {position + 1})"
        form = f"Perhaps: {self.suggestion}." if self.suggestion else f"Right forms: {EXAMPLES}."
        super().__init__(f"Not a date: {reason}{where}. {form}")


def _iso_day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def suggestion(text: str) -> str:
    """What a text in the ways people write dates would be in EDTF; empty when nothing is recognised."""
    folded = text.strip().casefold().replace("ё", "е")
    if match := _OR.search(folded):
        return f"[{match[1]},{match[2]}]"
    if match := _DASHED.fullmatch(folded):
        return f"{match[1]}/{match[2]} (a period) or [{match[1]}..{match[2]}] (some time in it)"
    if match := _DECADE.search(folded):
        return f"{match[1]}X"
    if match := _DAY_FIRST.search(folded):
        return _iso_day(match[3], match[2], match[1])
    if match := _YEAR_FIRST.search(folded):
        return _iso_day(match[1], match[2], match[3])
    year = _YEAR.search(folded)
    if year is None:
        return ""
    for number, stems in _WORDS.items():
        if any(re.search(rf"\b{stem}", folded) for stem in stems):
            return f"{year[1]}-{number}"
    return f"{year[1]}~" if _ABOUT.search(folded) else ""
