"""The port every search engine implements, and what it answers with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from search.clauses import BlindedQuery
from search.documents import ItemDocument


@dataclass(frozen=True, slots=True)
class PutFailure:
    """A document the index would not take, and why; the reason holds nothing of its content."""

    doc_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PutReport:
    """What became of a batch: every document is stored, stale (a newer version was there) or failed."""

    stored: int = 0
    stale: int = 0
    failed: tuple[PutFailure, ...] = ()

    def __add__(self, other: "PutReport") -> "PutReport":
        return PutReport(self.stored + other.stored, self.stale + other.stale, self.failed + other.failed)


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: document id, collection token, score (0 when the query had no words)."""

    doc_id: str
    collection: str
    score: float


class Counted(NamedTuple):
    """How many items, and how many acts of theirs (0 where acts are not counted)."""

    items: int
    acts: int = 0


Cells = Mapping[str, Counted]
"""What a tally found: by token, by two tokens with a space between, or by number; nothing is left out."""


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """One page of hits, the exact number of matches, and what each tally found by its name.

    Of a `FieldTally` the acts are not counted.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    tallies: Mapping[str, Cells] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index says of itself, to be compared with the store of record, never believed.

    `generation`: id of the build. `high_water`: index in the custody log of the last entry reflected, -1 for
    none. `analysis`: version of the rules that made its tokens. `cluster`: as `SearchIndex.cluster`.
    """

    generation: str
    high_water: int
    analysis: str
    cluster: str = ""


class IndexBuilder(Protocol):
    """A new generation under construction beside the one that answers searches."""

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """As `SearchIndex.put`, into the new generation."""
        ...

    def finish(self, *, expected_count: int, high_water: int, samples: Sequence[ItemDocument] = ()) -> None:
        """Make the new generation the one that answers, in one step, and drop the old one.

        `high_water`: log index up to which the documents were read. What was put into the old generation
        meanwhile is not here: put everything after `high_water` again. Raises Conflict, and leaves everything
        as it was, when the new generation does not hold exactly `expected_count` documents, or holds one of
        `samples` (documents as they were put) otherwise or not at all; the builder can then still be
        abandoned.
        """
        ...

    def abandon(self) -> None:
        """Drop the new generation. Harmless after `finish` and when called twice."""
        ...


class SearchIndex(Protocol):
    """Holds documents of tokens and finds them again. Trusted for nothing, and rebuilt at will.

    All methods raise `archive.domain.errors.Unavailable` when the engine does not answer, and let no
    exception of its library through. Methods may be called from several threads.
    """

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents, each replacing the older version of itself; they may be made while it works.

        Idempotent. An older version than the one held is stale, not an error; the same version again is
        stored. A document that `search.documents.check_document` or the engine refuses is a failure with a
        reason, and the others are stored. What was stored is found by a search after the next `refresh`.
        """
        ...

    def remove(self, doc_ids: Iterable[str], version: int) -> None:
        """Remove documents; absent ones are no error. A `put` of an older version does not bring them back.

        An engine may forget a removal after an hour: a worker that is later than that reads the store of
        record again.
        """
        ...

    def search(self, query: BlindedQuery) -> IndexAnswer:
        """Answer a query; see `BlindedQuery` and `Branch` for what matches and in which order.

        An index that is not there (never written, dropped, wiped by somebody) answers with nothing: ask
        `state`, and compare with the store of record, before believing that there is nothing to find.
        """
        ...

    def search_each(self, queries: Sequence[BlindedQuery]) -> tuple[IndexAnswer, ...]:
        """Answer several queries, each as `search` does, in order; side by side where that is faster."""
        ...

    def count(self) -> int:
        """Return the number of documents held by the generation that answers."""
        ...

    def refresh(self) -> None:
        """Make everything put or removed so far visible to searches."""
        ...

    def state(self) -> IndexState:
        """Return generation, high-water mark and analysis version, as stored in the index itself.

        An index that is not there has the generation "" and the high-water mark -1.
        """
        ...

    def cluster(self) -> str:
        """Return the UUID of the cluster that answers; empty where the engine is a file of the archive."""
        ...

    def ailments(self) -> tuple[str, ...]:
        """Return what the engine says is wrong with the index, one sentence each for its operator."""
        ...

    def set_high_water(self, log_index: int) -> None:
        """Store the log index of the last entry reflected; it never goes down within a generation."""
        ...

    def begin_rebuild(self) -> IndexBuilder:
        """Start a new generation beside this one.

        A generation whose builder vanished is dropped when the next rebuild begins.
        """
        ...

    def drop(self) -> None:
        """Drop everything, all generations; the next `put` starts an empty one."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
