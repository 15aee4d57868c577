"""Searching: consent and clearance are part of the query, which is logged before its answer is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from archive.domain.agent import Act
from archive.domain.custody import Subject
from archive.domain.errors import EvidenceError, Unavailable
from archive.domain.item import ObjectRole
from archive.domain.record import RecordVersion
from archive.services.context import Actor, Archive
from archive.services.desk import Desk, open_desk, open_match
from archive.services.index_state import require_as_left
from archive.services.indexing import decode_text
from archive.services.ledger import require
from archive.services.opening import read_range
from archive.services.query_log import Asked, index_is_down, log_query
from archive.services.reading import is_withdrawn
from archive.services.suggesting import Suggestion, suggestions
from crypto.age.hybrid import HybridIdentity
from search.blinding import BlindedSearch, Labels, blind_query
from search.expansion import Expanded, expand
from search.expression import asked_words
from search.expression_text import render
from search.passages import Passage, passages_of
from search.query import Facet, SearchQuery
from search.unit_names import Followed, Following, Resolved

PASSAGES = 2
_PASSAGE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One match as a reader sees it."""

    number: str
    record: RecordVersion
    passages: tuple[Passage, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """One page of matches. `behind`: items the index does not know yet; their absence proves nothing.

    `followed`: units included by succession, with the paths; `resolved`: names read by the dates asked for.
    `damaged`: what is wrong with objects of matches: a record in doubt is left out, an exhibit in doubt
    gives no passages. `suggestions`: when nothing was found, what would find something.
    """

    found: tuple[Found, ...]
    total: int
    facets: Mapping[Facet, Mapping[str, int]]
    behind: int
    damaged: tuple[str, ...] = ()
    followed: tuple[Followed, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def search(archive: Archive, actor: Actor, query: SearchQuery) -> Results:
    """Answer a query over the collections open to the actor.

    Raises InvalidRequest for words that are all too common, Unavailable when the index does not answer.
    What consent or clearance hides is neither matched nor counted; the auditor finds the numbers in the log.
    A match whose object is damaged hides no other: it is named in the results.
    """
    require(archive, actor, Act.SEARCH)
    desk = open_desk(archive, actor)
    expanded = _expanded(archive, query)
    blinded = _blinded(archive, desk, query, expanded)
    instead: tuple[Suggestion, ...] = ()
    try:
        require_as_left(archive)
        answer = blinded.read(archive.index.search(blinded.query))
        hidden = blinded.hidden(archive.index, answer.total)
        if not answer.total:
            instead = suggestions(query, desk.scopes, archive.analyzer, partial(_count, archive, desk))
    except Unavailable as error:
        raise index_is_down(error) from error
    found, subjects, damaged = [], [], []
    for match in answer.items:
        try:
            opened = open_match(archive, desk, match.item_id, query.use)
            if opened is None:
                continue
        except EvidenceError as error:
            if not is_withdrawn(archive, match.item_id):
                damaged.append(error.message)
            continue
        item, record = opened
        texts = []
        try:
            texts = _texts(archive, record, desk.identities[item.collection_id], query)
        except EvidenceError as error:
            damaged.append(error.message)
        passages = passages_of(texts, query.expression, archive.analyzer, PASSAGES)
        found.append(Found(item.number, record, passages, match.score))
        subjects.append(Subject(ObjectRole.RECORD.value, item.record))
    suggested = {"suggested": [each.query for each in instead]} if instead else None
    log_query(archive, actor, Asked(query_json(query), query.use, answer.total, hidden, suggested), subjects)
    return Results(
        tuple(found),
        answer.total,
        answer.facets,
        desk.behind,
        tuple(damaged),
        expanded.followed,
        expanded.resolved,
        instead,
    )


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


def _texts(
    archive: Archive, record: RecordVersion, identity: HybridIdentity, query: SearchQuery
) -> list[str]:
    """The texts passages are chosen from; none are opened when no words were asked."""
    if not asked_words(query.expression):
        return []
    texts = [record.description.text] if record.description.text else []
    for exhibit in record.exhibits:
        if exhibit.media_type.value.startswith("text/"):
            pieces = read_range(
                archive.objects, exhibit.object_digest, [identity], 0, min(exhibit.size, _PASSAGE_BYTES)
            )
            texts.append(decode_text(b"".join(pieces)))
    return texts


def query_json(query: SearchQuery) -> dict[str, Any]:
    """A query as JSON values: the whole question in the query language, and what it is no part of."""
    values = {
        "query": render(query.asked()),
        "purpose": query.use.purpose.value,
        "recipient": query.use.recipient,
        "jurisdiction": query.use.jurisdiction,
        "collections": list(query.collections),
        "succession": [one.value for one in query.succession],
        "not_followed": list(query.not_followed),
        "facets": [facet.value for facet in query.facets],
        "page": query.page,
        "page_size": query.page_size,
    }
    return {name: value for name, value in values.items() if value not in ("", [])}
