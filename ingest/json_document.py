"""JSON read strictly, with the line of every value: no repeated names, no NaN, no deep nesting."""

import re
from json import JSONDecodeError, decoder
from typing import Final

from archive.domain.errors import Problem
from ingest.document import MAX_DEPTH, Document, SyntaxProblem, join_path, repeated

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_CONSTANTS: Final = (("true", True), ("false", False), ("null", None))
_LONGEST_NUMBER: Final = 17


def parse_json(text: str, source: str) -> Document:
    """The document in `text`; `source` is its printable name. Raises SyntaxProblem with the line."""
    reader = _Reader(text)
    try:
        value = reader.value("", 0)
    except JSONDecodeError as error:
        raise SyntaxProblem(f"is not JSON: {error.msg[:80].lower()}", error.lineno) from error
    reader.expect_end()
    return Document(source, value, reader.lines, tuple(reader.problems))


class _Reader:
    """A recursive reader bounded by MAX_DEPTH; strings are decoded by the standard library."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted_to = 0
        self._line = 1
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def expect_end(self) -> None:
        if self._next() != "":
            raise self._wrong("is not JSON: something follows its end")

    def value(self, path: str, depth: int) -> object:
        sign = self._next()
        self.lines.setdefault(path, self._line_here())
        if depth > MAX_DEPTH:
            raise SyntaxProblem(f"is nested more than {MAX_DEPTH} levels deep", self._line_here(), "too-long")
        if sign == '"':
            return self._string()
        if sign == "{":
            return self._object(path, depth)
        if sign == "[":
            return self._array(path, depth)
        for word, constant in _CONSTANTS:
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return constant
        return self._number()

    def _object(self, path: str, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        self._at += 1
        closed = self._closes("}")
        while not closed:
            if self._next() != '"':
                raise self._wrong("is not JSON: a name in quotation marks is missing")
            line = self._line_here()
            name = self._string()
            self._take(":")
            inner = join_path(path, name)
            value = self.value(inner, depth + 1)
            if name in values:
                self.problems.append(repeated(inner, line, self.lines[inner]))
            else:
                self.lines[inner] = line
                values[name] = value
            closed = self._closes("}") or self._take(",")
        return values

    def _array(self, path: str, depth: int) -> list[object]:
        values: list[object] = []
        self._at += 1
        closed = self._closes("]")
        while not closed:
            values.append(self.value(join_path(path, len(values)), depth + 1))
            closed = self._closes("]") or self._take(",")
        return values

    def _string(self) -> str:
        value, self._at = decoder.scanstring(self._text, self._at + 1, True)  # type: ignore[attr-defined]
        return str(value)

    def _number(self) -> int | str:
        """A whole number; one with a fraction or an exponent stays the text it was: no field is a float."""
        match = _NUMBER.match(self._text, self._at)
        if match is None or len(match[0]) > _LONGEST_NUMBER:
            raise self._wrong("is not JSON: a value is missing or unreadable")
        self._at = match.end()
        return match[0] if match[2] or match[3] or match[0] == "-0" else int(match[0])

    def _next(self) -> str:
        """The next sign that is no space, without taking it; empty at the end."""
        match = _SPACE.match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return self._text[self._at : self._at + 1]

    def _closes(self, sign: str) -> bool:
        """Whether `sign` follows; it is taken when it does."""
        if self._next() != sign:
            return False
        self._at += 1
        return True

    def _take(self, sign: str) -> bool:
        """Take `sign`, which must follow. Always False: nothing was closed."""
        if self._next() != sign:
            raise self._wrong(f"is not JSON: '{sign}' is missing")
        self._at += 1
        return False

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = max(self._counted_to, self._at)
        return self._line

    def _wrong(self, message: str) -> SyntaxProblem:
        return SyntaxProblem(message, self._line_here())
