"""Where a text has the words that a search asked for, found after decryption."""

from collections.abc import Iterable

from archive.domain.errors import InvalidRequest
from archive.services.context import Archive
from archive.web.forms import Form
from search.expression import Expression
from search.expression_text import parse
from search.passages import Passage, marks_in

_LONGEST = 4000
Pieces = list[tuple[bool, str]]
"""A text in order, as (is it a word asked for, text)."""


def asked(form: Form) -> Expression | None:
    """The question that led here, if the form carries one; a mistake in it marks nothing."""
    try:
        return parse(form.line("text", needed=False, longest=_LONGEST))
    except InvalidRequest:
        return None


def marked(archive: Archive, text: str, query: Expression | None) -> Pieces:
    """The whole text in pieces."""
    if query is None:
        return [(False, text)]
    return _cut(text, marks_in(text, query, archive.analyzer))


def pieces(passage: Passage) -> Pieces:
    """A passage in pieces."""
    return _cut(passage.text, passage.spans)


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    found, at = Pieces(), 0
    for start, end in spans:
        found += [(False, text[at:start]), (True, text[start:end])]
        at = end
    return [*found, (False, text[at:])]
