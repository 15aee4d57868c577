"""What an actor needs to index the collections open to him: keys, words met, and what makes documents."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from archive.domain.errors import KeyUnavailable, Unavailable
from archive.domain.item import Collection, Item
from archive.ports import Transaction
from archive.services.context import Actor, Archive
from archive.services.item_maker import ItemMakers
from archive.services.opening import collection_identity
from crypto.blind import BlindIndex
from search.lexicon import ListedWords
from search.making import Alone, CollectionKeys, Made, Makers
from search.word_lists import WordKeeper

BATCH = 256
MANY = 1000
"""Items in one run for which starting processes is worth its second."""
MANY_BATCH = 4096
"""Items in a batch then: between two of them the processes wait for the engine."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One collection open to the actor."""

    keys: CollectionKeys
    blind: BlindIndex
    keeper: WordKeeper
    words: ListedWords = field(repr=False)

    def doc_id(self, item: Item) -> str:
        """Return the document id of an item."""
        return self.blind.doc_id(item.item_id)


class Workshop:
    """A context manager: collections are opened once, and keys and processes let go of at the end.

    A few items are opened and made into documents here. From `MANY` on, expected or met, processes do it.
    """

    def __init__(self, archive: Archive, actor: Actor) -> None:
        self._archive = archive
        self._actor = actor
        self._open: dict[str, Bench | None] = {}
        self._makers: Makers = Alone(
            ItemMakers(archive.objects, archive.codec, archive.analyzer, archive.resolver, archive.texts)
        )
        self._beside = archive.finding().beside
        self._made = 0
        with archive.records.reading() as tx:
            self.collections = {c.collection_id: c for c in tx.people.collections()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._makers.close()

    def bench(self, collection: Collection) -> Bench | None:
        """What a collection is indexed with; None where it is sealed or the actor holds no key."""
        key = collection.collection_id
        if key not in self._open:
            self._open[key] = None if collection.sealed else self._unlock(collection)
        return self._open[key]

    def _unlock(self, collection: Collection) -> Bench | None:
        archive, key = self._archive, collection.collection_id
        try:
            identity = collection_identity(archive, self._actor, collection)
        except KeyUnavailable:
            return None
        index_key = archive.keys.open_index_key(key, collection.content_recipient, identity)
        keys = CollectionKeys(key, collection.ceiling, index_key, str(identity))
        words, blind = ListedWords(), keys.blind()
        return Bench(keys, blind, WordKeeper(archive.words, blind, words), words)

    def benches(self, items: Iterable[Item]) -> list[tuple[Bench, list[Item]]]:
        """Return items by their collection, in their order; those that are not open to the actor left out."""
        groups: dict[str, list[Item]] = {}
        for item in items:
            groups.setdefault(item.collection_id, []).append(item)
        benches = ((self.bench(self.collections[key]), group) for key, group in groups.items())
        return [(bench, group) for bench, group in benches if bench is not None]

    def follow(self, tx: Transaction) -> None:
        """Open collections anew if keys were replaced since: what is made with the old ones is not found."""
        if self.replaced(tx):
            self._open.clear()
            self.collections = {c.collection_id: c for c in tx.people.collections()}

    def replaced(self, tx: Transaction) -> frozenset[str]:
        """Ids of collections whose keys were replaced since they were opened."""
        return frozenset(
            each.collection_id
            for each in tx.people.collections()
            if (mine := self.collections.get(each.collection_id)) is not None
            and mine.content_recipient != each.content_recipient
        )

    def expect(self, items: int) -> None:
        """Prepare for so many items more."""
        if self._beside is None or self._made + items < MANY:
            return
        beside, self._beside = self._beside, None
        # Where none can be started, one process does it as well.
        with suppress(Unavailable):
            self._makers, alone = beside(), self._makers
            alone.close()

    @property
    def batch(self) -> int:
        """How many items to take at once."""
        return BATCH if isinstance(self._makers, Alone) else MANY_BATCH

    def make(self, bench: Bench, items: Iterable[Item]) -> Iterator[Made]:
        """Yield the documents of items of one collection, or why there is none, in their order."""
        for made in self._makers.make(bench.keys, items, bench.words):
            self._made += 1
            yield made

    def keep_words(self) -> None:
        """Add the words met so far to the lists of the generation that answers, before the work is done."""
        generation = self._archive.index.state().generation
        for bench in self._open.values():
            if bench is not None:
                bench.keeper.keep(generation)
