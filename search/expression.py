"""What a query says, as a frozen tree: words, phrases and fields, joined by AND, OR and NOT.

`search.expression_text` reads it from text and writes it as text, `search.expression_json` as JSON;
`docs/formats/query.md` tells what it means. A node that has no text form cannot be made: its constructor
raises InvalidRequest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from archive.domain.errors import InvalidRequest, Problem
from archive.domain.labels import nearest
from archive.domain.sentences import sentence
from search.analysis import fold
from search.fields import FIELDS, MARKS, Mode
from search.habits import habit_fault

MAX_TERMS = 64
MAX_TEXT = 4000
MAX_NESTING = 16
MAX_DISTANCE = 100
PREFIX_LETTERS = range(2, 41)
"""Letters of a folded word that may stand before a star."""
_BEFORE_STAR = sentence(
    "%(fewest)d to %(most)d letters were expected before the star",
    fewest=PREFIX_LETTERS[0],
    most=PREFIX_LETTERS[-1],
)

QUOTES = {'"': '"', "«": "»", "„": "“”", "“": "”", "”": "”"}
"""What closes a quotation, by what opens it."""


class Joiner(StrEnum):
    """The three operators."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"


OPERATORS = {
    **dict.fromkeys(("AND", "И", "І"), Joiner.AND),
    **dict.fromkeys(("OR", "ИЛИ", "АБО"), Joiner.OR),
    **dict.fromkeys(("NOT", "НЕ"), Joiner.NOT),
}
"""Operators as they are typed, in capitals only: English, Russian, Belarusian and Ukrainian."""

_PLAIN = re.compile(r"[^\s\"«»„“”()]+")
_FIELD_LIKE = re.compile(r"([^\W\d]+):(?=.)", re.DOTALL)
_PREFIX = re.compile(r"[^\W_](?:[^\W_]|['’ʼ‘´`ʹ\u0300-\u036f])*")
_SIGNED = re.compile(r"[+\-−][^\W\d_]")


def word_fault(text: str) -> str:
    """Say why a piece of text without spaces, quotation marks and parentheses is no word; "" when it is."""
    named = _FIELD_LIKE.match(text)
    if named or (text.endswith(":") and text[:-1] in FIELDS):
        return field_fault(named.group(1) if named else text[:-1]) or sentence(
            "a word was expected, this is a field"
        )
    if "*" in text:
        return sentence(
            'a star was not expected here: it ends a word, as in "избив*", after two letters or more'
        )
    if _SIGNED.match(text):
        return sentence(
            'a sign was not expected before a word: write NOT to leave it out, or put it in "quotes"'
        )
    if text not in OPERATORS:
        return habit_fault(text)
    return sentence("%(word)s is an operator; in quotes it is a word", word=text)


def field_fault(name: str) -> str:
    """Say why there is no field of this name; "" when there is."""
    if name in FIELDS:
        return ""
    near = nearest(name, FIELDS)
    meant = sentence(" (nearest: %(near)s)", near=", ".join(near)) if near else ""
    return sentence(
        "there is no field %(name)s:%(meant)s; a field was expected, one of %(fields)s. "
        'To search for the words, put them in "quotes"',
        name=name[:40],
        meant=meant,
        fields=", ".join(FIELDS),
    )


def prefix_fault(text: str) -> str:
    """Say why `text` with a star after it is no prefix; "" when it is."""
    if not text.strip("*"):
        return sentence("a star by itself would match everything: %(fault)s", fault=_BEFORE_STAR)
    folded = fold(text)
    if not _PREFIX.fullmatch(text) or not folded.isalnum() or len(folded) not in PREFIX_LETTERS:
        return _BEFORE_STAR
    return ""


def quotable(text: str) -> str:
    """Return the text in the first quotation marks that it does not itself close; "" when there are none."""
    return next(
        (f"{left}{text}{right[0]}" for left, right in list(QUOTES.items())[:3] if not set(right) & set(text)),
        "",
    )


