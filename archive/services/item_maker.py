"""From an item of the store of record to what it is indexed from: its record and its texts, opened."""

from dataclasses import dataclass

from archive.domain.item import Item
from archive.domain.record import ExhibitRecord
from archive.ports import ObjectStore, RecordCodec
from archive.services.opening import read_range, read_small
from crypto.age.ring import IdentityRing
from search.analysis import Analyzer
from search.indexer import DocumentBuilder, IndexInput, Resolver
from search.making import CollectionKeys

MAX_TEXT_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ItemMaker:
    """A `Maker` whose jobs are items."""

    objects: ObjectStore
    codec: RecordCodec
    identity: IdentityRing
    builder: DocumentBuilder

    def input_of(self, job: Item) -> IndexInput:
        """Open an item's record and the texts of its exhibits."""
        record = self.codec.load_record(read_small(self.objects, job.record, [self.identity]))
        texts = tuple(text for exhibit in record.exhibits if (text := self._text(exhibit)) is not None)
        return IndexInput(job.item_id, job.version, record.description, texts)

    def _text(self, exhibit: ExhibitRecord) -> str | None:
        if not exhibit.media_type.value.startswith("text/") or exhibit.size > MAX_TEXT_BYTES:
            return None
        return decode_text(b"".join(read_range(self.objects, exhibit.object_digest, [self.identity])))


@dataclass(frozen=True, slots=True)
class ItemMakers:
    """Makes the `ItemMaker` of each collection: what a process needs besides the keys."""

    objects: ObjectStore
    codec: RecordCodec
    analyzer: Analyzer
    resolver: Resolver

    def __call__(self, keys: CollectionKeys) -> ItemMaker:
        """Return the maker of a collection."""
        builder = DocumentBuilder(keys.blind(), self.analyzer, self.resolver, keys.ceiling)
        return ItemMaker(self.objects, self.codec, IdentityRing.parse(keys.identity), builder)


def decode_text(data: bytes) -> str:
    """Text of an exhibit: UTF-8, UTF-16 with a byte order mark, else Windows-1251 (which reads any bytes)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")
