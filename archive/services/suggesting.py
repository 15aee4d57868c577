"""Suggestions for a search that found nothing: each was asked under the reader's own rights first.

One that would find nothing, or only what consent or clearance hide, is not shown: suggestions tell nothing
that a search would not. What they are made of does not depend on what is hidden either: words are
proposed from the items that this reader may see.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from archive.domain.errors import ArchiveError, Unavailable
from search.analysis import Analyzer
from search.blinding import Scope
from search.expression import Expression, Word, leaves
from search.expression_text import render
from search.query import SearchQuery
from search.suggestions import Candidate, Why, alone, dropped, other_words, wider

MAX_ASKED = 120
"""Candidates that are asked for one search."""
MAX_SHOWN = 8
MAX_OF_A_PART = 2
"""Suggestions shown for one part of the query in one way."""

Count = Callable[[SearchQuery], int]
"""How many items the reader would find."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another question, how it differs, and how many items it finds."""

    why: Why
    query: str
    total: int


def suggestions(
    query: SearchQuery, scopes: Iterable[Scope], analyzer: Analyzer, count: Count
) -> tuple[Suggestion, ...]:
    """Return what to ask instead of a query that found nothing; the nearest first.

    `scopes`: the collections that the reader may search. Raises Unavailable when the index does not answer.
    """
    asked = query.asked()
    if asked is None:
        return ()
    shown: list[Suggestion] = []
    taken: dict[tuple[Why, int], int] = {}
    tried: set[Expression] = {asked}
    left = MAX_ASKED
    for candidate in _candidates(asked, query, tuple(scopes), analyzer, taken):
        place = (candidate.why, candidate.part)
        if candidate.expression in tried or taken.get(place, 0) >= MAX_OF_A_PART:
            continue
        tried.add(candidate.expression)
        total = _total(query, candidate.expression, count)
        left -= 1
        if total:
            taken[place] = taken.get(place, 0) + 1
            shown.append(Suggestion(candidate.why, render(candidate.expression), total))
        if not left or len(shown) == MAX_SHOWN:
            break
    return tuple(shown)


def _candidates(
    asked: Expression,
    query: SearchQuery,
    scopes: tuple[Scope, ...],
    analyzer: Analyzer,
    found: dict[tuple[Why, int], int],
) -> Iterator[Candidate]:
    """Words first, then wider conditions, then fewer; what is further away only while nothing helped."""
    words = _words(asked, query, scopes)
    yield from other_words(asked, words, analyzer)
    if not found:
        yield from other_words(asked, words, analyzer, changes=2)
    yield from wider(asked)
    yield from dropped(asked)
    if not found:
        yield from alone(asked)
        for changes, leaf in product((1, 2), leaves(asked, denied=False)):
            if not found:
                yield from other_words(leaf, words, analyzer, changes)


def _words(asked: Expression, query: SearchQuery, scopes: tuple[Scope, ...]) -> dict[str, str]:
    """The words of the collections asked; none when no word was asked, or the lists cannot be read."""
    if not any(isinstance(leaf, Word) for leaf in leaves(asked, denied=False)):
        return {}
    words: dict[str, str] = {}
    for scope in scopes:
        if not query.collections or scope.blind.collection_id in query.collections:
            try:
                for folded, spelt in scope.words(query.use).words().items():
                    words[folded] = min(words.get(folded, spelt), spelt)
            except Unavailable:
                continue
    return words


def _total(query: SearchQuery, expression: Expression, count: Count) -> int:
    """What a candidate finds; nothing when it cannot be asked, for example of words that are too common."""
    try:
        return count(query.instead(expression))
    except Unavailable:
        raise
    except ArchiveError:
        return 0
