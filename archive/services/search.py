"""Searching: consent and clearance are part of the query, which is logged before its answer is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.applicability import warnings_of
from archive.domain.custody import Subject
from archive.domain.errors import EvidenceError
from archive.domain.item import ObjectRole
from archive.domain.record import RecordVersion
from archive.domain.vocabulary import LegalInstrument
from archive.services.casework import ActPicker
from archive.services.context import Actor, Archive
from archive.services.counting import Tables, lower_bounds
from archive.services.desk import Desk, items_of, open_desk, open_item, texts_of
from archive.services.exhibit_text import MAX_TEXT_BYTES
from archive.services.ledger import require
from archive.services.matching import Matched
from archive.services.ordering import match_in_order
from archive.services.query_log import Asked, log_query
from archive.services.questions import ordered_by, query_json, tables_asked
from archive.services.suggesting import Suggestion
from search.expression import Field, leaves
from search.passages import Passage, Sought
from search.persons import NamedPerson, may_match, named_persons
from search.query import SearchQuery
from search.unit_names import Followed, Resolved

PASSAGES = 2
SHOWN = "shown"
"""What is sealed beside a search: the numbers of the items it showed, in order."""
TOTAL = "total"
"""Likewise: how many matches there were."""
_FIRST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """One match as a reader sees it.

    `persons`: whom it names of those asked for, and how sure that is; `warnings`: norms asked for that one of
    its acts is older than.
    """

    number: str
    record: RecordVersion
    passages: tuple[Passage, ...]
    persons: tuple[NamedPerson, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One page of matches. `behind`: items the index does not know yet; their absence proves nothing.

    `followed`: units included by succession, with the paths; `resolved`: names read by the dates asked for.
    `damaged`: what is wrong with objects of matches: a record in doubt is left out, an exhibit in doubt
    gives no passages. `suggestions`: when nothing was found, what would find something. `entry`: the leaf
    index of the custody entry of this search, by which its hits can be opened one after the other.
    """

    found: tuple[Found, ...]
    total: int
    tables: Tables
    behind: int
    damaged: tuple[str, ...] = ()
    followed: tuple[Followed, ...] = ()
    resolved: tuple[Resolved, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    entry: int = -1


def search(archive: Archive, actor: Actor, query: SearchQuery) -> Results:
    """Answer a query over the collections open to the actor.

    Raises InvalidRequest for words that are all too common, Unavailable when the index does not answer.
    What consent or clearance hides is neither matched nor counted; the auditor finds the numbers in the log.
    A match whose object is damaged hides no other: it is named in the results. One whose names turn out to be
    different from those asked for is left out; the total counts what the index answered.
    """
    require(archive, actor, Act.SEARCH)
    desk = open_desk(archive, actor)
    matched = match_in_order(archive, desk, query)
    answer, instead = matched.answer, matched.instead
    warn, sought = _warner(archive, desk, query, matched), Sought(query.expression, archive.analyzer)
    found, shown, subjects, damaged = [], [], [], []
    held = items_of(archive, [each.item_id for each in answer.items])
    for each in answer.items:
        if each.item_id not in held:
            continue
        try:
            opened = open_item(archive, desk, held[each.item_id], query.use)
        except EvidenceError as error:
            damaged.append(error.message)
            continue
        if opened is None:
            continue
        item, record = opened
        if not may_match(query.asked(), record.description):
            continue
        try:
            passages = passages_in(archive, desk, record, sought)
        except EvidenceError as error:
            passages = ()
            damaged.append(error.message)
        persons = named_persons(query.asked(), record.description)
        found.append(Found(item.number, record, passages, persons, warn(record)))
        subjects.append(Subject(ObjectRole.RECORD.value, item.record))
        shown.append(item.number)
    tables = matched.tables(lower_bounds(archive, desk.scopes), archive.vocabularies)
    suggested = {"suggested": [each.query for each in instead]} if instead else {}
    beside = {SHOWN: shown, TOTAL: answer.total, **suggested}
    detail = {"asked": ["list", *ordered_by(query), *tables_asked(query)]}
    asked = Asked(query_json(query), query.use, answer.total, matched.hidden, beside, detail)
    row = log_query(archive, actor, asked, subjects)
    return Results(
        tuple(found),
        answer.total,
        tables,
        desk.behind,
        tuple(damaged),
        matched.expanded.followed,
        matched.expanded.resolved,
        instead,
        row.leaf_index,
    )


def _warner(
    archive: Archive, desk: Desk, query: SearchQuery, matched: Matched
) -> Callable[[RecordVersion], tuple[str, ...]]:
    """What says of a match which of the norms asked for its acts are older than."""
    norms = _norms(archive, query)
    if not norms:
        return lambda _record: ()
    picker = ActPicker(archive, desk, matched.blinded)
    return lambda record: warnings_of(norms, tuple(picker.acts(record)))


def _norms(archive: Archive, query: SearchQuery) -> tuple[LegalInstrument, ...]:
    """The instruments of the crimes and articles that a query asks for."""
    known, found = archive.vocabularies, dict[str, LegalInstrument]()
    for leaf in leaves(query.asked(), denied=False):
        if isinstance(leaf, Field) and leaf.name in {"crime", "article"}:
            of = known.instrument_of if leaf.name == "crime" else known.instrument
            found.update((norm.prefix, norm) for norm in map(of, leaf.values))
    return tuple(found.values())


def passages_in(
    archive: Archive, desk: Desk, record: RecordVersion, sought: Sought, most: int = PASSAGES
) -> tuple[Passage, ...]:
    """Where the words asked for stand: in the beginning of long exhibits, else anywhere in them."""
    if not sought.has_words:
        return ()
    for most_bytes in (_FIRST_BYTES, MAX_TEXT_BYTES):
        texts = tuple(texts_of(archive, desk, record, most_bytes))
        found = sought.passages(texts, most)
        if found or all(exhibit.size <= most_bytes for exhibit in record.exhibits):
            return found
    return ()
