"""The reference engine: brute force over a dictionary, for tests.

It says in the plainest way what the others must answer; ranking is BM25 with Lucene's constants.
"""

import math
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.domain.errors import Conflict, InvalidRequest
from search.analysis import ANALYSIS_VERSION
from search.clauses import AnyOf, BlindedQuery, Branch, Clause, Either, Every, Near, Phrase, ranks
from search.documents import ItemDocument, check_document
from search.engines.comparing import LEFT_AS_IT_IS, require_samples
from search.engines.memory_tallies import counted
from search.matching import holds, tokens_of
from search.ports import Cells, Hit, IndexAnswer, IndexBuilder, IndexState, PutFailure, PutReport
from search.positions import occurrences, windows

K1, B = 1.2, 0.75


def ranked_leaves(clause: Clause | None) -> Iterator[AnyOf | Phrase | Near]:
    """Yield the words and phrases that a match is ranked by: those not denied."""
    match clause:
        case AnyOf() | Phrase() | Near():
            if ranks(clause):
                yield clause
        case Every(clauses=clauses) | Either(clauses=clauses):
            for each in clauses:
                yield from ranked_leaves(each)
        case _:
            return


@dataclass(slots=True)
class _Generation:
    state: IndexState
    documents: dict[str, ItemDocument] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        report = PutReport()
        for document in documents:
            report += self._put_one(document)
        return report

    def _put_one(self, document: ItemDocument) -> PutReport:
        try:
            check_document(document)
        except InvalidRequest as error:
            return PutReport(failed=(PutFailure(document.doc_id, error.message),))
        if self.versions.get(document.doc_id, 0) > document.version:
            return PutReport(stale=1)
        self.documents[document.doc_id] = document
        self.versions[document.doc_id] = document.version
        return PutReport(stored=1)


def _new_generation(analysis: str) -> _Generation:
    return _Generation(IndexState(uuid.uuid4().hex, -1, analysis))


class MemoryIndex:
    """A `SearchIndex` in memory."""

    def __init__(self, analysis: str = ANALYSIS_VERSION) -> None:
        self._analysis = analysis
        self._live = _new_generation(analysis)
        self._lock = threading.RLock()

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents; see `SearchIndex.put`."""
        with self._lock:
            return self._live.put(documents)

    def remove(self, doc_ids: Iterable[str], version: int) -> None:
        """Remove documents; see `SearchIndex.remove`."""
        with self._lock:
            for doc_id in doc_ids:
                if self._live.versions.get(doc_id, 0) <= version:
                    self._live.documents.pop(doc_id, None)
                    self._live.versions[doc_id] = version

    def search(self, query: BlindedQuery) -> IndexAnswer:
        """Answer a query; see `SearchIndex.search`."""
        with self._lock:
            documents = self._live.documents
            hits: list[Hit] = []
            tallies: dict[str, Cells] = {}
            for branches, tallied in query.tallies_by_branches():
                matches = [(branch, _matches(branch, documents.values())) for branch in branches]
                if branches == query.branches:
                    for branch, found in matches:
                        hits.extend(_ranked(branch, found, documents))
                for tally in tallied:
                    tallies[tally.name] = counted(tally.by, matches)
            hits.sort(key=lambda hit: (-hit.score, hit.doc_id))
            page = tuple(hits[query.offset : query.offset + query.limit])
            return IndexAnswer(page, len(hits), tallies)

    def search_each(self, queries: Sequence[BlindedQuery]) -> tuple[IndexAnswer, ...]:
        """Answer one query after the other; see `SearchIndex.search_each`."""
        return tuple(map(self.search, queries))

    def count(self) -> int:
        """Number of documents in the generation that answers."""
        return len(self._live.documents)

    def refresh(self) -> None:
        """Nothing to do: what was put is visible."""

    def state(self) -> IndexState:
        """Generation, high-water mark and analysis version."""
        return self._live.state

    def cluster(self) -> str:
        """It is part of its process."""
        return ""

    def ailments(self) -> tuple[str, ...]:
        """Nothing can ail it."""
        return ()

    def set_high_water(self, log_index: int) -> None:
        """Store the last log index reflected; it never goes down."""
        with self._lock:
            state = self._live.state
            self._live.state = replace(state, high_water=max(log_index, state.high_water))

    def begin_rebuild(self) -> IndexBuilder:
        """Start a generation beside this one; see `SearchIndex.begin_rebuild`."""
        return _MemoryBuilder(self, _new_generation(self._analysis))

    def swap(
        self, generation: _Generation, expected_count: int, high_water: int, samples: Sequence[ItemDocument]
    ) -> None:
        """Put a finished generation in place; see `IndexBuilder.finish`."""
        if len(generation.documents) != expected_count:
            raise Conflict(
                f"the new index holds {len(generation.documents)} documents instead of {expected_count}",
                safe=LEFT_AS_IT_IS,
            )
        require_samples([generation.documents.get(sample.doc_id) == sample for sample in samples])
        with self._lock:
            generation.state = replace(generation.state, high_water=high_water)
            self._live = generation

    def drop(self) -> None:
        """Drop everything, all generations."""
        with self._lock:
            self._live = _new_generation(self._analysis)

    def close(self) -> None:
        """Nothing to let go of."""


class _MemoryBuilder:
    def __init__(self, index: MemoryIndex, generation: _Generation) -> None:
        self._index = index
        self._generation = generation

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        return self._generation.put(documents)

    def finish(self, *, expected_count: int, high_water: int, samples: Sequence[ItemDocument] = ()) -> None:
        self._index.swap(self._generation, expected_count, high_water, samples)

    def abandon(self) -> None:
        """Nothing to drop: the generation goes with the builder."""


def _matches(branch: Branch, documents: Iterable[ItemDocument]) -> list[ItemDocument]:
    whole = Every((branch.gate(), *(() if branch.text is None else (branch.text,))))
    return [
        document
        for document in documents
        if document.doc_id not in branch.excluded and holds(whole, document)
    ]


def _ranked(branch: Branch, matches: Sequence[ItemDocument], documents: dict[str, ItemDocument]) -> list[Hit]:
    scores = dict.fromkeys((document.doc_id for document in matches), 0.0)
    for leaf in ranked_leaves(branch.text):
        frequencies = {document.doc_id: _frequency(leaf, document) for document in documents.values()}
        having = sum(count > 0 for count in frequencies.values())
        rarity = math.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
        mean = sum(len(tokens_of(d, leaf.field)) for d in documents.values()) / max(len(documents), 1)
        for document in matches:
            count, length = frequencies[document.doc_id], len(tokens_of(document, leaf.field))
            damp = K1 * (1 - B + B * length / (mean or 1))
            scores[document.doc_id] += rarity * count * (K1 + 1) / (count + damp)
    return [Hit(doc_id, branch.collection, score) for doc_id, score in scores.items()]


def _frequency(leaf: AnyOf | Phrase | Near, document: ItemDocument) -> int:
    words = tokens_of(document, leaf.field)
    if isinstance(leaf, Phrase):
        return occurrences(leaf.tokens, words)
    if isinstance(leaf, Near):
        return sum(1 for _ in windows(leaf.tokens, words, leaf.distance))
    return sum(words.count(token) for token in leaf.tokens)
