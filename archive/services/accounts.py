"""Other accounts of the same witness or incident, and where they differ; never which of them errs."""

from collections.abc import Mapping
from dataclasses import dataclass

from archive.domain.consent import Use
from archive.domain.custody import Subject
from archive.domain.description import RelationType
from archive.domain.differences import About, Comparing, Difference, Said, differences
from archive.domain.errors import Conflict, EvidenceError, NotFound, Unavailable
from archive.domain.item import Item, ObjectRole
from archive.domain.record import RecordVersion
from archive.ports import Link, Transaction
from archive.services.context import Actor, Archive
from archive.services.desk import Desk, exhibit_texts, open_desk, open_match
from archive.services.index_state import require_as_left
from archive.services.query_log import Asked, index_is_down, log_query
from archive.services.reading import OpenedItem, Tombstone, read_item
from search.blinding import Hidden, blind_kin
from search.figures import Figure, conflicting, figures_of
from search.terms import witness_terms

JOINED = frozenset({RelationType.SAME_WITNESS, RelationType.SAME_INCIDENT})
"""Relations that go on: what is of one incident with an account of the incident is so too."""
LINKED = JOINED | {
    RelationType.CONTRADICTS,
    RelationType.SUPPORTS,
    RelationType.MEDICAL_FINDING_FOR,
    RelationType.EXONERATES,
}
MOST = 200
"""Accounts that are opened and compared."""


@dataclass(frozen=True, slots=True)
class Account:
    """Another account. `because`: the relations that make it one; `differs`: where the two differ."""

    number: str
    record: RecordVersion
    because: tuple[RelationType, ...]
    differs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The other accounts by number. `record`: the item's own.

    `by_witness`: whether the index was asked for the witness at all.
    `behind`: items not indexed yet, so that an account may be missing. `left_out`: accounts beyond `MOST`.
    """

    number: str
    record: RecordVersion
    accounts: tuple[Account, ...]
    by_witness: bool
    behind: int
    left_out: int = 0
    damaged: tuple[str, ...] = ()


def other_accounts(archive: Archive, actor: Actor, number: str, use: Use) -> Accounts:
    """Find what else the witness of item `number` said, and what others say of its incident, and compare.

    The index is asked for the witness, the links and the records' own relations for the rest. Reading and
    question are logged. NotFound for what the actor may not read, Conflict for a withdrawn item, Unavailable
    when the index does not answer.
    """
    opened = read_item(archive, actor, number, use)
    if isinstance(opened, Tombstone):
        raise Conflict(f"{opened.number} has been withdrawn: there is nothing to compare.")
    desk = open_desk(archive, actor)
    witness = opened.record.description.source.witness
    is_open = opened.record.description.sensitivity <= opened.collection.ceiling
    asked, hidden = _of_witness(archive, desk, witness if is_open else "", use)
    related = _related(archive, opened)
    candidates = [each for each in dict.fromkeys((*related, *asked)) if each != opened.item.item_id]
    accounts: list[Account] = []
    subjects: list[Subject] = []
    damaged: list[str] = []
    own = _figures(archive, desk, opened.record)
    for item_id in candidates[:MOST]:
        try:
            found = open_match(archive, desk, item_id, use)
            if found is None:
                continue
            because = _because(opened.record, found, related)
            if because:
                accounts.append(_compared(archive, desk, opened.record, own, found, because))
                subjects.append(Subject(ObjectRole.RECORD.value, found[0].record))
        except EvidenceError as error:
            damaged.append(error.message)
    question = {"accounts_of": opened.item.number}
    log_query(archive, actor, Asked(question, use, len(accounts), hidden), subjects)
    return Accounts(
        number=opened.item.number,
        record=opened.record,
        accounts=tuple(sorted(accounts, key=lambda each: each.number)),
        by_witness=bool(witness and is_open),
        behind=desk.behind,
        left_out=max(len(candidates) - MOST, 0),
        damaged=tuple(damaged),
    )


def _of_witness(archive: Archive, desk: Desk, witness: str, use: Use) -> tuple[tuple[str, ...], Hidden]:
    if not witness:
        return (), Hidden(0, 0)
    terms = witness_terms(witness)
    blinded = blind_kin(
        use, desk.scopes, "witness", lambda scope: scope.blind.tokens("witness", *terms), MOST + 1
    )
    try:
        require_as_left(archive)
        answer, hidden = blinded.ask(archive.index)
    except Unavailable as error:
        raise index_is_down(error) from error
    return tuple(match.item_id for match in answer.items), hidden


def _related(archive: Archive, opened: OpenedItem) -> dict[str, tuple[RelationType, ...]]:
    """Item ids that links and the record's own relations bind to the item, with how; joined ones go on."""
    found: dict[str, tuple[RelationType, ...]] = {}
    with archive.records.reading() as tx:
        for relation in opened.record.description.relations:
            if relation.type in LINKED:
                try:
                    _add(found, tx.items.by_number(relation.to).item_id, relation.type)
                except NotFound:
                    continue  # a label of long ago, or an item that was never deposited here
        for link in tx.items.links(opened.item.item_id):
            if link.type in LINKED - JOINED:
                _add(found, _other_end(link, opened.item.item_id), link.type)
        for type_ in sorted(JOINED):
            for item_id in _joined(tx, opened.item.item_id, type_):
                _add(found, item_id, type_)
    return found


