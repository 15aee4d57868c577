"""Documents made from what a caller holds, in this process or beside it: the same ones, in the same order.

A `Maker` knows one collection: it opens a job (an item of the store of record, or an input that is ready),
and its builder analyses and blinds it. `Makers` makes documents of any collection that it is given the keys
of. `Alone` is for a few items; many are made in processes of their own (`archive.adapters.making`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from archive.domain.errors import ArchiveError, Unavailable
from crypto.blind import BlindIndex
from search.documents import ItemDocument
from search.indexer import DocumentBuilder, IndexInput
from search.lexicon import ListedWords
from search.ports import IndexBuilder, PutFailure, PutReport, SearchIndex

Made = ItemDocument | PutFailure
"""What became of a job: its document, or why it cannot be made (an error's code)."""


@dataclass(frozen=True, slots=True)
class CollectionKeys:
    """What the documents of a collection are made with.

    `index_key`: 32 bytes. `identity`: identities of the collection as an age identity file, empty where
    nothing has to be opened.
    """

    collection_id: str
    ceiling: int
    index_key: bytes = field(repr=False)
    identity: str = field(default="", repr=False)

    def blind(self) -> BlindIndex:
        """Return the blind index of the collection."""
        return BlindIndex(self.index_key, self.collection_id)


class Job(Protocol):
    """What a document is made from; a maker knows what else is in it."""

    @property
    def item_id(self) -> str:
        """The item's UUID."""
        ...


class Maker(Protocol):
    """Makes the documents of one collection."""

    @property
    def builder(self) -> DocumentBuilder:
        """What analyses and blinds."""
        ...

    def input_of(self, job: Any) -> IndexInput:  # noqa: ANN401 - each maker has jobs of its own
        """Open a job. Raises ArchiveError."""
        ...


MakerOf = Callable[[CollectionKeys], Maker]


class Makers(Protocol):
    """Makes documents of several collections."""

    def make(self, keys: CollectionKeys, jobs: Iterable[Job], words: ListedWords) -> Iterator[Made]:
        """Yield what becomes of each job, in their order; add the words of the documents to `words`.

        Jobs are taken as room comes free, some ahead of what is yielded. Raises Unavailable when a store does
        not answer. Whoever stops early begins again with other makers: words of what was not yielded are lost
        with these.
        """
        ...

    def close(self) -> None:
        """Let go of keys and processes. Idempotent."""
        ...


class Alone:
    """`Makers` in this process. `maker_of` makes the maker of a collection, once for its keys."""

    def __init__(self, maker_of: MakerOf) -> None:
        self._maker_of = maker_of
        self._makers: dict[CollectionKeys, Maker] = {}

    def make(self, keys: CollectionKeys, jobs: Iterable[Job], words: ListedWords) -> Iterator[Made]:
        """See `Makers`."""
        maker = self._makers.get(keys)
        if maker is None:
            maker = self._makers[keys] = self._maker_of(keys)
        try:
            yield from make_each(maker, jobs)
        finally:
            words.add(maker.builder.take_words())

    def close(self) -> None:
        """See `Makers`."""
        self._makers.clear()


def make_each(maker: Maker, jobs: Iterable[Job]) -> Iterator[Made]:
    """Yield what becomes of each job; one that cannot be opened or built fails alone. Raises Unavailable."""
    for job in jobs:
        try:
            made: Made = maker.builder.build(maker.input_of(job))
        except Unavailable:
            raise
        except ArchiveError as error:
            made = PutFailure(maker.builder.doc_id(job.item_id), error.code)
        yield made


def index_made(index: SearchIndex | IndexBuilder, made: Iterable[Made]) -> PutReport:
    """Store documents as they are made; what could not be made is among the failures.

    Raises Unavailable when the engine does not answer: the whole batch is to be tried again.
    """
    failed: list[PutFailure] = []

    def documents() -> Iterator[ItemDocument]:
        for one in made:
            if isinstance(one, PutFailure):
                failed.append(one)
            else:
                yield one

    return index.put(documents()) + PutReport(failed=tuple(failed))
