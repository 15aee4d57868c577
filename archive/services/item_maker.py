"""From an item of the store of record to what it is indexed from: its record and its texts, opened."""

from dataclasses import dataclass

from archive.domain.item import Item
from archive.ports import ObjectStore, RecordCodec
from archive.ports_texts import TextReader
from archive.services.exhibit_text import texts_in
from archive.services.opening import read_small
from crypto.age.ring import IdentityRing
from search.analysis import Analyzer
from search.indexer import DocumentBuilder, IndexInput, Resolver
from search.making import CollectionKeys


@dataclass(frozen=True, slots=True)
class ItemMaker:
    """A `Maker` whose jobs are items."""

    objects: ObjectStore
    codec: RecordCodec
    identity: IdentityRing
    builder: DocumentBuilder
    texts: TextReader

    def input_of(self, job: Item) -> IndexInput:
        """Open an item's record and the texts of its exhibits."""
        record = self.codec.load_record(read_small(self.objects, job.record, [self.identity]))
        texts = texts_in(self.objects, self.identity, record, self.texts)
        return IndexInput(job.item_id, job.version, record.description, tuple(texts))


@dataclass(frozen=True, slots=True)
class ItemMakers:
    """Makes the `ItemMaker` of each collection: what a process needs besides the keys."""

    objects: ObjectStore
    codec: RecordCodec
    analyzer: Analyzer
    resolver: Resolver
    texts: TextReader

    def __call__(self, keys: CollectionKeys) -> ItemMaker:
        """Return the maker of a collection."""
        builder = DocumentBuilder(keys.blind(), self.analyzer, self.resolver, keys.ceiling)
        identity = IdentityRing.parse(keys.identity)
        return ItemMaker(self.objects, self.codec, identity, builder, self.texts)
