"""A query put to the index: expanded by the registers, blinded for the collections on a desk, answered."""

from dataclasses import dataclass, replace
from functools import partial

from archive.domain.counts import Count, Counting
from archive.domain.errors import Unavailable
from archive.domain.vocabulary import Vocabularies
from archive.services.context import Archive
from archive.services.counting import TableMaker, Tables, labels_of
from archive.services.desk import Desk
from archive.services.index_state import require_as_left
from archive.services.query_log import index_is_down
from archive.services.questions import spelled
from archive.services.suggesting import Suggestion, suggestions
from search.blinding import BlindedSearch, Hidden, Labels, SearchAnswer, blind_query
from search.expansion import Expanded, expand, settled
from search.expression import Expression
from search.query import SearchQuery
from search.trees import Tree
from search.unit_names import Following


@dataclass(frozen=True, slots=True)
class Matched:
    """What the index answered, not checked yet: matches, how many are hidden, how the query was read.

    `blinded`: the query as the index was asked. `instead`: what to ask when nothing matched. The counts of
    `answer` are exact: show `total` and `tables`.
    """

    query: SearchQuery
    blinded: BlindedSearch
    labels: Labels
    answer: SearchAnswer
    hidden: Hidden
    expanded: Expanded
    instead: tuple[Suggestion, ...] = ()

    def total(self, counting: Counting) -> Count:
        """The number of matches as it may be shown."""
        return TableMaker(counting, spelled, self.labels).total(self.query, self.answer.total)

    def tables(self, counting: Counting, vocabularies: Vocabularies) -> Tables:
        """The tables as they may be shown, with the units that were chosen by a name under their ids."""
        named = {one.name: one.unit for one in self.expanded.resolved}
        known = vocabularies.units
        units = (named.get(name) or known.resolve(name)[0].unit.id for name in self.query.units)
        query = replace(self.query, units=tuple(units))
        return TableMaker(counting, spelled, self.labels).tables(query, self.answer)


def match(archive: Archive, desk: Desk, query: SearchQuery, *, most: int | None = None) -> Matched:
    """Put a query to the index; with `most`, its first so many matches instead of its page.

    Raises InvalidRequest for what cannot be asked, Unavailable when the index does not answer.
    """
    expanded = expand(query.asked(), archive.vocabularies, following_of(archive, query))
    labels = labels_of(archive.vocabularies, query)
    blinded = _blinded(archive, desk, query, labels, expanded)
    asked = blinded.query if most is None else replace(blinded.query, offset=0, limit=most)
    instead: tuple[Suggestion, ...] = ()
    try:
        require_as_left(archive)
        answer, hidden = blinded.ask(archive.index, asked)
        if not answer.total and most is None:
            instead = suggestions(query, desk.scopes, archive.analyzer, partial(_count, archive, desk))
    except Unavailable as error:
        raise index_is_down(error) from error
    return Matched(query, blinded, labels, answer, hidden, expanded, instead)


def following_of(archive: Archive, query: SearchQuery) -> Following:
    """What the query asks about succession; raise UnknownTerm for a unit to stop at that we do not have."""
    units = archive.vocabularies.units
    return Following(frozenset(query.succession), frozenset(units.unit(one).id for one in query.not_followed))


def _blinded(
    archive: Archive, desk: Desk, query: SearchQuery, labels: Labels, read: Expanded
) -> BlindedSearch:
    """The query in tokens. Facets are counted without a condition, but names stay `read` as they were."""
    following = following_of(archive, query)

    def expand_again(expression: Expression | None) -> Expression | None:
        return expand(settled(expression, read.resolved), archive.vocabularies, following).expression

    return blind_query(query, desk.scopes, archive.analyzer, labels, expand_again)


def _count(archive: Archive, desk: Desk, query: SearchQuery) -> int:
    blinded = _blinded(archive, desk, query, Labels(Tree({}), Tree({})), Expanded(None))
    return archive.index.search(blinded.query.count_only()).total
