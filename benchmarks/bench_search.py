"""Blinded against plain: indexing rate and query time, on one real Elasticsearch, in one run.

    python -m benchmarks.bench_search [--documents 10000] [--rounds 3]

All sides index the same generated statements of 5 KB (four languages, words by Zipf's law) with their acts,
through the same client, into mappings of the same shape. Plain: text goes as it is, and the server splits it
into words for the two fields with positions that the blinded index has; it stems nothing, as this server has
no rules for languages. Blinded: analysis, stemming and HMAC in Python, in the processes that an archive
starts for many items and with the time to start them, then bulk requests; once with one stemmer for each
script (ADR 0015), once by the language of each passage (ADR 0022). Rounds alternate; the best of each side
counts, as it was disturbed least.

A query is compared with the same query in clear: an index of the same documents whose tokens are the terms
themselves, so that both find the same. It is timed with everything it needs: analysis, blinding, search and
reading the answer on the blinded side, the search alone on the other. Targets: indexing at least 0.7 times
the plain rate, a query at most 1.2 times the median in clear (the median over shapes of query). Exit status 1
when one is missed.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any
from unittest.mock import patch

from archive.adapters.making.processes import MakingProcesses, processes_here
from archive.domain.consent import Purpose, Use
from benchmarks.plain_source import plain_source
from benchmarks.prose import Prose
from benchmarks.search_data import (
    COLLECTION,
    LABELS,
    RESOLVER,
    Statement,
    make_analyzer,
    make_query,
    make_statements,
    ready_makers,
    some_unit,
    some_violation,
)
from benchmarks.targets import Measured, report
from crypto.blind import BlindIndex
from scripts.elasticsearch import running_node
from scripts.elasticsearch_node import Node
from search.blinding import Scope, blind_query
from search.documents import ItemDocument
from search.engines.elastic import ElasticIndex
from search.engines.elastic_client import ElasticSettings
from search.engines.elastic_mapping import mapping
from search.expression import And, Phrase, Word
from search.indexer import DocumentBuilder
from search.lexicon import ListedWords
from search.making import CollectionKeys, index_made
from search.query import Facet, SearchQuery

INDEX_TARGETS = {"script": 0.7, "languages": 0.7}
QUERY_TARGET = 1.2
BATCH = 4096
"""Documents per batch on the blinded side, as the archive has it for many items."""
PLAIN_BULK = 250
"""Documents per request on the plain side, where larger requests are faster than on the blinded one."""


class _Same(dict[str, str]):
    """Every term is its own token."""

    def __missing__(self, term: str) -> str:
        return term


class PlainIndex(BlindIndex):
    """A blind index that blinds nothing, so that both sides build the same documents and queries."""

    def field(self, field: str) -> Any:  # noqa: ANN401, ARG002
        """Return the mapping of every term to itself."""
        return _Same()


def plain_mapping() -> dict[str, Any]:
    """Return the mapping of the blinded index, but with text that the server analyses."""
    shape: dict[str, Any] = mapping({})
    words = {"type": "text", "analyzer": "standard", "index_options": "positions"}
    shape["properties"] |= {"text": {**words, "copy_to": "stem"}, "stem": words}
    return shape


@dataclass
class Bench:
    """One node, one set of documents, three indexes."""

    node: Node
    statements: Sequence[Statement]
    plain_blind: PlainIndex = field(default_factory=lambda: PlainIndex(bytes(32), COLLECTION))

    def __post_init__(self) -> None:
        settings = ElasticSettings(self.node.url, self.node.user, self.node.password, name="blinded")
        self.blinded = ElasticIndex(settings)
        self.plain = ElasticIndex(replace(settings, name="plain"))
        self.clear = ElasticIndex(replace(settings, name="clear"))
        self.analyzer = make_analyzer("languages")
        self.blind = BlindIndex(bytes(32), COLLECTION)

    def index_plain(self) -> float:
        """Index everything in words; return documents per second."""
        self._create("plain", plain_mapping())
        # Above its ceiling an item has no words: they are added as they are.
        builder = DocumentBuilder(self.plain_blind, self.analyzer, RESOLVER, ceiling=0)
        begin = time.perf_counter()
        for batch in slices(self.statements, PLAIN_BULK):
            lines: list[Any] = []
            for one in batch:
                document = builder.build(one.input())
                lines.append(_action(document))
                body = plain_source(document, f"{one.title} {one.text}")
                lines.append(json.dumps(body, ensure_ascii=False))
            self._send("plain", lines)
        self.plain.client.indices.refresh(index="plain")
        return len(self.statements) / (time.perf_counter() - begin)

    def index_clear(self) -> None:
        """Index everything as it is blinded, but terms for tokens; only near duplicates are not marked."""
        self._create("clear", mapping({}))
        builder = DocumentBuilder(self.plain_blind, self.analyzer, RESOLVER, ceiling=3)
        with patch("search.indexer.bands", return_value=()):
            for batch in slices(self.statements, PLAIN_BULK):
                lines: list[Any] = []
                for one in batch:
                    document = builder.build(one.input())
                    lines.append(_action(document))
                    lines.append(plain_source(document, document.text, document.stem))
                self._send("clear", lines)
        self.clear.client.indices.refresh(index="clear")

    def _create(self, name: str, shape: dict[str, Any]) -> None:
        indices = self.plain.client.indices
        indices.delete(index=f"{name}.g-1", ignore_unavailable=True)
        indices.create(
            index=f"{name}.g-1", mappings=shape, aliases={name: {}}, settings={"number_of_replicas": 0}
        )

    def _send(self, name: str, lines: list[Any]) -> None:
        answer = self.plain.client.bulk(index=name, operations=lines, filter_path="errors,items.*.error")
        assert not answer["errors"], answer["items"][:1]

    def index_blinded(self, analysis: str) -> float:
        """Index everything in tokens, from an empty memo; return documents per second."""
        self.blinded.drop()
        self.blinded.set_high_water(0)
        keys, words = CollectionKeys(COLLECTION, 3, bytes(32)), ListedWords()
        begin = time.perf_counter()
        makers = MakingProcesses(partial(ready_makers, analysis), processes_here())
        try:
            for batch in slices(self.statements, BATCH):
                report = index_made(self.blinded, makers.make(keys, batch, words))
                assert report.stored == len(batch), report
        finally:
            makers.close()
        self.blinded.refresh()
        return len(self.statements) / (time.perf_counter() - begin)

    def query_blinded(self, query: SearchQuery) -> tuple[float, int]:
        """Blind, search, read; return seconds and the number of matches."""
        begin = time.perf_counter()
        search = blind_query(query, [Scope(self.blind, 3)], self.analyzer, LABELS)
        answer = search.read(self.blinded.search(search.query))
        return time.perf_counter() - begin, answer.total

    def query_clear(self, query: SearchQuery) -> tuple[float, int]:
        """Search, with a query made beforehand; return seconds and the number of matches."""
        search = blind_query(query, [Scope(self.plain_blind, 3)], self.analyzer, LABELS)
        begin = time.perf_counter()
        answer = self.clear.search(search.query)
        return time.perf_counter() - begin, answer.total


def _action(document: ItemDocument) -> dict[str, Any]:
    return {"index": {"_id": document.doc_id, "version": 1, "version_type": "external_gte"}}


def slices(statements: Sequence[Statement], size: int) -> Iterator[Sequence[Statement]]:
    """Yield the statements in slices."""
    for start in range(0, len(statements), size):
        yield statements[start : start + size]


def main() -> int:
    """Run both comparisons and print the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    prose = Prose(7)
    statements = list(make_statements(prose, options.documents))
    with running_node() as node:
        bench = Bench(node, statements)
        indexing = compare_indexing(bench, options.rounds)
        querying = compare_queries(bench, prose, options.rounds)
    return report(
        [
            *(
                Measured(
                    f"blinded / plain indexing rate, by {name}", rate, INDEX_TARGETS[name], at_least=True
                )
                for name, rate in indexing.items()
            ),
            Measured("blinded / clear time of a query", querying, QUERY_TARGET),
        ]
    )


