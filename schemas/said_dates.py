"""Dates as people say them in English, Russian and Belarusian, as EDTF: "early August 2020", "в начале 50-х".

What is read is always shown back before it is used: `12.08.2020` is the twelfth of August, decades of two
digits are those of the twentieth century from the thirties on, "early" is the first third. EDTF itself is
read as it stands. What cannot be read is refused, never guessed.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from archive.domain.dates import Quantifier
from schemas.edtf import NotEdtf, parse
from schemas.said_words import (
    ABOUT,
    AFTER,
    ALL,
    AND,
    BEFORE,
    BETWEEN,
    FILLERS,
    FROM,
    MAYBE,
    ONLY_FROM,
    OR,
    THIRDS,
    UNTIL,
    month_of,
    season_of,
)

LONGEST: Final = 200
_EDTF: Final = re.compile(r"[0-9X~?%/.,:+\[\]{}TZ -]*[0-9X][0-9X~?%/.,:+\[\]{}TZ -]*")
_WORD: Final = re.compile(r"\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[-–—.,/]")
_NUMBERS: Final = re.compile(r"[\d. –—-]+")
_OLDEST_SHORT_DECADE: Final = 30


@dataclass(frozen=True, slots=True)
class Said:
    """`edtf`: canonical. `quantifier`: what the words themselves say, UNKNOWN if they leave it open."""

    edtf: str
    quantifier: Quantifier = Quantifier.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Part:
    """Year, month and day as far as they were said; seasons are months from 21, `year` begins a `decade`."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    decade: bool = False
    third: int | None = None

    def filled(self, other: "_Part") -> "_Part":
        """What this part leaves out is what the other says: "9 to 12 August 2020"."""
        year = other.year if self.year is None else self.year
        month = other.month if self.month is None and self.day is not None else self.month
        return _Part(year, month, self.day, self.decade, self.third)

    def edtf(self) -> str:
        """One EDTF element; raise NotEdtf for no day of the calendar."""
        if self.year is None:
            raise _unread("the year is missing")
        if self.day and not self.month:
            raise _unread("the month is missing")
        if self.decade:
            return f"{self.year // 10:03d}X"
        parts = [f"{self.year:04d}", *(f"{each:02d}" for each in (self.month, self.day) if each)]
        return parse("-".join(parts)).edtf

    def bounds(self) -> tuple[date, date]:
        """First and last possible day, of its third if it has one; raise NotEdtf."""
        if self.third is not None:
            return self._third(self.third)
        found = parse(self.edtf())
        if found.earliest is None or found.latest is None:
            raise _unread("it has no bounds")
        return found.earliest, found.latest

    def _third(self, third: int) -> tuple[date, date]:
        year, month = self.year, self.month
        if year is None or self.day or (month or 0) > 12:
            raise _unread("early, middle and late are said of a month, a year or a decade")
        if self.decade:
            first, last = ((0, 3), (4, 6), (7, 9))[third]
            return date(year + first, 1, 1), date(year + last, 12, 31)
        if month is None:
            return date(year, 4 * third + 1, 1), _month_end(year, 4 * third + 4)
        first, last = ((1, 10), (11, 20), (21, _month_end(year, month).day))[third]
        return date(year, month, first), date(year, month, last)


def read_said(text: str) -> Said:
    """What somebody wrote, as EDTF; raise NotEdtf, saying what cannot be read."""
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise NotEdtf(f"it is longer than {LONGEST} characters", code="edtf-length", text="")
    if _EDTF.fullmatch(stripped):
        try:
            return Said(parse(stripped).edtf)
        except NotEdtf:
            if not _NUMBERS.fullmatch(stripped):
                raise
    words = [word for word in _WORD.findall(_plain(stripped)) if word != ","]
    mark, words = _marked(words)
    while words and words[0] in FILLERS and words[0] not in UNTIL:
        words = words[1:]
    if not words:
        raise _unread("no date is in it")
    said = _read(words)
    return Said(parse(_with_mark(said.edtf, mark)).edtf, said.quantifier) if mark else said


def _plain(text: str) -> str:
    """Lower case without ё; decades and ordinals in one piece: `50-х`, `1950s`, `9th`."""
    low = re.sub(r"\bmid-", "mid ", text.casefold().replace("ё", "е").replace("’", "'"))
    low = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", low)
    low = re.sub(r"(\d)\s*-?\s*(?:го|е|га|ага|ое|га|му)\b(?=\s+[^\W\d_]{3,})(?!\s*год|\s*гг)", r"\1", low)
    return re.sub(r"(\d0)\s*'?-?\s*(s|ые|ых|ыя|е|х|я)\b", r"\1 decade", low)


def _marked(words: list[str]) -> tuple[str, list[str]]:
    about = any(word in ABOUT for word in words)
    maybe = any(word in MAYBE for word in words)
    mark = "%" if about and maybe else "~" if about else "?" if maybe else ""
    return mark, [word for word in words if word not in ABOUT and word not in MAYBE]


def _with_mark(edtf: str, mark: str) -> str:
    if edtf[0] in "[{":
        members = ("..".join(_one(end, mark) for end in each.split("..")) for each in edtf[1:-1].split(","))
        return f"{edtf[0]}{','.join(members)}{edtf[-1]}"
    return "/".join(_one(each, mark) for each in edtf.split("/"))


