"""From a query to tokens, and from an index's answer back.

A query is expanded only over the collections whose index keys are given, so having the key is the right to
search. The first clauses of every branch are consent and clearance: what they hide is never matched, counted
or ranked.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from archive.domain.claims import Ground, Response
from archive.domain.consent import Purpose, Use
from archive.domain.description import Certainty, Kind, Level
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence
from crypto.blind import BlindIndex
from search.analysis import Analyzer
from search.calendar import FIRST, LAST
from search.clauses import (
    AnyOf,
    BlindedQuery,
    Branch,
    Clause,
    ClauseTally,
    Either,
    Every,
    FieldTally,
    Not,
    PairTally,
    Tally,
)
from search.expression import Expression, Field, Prefix, leaves
from search.lexicon import Lexicon, no_words
from search.ports import Cells, Counted, IndexAnswer, SearchIndex
from search.query import Facet, SearchQuery
from search.terms import use_terms
from search.timeline import Bin, bin_clauses, bins
from search.translation import Translated, Translator
from search.trees import Tree

SENSITIVITIES = (1, 2, 3)
MATRIX, TIMELINE, TIMELINE_ITEMS = "matrix", "timeline", "timeline_items"
"""Names of tallies; a facet's tally bears the name of the facet."""

_TWO_LETTERS = [chr(a) + chr(b) for a in range(97, 123) for b in range(97, 123)]
_THREE_LETTERS = [
    "und",
    "mul",
    "zxx",
    "mis",
    "rue",
    "szl",
    "crh",
    "tat",
    "rom",
    "yid",
    "csb",
    "hsb",
    "dsb",
    "olo",
]

_CLOSED: dict[Facet, tuple[str, ...]] = {
    Facet.KIND: tuple(Kind),
    Facet.CERTAINTY: tuple(Certainty),
    Facet.LEVEL: tuple(Level),
    Facet.GROUND: tuple(Ground),
    Facet.MEASURE: tuple(Response),
    Facet.YEAR: tuple(f"{year:04d}" for year in range(FIRST.year, LAST.year + 1)),
    Facet.LANGUAGE: (*_TWO_LETTERS, *_THREE_LETTERS),
}
"""The values of facets that no register adds to."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A collection the actor may search: its blind index, and the highest sensitivity he is cleared for.

    `pending`: items whose consent or sensitivity changed and which the index does not know yet; they are left
    out. `lexicon` gives the words of the collection that a clearance and a use allow to see, when beginnings
    of words are asked for, and raises what reading them raises.
    """

    blind: BlindIndex
    clearance: int
    pending: tuple[str, ...] = ()
    lexicon: Callable[[int, Use], Lexicon] = lambda _clearance, _use: no_words()

    def words(self, use: Use) -> Lexicon:
        """Return the words that this actor may see for a use."""
        return self.lexicon(self.clearance, use)


@dataclass(frozen=True, slots=True)
class Labels:
    """What the tokens of open vocabularies may stand for: every unit and every violation type, as trees.

    `charges`: articles; whatever else was charged is in no facet, for nobody could say what its token means.
    """

    units: Tree
    violations: Tree
    charges: tuple[str, ...] = ()

    def of(self, facet: Facet, collection_id: str) -> Iterable[str]:
        """Return every value that a facet can have in a collection."""
        match facet:
            case Facet.UNIT:
                return self.units.parents
            case Facet.VIOLATION:
                return self.violations.parents
            case Facet.CHARGE:
                return self.charges
            case Facet.COLLECTION:
                return (collection_id,)
            case _:
                return _CLOSED[facet]


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A match by its item id, with its collection and score."""

    item_id: str
    collection_id: str
    score: float


@dataclass(frozen=True, slots=True)
class BinCount:
    """How many items and acts were certainly, and possibly, within one bin of a timeline."""

    bin: Bin
    certainly: Counted
    possibly: Counted


@dataclass(frozen=True, slots=True)
class TimelineCount:
    """A timeline. `undated`: items with an act of no known date, or without any act; and such acts."""

    bins: tuple[BinCount, ...]
    undated: Counted


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """One page of matches, the exact number of all, and exact counts, by vocabulary id.

    `facets`: items by value. `matrix`: by unit and violation type, "" standing for whichever. The counts are
    for those who may see exact ones; for all others `archive.services.counting` makes of them what may be
    shown.
    """

    items: tuple[FoundItem, ...]
    total: int
    facets: Mapping[Facet, Mapping[str, int]]
    matrix: Mapping[tuple[str, str], Counted]
    timeline: TimelineCount | None


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many items match a query but for consent, and how many of any consent but for clearance."""

    by_consent: int
    by_clearance: int


