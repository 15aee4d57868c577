"""What changed between two versions of a record, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Where a value stands: names of fields and places in lists, from 1."""


Value = str | int | tuple[str, ...]
"""One field of a record, or one place of a list in it. Words of a list (`StrEnum` or text) stay together."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value before and after; empty where there was or is none."""

    path: Path
    was: Value
    now: Value

    @property
    def before(self) -> str:
        """The value before as text, in the codes of the format."""
        return _text(self.was)

    @property
    def after(self) -> str:
        """The same for the value after."""
        return _text(self.now)


def changes(before: object, after: object) -> tuple[FieldChange, ...]:
    """The differences of two values of one frozen dataclass, in the order of its fields."""
    old, new = dict(_values(before, ())), dict(_values(after, ()))
    return tuple(
        FieldChange(path, old.get(path, ""), new.get(path, ""))
        for path in dict.fromkeys((*old, *new))
        if _text(old.get(path, "")) != _text(new.get(path, ""))
    )


def _values(value: Any, path: Path) -> Iterator[tuple[Path, Value]]:  # noqa: ANN401 - any part of a record
    if is_dataclass(value):
        for each in fields(value):
            yield from _values(getattr(value, each.name), (*path, each.name))
    elif isinstance(value, tuple) and not all(isinstance(each, str) for each in value):
        for place, each in enumerate(value, 1):
            yield from _values(each, (*path, place))
    elif isinstance(value, str | int | tuple):
        yield path, value
    elif value is not None:
        yield path, str(value)


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
