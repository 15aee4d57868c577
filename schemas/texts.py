"""What holds for every value of an incoming document, before any schema looks at it."""

import re
from collections.abc import Mapping
from typing import Final

from archive.domain.errors import Problem
from ingest.document import MAX_DEPTH, join_path

MAX_VALUES: Final = 50_000
"""The most values, at all levels together, that one document may hold."""
MAX_FIELDS: Final = 100
"""The most named values in one group."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def prepare(document: object) -> tuple[object, list[Problem]]:
    """The document without its null fields, and the problems of its texts and size.

    `note:` with nothing behind it means the same as no `note` at all. Texts are kept character for character;
    one with a control character other than line feed and tab, or with half a surrogate pair, is a problem:
    it cannot be shown or sealed. A document that is too large or too deep comes back as None.
    """
    walk = _Walk()
    try:
        return walk.clean(document, "", 0), walk.problems
    except _TooMuch as error:
        return None, [Problem("", str(error), "too-long")]


class _TooMuch(Exception):
    """The document is larger than any description."""


class _Walk:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._seen = 0

    def clean(self, value: object, path: str, depth: int) -> object:
        self._seen += 1
        if self._seen > MAX_VALUES:
            raise _TooMuch(f"the description holds more than {MAX_VALUES} values")
        if depth > MAX_DEPTH:
            raise _TooMuch(f"the description is nested more than {MAX_DEPTH} levels deep")
        if isinstance(value, str):
            self._check(value, path)
        elif isinstance(value, Mapping):
            if len(value) > MAX_FIELDS:
                raise _TooMuch(f"a group holds more than {MAX_FIELDS} fields")
            return {
                str(name): self.clean(entry, join_path(path, str(name)), depth + 1)
                for name, entry in value.items()
                if entry is not None
            }
        elif isinstance(value, list):
            return [self.clean(entry, join_path(path, index), depth + 1) for index, entry in enumerate(value)]
        return value

    def _check(self, text: str, path: str) -> None:
        if found := _CONTROL.search(text):
            shown = f"U+{ord(found[0]):04X}"
            self.problems.append(
                Problem(path, f"contains the control character {shown}", "control-character")
            )
        if _SURROGATE.search(text):
            self.problems.append(Problem(path, "contains half a surrogate pair", "control-character"))
