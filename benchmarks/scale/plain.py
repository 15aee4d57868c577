"""The other side: the same items and queries in plain words, in the same server (or the same kind of file).

Nothing is blinded. Elasticsearch analyses title and text itself (standard analyzer, with positions, `text`
and `stem` as the blinded index has them) and keeps the source, so that it can mark words in ten passages, as
applications on a plain index do. SQLite gets the tables of the embedded engine with words instead of tokens.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from elasticsearch import Elasticsearch

from archive.domain.description import Description
from benchmarks.plain_source import plain_source
from crypto.blind import BlindIndex
from search.analysis import Analyzer, Form, Stretch, fold
from search.clauses import AnyOf, BlindedQuery
from search.documents import ItemDocument
from search.engines import sqlite_query, sqlite_schema
from search.engines.elastic import ElasticIndex
from search.engines.elastic_mapping import mapping
from search.engines.sqlite import SqliteIndex
from search.indexer import DocumentBuilder, IndexInput, Resolver

_NOT_WORD = re.compile(r"[\W_]")


class _Words(dict[str, str]):
    """Every term is its own token, in one piece and apart from those of other fields."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, term: str) -> str:
        self[term] = _NOT_WORD.sub("·", self._prefix + term)
        return self[term]


class PlainBlind(BlindIndex):
    """A blind index that blinds nothing."""

    def __init__(self, collection_id: str) -> None:
        super().__init__(bytes(32), collection_id)
        self._words: dict[str, _Words] = {}

    def field(self, field: str) -> Any:  # noqa: ANN401 - a mapping like that of tokens
        """Return the mapping of every term to itself, with the field before it where fields share one."""
        if field not in self._words:
            self._words[field] = _Words("" if field in {"text", "stem"} else f"{field}·")
        return self._words[field]


class PlainAnalyzer(Analyzer):
    """What Elasticsearch's standard analyzer makes of words."""

    version = "plain"

    def stretches(self, text: str) -> list[Stretch]:
        """Return the whole text."""
        return [Stretch("", 0, len(text))]

    def form(self, context: str, word: str) -> Form:
        """Return the word, folded."""
        del context
        return Form(fold(word), (fold(word),))

    def forget(self) -> None:
        """Nothing is remembered."""


class PlainBuilder(DocumentBuilder):
    """Makes documents in words: text as it is, without the bands of near duplicates."""

    def __init__(self, collection_id: str, resolver: Resolver) -> None:
        super().__init__(PlainBlind(collection_id), PlainAnalyzer(), resolver, 3)

    def _words(self, described: Description, texts: Sequence[str]) -> tuple[str, str]:
        del described, texts
        return "", ""

    def build(self, source: IndexInput) -> ItemDocument:
        """Return the document of an item; words are folded already, as they are generated."""
        text = f"{source.description.title} {source.description.text}"
        return replace(super().build(source), text=text, stem=text)


def with_beginning(query: BlindedQuery, beginning: str) -> BlindedQuery:
    """Return the query for words that begin so, as a plain index is asked: without writing them out."""
    wanted = (AnyOf("text", (f"{beginning}*",)),)
    return replace(query, branches=tuple(replace(each, text=None, filters=wanted) for each in query.branches))


def free(query: BlindedQuery) -> BlindedQuery:
    """Return the query without consent and clearance, of which a plain index knows nothing."""
    branches = tuple(replace(each, consent=None, clearance=None) for each in query.branches)
    tallies = tuple(
        replace(
            tally,
            branches=tuple(replace(each, consent=None, clearance=None) for each in tally.branches),
        )
        for tally in query.tallies
    )
    return replace(query, branches=branches, tallies=tallies)


