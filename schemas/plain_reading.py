"""Domain values from JSON that is right already, by the annotations of their fields.

Nearly every sealed record is exactly as `schemas.record_json` writes it, and to find that out takes a third
of the time that the schemas take, which can say what is wrong with one that is not. What is made here accepts
less than the schemas, never more: a property test holds the two together. Whoever calls compares what was
read with what would be written, and asks the schemas about everything that is refused here.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from schemas.fields import MAX_WHOLE

MOST_ENTRIES: Final = 1000
"""A longer list is left to the schemas, which know how long each may be."""

Reader = Callable[[Any], Any]


class NotPlain(Exception):
    """The value is not right, or not for certain: the schemas tell."""


def reader_of(kind: type[Any]) -> Reader:
    """Return what makes a dataclass of the domain from JSON; raises NotPlain for anything out of order."""
    hints = typing.get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(value: Any) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is not dict:
            raise NotPlain
        try:
            return kind(**{name: readers[name](inner) for name, inner in value.items()})
        except (KeyError, TypeError) as error:  # an unknown field, or one that is missing
            raise NotPlain from error

    return read


def _reader(hint: Any) -> Reader:  # noqa: ANN401 - any annotation
    if hint is int:
        return _whole
    if hint in {str, bool}:
        return _exactly(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice({choice.value: choice for choice in hint})
    if dataclasses.is_dataclass(hint):
        return reader_of(typing.cast("type", hint))
    arguments = [argument for argument in typing.get_args(hint) if argument is not types.NoneType]
    if typing.get_origin(hint) is tuple:
        return _entries(_reader(arguments[0]))
    if typing.get_origin(hint) is types.UnionType and len(arguments) == 1:
        inner = _reader(arguments[0])
        return lambda value: None if value is None else inner(value)
    raise TypeError(f"no sealed record has a field of {hint}")


def _exactly(kind: type) -> Reader:
    def read(value: Any) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is not kind:
            raise NotPlain
        return value

    return read


def _whole(value: Any) -> int:  # noqa: ANN401 - any JSON
    if type(value) is not int or not 0 <= value <= MAX_WHOLE:
        raise NotPlain
    return value


def _choice(by_value: dict[str, StrEnum]) -> Reader:
    def read(value: Any) -> StrEnum:  # noqa: ANN401 - any JSON
        if type(value) is not str or value not in by_value:
            raise NotPlain
        return by_value[value]

    return read


def _entries(entry: Reader) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any JSON
        if type(value) is not list or len(value) > MOST_ENTRIES:
            raise NotPlain
        return tuple([entry(each) for each in value])

    return read
