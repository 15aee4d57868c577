"""The words of said dates in English, Russian and Belarusian, folded as `schemas.said_dates` folds them."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ABOUT: Final = _words(
    "about around circa ca approximately approx roughly около примерно приблизительно приблизно "
    "ориентировочно каля прыблізна прыкладна недзе"
)
MAYBE: Final = _words(
    "maybe perhaps possibly probably возможно вероятно кажется наверное магчыма мабыць здаецца напэўна"
)
OR: Final = _words("or или либо або ці альбо")
AND: Final = _words("and и і ды")
BETWEEN: Final = _words("between между паміж")
FROM: Final = _words("from с со з са ад")
ONLY_FROM: Final = _words("since начиная пачынаючы")
UNTIL: Final = _words("to until till through по до на да па")
BEFORE: Final = _words("before раньше ранее перед раней перад")
AFTER: Final = _words("after после пасля")
ALL: Final = _words(
    "throughout all whole entire весь всю все всего всей увесь усю усе усяго цэлы целый целую"
)
FILLERS: Final = _words(
    "the of in on at a an year years month day days night г гг г. год года году годы годов годе в во у ва на "
    "гады гадоў годзе годдзе месяц месяца месяце месяцы день дня дни числа число дзень дні ночь ночи ноч ночы"
)
_EARLY: Final = _words("early beginning start начало начале начала ранний пачатак пачатку пачатке пачатка")
_MIDDLE: Final = _words("mid middle середина середине середины сярэдзіна сярэдзіне сярэдзіны")
_LATE: Final = _words("late end конец конце конца канец канцы канца")
THIRDS: Final = {
    **dict.fromkeys(_EARLY, 0),
    **dict.fromkeys(_MIDDLE, 1),
    **dict.fromkeys(_LATE, 2),
}

_MONTHS: Final = (
    ("jan", "январ", "студз"),
    ("feb", "феврал", "лют"),
    ("mar", "март", "сакав"),
    ("apr", "апрел", "красав"),
    ("may", "май", "мая", "мае", "маі", "траў", "трав"),
    ("jun", "июн", "чэрв"),
    ("jul", "июл", "ліп"),
    ("aug", "август", "жні"),
    ("sep", "сентябр", "верас"),
    ("oct", "октябр", "кастр"),
    ("nov", "ноябр", "ліст"),
    ("dec", "декабр", "снеж"),
)
_ENGLISH: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december", "sept",
)  # fmt: skip
_SEASONS: Final = (
    ("spring", "весна", "весной", "весны", "весну", "вясна", "вясной", "вясны", "вясну"),
    ("summer", "лето", "летом", "лета", "лете", "летам"),
    ("autumn", "fall", "осень", "осенью", "осени", "восень", "восенню", "восені"),
    ("winter", "зима", "зимой", "зимы", "зиму", "зіма", "зімой", "зімы", "зіму"),
)
_FIRST_SEASON: Final = 21


_SHORT: Final = frozenset({"лют", "ліп", "жні", "июн", "июл"})
"""Stems of three letters that begin no other word of a date; май, мая, мае, маі are whole words."""


def month_of(word: str) -> int | None:
    """1 to 12 for the name of a month in any case, or its English abbreviation."""
    if word.isascii():
        if len(word) < 3 or not any(
            name == word or (len(word) == 3 and name[:3] == word) for name in _ENGLISH
        ):
            return None
        return next(number for number, stems in enumerate(_MONTHS, 1) if word.startswith(stems[0]))
    for number, (_, *stems) in enumerate(_MONTHS, 1):
        if any(word.startswith(stem) if len(stem) > 3 or stem in _SHORT else word == stem for stem in stems):
            return number
    return None


def season_of(word: str) -> int | None:
    """21 to 24, as EDTF numbers spring to winter."""
    for number, names in enumerate(_SEASONS, _FIRST_SEASON):
        if word in names:
            return number
    return None