class Requests:
    """Stands in for a client, and keeps the body it is asked to send: what a query looks like on the wire."""

    def __init__(self) -> None:
        self.searches: list[dict[str, Any]] = []

    def msearch(self, searches: Sequence[dict[str, Any]]) -> Any:  # noqa: ANN401 - stands in for the client
        """Keep the request, and answer that there is no index."""
        self.searches = list(searches)

        class Nothing:
            body: Mapping[str, Any] = {"responses": [{"status": 404}] * (len(self.searches) // 2)}

        return Nothing()


def request_of(index: ElasticIndex, query: BlindedQuery) -> list[dict[str, Any]]:
    """Return the request that `index` sends for a query; beginnings of words become a `prefix` query."""
    client = index.client
    kept = Requests()
    index.client = cast("Elasticsearch", kept)
    try:
        index.search(query)
    finally:
        index.client = client
    text = json.dumps(kept.searches, ensure_ascii=False)
    text = re.sub(r'\{"terms": \{"text": \["([^"*]*)\*"\]\}\}', r'{"prefix": {"text": "\1"}}', text)
    return cast("list[dict[str, Any]]", json.loads(text))


def with_passages(searches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the request so that it answers with ten sources, and the words found marked in them."""
    marked = {"number_of_fragments": 2, "require_field_match": False, "fields": {"text": {}}}
    first = {**searches[1], "_source": ["text"], "highlight": marked}
    first.pop("stored_fields", None)
    return [searches[0], first, *searches[2:]]


def plain_mapping() -> dict[str, Any]:
    """Return the mapping of the blinded index, but with text that the server analyses and keeps."""
    shape: dict[str, Any] = mapping({})
    words = {"type": "text", "analyzer": "standard", "index_options": "positions"}
    shape["_source"] = {"enabled": True}
    shape["properties"] |= {"text": {**words, "copy_to": "stem"}, "stem": words}
    return shape


def plain_lines(builder: PlainBuilder, item: IndexInput) -> tuple[str, str]:
    """Return the two lines that put an item into the plain index: its text goes as it is."""
    document = builder.build(item)
    body = plain_source(document, document.text)
    head = {"index": {"_id": document.doc_id, "version": 1, "version_type": "external_gte"}}
    return json.dumps(head), json.dumps(body, ensure_ascii=False)


def create_plain(client: Elasticsearch, name: str) -> None:
    """Make the plain index behind its alias."""
    client.indices.delete(index=f"{name}.g-1", ignore_unavailable=True)
    client.indices.create(
        index=f"{name}.g-1",
        mappings=plain_mapping(),
        aliases={name: {}},
        settings={"number_of_shards": 1, "number_of_replicas": 0},
    )


def send_plain(client: Elasticsearch, name: str, lines: Sequence[str]) -> None:
    """Send lines of a bulk request, which the client passes on as they are."""
    answer = client.bulk(
        index=name, operations=cast("list[dict[str, Any]]", lines), filter_path="errors,items.*.error"
    )
    if answer["errors"]:
        raise RuntimeError(f"the plain index refused a document: {answer['items'][:1]}")


@contextmanager
def plain_spelling() -> Iterator[None]:
    """Let the embedded engine write and read words as they are, on this side only."""
    check: Callable[[ItemDocument], None] = lambda _document: None  # noqa: E731
    with (
        patch.object(sqlite_schema, "spell", " ".join),
        patch.object(sqlite_query, "spell", " ".join),
        patch.object(sqlite_schema, "check_document", check),
    ):
        yield


@dataclass(frozen=True, slots=True)
class PlainSqlite:
    """A plain index in a file: the tables of the embedded engine, with words."""

    index: SqliteIndex
    path: Path

    def put(self, documents: Sequence[ItemDocument]) -> None:
        """Store documents of words."""
        with plain_spelling():
            report = self.index.put(documents)
        if report.failed:
            raise RuntimeError(f"the plain index refused a document: {report.failed[0]}")

    def search(self, query: BlindedQuery) -> int:
        """Search; return the number of matches."""
        with plain_spelling():
            return self.index.search(query).total

    def search_and_read(self, query: BlindedQuery) -> None:
        """Search, and read the texts of the page."""
        with plain_spelling():
            hits = self.index.search(query).hits
        with sqlite3.connect(self.path) as connection:
            for hit in hits:
                connection.execute(
                    "SELECT text FROM words_1 WHERE rowid = (SELECT id FROM doc_1 WHERE doc = ?)",
                    (hit.doc_id,),
                ).fetchone()
