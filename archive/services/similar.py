"""Similar items: near duplicates of one item, found by bands of its signature, decided after decryption."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.domain.consent import Use
from archive.domain.custody import Subject
from archive.domain.description import Description
from archive.domain.errors import Conflict, EvidenceError, Unavailable
from archive.domain.item import ObjectRole
from archive.domain.record import RecordVersion
from archive.services.context import Actor, Archive
from archive.services.desk import Desk, exhibit_texts, open_desk, open_match
from archive.services.index_state import require_as_left
from archive.services.query_log import Asked, index_is_down, log_query
from archive.services.reading import OpenedItem, Tombstone, read_item
from search.analysis import Analyzer
from search.blinding import Hidden, SearchAnswer, blind_kin
from search.indexer import DocumentBuilder, IndexInput, searchable_parts
from search.minhash import jaccard, shingles
from search.terms import BREAK

MOST = 500
"""Candidates that are opened and compared; more share a form letter, not a story."""
LEAST = 0.2
"""Similarity from which an item is shown unless told otherwise."""

Shingles = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Similar:
    """An item like the one asked about. Both shares are of runs of three words, from 0 to 1.

    `similarity`: shared runs by all runs of both. `contained`: shared runs by those of the item asked about.
    """

    number: str
    record: RecordVersion
    similarity: float
    contained: float


@dataclass(frozen=True, slots=True)
class SimilarItems:
    """The most similar first. `not_compared`: candidates beyond `MOST`. `behind`: items not indexed yet."""

    number: str
    found: tuple[Similar, ...]
    not_compared: int
    behind: int
    damaged: tuple[str, ...] = ()


def similar_items(
    archive: Archive, actor: Actor, number: str, use: Use, least: float = LEAST
) -> SimilarItems:
    """Find the items whose text is largely that of item `number`, in all collections open to the actor.

    The reading of the item and the search are logged as any other; NotFound for what the actor may not read,
    Conflict for a withdrawn item, Unavailable when the index does not answer.
    """
    opened = read_item(archive, actor, number, use)
    if isinstance(opened, Tombstone):
        raise Conflict(f"{opened.number} has been withdrawn: there is nothing to compare.")
    if opened.record.description.sensitivity > opened.collection.ceiling:
        raise Conflict(
            f"The words of {opened.item.number} are too sensitive for the index, which finds no others.",
            safe="The item itself was opened, and the opening is in the custody log.",
        )
    desk = open_desk(archive, actor)
    texts = tuple(exhibit_texts(archive, desk, opened.record))
    answer, hidden = _candidates(archive, desk, opened, texts, use)
    own = _shingles(archive.analyzer, opened.record.description, texts)
    found: list[Similar] = []
    subjects: list[Subject] = []
    damaged: list[str] = []
    for match in answer.items:
        if match.item_id == opened.item.item_id:
            continue
        try:
            similar = _compared(archive, desk, match.item_id, use, own)
        except EvidenceError as error:
            damaged.append(error.message)
            continue
        if similar is not None and similar[0].similarity >= least:
            found.append(similar[0])
            subjects.append(similar[1])
    found.sort(key=lambda each: (-each.similarity, each.number))
    asked = Asked({"similar_to": opened.item.number}, use, len(found), hidden)
    log_query(archive, actor, asked, subjects)
    left = max(answer.total - len(answer.items), 0)
    return SimilarItems(opened.item.number, tuple(found), left, desk.behind, tuple(damaged))


def _candidates(
    archive: Archive, desk: Desk, opened: OpenedItem, texts: Sequence[str], use: Use
) -> tuple[SearchAnswer, Hidden]:
    """Items that share a band: the signature is made anew under the key of each collection."""
    described = opened.record.description
    source = IndexInput(opened.item.item_id, opened.item.version, described, tuple(texts))
    blinded = blind_kin(
        use,
        desk.scopes,
        "near",
        lambda scope: (
            DocumentBuilder(scope.blind, archive.analyzer, archive.resolver, described.sensitivity)
            .build(source)
            .near
        ),
        MOST + 1,
    )
    try:
        require_as_left(archive)
        return blinded.ask(archive.index)
    except Unavailable as error:
        raise index_is_down(error) from error


def _compared(
    archive: Archive, desk: Desk, item_id: str, use: Use, own: Shingles
) -> tuple[Similar, Subject] | None:
    """How similar a candidate is; None when the reader may not see it."""
    opened = open_match(archive, desk, item_id, use)
    if opened is None:
        return None
    item, record = opened
    other = _shingles(archive.analyzer, record.description, tuple(exhibit_texts(archive, desk, record)))
    contained = len(own & other) / len(own) if own else 0.0
    similar = Similar(item.number, record, jaccard(own, other), contained)
    return similar, Subject(ObjectRole.RECORD.value, item.record)


def _shingles(analyzer: Analyzer, described: Description, texts: Sequence[str]) -> Shingles:
    return shingles(tuple(_words(analyzer, (described.title, *searchable_parts(described), *texts))))


def _words(analyzer: Analyzer, parts: Sequence[str]) -> Iterator[str]:
    """The words as the index has them: folded, with a break between two parts that have any."""
    is_first = True
    for part in parts:
        forms = analyzer.forms(part)
        if forms and not is_first:
            yield BREAK
        is_first = is_first and not forms
        yield from (form.folded for form in forms)
