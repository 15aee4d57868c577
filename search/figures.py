"""Figures that an account gives: how many of what, and at what o'clock, with where they stand.

For setting two accounts side by side. Numbers from 2 up are read in digits and in words of Belarusian,
Russian, Ukrainian and English; years and days of a month are left out. What is counted is told by the stems
of the next words of the clause, the circumstances of a time of day by those of its whole clause. Nothing here
is ever indexed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.analysis import Analyzer, Located, fold

_TWO_AND_UP = """
2 two два две двое двух двум дзве дві двома; 3 three три трое трех трем тры трох троє трьох;
4 four четыре четверо четырех чатыры чацвера чатырох чотири четверо чотирьох; 5 five пять пятеро пяти пяць
пяцёра п'ять п'ятеро п'яти; 6 six шесть шестеро шести шэсць шасці шість шести; 7 seven семь семеро семи сем
сямі сім семи; 8 eight восемь восьмеро восьми восем васьмі вісім; 9 nine девять девяти дзевяць дзевяці дев'ять
дев'яти; 10 ten десять десяти дзесяць дзесяці; 11 eleven одиннадцать адзінаццаць одинадцять; 12 twelve
двенадцать дванаццаць дванадцять; 13 thirteen тринадцать трынаццаць тринадцять; 14 fourteen четырнадцать
чатырнаццаць чотирнадцять; 15 fifteen пятнадцать пятнаццаць п'ятнадцять; 16 sixteen шестнадцать шаснаццаць
шістнадцять; 17 seventeen семнадцать сямнаццаць сімнадцять; 18 eighteen восемнадцать васемнаццаць
вісімнадцять; 19 nineteen девятнадцать дзевятнаццаць дев'ятнадцять; 20 twenty двадцать двадцати дваццаць
двадцять; 30 thirty тридцать тридцати трыццаць тридцять; 40 forty сорок сорока; 50 fifty пятьдесят пяцьдзясят
п'ятдесят; 60 sixty шестьдесят шэсцьдзясят шістдесят; 70 seventy семьдесят семдзесят сімдесят; 80 eighty
восемьдесят восемдзесят вісімдесят; 90 ninety девяносто дзевяноста дев'яносто; 100 hundred сто сотня
"""
NUMBERS = {
    fold(word): int(number)
    for number, *words in (row.split() for row in _TWO_AND_UP.split(";"))
    for word in words
}
_MONTH_NAMES = """
january february march april june july august september october november december январ феврал март апрел мая
июн июл август сентябр октябр ноябр декабр студзен лютаг лютым сакавік красавік траўн червен чэрвен ліпен
жнівен жніўн верасен верасн кастрычнік листапад снежан снежн січн лютого квітн травн червн липн серпн вересн
жовтн листопад грудн
"""
_MONTHS = tuple(map(fold, _MONTH_NAMES.split()))
"""How the names of months begin, but for the English May."""
_YEARS = range(1900, 2101)
_LONGEST = 6
"""Digits of a number; longer ones are telephones and case numbers."""
_COUNTED = 2
"""Words after a number that may say what is counted: an adjective and a noun."""

_CLAUSE = re.compile(r"[^.!?…;\n]+(?:[.](?=\d)[^.!?…;\n]+)*")
_JOINED = re.compile(r"\d+(?::\d+)+")
"""Digits that are no number of anything."""
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as said: `text[start:end]` of text number `source`. `about`: stems that say of what.

    `value` is a number in decimal, or a time such as `23:40`; `shown` the words around it.
    """

    value: str
    about: frozenset[str]
    source: int
    start: int
    end: int
    shown: str

    @property
    def is_clock(self) -> bool:
        """Whether it is a time of day."""
        return ":" in self.value


def figures_of(texts: Sequence[str], analyzer: Analyzer) -> tuple[Figure, ...]:
    """Return the figures of several texts, in order."""
    return tuple(
        figure
        for source, text in enumerate(texts)
        for figure in _figures(source, text, analyzer.locate(text))
    )


def _figures(source: int, text: str, located: Sequence[Located]) -> Iterator[Figure]:
    at = 0
    for clause in _CLAUSE.finditer(text):
        words: list[Located] = []
        while at < len(located) and located[at].start < clause.end():
            words.append(located[at])
            at += 1
        shown = clause.group().strip()
        clocks = list(_CLOCK.finditer(text, clause.start(), clause.end()))
        joined = _JOINED.finditer(text, clause.start(), clause.end())
        taken = {place for match in joined for place in range(match.start(), match.end())}
        plain = [word for word in words if word.start not in taken]
        about = frozenset(stem for word in plain for stem in word.form.stems if _number(word) is None)
        for clock in clocks:
            value = f"{int(clock[1]):02d}:{clock[2]}"
            yield Figure(value, about, source, clock.start(), clock.end(), shown)
        yield from _counts(source, plain, shown)


def _counts(source: int, words: Sequence[Located], shown: str) -> Iterator[Figure]:
    """Numbers with what they count; tens and units that follow each other are one number."""
    at = 0
    while at < len(words):
        first, value = at, _number(words[at])
        at += 1
        if value is None:
            continue
        unit = _number(words[at]) if at < len(words) else None
        if unit is not None and value in range(20, 100, 10) and unit < 10:
            value, at = value + unit, at + 1
        counted = [word for word in words[at : at + _COUNTED] if _number(word) is None]
        if not counted or value in _YEARS or counted[0].form.folded.startswith(_MONTHS):
            continue
        about = frozenset(stem for word in counted for stem in word.form.stems)
        yield Figure(str(value), about, source, words[first].start, words[at - 1].end, shown)


def _number(word: Located) -> int | None:
    folded = word.form.folded
    if folded.isdecimal() and len(folded) <= _LONGEST:
        return int(folded) if int(folded) > 1 else None
    return NUMBERS.get(folded)


def conflicting(one: Sequence[Figure], other: Sequence[Figure]) -> tuple[tuple[Figure, Figure], ...]:
    """Return pairs of figures that speak of the same and differ, each figure in one pair at most.

    Numbers of the same thing conflict when no number is given for it on both sides; times of day when their
    clauses share a word, and neither time is given on the other side.
    """
    clocks = _pairs([f for f in one if f.is_clock], [f for f in other if f.is_clock])
    counts = _pairs([f for f in one if not f.is_clock], [f for f in other if not f.is_clock])
    return (*clocks, *counts)


def _pairs(one: Sequence[Figure], other: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    free = [each for each in other if not _confirmed(each, one)]
    for figure in one:
        near = [each for each in free if each.about & figure.about]
        if near and not _confirmed(figure, other):
            partner = max(near, key=lambda each: len(each.about & figure.about))
            free.remove(partner)
            yield figure, partner


def _confirmed(figure: Figure, by: Sequence[Figure]) -> bool:
    """Whether the other side says the same of the same."""
    return any(each.value == figure.value and each.about & figure.about for each in by)
