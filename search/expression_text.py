"""The query language: from text to expression and back.

`parse(render(expression)) == expression` for every expression within the limits, and `render(parse(text))`
is the canonical spelling of a text. Reading takes time linear in the text, which is refused unread when it is
too long. The grammar is in `docs/formats/query.md`.
"""

import re
import unicodedata
from dataclasses import dataclass

from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence, with_tail
from search.expression import (
    MAX_NESTING,
    MAX_TERMS,
    MAX_TEXT,
    OPERATORS,
    QUOTES,
    And,
    Expression,
    Field,
    Joiner,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    depth,
    distance_fault,
    field_fault,
    joins_acts,
    mode_fault,
    phrase_fault,
    prefix_fault,
    quotable,
    word_fault,
)
from search.fields import FIELDS, MARKS, Mode
from search.habits import value_fault

_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"[^\s\"«»„“”()]+")
_FIELD = re.compile(rf"([^\W\d]+):(?=[^\s()])|({'|'.join(FIELDS)}):")
_VALUE = re.compile(r"[^\s\"«»„“”(),]+")
_DISTANCE = re.compile(r"~(\d{0,6})", re.ASCII)
_MODES = {mark: mode for mode, mark in MARKS.items() if mark}
_SHOWN = 30
"""Characters of the text on either side of an error that are shown."""

Token = Expression | Joiner | str
"""A leaf, an operator, or a parenthesis."""


def parse(text: str) -> Expression | None:
    """Read a query; None when nothing is asked.

    Raises InvalidRequest whose problem is at `text:POSITION`, in characters from 1, and says what was
    expected.
    """
    if len(text) > MAX_TEXT:
        said = sentence(
            "longer than %(most)d characters, and was not read; `sviedka search-list` searches for long "
            "lists",
            most=MAX_TEXT,
        )
        raise _refusal(f"text:{MAX_TEXT + 1}", said)
    broken = next((at for at, sign in enumerate(text) if "\ud800" <= sign <= "\udfff"), None)
    if broken is not None:
        raise pointed_at(text, broken, sentence("text in UTF-8 was expected"))
    return _Parser(_Lexer(text)).whole()


def render(expression: Expression | None) -> str:
    """Return the canonical text of an expression; "" for None."""
    match expression:
        case None:
            return ""
        case And((only,)):
            return f"({render(only)})"
        case And(operands):
            return " ".join(map(_inner, operands))
        case Or(operands):
            return f" {Joiner.OR} ".join(map(_inner, operands))
        case Not(operand):
            return f"{Joiner.NOT} {_inner(operand)}"
        case _:
            return _leaf(expression)


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(text):
            return quotable(text)
        case Near(text, distance):
            return f"{quotable(text)}~{distance}"
        case Field(name, values, mode):
            return f"{name}:{MARKS[mode]}{','.join(map(_value, values))}"


def _inner(expression: Expression) -> str:
    alone = not isinstance(expression, And | Or) or len(expression.operands) == 1
    return render(expression) if alone else f"({render(expression)})"


def _value(value: str) -> str:
    plain = _VALUE.fullmatch(value) and value[0] not in _MODES and not value_fault("", value)
    return value if plain else quotable(value)


def _refusal(where: str, message: str) -> InvalidRequest:
    return InvalidRequest(sentence("the search text cannot be read"), problems=(Problem(where, message),))


def pointed_at(text: str, at: int, message: str) -> InvalidRequest:
    """Return the error for what stands at `at`, counted from 0, with the line and a caret below it."""
    start, end = max(at - _SHOWN, 0), min(at + _SHOWN, len(text))
    line = "".join(sign if sign.isprintable() else " " for sign in text[start:end])
    before = line[: at - start]
    gap = sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in before
    )
    more = "… " if start else ""
    shown = f"{more}{line}{' …' if end < len(text) else ''}"
    picture = f"\n      {shown}\n      {' ' * (len(more) + gap)}^"
    return _refusal(f"text:{at + 1}", with_tail(message, picture))


def _no_value(name: str, found: str) -> str:
    """What to say where a value should begin; `found`: the sign that stands there, "" at the end."""
    if found == "(":
        return sentence(
            "a value of %(name)s: was expected; several stand with commas between, as in %(name)s:a,b",
            name=name,
        )
    if found.isspace():
        return sentence("a value of %(name)s: was expected, right after the colon", name=name)
    return sentence("a value of %(name)s: was expected", name=name)


