"""A query put to the index: expanded by the registers, blinded for the collections on a desk, answered."""

from dataclasses import dataclass, replace
from functools import partial

from archive.domain.errors import Unavailable
from archive.services.context import Archive
from archive.services.desk import Desk
from archive.services.index_state import require_as_left
from archive.services.query_log import index_is_down
from archive.services.suggesting import Suggestion, suggestions
from search.blinding import BlindedSearch, Hidden, Labels, SearchAnswer, blind_query
from search.expansion import Expanded, expand
from search.query import SearchQuery
from search.unit_names import Following


@dataclass(frozen=True, slots=True)
class Matched:
    """What the index answered, not checked yet: matches, how many are hidden, how the query was read.

    `instead`: what to ask when nothing matched.
    """

    answer: SearchAnswer
    hidden: Hidden
    expanded: Expanded
    instead: tuple[Suggestion, ...] = ()


def match(archive: Archive, desk: Desk, query: SearchQuery, *, most: int | None = None) -> Matched:
    """Put a query to the index; with `most`, its first so many matches instead of its page.

    Raises InvalidRequest for what cannot be asked, Unavailable when the index does not answer.
    """
    expanded = _expanded(archive, query)
    blinded = _blinded(archive, desk, query, expanded)
    asked = blinded.query if most is None else replace(blinded.query, offset=0, limit=most)
    instead: tuple[Suggestion, ...] = ()
    try:
        require_as_left(archive)
        answer = blinded.read(archive.index.search(asked))
        hidden = blinded.hidden(archive.index, answer.total)
        if not answer.total and most is None:
            instead = suggestions(query, desk.scopes, archive.analyzer, partial(_count, archive, desk))
    except Unavailable as error:
        raise index_is_down(error) from error
    return Matched(answer, hidden, expanded, instead)


def following_of(archive: Archive, query: SearchQuery) -> Following:
    """What the query asks about succession; raise UnknownTerm for a unit to stop at that we do not have."""
    units = archive.vocabularies.units
    return Following(frozenset(query.succession), frozenset(units.unit(one).id for one in query.not_followed))


def _expanded(archive: Archive, query: SearchQuery) -> Expanded:
    return expand(query.asked(), archive.vocabularies, following_of(archive, query))


def _blinded(archive: Archive, desk: Desk, query: SearchQuery, expanded: Expanded) -> BlindedSearch:
    units = tuple(unit.id for unit in archive.vocabularies.units.all())
    violations = tuple(term.id for term in archive.vocabularies.violations.all())
    labels = Labels(units, violations)
    return blind_query(query, desk.scopes, archive.analyzer, labels, expanded.expression)


def _count(archive: Archive, desk: Desk, query: SearchQuery) -> int:
    blinded = _blinded(archive, desk, query, _expanded(archive, query))
    return archive.index.search(blinded.query.count_only()).total