def compare_indexing(bench: Bench, rounds: int) -> dict[str, float]:
    """Return blinded over plain rate by analysis: the best over alternating rounds after a warm-up."""
    sides: dict[str, Callable[[], float]] = {
        "plain": bench.index_plain,
        **{name: partial(bench.index_blinded, name) for name in INDEX_TARGETS},
    }
    best = dict.fromkeys(sides, 0.0)
    for number in range(rounds + 1):
        rates = {name: run() for name, run in sides.items()}
        print(f"indexing round {number}: " + ", ".join(f"{n} {rate:.0f}/s" for n, rate in rates.items()))
        if number:
            best = {name: max(best[name], rate) for name, rate in rates.items()}
    return {name: best[name] / best["plain"] for name in INDEX_TARGETS}


def compare_queries(bench: Bench, prose: Prose, rounds: int) -> float:
    """Return the median over shapes of blinded over clear median; print those of each."""
    bench.index_clear()
    use = Use(Purpose.ANALYSIS)
    shapes: dict[str, Callable[[], SearchQuery]] = {
        "one common word": lambda: make_query(use, expression=Word(prose.word(20, 200))),
        "one rare word": lambda: make_query(use, expression=Word(prose.word(3000, 9000))),
        "three words": lambda: make_query(
            use, expression=And(tuple(Word(prose.word(5, 300)) for _ in range(3)))
        ),
        "phrase": lambda: make_query(use, expression=Phrase(f"{prose.word(5, 30)} {prose.word(5, 30)}")),
        "unit, violation, dates": lambda: make_query(
            use,
            units=(some_unit(prose.rng, 20),),
            violations=(some_violation(prose.rng),),
            date_from=date(2020, 8, 9),
            date_to=date(2020, 8, 31),
        ),
        "word, unit, facets": lambda: make_query(
            use, expression=Word(prose.word(20, 200)), units=(some_unit(prose.rng, 20),), facets=tuple(Facet)
        ),
    }
    ratios: list[float] = []
    for name, make in shapes.items():
        times, totals = time_shape(bench, [make() for _ in range(10 * rounds)])
        clear, blinded = (statistics.median(times[side]) * 1000 for side in ("clear", "blinded"))
        assert totals["clear"] == totals["blinded"], totals
        print(
            f"{name}: clear {clear:.1f} ms, blinded {blinded:.1f} ms ({blinded / clear:.2f}), "
            f"{totals['clear']} hits"
        )
        ratios.append(blinded / clear)
    return statistics.median(ratios)


def time_shape(bench: Bench, queries: Sequence[SearchQuery]) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return seconds of every query and sums of matches, by side; who is first takes turns."""
    sides = [("clear", bench.query_clear), ("blinded", bench.query_blinded)]
    times: dict[str, list[float]] = {name: [] for name, _ in sides}
    totals = dict.fromkeys(times, 0)
    for query in queries[:10]:
        for _, run in sides:
            run(query)
    for query in queries:
        sides.reverse()
        for name, run in sides:
            seconds, total = run(query)
            times[name].append(seconds)
            totals[name] += total
    return times, totals


if __name__ == "__main__":
    sys.exit(main())
