"""A description file as read: its value, and the line on which each part of it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from archive.domain.errors import InvalidRequest, Problem

MAX_DOCUMENT_BYTES: Final = 1024 * 1024
"""The largest description file that is read."""
MAX_DEPTH: Final = 16
"""The deepest nesting that is read; the schema needs seven levels."""

_PLAIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def join_path(path: str, step: str | int) -> str:
    """`path` with one more step: `allegations`, `allegations[1]`, `allegations[1].unit`.

    A field name that no schema could have is shown as `?`: in a damaged file it may be a piece of testimony.
    """
    if isinstance(step, int):
        return f"{path}[{step}]"
    name = step if _PLAIN_NAME.fullmatch(step) else "?"
    return f"{path}.{name}" if path else name


def repeated(path: str, line: int, first: int) -> Problem:
    """The problem of a name given twice: both cannot be meant, so neither is guessed."""
    return Problem(path, f"is given again on line {line} (first on line {first})", "repeated")


class SyntaxProblem(InvalidRequest):
    """A text that is not the format it should be; `line` counts from 1."""

    code = "syntax"

    def __init__(self, message: str, line: int, code: str = "syntax") -> None:
        super().__init__(message)
        self.line = line
        self.code = code


@dataclass(frozen=True, slots=True)
class Document:
    """One read description.

    `source`: printable file name. `value`: what JSON could say. `lines`: field path to line, from 1.
    `problems`: what was wrong already in its syntax without making it unreadable (repeated names).
    """

    source: str
    value: object
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line_of(self, path: str) -> int:
        """The line of `path`, else of the nearest part around it; 1 for the whole."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return 1

    def locate(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The same problems at `file:line`, in the order of the lines; field paths go into the message."""
        found = [(self.line_of(problem.where), problem) for problem in problems]
        found.sort(key=lambda pair: pair[0])
        return tuple(
            replace(
                problem,
                where=f"{self.source}:{line}",
                message=f"{problem.where}: {problem.message}" if problem.where else problem.message,
            )
            for line, problem in found
        )
