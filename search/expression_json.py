"""Expressions as JSON values: `{"and": [{"word": "стена"}, {"field": "unit", "values": ["by-mvd"]}]}`."""

from typing import Any

from archive.domain.errors import InvalidRequest, Problem
from search.expression import (
    MAX_NESTING,
    And,
    Expression,
    Field,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    problems_of,
)
from search.fields import Mode


def to_json(expression: Expression) -> dict[str, Any]:
    """Return an expression as JSON values."""
    match expression:
        case And(operands):
            return {"and": [to_json(operand) for operand in operands]}
        case Or(operands):
            return {"or": [to_json(operand) for operand in operands]}
        case Not(operand):
            return {"not": to_json(operand)}
        case Word(text):
            return {"word": text}
        case Prefix(text):
            return {"prefix": text}
        case Phrase(text):
            return {"phrase": text}
        case Near(text, distance):
            return {"near": text, "within": distance}
        case Field(name, values, mode):
            marked = {} if mode is Mode.PLAIN else {"mode": mode.value}
            return {"field": name, "values": list(values), **marked}


def from_json(value: object) -> Expression:
    """Return the expression of JSON values.

    Raises InvalidRequest for anything else; the problem is at a path such as `query.and[1].not`.
    """
    expression = _node(value, "query", 0)
    problems = tuple(problems_of(expression))
    if problems:
        raise InvalidRequest("the search cannot be run as it stands", problems=problems)
    return expression


def _node(value: object, where: str, level: int) -> Expression:
    if level > MAX_NESTING:
        raise _refusal(where, f"nested more than {MAX_NESTING} deep")
    match value:
        case {"and": list(parts), **rest} if not rest:
            return _made(where, And, tuple(_parts(parts, f"{where}.and", level)))
        case {"or": list(parts), **rest} if not rest:
            return _made(where, Or, tuple(_parts(parts, f"{where}.or", level)))
        case {"not": inner, **rest} if not rest:
            return Not(_node(inner, f"{where}.not", level + 1))
        case {"word": str(text), **rest} if not rest:
            return _made(where, Word, text)
        case {"prefix": str(text), **rest} if not rest:
            return _made(where, Prefix, text)
        case {"phrase": str(text), **rest} if not rest:
            return _made(where, Phrase, text)
        case {"near": str(text), "within": int(distance), **rest} if not rest and type(distance) is int:
            return _made(where, Near, text, distance)
        case {"field": str(name), "values": list(values), **rest} if not rest.keys() - {"mode"}:
            return _field(name, values, rest.get("mode", Mode.PLAIN.value), where)
        case _:
            raise _refusal(
                where, "and, or, not, word, prefix, phrase, near (with within) or field was expected"
            )


def _parts(parts: list[object], where: str, level: int) -> list[Expression]:
    return [_node(part, f"{where}[{number}]", level + 1) for number, part in enumerate(parts)]


def _field(name: str, values: list[object], mode: object, where: str) -> Expression:
    if not all(isinstance(each, str) for each in values):
        raise _refusal(where, "values are texts")
    if mode not in tuple(Mode):
        raise _refusal(where, f"one of {', '.join(Mode)} was expected as mode")
    return _made(where, Field, name, tuple(values), Mode(str(mode)))


def _made(where: str, make: type[Any], *arguments: object) -> Expression:
    try:
        made: Expression = make(*arguments)
    except InvalidRequest as error:
        raise _refusal(where, error.problems[0].message) from error
    return made


def _refusal(where: str, message: str) -> InvalidRequest:
    return InvalidRequest("the search cannot be read", problems=(Problem(where, message),))
