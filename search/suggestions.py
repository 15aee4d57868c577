"""What to ask instead of a query that finds nothing: other words, wider conditions, one condition less.

Candidates only: whoever shows one asks it first, under the rights of the reader, and shows it if it finds
something. Nothing here depends on whether a word of the query is known, for it may be known from items that
the reader may not see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from archive.domain.errors import InvalidRequest
from search.analysis import Analyzer
from search.days import month_end, span_text
from search.expression import And, Expression, Field, Near, Not, Or, Phrase, Word, leaves
from search.fields import Mode, bounds
from search.spelling import in_other_layout, in_other_script, near, rewritten

APART = 10
"""How far the words of a phrase may stand apart when the phrase itself is not found."""
MAX_GUESSES = 40
"""Words proposed for one word in one way."""
MAX_WORDS = 8
"""Words of a query, the first ones, for which others are proposed: each costs a look at the whole list."""


class Why(StrEnum):
    """How a suggestion differs from what was asked."""

    SPELLING = "spelling"
    SCRIPT = "script"
    LAYOUT = "keyboard layout"
    SLIP = "one letter wrong"
    APART = "words further apart"
    DATE = "wider date"
    BELOW = "with what is below"
    DROPPED = "one condition less"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another question. `part`: which part of the first one it changes; few of one part are worth showing."""

    why: Why
    part: int
    expression: Expression


def other_words(
    asked: Expression, words: Mapping[str, str], analyzer: Analyzer, changes: int = 1
) -> Iterator[Candidate]:
    """Yield the query with one of its words put otherwise; `changes` 2 yields the further spellings alone.

    `words`: as spelt, by folded form, of the collections that are asked.
    """
    parts = ((part, leaf) for part, leaf in enumerate(leaves(asked, denied=False)) if isinstance(leaf, Word))
    for part, leaf in islice(parts, MAX_WORDS):
        forms = analyzer.query_forms(leaf.text)
        folded = forms[0].folded if len(forms) == 1 else leaf.text.casefold()
        ways = [(Why.SPELLING, near(folded, words, changes))]
        if changes == 1:
            ways += [
                (Why.LAYOUT, in_other_layout(leaf.text.casefold(), words)),
                (Why.SCRIPT, [*in_other_script(folded, words), *rewritten(folded)]),
            ]
        for why, guesses in ways:
            for guess in guesses[:MAX_GUESSES]:
                other = _word(words.get(guess, guess), guess)
                if other is not None:
                    yield Candidate(why, part, _with(asked, leaf, other))


def _word(spelt: str, folded: str) -> Word | None:
    for text in (spelt, folded):
        try:
            return Word(text)
        except InvalidRequest:
            continue
    return None


def wider(asked: Expression) -> Iterator[Candidate]:
    """Yield the query with one condition wider: each in steps, the narrowest step first."""
    for part, leaf in enumerate(leaves(asked, denied=False)):
        match leaf:
            case Phrase(text) if " " in text:
                yield Candidate(Why.APART, part, _with(asked, leaf, Near(text, APART)))
            case Near(text, distance) if distance < APART:
                yield Candidate(Why.APART, part, _with(asked, leaf, Near(text, APART)))
            case Field("date"):
                for other in _wider_dates(leaf):
                    yield Candidate(Why.DATE, part, _with(asked, leaf, other))
            case Field("person", mode=Mode.PLAIN):
                yield Candidate(Why.SLIP, part, _with(asked, leaf, replace(leaf, mode=Mode.WIDELY)))
            case Field(mode=Mode.EXACTLY):
                yield Candidate(Why.BELOW, part, _with(asked, leaf, replace(leaf, mode=Mode.PLAIN)))
            case _:
                pass


def _wider_dates(field: Field) -> Iterator[Field]:
    """A date that is possible instead of certain; then whole months, whole years, and a year around."""
    if field.mode is Mode.CERTAINLY:
        yield replace(field, mode=Mode.PLAIN)
    seen = {field.values}
    for whole_years, around in ((False, 0), (True, 0), (True, 1)):
        values = tuple(_widened(value, whole_years=whole_years, around=around) for value in field.values)
        if values not in seen:
            seen.add(values)
            try:
                yield Field("date", values)
            except InvalidRequest:
                return


def _widened(value: str, *, whole_years: bool, around: int) -> str:
    first, last = bounds(value)
    if first is not None:
        first = first.replace(year=first.year - around, month=1 if whole_years else first.month, day=1)
    if last is not None:
        last = month_end(last.year + around, 12 if whole_years else last.month)
    return span_text(first, last)


def dropped(asked: Expression) -> Iterator[Candidate]:
    """Yield the query without one of the conditions of its outermost AND."""
    if not isinstance(asked, And) or len(asked.operands) < 2:
        return
    for part, left in enumerate(asked.operands):
        rest = tuple(each for each in asked.operands if each is not left)
        if isinstance(left, Not) or not rest:
            continue
        yield Candidate(Why.DROPPED, part, And(rest) if len(rest) > 1 else rest[0])


def alone(asked: Expression) -> Iterator[Candidate]:
    """Yield each condition of the outermost AND by itself: what is left when several find nothing."""
    if isinstance(asked, And) and len(asked.operands) > 2:
        for part, each in enumerate(asked.operands):
            if not isinstance(each, Not):
                yield Candidate(Why.DROPPED, part, each)


def _with(expression: Expression, old: Expression, new: Expression) -> Expression:
    """Return the expression with every `old` replaced, which is the same object or its equal."""
    if expression == old:
        return new
    match expression:
        case And(operands):
            return And(tuple(_with(each, old, new) for each in operands))
        case Or(operands):
            return Or(tuple(_with(each, old, new) for each in operands))
        case _:
            return expression
