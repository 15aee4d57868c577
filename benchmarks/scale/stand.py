"""The stand of the benchmark: an archive, its index, a plain index beside it, both full of generated items.

A million sealed records would take hours and say nothing about search, so the store of record holds really
deposited items for all hits that a measured page shows, and for no others: those items are found by asking
every query once, generated again by their number, and deposited through the real service. An index that only
translates their document ids (`Deposited`) then lets the service open, decrypt, check and log real items. The
number of rows in the store is the one thing that is smaller than it would be.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import cast

from archive.bootstrap import close_archive, create_archive, open_archive
from archive.domain.agent import Role
from archive.domain.errors import Unavailable
from archive.ports import Task
from archive.services.agents import register_agent, set_membership, sign_in
from archive.services.collections import CollectionRequest, find_collection
from archive.services.context import Actor, Archive
from archive.services.deposit import Deposit, accession, open_intake
from archive.services.desk import open_desk
from archive.services.founding import Passphrases
from archive.services.index_state import accept_first, leave
from archive.services.ledger import acting
from archive.services.publish import publish_checkpoint
from benchmarks.scale.plain import PlainBuilder, PlainSqlite, create_plain
from benchmarks.scale.shapes import USE
from benchmarks.scale.world import VERSION, World, number_of
from config import ElasticSettings, SearchEngine, Settings
from config.settings import INSECURE_KDF
from crypto.blind import BlindIndex
from scripts.elasticsearch_node import Node
from search.clauses import BlindedQuery
from search.engines.elastic import ElasticIndex
from search.engines.sqlite import SqliteIndex
from search.indexer import DocumentBuilder
from search.lexicon import ListedWords
from search.ports import IndexAnswer, SearchIndex

SECRET = "fictional words for a benchmark"  # noqa: S105 - of an archive of invented items
_SECRETS = Passphrases(SECRET, SECRET + " two", SECRET + " three")
_READY, _DEPOSITED = "ready.json", "deposited.json"
DEPOSIT_BATCH = 200


class Deposited:
    """A `SearchIndex` whose hits bear the ids of the deposited items that stand for them.

    `missing`: document ids of hits that no deposited item stands for; such a hit is nothing to the service.
    """

    def __init__(self, index: SearchIndex, known: dict[str, str]) -> None:
        self._index = index
        self.known = known
        self.missing: set[str] = set()

    def __getattr__(self, name: str) -> object:
        """Everything but hits is the index's own."""
        return getattr(self._index, name)

    def search(self, query: BlindedQuery) -> IndexAnswer:
        """Search, and translate the hits."""
        return self._translated(self._index.search(query))

    def search_each(self, queries: Sequence[BlindedQuery]) -> tuple[IndexAnswer, ...]:
        """Search, and translate the hits."""
        return tuple(map(self._translated, self._index.search_each(queries)))

    def _translated(self, answer: IndexAnswer) -> IndexAnswer:
        self.missing.update(hit.doc_id for hit in answer.hits if hit.doc_id not in self.known)
        hits = tuple(replace(hit, doc_id=self.known.get(hit.doc_id, hit.doc_id)) for hit in answer.hits)
        return replace(answer, hits=hits)


