"""YAML as deposit descriptions use it: plain data, read from parser events so that nothing can expand.

No aliases (a few lines of them can mean gigabytes), no tags, no repeated names, one document. Plain scalars
are read as a person means them, not as YAML 1.1 does: `no` and `2020-08-09` are texts, only true, false, null
and decimal whole numbers are not. Every value's line is kept.
"""

import re
from collections.abc import Iterator
from typing import Final

import yaml

from archive.domain.errors import Problem
from ingest.document import MAX_DEPTH, Document, SyntaxProblem, join_path, repeated

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_CONSTANTS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_TAG_OF_TEXT: Final = "tag:yaml.org,2002:str"


def parse_yaml(text: str, source: str) -> Document:
    """The document in `text`; `source` is its printable name.

    Raises SyntaxProblem, with the line, for what is no YAML, has aliases or tags, or is nested too deeply.
    """
    try:
        reader = _Reader(yaml.parse(text, Loader=_LOADER))
        value = reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise SyntaxProblem(_said(error), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise SyntaxProblem("contains a character that YAML does not allow", _line_of(text, error)) from error
    return Document(source, value, reader.lines, tuple(reader.problems))


def _said(error: yaml.MarkedYAMLError) -> str:
    """What the parser says, without the snippet of the text that it would show."""
    problem = str(error.problem or "is not YAML")
    return problem if len(problem) < 120 and problem.isascii() else "is not YAML"


def _line_of(text: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", 0)
    return text.count("\n", 0, position if isinstance(position, int) else 0) + 1


class _Reader:
    """Builds values from events. `lines` maps field paths to lines from 1."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def document(self) -> object:
        next(self._events)  # the start of the stream
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise SyntaxProblem("is empty", 1)
        value = self._value(next(self._events), "", 0)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise SyntaxProblem("holds more than one document", _line(after))
        return value

    def _value(self, event: yaml.Event, path: str, depth: int) -> object:
        line = _line(event)
        self.lines.setdefault(path, line)
        if depth > MAX_DEPTH:
            raise SyntaxProblem(f"is nested more than {MAX_DEPTH} levels deep", line, "too-long")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SyntaxProblem("uses anchors or aliases (& and *); write the value out", line, "alias")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!", _TAG_OF_TEXT):
            raise SyntaxProblem("uses a tag (!); only plain values are read", line, "tag")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _sequence(self, path: str, depth: int) -> list[object]:
        values: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event, join_path(path, len(values)), depth + 1))
        return values

    def _mapping(self, path: str, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag not in (None, "!"):
                raise SyntaxProblem("has a name that is no plain text", line)
            name = str(event.value)
            inner = join_path(path, name)
            value = self._value(next(self._events), inner, depth + 1)
            if name in values:
                self.problems.append(repeated(inner, line, self.lines[inner]))
                continue
            self.lines[inner] = line
            values[name] = value
        return values


def _scalar(event: yaml.ScalarEvent) -> object:
    text = str(event.value)
    if event.style not in (None, "") or event.tag is not None:
        return text
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    return int(text) if _WHOLE.fullmatch(text) and text != "-0" else text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
