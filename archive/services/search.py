"""Searching: consent and clearance are part of the query, which is logged before its answer is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from archive.domain.agent import Act
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject
from archive.domain.errors import EvidenceError, NotFound, Unavailable
from archive.domain.item import Collection, Item, ItemState, ObjectRole
from archive.domain.record import RecordVersion
from archive.services.context import Actor, Archive
from archive.services.index_state import require_as_left
from archive.services.indexing import decode_text
from archive.services.ledger import acting, require
from archive.services.opening import collection_identity, read_range, read_small
from archive.services.reading import hidden_because, is_withdrawn, use_detail
from archive.services.suggesting import Suggestion, suggestions
from crypto.age.hybrid import HybridIdentity
from crypto.blind import BlindIndex
from crypto.canonical import canonical_json
from crypto.commitment import commit, new_salt
from search.blinding import BlindedSearch, Hidden, Labels, Scope, blind_query
from search.expansion import Expanded, expand
from search.expression import asked_words
from search.expression_text import render
from search.lexicon import Lexicon
from search.passages import Passage, passages_of
from search.query import Facet, SearchQuery
from search.unit_names import Followed, Following, Resolved

QUERY_TAG = "query"
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


@dataclass(frozen=True, slots=True)
class _Desk:
    """The collections open to the actor: identity and clearance by collection id."""

    identities: Mapping[str, HybridIdentity]
    clearances: Mapping[str, int]
    scopes: tuple[Scope, ...]


def search(archive: Archive, actor: Actor, query: SearchQuery) -> Results:
    """Answer a query over the collections open to the actor.

    Raises InvalidRequest for words that are all too common, Unavailable when the index does not answer.
    What consent or clearance hides is neither matched nor counted; the auditor finds the numbers in the log.
    A match whose object is damaged hides no other: it is named in the results.
    """
    require(archive, actor, Act.SEARCH)
    desk, behind = _open_desk(archive, actor)
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
        raise Unavailable(
            f"The index does not answer, so nothing can be searched just now: {error.message}",
            safe="Deposits, reading by number and the custody log go on; the index will catch up by itself.",
        ) from error
    found, subjects, damaged = [], [], []
    for match in answer.items:
        try:
            opened = _open_match(archive, desk, match.item_id, query)
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
    _log(archive, actor, query, answer.total, hidden, subjects, instead)
    return Results(
        tuple(found),
        answer.total,
        answer.facets,
        behind,
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


def _blinded(archive: Archive, desk: _Desk, query: SearchQuery, expanded: Expanded) -> BlindedSearch:
    units = tuple(unit.id for unit in archive.vocabularies.units.all())
    violations = tuple(term.id for term in archive.vocabularies.violations.all())
    labels = Labels(units, violations)
    return blind_query(query, desk.scopes, archive.analyzer, labels, expanded.expression)


def _count(archive: Archive, desk: _Desk, query: SearchQuery) -> int:
    blinded = _blinded(archive, desk, query, _expanded(archive, query))
    return archive.index.search(blinded.query.count_only()).total


def _open_desk(archive: Archive, actor: Actor) -> tuple[_Desk, int]:
    with archive.records.reading() as tx:
        clearances = {m.collection_id: m.clearance for m in tx.people.memberships(actor.agent.agent_id)}
        collections: list[Collection] = [tx.people.collection(key) for key in clearances]
        pending = tx.outbox.pending(archive.index_task)
    changed = tuple(task.item_id for task in pending if task.version > 1)
    identities, scopes = {}, []
    for collection in collections:
        if collection.sealed:
            continue
        identity = collection_identity(archive, actor, collection)
        identities[collection.collection_id] = identity
        index_key = archive.keys.open_index_key(collection.collection_id, identity)
        blind = BlindIndex(index_key, collection.collection_id)
        lexicon = cache(partial(_lexicon, archive, blind))
        scopes.append(Scope(blind, clearances[collection.collection_id], changed, lexicon))
    return _Desk(identities, clearances, tuple(scopes)), len(pending)


def _lexicon(archive: Archive, blind: BlindIndex) -> Lexicon:
    return archive.words.lexicon(blind, archive.index.state().generation)


def _open_match(
    archive: Archive, desk: _Desk, item_id: str, query: SearchQuery
) -> tuple[Item, RecordVersion] | None:
    """The item behind a match, checked again: the index is trusted for nothing."""
    try:
        with archive.records.reading() as tx:
            item = tx.items.item(item_id)
    except NotFound:
        return None
    identity = desk.identities.get(item.collection_id)
    if identity is None or item.state is not ItemState.ACTIVE:
        return None
    record = archive.codec.load_record(read_small(archive.objects, item.record, [identity]))
    if hidden_because(record, desk.clearances[item.collection_id], query.use):
        return None
    return item, record


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


def _log(
    archive: Archive,
    actor: Actor,
    query: SearchQuery,
    total: int,
    hidden: Hidden,
    shown: list[Subject],
    instead: tuple[Suggestion, ...],
) -> None:
    """One entry: a commitment to the query, what was shown of whom, and how many were hidden and why.

    What was suggested instead stands beside the query, sealed like it.
    """
    asked, salt = query_json(query), new_salt()
    suggested = {"suggested": [each.query for each in instead]} if instead else {}
    digest = commit(QUERY_TAG, salt, canonical_json(asked)).hex()
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.QUERY,
            [Subject(QUERY_TAG, digest), *shown[: MAX_SUBJECTS - 1]],
            detail={
                **use_detail(query.use),
                "total": total,
                "hidden": {"consent": hidden.by_consent, "clearance": hidden.by_clearance},
            },
            private={"query": asked, "salt": salt.hex(), **suggested},
        )


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