@dataclass
class Stand:
    """One archive with `size` generated items in its index, and the plain index beside it.

    `archive`: with translated hits, as the service is given it; `index`: as it is. `seconds`: what indexing
    took, by side.
    """

    folder: Path
    size: int
    world: World
    node: Node | None
    archive: Archive
    index: SearchIndex
    lawyer: Actor
    documenter: Actor
    blind: BlindIndex
    plain: PlainSqlite | None
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, size: int, node: Node | None) -> "Stand":
        """Open the stand in `folder`, or found an empty one; what another version left is removed."""
        if _version(folder) != VERSION:
            shutil.rmtree(folder, ignore_errors=True)
            _found(folder, node)
        archive = open_archive(_settings(folder, node))
        lawyer, documenter = (sign_in(archive, name, SECRET) for name in ("lawyer", "documenter"))
        known = json.loads((folder / _DEPOSITED).read_text())
        index = archive.index
        translated = archive.with_index(cast("SearchIndex", Deposited(index, known)))
        blind = open_desk(archive, lawyer).scopes[0].blind
        path = folder / "plain.sqlite3"
        plain = None if node else PlainSqlite(SqliteIndex(path), path)
        world = World(archive.vocabularies)
        stand = cls(folder, size, world, node, translated, index, lawyer, documenter, blind, plain)
        stand.seconds = json.loads((folder / _READY).read_text())["seconds"]
        return stand

    @property
    def name(self) -> str:
        """Alias of the archive's index in Elasticsearch."""
        return f"sviedka-{self.archive.archive_id[:8]}"

    @property
    def plain_name(self) -> str:
        """Alias of the plain index in Elasticsearch."""
        return f"plain-{self.archive.archive_id[:8]}"

    @property
    def is_full(self) -> bool:
        """Whether both indexes hold everything already, made by the rules of this program."""
        state = self.index.state()
        if not self.seconds or state.analysis != self.archive.analyzer.version:
            return False
        try:
            self.archive.words.lexicon(self.blind, state.generation, 3, USE)
        except Unavailable:
            return False
        return self.index.count() == self.size

    @cached_property
    def builder(self) -> DocumentBuilder:
        """What makes the documents of the archive."""
        return DocumentBuilder(self.blind, self.archive.analyzer, self.archive.resolver, 3)

    @cached_property
    def plain_builder(self) -> PlainBuilder:
        """What makes the documents of the plain index."""
        return PlainBuilder(self.blind.collection_id, self.archive.resolver)

    def empty(self) -> None:
        """Make both indexes empty."""
        self.index.drop()
        self.index.set_high_water(-1)
        if isinstance(self.index, ElasticIndex):
            create_plain(self.index.client, self.plain_name)
        elif self.plain:
            self.plain.index.drop()

    def filled(self, words: ListedWords, seconds: dict[str, float]) -> None:
        """Leave the index as the service leaves it, with its words; remember that it is full."""
        archive = self.archive.with_index(self.index)
        archive.index.refresh()
        generation = archive.index.state().generation
        archive.words.add(self.blind, generation, words)
        archive.words.set_whole(generation)
        self._leave(archive)
        self.seconds = seconds
        (self.folder / _READY).write_text(json.dumps({"version": VERSION, "seconds": seconds}))

    def _leave(self, archive: Archive) -> None:
        with archive.records.reading() as tx:
            archive.index.set_high_water(tx.log.size() - 1)
        state = archive.index.state()
        with acting(archive, self.documenter) as work:
            accept_first(work, archive.index_task, state.cluster)
            leave(work.tx, archive.index_task, state)

    def deposit_hits(self, ask_everything: Callable[[], None]) -> int:
        """Deposit all items that the queries show and that are not deposited yet; return how many."""
        deposited = cast("Deposited", self.archive.index)
        count = 0
        while True:
            deposited.missing.clear()
            ask_everything()
            missing = sorted(deposited.missing)
            if not missing:
                return count
            for start in range(0, len(missing), DEPOSIT_BATCH):
                count += self._deposit(missing[start : start + DEPOSIT_BATCH], deposited.known)
            (self.folder / _DEPOSITED).write_text(json.dumps(deposited.known))

    def _deposit(self, doc_ids: Sequence[str], known: dict[str, str]) -> int:
        numbers = [number_of(self.blind.item_id(doc_id)) for doc_id in doc_ids]
        for doc_id, item in zip(doc_ids, self.deposit(numbers), strict=True):
            known[doc_id] = known[self.blind.doc_id(item)] = self.blind.doc_id(item)
        return len(doc_ids)

    def deposit(self, numbers: Sequence[int]) -> list[str]:
        """Deposit generated items through the service; return their ids. The index has them already."""
        archive = self.archive
        intake = open_intake(archive, self.documenter, find_collection(archive, "main"))
        with archive.objects.new_batch() as batch:
            ready = [Deposit(self.world.description(number)) for number in numbers]
            outcomes = accession(archive, self.documenter, intake, ready, batch)
        with archive.records.transaction() as tx:
            tx.outbox.done([Task(archive.index_task, one.item_id, 1) for one in outcomes])
        publish_checkpoint(archive)
        return [one.item_id for one in outcomes]

    def drop(self) -> None:
        """Drop both indexes."""
        self.index.drop()
        if isinstance(self.index, ElasticIndex):
            self.index.client.indices.delete(index=f"{self.plain_name}.g-1", ignore_unavailable=True)

    def close(self) -> None:
        """Give back files and connections."""
        close_archive(self.archive)
        if self.plain:
            self.plain.index.close()


def _version(folder: Path) -> int:
    try:
        return int(json.loads((folder / _READY).read_text())["version"])
    except (OSError, ValueError, KeyError):
        return 0


def _settings(folder: Path, node: Node | None) -> Settings:
    if node is None:
        return Settings(folder / "archive", kdf=INSECURE_KDF)
    elastic = ElasticSettings(url=node.url, username=node.user, password=node.password)
    return Settings(folder / "archive", kdf=INSECURE_KDF, search=SearchEngine.ELASTICSEARCH, elastic=elastic)


def _found(folder: Path, node: Node | None) -> None:
    folder.mkdir(parents=True)
    settings = _settings(folder, node)
    create_archive(settings, "custodian", [Role.CUSTODIAN], CollectionRequest("main", "BYA"), _SECRETS)
    archive = open_archive(settings)
    custodian = sign_in(archive, "custodian", SECRET)
    for handle in ("documenter", "lawyer"):
        register_agent(archive, custodian, handle, [Role(handle)], SECRET)
    collection = find_collection(archive, "main")
    set_membership(archive, custodian, collection, "lawyer", 3, _SECRETS.collection)
    publish_checkpoint(archive)
    close_archive(archive)
    (folder / _DEPOSITED).write_text("{}")
    (folder / _READY).write_text(json.dumps({"version": VERSION, "seconds": {}}))
