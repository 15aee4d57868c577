"""All that a search finds, opened, as acts: what tables of elements, norms and victims are made of.

The index finds the items; which of their acts the question was about is decided again on the opened records,
by the same clauses. Consent and clearance are those of a search, and so is the entry in the custody log,
which names every record that was opened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.domain.acts import ToldAct
from archive.domain.agent import Act
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject
from archive.domain.errors import EvidenceError, InvalidRequest
from archive.domain.item import ObjectRole
from archive.domain.record import RecordVersion
from archive.services.context import Actor, Archive
from archive.services.desk import Desk, open_desk, open_match
from archive.services.ledger import acting, require
from archive.services.matching import match
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json
from archive.services.reading import record_subjects, use_detail
from search.blinding import BlindedSearch
from search.clauses import Clause
from search.expansion import Expanded
from search.indexer import DocumentBuilder
from search.matching import holds
from search.persons import may_match
from search.query import MAX_DEPTH, SearchQuery

VICTIM_FIELD = "victim"
"""Field under which the reference of a person is keyed; nothing of that name is in the index."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Acts that meet a question, and the records that tell them, by number.

    `opened`: digests of these records as they are stored, sealed. `total`: items found; `behind`: items that
    the index does not know yet; `damaged`: what is wrong with records left out; `expanded`: how the query was
    read.
    """

    acts: tuple[ToldAct, ...]
    records: Mapping[str, RecordVersion]
    opened: tuple[str, ...]
    total: int
    behind: int
    damaged: tuple[str, ...]
    expanded: Expanded


def gather(archive: Archive, actor: Actor, query: SearchQuery, laid_out: str) -> Gathered:
    """Open everything that a query finds, and pick out the acts that it was about.

    `laid_out`: what for, in words of the program; sealed with the query. The page of the query is ignored.
    Raises InvalidRequest for more than `MAX_DEPTH` items, Unavailable when the index does not answer.
    """
    require(archive, actor, Act.SEARCH)
    desk = open_desk(archive, actor)
    matched = match(archive, desk, query, most=MAX_DEPTH)
    total = matched.answer.total
    if total > MAX_DEPTH:
        raise InvalidRequest(
            f"{total} items match, and at most {MAX_DEPTH} can be laid out: narrow the search.",
            safe="Nothing was opened.",
        )
    picker = ActPicker(archive, desk, matched.blinded)
    acts: list[ToldAct] = []
    records: dict[str, RecordVersion] = {}
    subjects: list[Subject] = []
    damaged: list[str] = []
    for each in matched.answer.items:
        try:
            opened = open_match(archive, desk, each.item_id, query.use)
        except EvidenceError as error:
            damaged.append(error.message)
            continue
        if opened is not None and may_match(query.asked(), opened[1].description):
            item, record = opened
            subjects.append(Subject(ObjectRole.RECORD.value, item.record))
            records[item.number] = record
            acts.extend(picker.acts(record))
    asked = Asked({**query_json(query), "laid_out": laid_out}, query.use, total, matched.hidden)
    _log(archive, actor, asked, subjects)
    acts.sort(key=lambda act: act.key)
    digests = tuple(subject.digest for subject in subjects)
    return Gathered(tuple(acts), records, digests, total, desk.behind, tuple(damaged), matched.expanded)


def _log(archive: Archive, actor: Actor, asked: Asked, subjects: list[Subject]) -> None:
    """The entry of the query, and for records that it has no room for, entries of their opening."""
    room = MAX_SUBJECTS - 1
    log_query(archive, actor, asked, subjects[:room])
    with acting(archive, actor) as work:
        for group in record_subjects([subject.digest for subject in subjects[room:]]):
            work.ledger.record(EventType.DECRYPTION, group, detail=use_detail(asked.use))


class ActPicker:
    """Picks the acts of records that the condition on acts holds of; one builder for each collection."""

    def __init__(self, archive: Archive, desk: Desk, blinded: BlindedSearch) -> None:
        self._archive = archive
        self._blind = {scope.blind.collection_id: scope.blind for scope in desk.scopes}
        self._conditions: dict[str, Clause | None] = {
            blinded.scopes[branch.collection].blind.collection_id: branch.acts
            for branch in blinded.query.branches
        }
        with archive.records.reading() as tx:
            ceilings = {key: tx.people.collection(key).ceiling for key in self._conditions}
        self._builders = {
            key: DocumentBuilder(self._blind[key], archive.analyzer, archive.resolver, ceiling)
            for key, ceiling in ceilings.items()
        }

    def acts(self, record: RecordVersion) -> Iterator[ToldAct]:
        """Yield the acts of a record that meet the question, each with the claims that do."""
        condition = self._conditions[record.collection_id]
        met: dict[int, dict[int, None]] = {}
        for position, claim, document in self._builders[record.collection_id].acts(record.description):
            if position and (condition is None or holds(condition, document)):
                claims = record.description.allegations[position - 1].attributions
                places = met.setdefault(position, {})
                places.update((place, None) for place, one in enumerate(claims) if one is claim)
        for position, places in met.items():
            yield self._told(record, position, tuple(places))

    def _told(self, record: RecordVersion, position: int, places: tuple[int, ...]) -> ToldAct:
        described = record.description
        allegation = described.allegations[position - 1]
        edtf, quantifier = described.dated(allegation)
        reference = described.victim_of(allegation)
        blind = self._blind[record.collection_id]
        claims = tuple(allegation.attributions[place] for place in places)
        accused = dict.fromkeys(claim.reference for claim in claims if claim.reference)
        return ToldAct(
            number=record.number,
            position=position,
            allegation=allegation,
            attributions=claims,
            when=self._archive.resolver.parse_date(edtf) if edtf else None,
            quantifier=quantifier,
            place=allegation.place or described.place,
            victim=blind.token(VICTIM_FIELD, reference) if reference else "",
            persons=tuple(blind.token(VICTIM_FIELD, each) for each in accused),
        )