@dataclass(slots=True)
class _Lexer:
    """Cuts the text into tokens; `at` is where the last one began."""

    text: str
    at: int = 0
    _next: int = 0

    def token(self) -> Token | None:
        """Return the next token, None at the end."""
        self.at = self._end(_SPACE, self._next)
        if self.at == len(self.text):
            return None
        sign = self.text[self.at]
        if sign in "()":
            self._next = self.at + 1
            return sign
        if sign in QUOTES:
            return self._quoted()
        named = _FIELD.match(self.text, self.at)
        if named:
            return self._field(named[1] or named[2], named.end())
        return self._bare()

    def fail(self, message: str, at: int | None = None) -> InvalidRequest:
        """Return the error for the token, or for another place."""
        return pointed_at(self.text, self.at if at is None else at, message)

    def _check(self, fault: str, at: int | None = None) -> None:
        if fault:
            raise self.fail(fault, at)

    def _end(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        return found.end() if found else at

    def _quotation(self, at: int) -> tuple[str, int]:
        """Return what stands between quotation marks, and where it ends."""
        closing = QUOTES[self.text[at]]
        ends = [end for mark in closing if (end := self.text.find(mark, at + 1)) >= 0]
        if not ends:
            raise self.fail(sentence("this quotation mark is never closed"), at)
        return self.text[at + 1 : min(ends)].strip(), min(ends) + 1

    def _quoted(self) -> Token:
        text, self._next = self._quotation(self.at)
        self._check(phrase_fault(text))
        near = _DISTANCE.match(self.text, self._next)
        if near is None:
            return Phrase(text)
        distance = int(near[1] or -1)
        self._check(distance_fault(distance), self._next)
        self._next = near.end()
        return Near(text, distance)

    def _bare(self) -> Token:
        found = _BARE.match(self.text, self.at)
        if found is None:
            raise self.fail(sentence("a word was expected: this quotation mark closes nothing"))
        self._next = found.end()
        text = found[0]
        if text in OPERATORS:
            return OPERATORS[text]
        if not text.strip("*") or (text.endswith("*") and "*" not in text[:-1]):
            text = unicodedata.normalize("NFC", text[:-1])
            self._check(prefix_fault(text))
            return Prefix(text, self.at + 1)
        self._check(word_fault(text))
        return Word(text)

    def _field(self, name: str, at: int) -> Token:
        self._check(field_fault(name))
        mode = _MODES.get(self.text[at : at + 1], Mode.PLAIN)
        if mode is not Mode.PLAIN:
            if name == "date" and mode is Mode.WIDELY:
                mode = Mode.PLAIN
            self._check(mode_fault(name, mode), at)
            at += 1
        values = []
        while True:
            value, end = self._field_value(name, at)
            values.append(value)
            if self.text[end : end + 1] != ",":
                break
            at = end + 1
        self._next = end
        return Field(name, tuple(values), mode, self.at + 1)

    def _field_value(self, name: str, at: int) -> tuple[str, int]:
        sign = self.text[at : at + 1]
        if sign and sign in QUOTES:
            value, end = self._quotation(at)
        else:
            end = self._end(_VALUE, at)
            value = self.text[at:end]
            self._check(value_fault(name, value) if FIELDS[name].is_free else "", at)
        self._check("" if value else _no_value(name, sign), at)
        value = FIELDS[name].canonical(value)
        self._check(FIELDS[name].fault(value) or ("" if quotable(value) else phrase_fault(value)), at)
        return value, end


class _Parser:
    """OR binds weakest, then AND (also unwritten), then NOT."""

    def __init__(self, lexer: _Lexer) -> None:
        self._lexer = lexer
        self._terms = 0
        self._taken = 0
        self._token: Token | None = lexer.token()

    def whole(self) -> Expression | None:
        """Read everything."""
        if self._token is None:
            return None
        expression = self._or(0)
        if self._take(")"):
            raise self._lexer.fail(sentence("this parenthesis was never opened"), self._taken)
        if depth(expression) > MAX_NESTING:
            raise _refusal("text", sentence("nested more than %(most)d deep", most=MAX_NESTING))
        return expression

    def _next(self) -> None:
        self._taken = self._lexer.at
        self._token = self._lexer.token()

    def _take(self, wanted: str) -> bool:
        """Go on if the token is this operator or parenthesis; `_taken` is where it stood."""
        found = self._token == wanted
        if found:
            self._next()
        return found

    def _or(self, level: int) -> Expression:
        operands = [self._and(level)]
        while self._take(Joiner.OR):
            operands.append(self._and(level))
        return operands[0] if len(operands) == 1 else Or(tuple(operands))

    def _and(self, level: int) -> Expression:
        operands = [self._not(level)]
        while self._token not in (None, ")", Joiner.OR):
            self._take(Joiner.AND)
            operands.append(self._not(level))
        return operands[0] if len(operands) == 1 else And(tuple(operands))

    def _not(self, level: int) -> Expression:
        if self._token is not Joiner.NOT:
            return self._primary(level)
        self._check_level(level)
        self._next()
        return Not(self._not(level + 1))

    def _primary(self, level: int) -> Expression:
        found = self._token
        if found is None or found == ")" or isinstance(found, Joiner):
            raise self._lexer.fail(
                sentence("a word, a phrase, a field or an opening parenthesis was expected")
            )
        if isinstance(found, str):
            return self._parenthesised(level)
        self._terms += len(found.values) if isinstance(found, Field) else 1
        if self._terms > MAX_TERMS:
            raise self._lexer.fail(
                sentence("at most %(most)d words, phrases and values can be asked at once", most=MAX_TERMS)
            )
        self._next()
        return found

    def _parenthesised(self, level: int) -> Expression:
        self._check_level(level)
        self._next()
        opened = self._taken
        inner = self._or(level + 1)
        if not self._take(")"):
            raise self._lexer.fail(sentence("this parenthesis is never closed"), opened)
        return And((inner,)) if joins_acts(inner) else inner

    def _check_level(self, level: int) -> None:
        if level >= MAX_NESTING:
            raise self._lexer.fail(sentence("nested more than %(most)d deep", most=MAX_NESTING))