def _joined(tx: Transaction, start: str, type_: RelationType) -> tuple[str, ...]:
    """What links of one type join to an item, directly or through others."""
    seen = {start: None}
    waiting = [start]
    while waiting and len(seen) <= MOST:
        item_id = waiting.pop(0)
        ends = (_other_end(link, item_id) for link in tx.items.links(item_id) if link.type is type_)
        new = [end for end in dict.fromkeys(ends) if end not in seen]
        seen.update(dict.fromkeys(new))
        waiting += new
    return tuple(seen)[1:]


def _other_end(link: Link, item_id: str) -> str:
    return link.to_item if link.from_item == item_id else link.from_item


def _add(found: dict[str, tuple[RelationType, ...]], item_id: str, type_: RelationType) -> None:
    found[item_id] = tuple(dict.fromkeys((*found.get(item_id, ()), type_)))


def _because(
    own: RecordVersion, found: tuple[Item, RecordVersion], related: Mapping[str, tuple[RelationType, ...]]
) -> tuple[RelationType, ...]:
    """How the two belong together; the witness is compared in clear, because the index is not believed."""
    item, record = found
    witness = own.description.source.witness
    is_same = bool(witness) and witness == record.description.source.witness
    by_name = (RelationType.SAME_WITNESS,) if is_same else ()
    theirs = (r.type for r in record.description.relations if r.to == own.number and r.type in LINKED)
    return tuple(dict.fromkeys((*by_name, *related.get(item.item_id, ()), *theirs)))


def _compared(
    archive: Archive,
    desk: Desk,
    own: RecordVersion,
    figures: tuple[Figure, ...],
    found: tuple[Item, RecordVersion],
    because: tuple[RelationType, ...],
) -> Account:
    item, record = found
    alleged = differences(own.description, record.description, _comparing(archive))
    said = conflicting(figures, _figures(archive, desk, record))
    told = (
        Difference(About.TIME if here.is_clock else About.NUMBER, Said(here.shown), Said(there.shown))
        for here, there in said
    )
    return Account(item.number, record, because, (*alleged, *told))


def _comparing(archive: Archive) -> Comparing:
    resolver, analyzer = archive.resolver, archive.analyzer
    return Comparing(
        parse_date=resolver.parse_date,
        superiors=resolver.superiors,
        ancestors=resolver.ancestors,
        words=lambda text: frozenset(stem for form in analyzer.query_forms(text) for stem in form.stems),
    )


def _figures(archive: Archive, desk: Desk, record: RecordVersion) -> tuple[Figure, ...]:
    """The figures of what the source said: not of notes, which are the documenter's."""
    described = record.description
    groups = (allegation.victim.group for allegation in described.allegations)
    texts = (described.text, *groups, *exhibit_texts(archive, desk, record))
    return figures_of(texts, archive.analyzer)