def _one(element: str, mark: str) -> str:
    return element if element in ("", "..") or "X" in element else element + mark


def _read(words: list[str]) -> Said:
    found = _either(words) or _range(words) or _one_side(words)
    if found is not None:
        return found
    part = _part(words)
    throughout = any(word in ALL for word in words)
    quantifier = Quantifier.THROUGHOUT if throughout else Quantifier.UNKNOWN
    if part.third is None:
        return Said(part.edtf(), quantifier)
    return Said(_stretch(*part.bounds()), quantifier)


def _either(words: list[str]) -> Said | None:
    """X or Y: one of two or more."""
    if not any(word in OR for word in words):
        return None
    parts = [_part(each) for each in _split(words, OR)]
    filled = [_completed(each, parts) for each in parts]
    members = [_stretch(*each.bounds())[1:-1] if each.third is not None else each.edtf() for each in filled]
    return Said(parse(f"[{','.join(members)}]").edtf)


def _completed(part: _Part, parts: list[_Part]) -> _Part:
    """A year said once is everybody's; a month said once goes with every day, and with a year alone."""
    years = [each.year for each in parts if each.year is not None]
    months = [each.month for each in parts if each.month is not None]
    year = part.year if part.year is not None else (years[-1] if years else None)
    lone = part.month is None and len(months) == 1 and not part.decade
    return _Part(year, months[0] if lone else part.month, part.day, part.decade, part.third)


def _range(words: list[str]) -> Said | None:
    """From X to Y, between X and Y, X-Y."""
    opening, rest = words[0], words[1:]
    if opening in BETWEEN:
        return _between(rest, AND)
    if opening in FROM and any(word in UNTIL for word in rest):
        first, last = _ends(rest, UNTIL)
        return Said(parse(f"{first.edtf()}/{last.edtf()}").edtf, Quantifier.THROUGHOUT)
    if any(word in "-–—" for word in words):
        return _between(words, frozenset("-–—"))
    return None


def _between(words: list[str], splitters: frozenset[str]) -> Said:
    first, last = _ends(words, splitters)
    return Said(_stretch(first.bounds()[0], last.bounds()[1]), Quantifier.UNKNOWN)


def _ends(words: list[str], splitters: frozenset[str]) -> tuple[_Part, _Part]:
    halves = _split(words, splitters)
    if len(halves) != 2:
        raise _unread("a time has one beginning and one end")
    first, last = _part(halves[0]), _part(halves[1])
    return first.filled(last), last.filled(first)


def _one_side(words: list[str]) -> Said | None:
    """Before X, after X, since X."""
    opening, rest = words[0], words[1:]
    if opening in BEFORE or opening in UNTIL:
        return Said(f"[..{_day(_part(rest).bounds()[0] - timedelta(days=1))}]")
    if opening in AFTER:
        return Said(f"[{_day(_part(rest).bounds()[1] + timedelta(days=1))}..]")
    if opening in ONLY_FROM or opening in FROM:
        return Said(parse(f"{_part(rest).edtf()}/..").edtf, Quantifier.THROUGHOUT)
    return None


def _part(words: list[str]) -> _Part:
    """One date, in any usual order of its parts."""
    numbers: list[int] = []
    month = third = None
    decade = False
    for word in words:
        if word.isdecimal():
            numbers.append(int(word[:9]))
        elif word == "decade":
            decade = True
        elif (found := month_of(word)) or (found := season_of(word)):
            if month is not None:
                raise _unread("it names two months")
            month = found
        elif word in THIRDS:
            third = THIRDS[word]
        elif word not in FILLERS and word not in ALL and word not in ".,/":
            raise _unread("a word of it is not known here")
    return _assembled(numbers, month, third, decade=decade)


def _assembled(numbers: list[int], month: int | None, third: int | None, *, decade: bool) -> _Part:
    if decade:
        if len(numbers) != 1 or month:
            raise _unread("a decade stands alone")
        return _Part(_decade(numbers[0]), decade=True, third=third)
    years = [each for each in numbers if each > 31]
    small = [each for each in numbers if each <= 31]
    if len(years) > 1 or any(each > 9999 or each < 100 for each in years):
        raise _unread("a year has four digits, and a date has one")
    year = years[0] if years else None
    if month is None and len(small) == 2:
        small, month = small[:1], small[1]
    elif month is None and len(small) == 1 and year is not None:
        small, month = [], small[0]
    if len(small) > 1 or (month is not None and month == 0):
        raise _unread("it has too many numbers")
    if year is None and month is None and not small:
        raise _unread("no year is in it")
    return _Part(year, month, small[0] if small else None, third=third)


def _decade(number: int) -> int:
    if number >= 1000:
        return number
    if number < _OLDEST_SHORT_DECADE:
        raise _unread("write the decade with four digits, such as 1920s or 2020s")
    return 1900 + number


def _split(words: list[str], splitters: frozenset[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word in splitters:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _stretch(first: date, last: date) -> str:
    """Some time between two days, as short as EDTF writes it."""
    return parse(f"[{_day(first)}..{_day(last)}]").edtf


def _day(day: date) -> str:
    return day.isoformat()


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _unread(why: str) -> NotEdtf:
    return NotEdtf(why, code="edtf-said", text="")