@dataclass(frozen=True, slots=True)
class BlindedSearch:
    """A query in tokens, and what is needed to read the answer."""

    query: BlindedQuery
    scopes: Mapping[str, Scope]
    labels: Labels
    facets: tuple[Facet, ...] = ()
    bins: tuple[Bin, ...] = ()

    def read(self, answer: IndexAnswer) -> SearchAnswer:
        """Turn document ids and tokens back; a token that stands for nothing known is left out of counts."""
        items = tuple(
            FoundItem(scope.blind.item_id(hit.doc_id), scope.blind.collection_id, hit.score)
            for hit in answer.hits
            if (scope := self.scopes.get(hit.collection)) is not None
        )
        facets = {facet: self._read_facet(facet, answer.tallies[facet]) for facet in self.facets}
        return SearchAnswer(
            items,
            answer.total,
            facets,
            self._read_matrix(answer.tallies.get(MATRIX, {})),
            _read_timeline(self.bins, answer.tallies) if TIMELINE in answer.tallies else None,
        )

    def ask(self, index: SearchIndex, query: BlindedQuery | None = None) -> tuple[SearchAnswer, Hidden]:
        """Ask the index; return its answer, and what matches beyond it, which is for the auditor's log alone.

        `query`: another page of the same question. Raises Unavailable when the engine does not answer.
        """
        beyond = (self.query.without_consent(), self.query.without_clearance())
        answer, cleared, everything = index.search_each((query or self.query, *beyond))
        hidden = Hidden(cleared.total - answer.total, everything.total - cleared.total)
        return self.read(answer), hidden

    def _read_facet(self, facet: Facet, counts: Cells) -> dict[str, int]:
        read, left = Counter[str](), len(counts)
        for scope in self.scopes.values():
            tokens = scope.blind.field(facet.value)
            for value in self.labels.of(facet, scope.blind.collection_id) if left else ():
                if counted := counts.get(tokens[value]):
                    read[value] += counted.items
                    left -= 1
                    if not left:
                        break
        return dict(sorted(read.items(), key=lambda pair: (-pair[1], pair[0])))

    def _read_matrix(self, counts: Cells) -> dict[tuple[str, str], Counted]:
        """The one cell that belongs to no collection, the whole, is the same for all of them."""
        names = {"": ""}
        for scope in self.scopes.values():
            for facet in (Facet.UNIT, Facet.VIOLATION):
                tokens = scope.blind.field(facet.value)
                names |= {tokens[value]: value for value in self.labels.of(facet, "")}
        read: dict[tuple[str, str], Counted] = {}
        for cell, counted in counts.items():
            unit, _, violation = cell.partition(" ")
            at = names[unit], names[violation]
            items, acts = read.get(at, Counted(0))
            read[at] = Counted(items + counted.items, acts + counted.acts)
        return read


def _read_timeline(several: Sequence[Bin], tallies: Mapping[str, Cells]) -> TimelineCount:
    cells, nothing = tallies[TIMELINE], Counted(0)

    def at(number: int) -> Counted:
        return cells.get(str(number), nothing)

    counts = tuple(BinCount(one, at(2 * n), at(2 * n + 1)) for n, one in enumerate(several))
    undated, with_acts = at(2 * len(several)), at(2 * len(several) + 1)
    without_acts = sum(counted.items for counted in tallies[TIMELINE_ITEMS].values()) - with_acts.items
    return TimelineCount(counts, Counted(undated.items + without_acts, undated.acts))


def _as_it_is(expression: Expression | None) -> Expression | None:
    return expression


