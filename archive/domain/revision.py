"""What changed between two versions of a record, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Where a value stands: names of fields and places in lists, from 1."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value before and after; empty where there was or is none."""

    path: Path
    before: str
    after: str


def changes(before: object, after: object) -> tuple[FieldChange, ...]:
    """The differences of two values of one frozen dataclass, in the order of its fields."""
    old, new = dict(_values(before, ())), dict(_values(after, ()))
    return tuple(
        FieldChange(path, old.get(path, ""), new.get(path, ""))
        for path in dict.fromkeys((*old, *new))
        if old.get(path, "") != new.get(path, "")
    )


def _values(value: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - any part of a record
    if is_dataclass(value):
        for each in fields(value):
            yield from _values(getattr(value, each.name), (*path, each.name))
    elif isinstance(value, tuple):
        if all(isinstance(each, str) for each in value):
            yield path, ", ".join(value)
        else:
            for place, each in enumerate(value, 1):
                yield from _values(each, (*path, place))
    elif isinstance(value, bool):
        yield path, "yes" if value else "no"
    elif value is not None:
        yield path, str(value)
