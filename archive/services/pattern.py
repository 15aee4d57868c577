"""Pattern exhibits: made, kept as sealed objects of the collection, and shown.

The custody entry is their only record: it names number, object and size, and everything else is sealed in the
object. So there is no row in the database that could be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject, format_instant
from archive.domain.errors import CustodyError, InvalidRequest, NotFound, Unavailable
from archive.domain.item import Collection
from archive.domain.pattern import Pattern, PatternItem, pattern_json, pattern_number, pattern_of_json
from archive.domain.sentences import sentence
from archive.ports import Transaction
from archive.services.agents import clearance, hybrid_recipient
from archive.services.context import Actor, Archive
from archive.services.counting import lower_bounds
from archive.services.desk import Desk, open_desk, open_match
from archive.services.ledger import acting, record_refusal, require
from archive.services.matching import Matched, match
from archive.services.opening import collection_identity, read_small
from archive.services.pattern_log import RecordedPattern, absent, recorded_pattern, recorded_patterns
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json
from archive.services.reading import use_detail
from archive.services.recipients import refuse_replaced
from crypto.age.file import encrypt
from crypto.canonical import canonical_json, parse_canonical_object
from crypto.digest import sha256_hex
from crypto.errors import CryptoError
from search.query import MAX_DEPTH, SearchQuery

SUBJECT = "pattern"
MAX_TITLE = 200
_USE = ("purpose", "recipient", "jurisdiction")


@dataclass(frozen=True, slots=True)
class KeptPattern:
    """A pattern exhibit with the digest of its object and the entry that records it."""

    pattern: Pattern
    digest: str
    leaf_index: int


@dataclass(frozen=True, slots=True)
class ListedPattern:
    """A pattern exhibit as the log records it, and the handle of who made it."""

    recorded: RecordedPattern
    handle: str


@dataclass(frozen=True, slots=True)
class Making:
    """The question of a pattern, the leaf index of its entry, and the id of the act that makes it, if any."""

    asked: Asked
    query: int
    act_id: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """All items that a question finds now, with counts by facet."""

    items: tuple[PatternItem, ...]
    matched: Matched
    counts: Mapping[str, Mapping[str, str]]


def collection_of(archive: Archive, actor: Actor, query: SearchQuery) -> Collection:
    """The one collection that a question is about: the one it names, or the only one the actor is in.

    Raises InvalidRequest unless it is one.
    """
    with archive.records.reading() as tx:
        mine = [one.collection_id for one in tx.people.memberships(actor.agent.agent_id)]
        named = query.collections or tuple(mine)
        if len(named) != 1:
            raise InvalidRequest(sentence("A pattern exhibit is about one collection: choose one first."))
        return tx.people.collection(named[0])


def create_pattern(
    archive: Archive,
    actor: Actor,
    collection: Collection,
    title: str,
    query: SearchQuery,
    *,
    act_id: str | None = None,
) -> KeptPattern:
    """Ask, keep the whole result as an object sealed to the collection, and record it under a number.

    It is about one collection, whose members can read it. Raise InvalidRequest for more matches than can be
    gone through, Unavailable when the index does not answer or does not know everything yet, EvidenceError
    when a match is in doubt: a pattern is whole or it is not made. `act_id`: a UUID by which `number_made_by`
    finds it again.
    """
    require(archive, actor, Act.SEARCH)
    wanted = " ".join(title.split())
    if not 0 < len(wanted) <= MAX_TITLE or not wanted.isprintable():
        raise InvalidRequest(
            sentence("A title is one line of up to %(longest)d characters.", longest=MAX_TITLE)
        )
    level = clearance(archive, actor, collection.collection_id)
    if level == 0:
        record_refusal(archive, actor, Act.SEARCH, reason="not a member")
        raise NotFound(f"There is no collection {collection.name} for you to search.")
    query = replace(query, collections=(collection.collection_id,), page=1, page_size=1)
    with archive.records.reading() as tx:
        entries = tx.log.size()
    made_at = archive.clock.now()
    result = find_all(archive, open_desk(archive, actor), query)
    question = query_json(query)
    asked = Asked(question, query.use, len(result.items), result.matched.hidden)
    first = log_query(archive, actor, asked, ())
    pattern = Pattern(
        number="",
        title=wanted,
        collection_id=collection.collection_id,
        made_at=format_instant(made_at),
        made_by=actor.agent.handle,
        entries=entries,
        vocabulary=archive.vocabularies.version,
        analysis=archive.analyzer.version,
        clearance=level,
        question=question,
        items=result.items,
        counts=result.counts,
    )
    return _keep(archive, actor, collection, pattern, Making(asked, first.leaf_index, act_id))


def find_all(archive: Archive, desk: Desk, query: SearchQuery) -> Result:
    """Every item that a query finds, opened and checked; none is left out."""
    if desk.behind:
        raise Unavailable(
            f"The index does not know {desk.behind} items yet, so the result would not be whole.",
            safe="Nothing was kept. Run `sviedka index catch-up`, then this again.",
        )
    matched = match(archive, desk, query, most=MAX_DEPTH)
    total = matched.answer.total
    if total > MAX_DEPTH:
        said = sentence(
            "%(count)d items match; a pattern has at most %(most)d. Narrow the search.",
            count=total,
            most=MAX_DEPTH,
        )
        raise InvalidRequest(said)
    items = []
    for each in matched.answer.items:
        opened = open_match(archive, desk, each.item_id, query.use)
        if opened is not None:
            item, record = opened
            items.append(PatternItem(item.number, item.item_id, record.version, item.record))
    if len(items) != total:
        raise Unavailable(
            f"The index counts {total} items, and {len(items)} of them stand up to being opened.",
            safe="Nothing was kept. Run `sviedka index rebuild`, then this again.",
        )
    tables = matched.tables(lower_bounds(archive, desk.scopes), archive.vocabularies)
    counts = {
        facet.value: {row.value: str(row.items) for row in rows} for facet, rows in tables.facets.items()
    }
    return Result(tuple(sorted(items, key=lambda item: item.number)), matched, counts)


def _keep(
    archive: Archive, actor: Actor, collection: Collection, pattern: Pattern, making: "Making"
) -> KeptPattern:
    """Number, seal, store and record in one act."""
    recipients = [
        hybrid_recipient(collection.content_recipient),
        hybrid_recipient(collection.recovery_recipient),
    ]
    with acting(archive, actor) as work, archive.objects.new_batch() as batch:
        refuse_replaced(work.tx, collection)
        numbered = replace(pattern, number=_next_number(work.tx, collection, int(pattern.made_at[:4])))
        header, payload = encrypt(canonical_json(pattern_json(numbered)), recipients)
        digest = sha256_hex(payload)
        batch.put(payload, header, digest)
        row = work.ledger.record(
            EventType.PATTERN,
            [Subject(SUBJECT, digest)],
            collection_id=collection.collection_id,
            detail={
                "number": numbered.number,
                "clearance": numbered.clearance,
                "query": making.query,
                "headers": [sha256_hex(header)],
                "sizes": [len(payload)],
                **use_detail(making.asked.use),
            },
            event_id=making.act_id,
        )
        batch.commit()
    return KeptPattern(numbered, digest, row.leaf_index)


def _next_number(tx: Transaction, collection: Collection, year: int) -> str:
    start = pattern_number(collection.prefix, year, 0)[:-5]
    taken = sum(1 for each in recorded_patterns(tx) if each.number.startswith(start))
    return pattern_number(collection.prefix, year, taken + 1)


def number_made_by(archive: Archive, act_id: str) -> str:
    """The number of the pattern that an act has made, empty if it has made none."""
    with archive.records.reading() as tx:
        made = (each.number for each in recorded_patterns(tx) if each.row.event_id == act_id)
        return next(made, "")


def readable_patterns(archive: Archive, actor: Actor) -> tuple[ListedPattern, ...]:
    """Those that the actor could open, the newest first, by what the log says in clear: nothing is opened."""
    require(archive, actor, Act.READ)
    with archive.records.reading() as tx:
        held = {each.collection_id: each.clearance for each in tx.people.memberships(actor.agent.agent_id)}
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
        return tuple(
            ListedPattern(each, handles[each.predicate["agent_id"]])
            for each in reversed(tuple(recorded_patterns(tx)))
            if each.detail["clearance"] <= held.get(each.collection_id, 0)
        )


def show_pattern(archive: Archive, actor: Actor, number: str) -> KeptPattern:
    """Open a pattern exhibit; the opening is logged first.

    Raise NotFound for one that is not there, and alike for one of a collection, or of a clearance, that the
    actor does not have; ObjectError and FixityError when the object is in doubt.
    """
    require(archive, actor, Act.READ)
    with archive.records.reading() as tx:
        found = recorded_pattern(tx, number)
        collection = tx.people.collection(found.collection_id)
    level = clearance(archive, actor, collection.collection_id)
    if level < found.detail["clearance"]:
        record_refusal(archive, actor, Act.READ, reason="clearance" if level else "not a member")
        raise absent(found.number)
    identity = collection_identity(archive, actor, collection)
    data = read_small(archive.objects, found.digest, [identity])
    try:
        pattern = pattern_of_json(parse_canonical_object(data))
    except CryptoError as error:
        raise CustodyError(f"The object of {found.number} is not in canonical form.") from error
    if (pattern.number, pattern.collection_id) != (found.number, collection.collection_id):
        raise CustodyError(f"The object recorded for {found.number} says that it is {pattern.number}.")
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.DECRYPTION,
            [Subject(SUBJECT, found.digest)],
            collection_id=collection.collection_id,
            detail={name: found.detail[name] for name in _USE if name in found.detail},
        )
    return KeptPattern(pattern, found.digest, found.row.leaf_index)
