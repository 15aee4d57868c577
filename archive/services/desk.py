"""The reader's desk: the collections open to an actor, and items opened on it to be checked and shown.

Whatever an index answers is checked here again, against the sealed record: the index is trusted for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from archive.domain.consent import Use
from archive.domain.errors import EvidenceError
from archive.domain.item import Collection, Item, ItemState
from archive.domain.record import RecordVersion
from archive.ports_texts import TextReader
from archive.services.context import Actor, Archive
from archive.services.exhibit_text import MAX_TEXT_BYTES, Budgeted, texts_in
from archive.services.opening import collection_identity, read_small
from archive.services.reading import hidden_because, is_withdrawn
from crypto.age.ring import IdentityRing
from crypto.blind import BlindIndex
from search.blinding import Scope
from search.indexer import searchable_parts
from search.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Desk:
    """The collections open to the actor: identity and clearance by collection id.

    `scopes`: the same for a query. `behind`: items the index does not know yet. `texts` reads files, for as
    long as one question may take.
    """

    identities: Mapping[str, IdentityRing]
    clearances: Mapping[str, int]
    scopes: tuple[Scope, ...]
    behind: int
    texts: TextReader


def open_desk(archive: Archive, actor: Actor) -> Desk:
    """Open every collection that the actor is a member of, but for sealed ones. Raises KeyUnavailable."""
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
        index_key = archive.keys.open_index_key(
            collection.collection_id, collection.content_recipient, identity
        )
        blind = BlindIndex(index_key, collection.collection_id)
        lexicon = cache(partial(_lexicon, archive, blind))
        scopes.append(Scope(blind, clearances[collection.collection_id], changed, lexicon))
    return Desk(identities, clearances, tuple(scopes), len(pending), Budgeted(archive.texts))


def _lexicon(archive: Archive, blind: BlindIndex, clearance: int, use: Use) -> Lexicon:
    return archive.words.lexicon(blind, archive.index.state().generation, clearance, use)


def open_match(archive: Archive, desk: Desk, item_id: str, use: Use) -> tuple[Item, RecordVersion] | None:
    """The item behind a match with its record; None when the reader may not see it, or it is not there.

    Raise EvidenceError for a record in doubt.
    """
    item = items_of(archive, [item_id]).get(item_id)
    return None if item is None else open_item(archive, desk, item, use)


def items_of(archive: Archive, item_ids: Iterable[str]) -> dict[str, Item]:
    """The items behind matches by their ids, those that are there, all as of one moment."""
    with archive.records.reading() as tx:
        return tx.items.those_of(tuple(item_ids))


def open_item(archive: Archive, desk: Desk, item: Item, use: Use) -> tuple[Item, RecordVersion] | None:
    """The item with its record; None when the reader may not see it. Raise EvidenceError as `open_match`."""
    identity = desk.identities.get(item.collection_id)
    if identity is None or item.state is not ItemState.ACTIVE:
        return None
    try:
        record = archive.codec.load_record(read_small(archive.objects, item.record, [identity]))
    except EvidenceError:
        if is_withdrawn(archive, item.item_id):
            return None
        raise
    if hidden_because(record, desk.clearances[item.collection_id], use):
        return None
    return item, record


def texts_of(
    archive: Archive, desk: Desk, record: RecordVersion, most_bytes: int = MAX_TEXT_BYTES
) -> Iterator[str]:
    """The texts that full text covers, the title apart: the description's parts, then those of exhibits."""
    yield from filter(None, searchable_parts(record.description))
    yield from exhibit_texts(archive, desk, record, most_bytes)


def exhibit_texts(
    archive: Archive, desk: Desk, record: RecordVersion, most_bytes: int = MAX_TEXT_BYTES
) -> Iterator[str]:
    """The texts of exhibits that are indexed; see `archive.services.exhibit_text.texts_in`."""
    identity = desk.identities[record.collection_id]
    return texts_in(archive.objects, identity, record, desk.texts, most_bytes)