def _refuse(fault: str) -> None:
    if fault:
        raise InvalidRequest(sentence("the search text cannot be read"), problems=(Problem("text", fault),))


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any inflection; a piece of text such as `по-русски` may be several, all wanted."""

    text: str

    def __post_init__(self) -> None:
        _refuse(word_fault(self.text) if _PLAIN.fullmatch(self.text) else sentence("one word was expected"))


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin with these letters, folded; the star is not part of `text`.

    `at`: where it stood in the text, from 1; 0 when it stood in none.
    """

    text: str
    at: int = field(default=0, compare=False, repr=False)

    def __post_init__(self) -> None:
        _refuse(prefix_fault(self.text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other, in this order, inflected as written."""

    text: str

    def __post_init__(self) -> None:
        _refuse(phrase_fault(self.text))


@dataclass(frozen=True, slots=True)
class Near:
    """Words, inflected as written, that stand close together in any order.

    They all lie in a window of as many words as they are and `distance` more.
    """

    text: str
    distance: int

    def __post_init__(self) -> None:
        _refuse(phrase_fault(self.text) or distance_fault(self.distance))


@dataclass(frozen=True, slots=True)
class Field:
    """A field has one of the values. `at`: where it stood in the text, from 1; 0 when it stood in none."""

    name: str
    values: tuple[str, ...]
    mode: Mode = Mode.PLAIN
    at: int = field(default=0, compare=False, repr=False)

    def __post_init__(self) -> None:
        fault = field_fault(self.name) or mode_fault(self.name, self.mode)
        if not self.values:
            fault = fault or sentence("a value of %(name)s: was expected", name=self.name)
        faults = (FIELDS[self.name].fault(value) or _unquotable(value) for value in self.values if not fault)
        _refuse(fault or next(filter(None, faults), ""))

    @property
    def of_act(self) -> bool:
        """Whether the field is one of an act, and not of the item."""
        return FIELDS[self.name].of_act


@dataclass(frozen=True, slots=True)
class Not:
    """What the operand does not match."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """What all operands match.

    With one operand it is a pair of parentheses that means something: around a condition about an act, they
    keep it out of the act that the conditions beside it are about.
    """

    operands: tuple["Expression", ...]

    def __post_init__(self) -> None:
        if len(self.operands) < 2 and not (self.operands and joins_acts(self.operands[0])):
            _refuse(sentence("two conditions or more were expected"))


@dataclass(frozen=True, slots=True)
class Or:
    """What at least one operand matches."""

    operands: tuple["Expression", ...]

    def __post_init__(self) -> None:
        _refuse("" if len(self.operands) > 1 else sentence("two conditions or more were expected"))


Expression = Word | Prefix | Phrase | Near | Field | Not | And | Or
Leaf = Word | Prefix | Phrase | Near | Field
Text = Word | Prefix | Phrase | Near


def joins_acts(expression: Expression) -> bool:
    """Whether it is a field of an act, or its denial: what parentheses of their own keep apart."""
    inner = expression.operand if isinstance(expression, Not) else expression
    return isinstance(inner, Field) and inner.of_act


def phrase_fault(text: str) -> str:
    """Say why a text cannot stand in quotation marks; "" when it can."""
    if not text or text != text.strip():
        return sentence("words were expected between the quotation marks")
    return _unquotable(text)


def distance_fault(distance: int) -> str:
    """Say why a distance cannot be asked; "" when it can."""
    if 0 <= distance <= MAX_DISTANCE:
        return ""
    return sentence("a number from 0 to %(most)d was expected after ~", most=MAX_DISTANCE)


def mode_fault(name: str, mode: Mode) -> str:
    """Say why the values of a field cannot have this mark; "" when they can."""
    if mode in FIELDS[name].modes:
        return ""
    return sentence(
        "the mark %(mark)s was not expected: %(name)s: does not know it", mark=MARKS[mode], name=name
    )


def _unquotable(text: str) -> str:
    return "" if quotable(text) else sentence("a text with quotation marks of every kind cannot be quoted")


def leaves(expression: Expression | None, *, denied: bool = True) -> Iterator[Leaf]:
    """Yield the leaves from left to right; with `denied` false, without those under a NOT."""
    waiting: list[Expression] = [] if expression is None else [expression]
    while waiting:
        node = waiting.pop()
        match node:
            case And(operands) | Or(operands):
                waiting.extend(reversed(operands))
            case Not(operand):
                if denied:
                    waiting.append(operand)
            case _:
                yield node


def asked_words(expression: Expression | None) -> tuple[Text, ...]:
    """Return the words, prefixes and phrases asked for, each once: what a passage can show."""
    found = (leaf for leaf in leaves(expression, denied=False) if not isinstance(leaf, Field))
    return tuple(dict.fromkeys(found))


def problems_of(expression: Expression | None) -> Iterator[Problem]:
    """Yield what is too much about a tree: terms, characters, nesting."""
    terms = characters = 0
    for leaf in leaves(expression):
        texts = leaf.values if isinstance(leaf, Field) else (leaf.text,)
        terms += len(texts)
        characters += sum(map(len, texts))
    if terms > MAX_TERMS:
        said = sentence(
            "%(count)d words, phrases and values; at most %(most)d can be asked at once",
            count=terms,
            most=MAX_TERMS,
        )
        yield Problem("text", said)
    if characters > MAX_TEXT:
        yield Problem("text", sentence("longer than %(most)d characters", most=MAX_TEXT))
    if depth(expression) > MAX_NESTING:
        yield Problem("text", sentence("nested more than %(most)d deep", most=MAX_NESTING))


def depth(expression: Expression | None) -> int:
    """Return how many operators lie above the deepest leaf."""
    deepest, waiting = 0, [] if expression is None else [(expression, 0)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        match node:
            case And(operands) | Or(operands):
                waiting.extend((operand, level + 1) for operand in operands)
            case Not(operand):
                waiting.append((operand, level + 1))
            case _:
                pass
    return deepest