def blind_query(
    query: SearchQuery,
    scopes: Sequence[Scope],
    analyzer: Analyzer,
    labels: Labels,
    expand: Callable[[Expression | None], Expression | None] = _as_it_is,
) -> BlindedSearch:
    """Return the query in the tokens of every collection in `scopes` that it asks for.

    `expand`: `search.expansion` with its vocabularies; without it, all fields must hold ids.
    Raises InvalidRequest when it has words or a phrase, but none that is indexed.
    """
    _check_words(query.expression, analyzer)
    by_token = {scope.blind.token("collection", scope.blind.collection_id): scope for scope in scopes}

    def branches(asked: SearchQuery) -> tuple[Branch, ...]:
        expression = expand(asked.asked())
        return tuple(
            _branch(asked, expression, token, scope, analyzer)
            for token, scope in by_token.items()
            if not asked.collections or scope.blind.collection_id in asked.collections
        )

    several = bins(query.timeline, query.date_from, query.date_to) if query.timeline else ()
    blinded = BlindedQuery(
        branches(query),
        offset=(query.page - 1) * query.page_size,
        limit=query.page_size,
        tallies=tuple(_tallies(query, branches, labels, several, [scope.blind for scope in scopes])),
    )
    return BlindedSearch(blinded, by_token, labels, query.facets, several)


def _tallies(
    query: SearchQuery,
    branches: Callable[[SearchQuery], tuple[Branch, ...]],
    labels: Labels,
    several: Sequence[Bin],
    blinds: Sequence[BlindIndex],
) -> Iterator[Tally]:
    for facet in query.facets:
        yield Tally(facet.value, FieldTally(facet.value), branches(query.without(facet)))
    if query.matrix is not None:
        units = labels.units.at_depth(query.matrix.unit_depth)
        violations = labels.violations.at_depth(query.matrix.violation_depth)
        pairs = PairTally(
            "unit",
            "violation",
            tuple(token for blind in blinds for token in blind.tokens("unit", *units)),
            tuple(token for blind in blinds for token in blind.tokens("violation", *violations)),
        )
        yield Tally(MATRIX, pairs, branches(query))
    if query.timeline is not None:
        over = branches(query.without(Facet.YEAR))
        yield Tally(TIMELINE, ClauseTally(bin_clauses(several, blinds)), over)
        yield Tally(TIMELINE_ITEMS, FieldTally("collection"), over)


def _check_words(expression: Expression | None, analyzer: Analyzer) -> None:
    """Refuse an expression with words, none of which is indexed; beside others, such words drop out."""
    texts = [leaf for leaf in leaves(expression) if not isinstance(leaf, Field)]
    if texts and not any(isinstance(leaf, Prefix) or analyzer.query_forms(leaf.text) for leaf in texts):
        raise InvalidRequest(
            sentence("the search cannot be run as it stands"),
            problems=(Problem("text", sentence("only words that are too common to be searched for")),),
        )


def blind_kin(
    use: Use, scopes: Sequence[Scope], field: str, tokens: Callable[[Scope], Sequence[str]], limit: int
) -> BlindedSearch:
    """Return the question for items that have one of some tokens in a field, in every scope that has any."""
    by_token = {scope.blind.token("collection", scope.blind.collection_id): scope for scope in scopes}
    branches = tuple(
        _gated(use, token, scope, Translated((AnyOf(field, tuple(wanted)),)))
        for token, scope in by_token.items()
        if (wanted := tokens(scope))
    )
    return BlindedSearch(BlindedQuery(branches, limit=limit), by_token, Labels(Tree({}), Tree({})))


def _branch(
    query: SearchQuery, expression: Expression | None, token: str, scope: Scope, analyzer: Analyzer
) -> Branch:
    asked = Translator(scope.blind, analyzer, partial(scope.words, query.use)).translate(expression)
    return _gated(query.use, token, scope, asked)


def _gated(use: Use, token: str, scope: Scope, asked: Translated) -> Branch:
    """The branch of one collection: consent and clearance, then what is asked."""
    blind = scope.blind
    return Branch(
        collection=token,
        consent=_consent(use, blind),
        clearance=_any(
            blind, "sensitivity", (str(level) for level in SENSITIVITIES if level <= scope.clearance)
        ),
        filters=asked.filters,
        text=asked.text,
        acts=asked.acts,
        excluded=tuple(blind.doc_id(item_id) for item_id in scope.pending),
    )


def _any(blind: BlindIndex, field: str, values: Iterable[str]) -> AnyOf:
    return AnyOf(field, blind.tokens(field, *values))


def _consent(use: Use, blind: BlindIndex) -> Clause:
    """A yes that speaks of this use, and no no that does. `storage` allows keeping, and no reading at all."""
    if use.purpose is Purpose.STORAGE:
        return Either(())
    terms = use_terms(use)
    return Every((_any(blind, "use_allowed", terms), Not(_any(blind, "use_denied", terms))))
