"""Fields of the wire formats: what a text, a yes, a number, a choice and a list may look like.

They accept what a person may reasonably write in YAML (`version: 2` for a text, `yes` for true). A sealed
record is held to one spelling by `schemas.record`, which compares it with what it would write itself.
Every message is a `Message`: a sentence with a code. Values are repeated only when they look like ids.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

import marshmallow
from marshmallow import ValidationError, fields

from archive.domain.labels import nearest
from schemas.problems import Message, echo, hint

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

MAX_WHOLE: Final = 2**53 - 1
"""The largest number that canonical JSON holds."""

SHORT_LIST: Final = 6
"""A list of so few values is shown whole: the "nearest" of `maybe` must not be `yes`."""

_LINE_BREAK: Final = re.compile("[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_TRUTH: Final = {"yes": True, "true": True, "no": False, "false": False}


def refuse(text: str, code: str = "invalid") -> ValidationError:
    """The error that puts the sentence `text` at the present field."""
    return ValidationError(Message(text, code))


class CodedField(fields.Field[T]):
    """A field whose built-in messages have codes too."""

    def make_error(self, key: str, **kwargs: object) -> ValidationError:
        """Missing and null are said in the same words everywhere."""
        if key == "required":
            return refuse("is missing", "missing")
        if key == "null":
            return refuse("has no value", "missing")
        return super().make_error(key, **kwargs)


class Text(CodedField[str]):
    """Any text, kept character for character; a bare number of YAML is the text of its digits."""

    def __init__(
        self,
        longest: int | None = None,
        *,
        filled: bool = False,
        required: bool = False,
        nullable: bool = False,
    ) -> None:
        """At most `longest` characters; not blank when it must be `filled`; null only when `nullable`."""
        super().__init__(required=required, allow_none=nullable)
        self.longest = longest
        self._filled = filled

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        del attr, data, kwargs
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise refuse("must be a text (put it in quotation marks)", "type")
        if self.longest is not None and len(value) > self.longest:
            raise refuse(f"is longer than {self.longest} characters", "too-long")
        if self._filled and not value.strip():
            raise refuse("is empty", "missing")
        return value


class Line(Text):
    """A text without line breaks or tabs."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if _LINE_BREAK.search(text):
            raise refuse("must stand on one line, without tabs", "line-break")
        return text


class Matching(Line):
    """A text of one form, given by a pattern and explained by a sentence."""

    def __init__(self, pattern: str, meaning: str, *, required: bool = False) -> None:
        """`meaning` completes "must be …"."""
        super().__init__(required=required)
        self.pattern = re.compile(pattern)
        self._meaning = meaning

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self.pattern.fullmatch(text):
            raise refuse(f"must be {self._meaning}", "form")
        return text


class Truth(CodedField[bool]):
    """True or false; `yes` and `no` are accepted."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> bool:
        del attr, data, kwargs
        if isinstance(value, str):
            value = _TRUTH.get(value.lower(), value)
        if not isinstance(value, bool):
            raise refuse("must be true or false", "type")
        return value


class Whole(CodedField[int]):
    """A whole number within bounds."""

    def __init__(self, least: int, most: int, *, required: bool = False) -> None:
        """From `least` to `most`, both included."""
        super().__init__(required=required)
        self.bounds = (least, most)

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> int:
        del attr, data, kwargs
        least, most = self.bounds
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise refuse(f"must be a whole number from {least} to {most}", "type")
        return value


class Choice(CodedField[E], Generic[E]):
    """One value of a closed list; an unknown one is answered with the nearest."""

    def __init__(self, choices: type[E], *, required: bool = False) -> None:
        """`choices` is the enumeration whose values may be written."""
        super().__init__(required=required)
        self.choices = choices
        self._by_value: dict[object, E] = {choice.value: choice for choice in choices}

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> E:
        del attr, data, kwargs
        if isinstance(value, bool):
            value = "yes" if value else "no"
        found = self._by_value.get(value) if isinstance(value, str) else None
        if found is None:
            raise refuse(self._unknown(value), "unknown-value")
        return found

    def _unknown(self, value: object) -> str:
        values = [choice.value for choice in self.choices]
        several = len(values) > SHORT_LIST
        near = nearest(value[:64], values) if several and isinstance(value, str) else ()
        return f"has no value{echo(value)}" + (hint(near) if near else f"; one of: {', '.join(values)}")


class Many(CodedField[tuple[T, ...]], Generic[T]):
    """A list, kept as a tuple; the problems of all its entries are reported."""

    def __init__(self, entry: fields.Field[T], most: int = 1000, *, required: bool = False) -> None:
        """At most `most` entries, each read by `entry`. Too long a list is refused before any is read."""
        super().__init__(required=required)
        self.entry = entry
        self._most = most

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> tuple[T, ...]:
        del kwargs
        if not isinstance(value, list):
            raise refuse("must be a list", "type")
        if len(value) > self._most:
            raise refuse(f"has more than {self._most} entries", "too-long")
        entries: list[T] = []
        wrong: dict[int, object] = {}
        for position, entry in enumerate(value):
            try:
                entries.append(self.entry.deserialize(entry, attr, data))
            except ValidationError as error:
                wrong[position] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return tuple(entries)


class Part(CodedField[object]):
    """A group of fields, read by its own schema."""

    def __init__(self, schema: marshmallow.Schema, *, required: bool = False) -> None:
        """`schema` gives the value of the group, or its problems."""
        super().__init__(required=required)
        self.schema = schema

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> object:
        del attr, data, kwargs
        loaded: object = self.schema.load(value)  # type: ignore[arg-type]  # it checks the type itself
        return loaded
