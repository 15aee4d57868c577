"""Blinded against plain: indexing rate and query time, on one real Elasticsearch, in one run.

    python -m benchmarks.bench_search [--documents 3000] [--rounds 5]

Both sides index the same generated statements of 5 KB (Cyrillic, words by Zipf's law) with their acts,
through the same client, into mappings of the same shape. Plain: text goes as it is, and the server analyses
it for the two fields with positions that the blinded index has. Blinded: analysis, stemming and HMAC in
Python, from an empty memo, then the same bulk requests. Rounds alternate; the best of each side counts, as it
was disturbed least. A query is timed with everything it needs: blinding, search and reading the answer on the
blinded side, the search alone on the plain one. Targets: indexing at least 0.7 times the plain rate, a query
at most 1.2 times the plain median (the median over shapes of query). Exit status 1 when one is missed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from archive.domain.consent import Purpose, Use
from benchmarks.search_data import COLLECTION, LABELS, RESOLVER, Prose, make_inputs, make_query
from benchmarks.targets import Measured, report
from crypto.blind import BlindIndex
from scripts.elasticsearch import running_node
from scripts.elasticsearch_node import Node
from search.analysis import Analyzer, Form, Located, ScriptAnalyzer, Stretch, fold
from search.blinding import Scope, blind_query
from search.engines.elastic import ElasticIndex
from search.engines.elastic_client import ElasticSettings
from search.engines.elastic_mapping import mapping, source
from search.expression import And, Phrase, Word
from search.indexer import DocumentBuilder, IndexInput, index_batch
from search.query import Facet, SearchQuery

INDEX_TARGET = 0.7
QUERY_TARGET = 1.2
BATCH = 1000
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


class PlainWords(Analyzer):
    """What Elasticsearch's standard analyzer makes of a word, for queries."""

    version = "plain"

    def stretches(self, text: str) -> list[Stretch]:
        """Return the whole text."""
        return [Stretch("", 0, len(text))]

    def words(self, context: str, piece: str) -> tuple[Located, ...]:
        """Return the piece as one word."""
        del context
        return (Located(0, len(piece), Form(fold(piece), (fold(piece),))),)


def plain_mapping() -> dict[str, Any]:
    """Return the mapping of the blinded index, but with text that the server analyses."""
    shape: dict[str, Any] = mapping({})
    words = {"type": "text", "analyzer": "standard", "index_options": "positions"}
    shape["properties"] |= {"text": {**words, "copy_to": "stem"}, "stem": words}
    return shape


@dataclass
class Bench:
    """One node, one set of documents, two indexes."""

    node: Node
    inputs: Sequence[IndexInput]
    plain_blind: PlainIndex = field(default_factory=lambda: PlainIndex(bytes(32), COLLECTION))

    def __post_init__(self) -> None:
        settings = ElasticSettings(self.node.url, self.node.user, self.node.password, name="blinded")
        self.blinded = ElasticIndex(settings)
        self.plain = ElasticIndex(replace(settings, name="plain"))
        self.analyzer = ScriptAnalyzer()
        self.blind = BlindIndex(bytes(32), COLLECTION)

    def index_plain(self) -> float:
        """Index everything in words; return documents per second."""
        client = self.plain.client
        client.indices.delete(index="plain.g-1", ignore_unavailable=True)
        client.indices.create(
            index="plain.g-1",
            mappings=plain_mapping(),
            aliases={"plain": {}},
            settings={"number_of_replicas": 0},
        )
        # Above its ceiling an item has no words: they are added as they are.
        builder = DocumentBuilder(self.plain_blind, self.analyzer, RESOLVER, ceiling=0)
        begin = time.perf_counter()
        for batch in slices(self.inputs, PLAIN_BULK):
            lines: list[Any] = []
            for item in batch:
                document = builder.build(item)
                described = item.description
                lines.append(
                    {"index": {"_id": document.doc_id, "version": 1, "version_type": "external_gte"}}
                )
                lines.append(source(replace(document, text=f"{described.title} {described.text}")))
            answer = client.bulk(index="plain", operations=lines, filter_path="errors,items.*.error")
            assert not answer["errors"], answer["items"][:1]
        client.indices.refresh(index="plain")
        return len(self.inputs) / (time.perf_counter() - begin)

    def index_blinded(self) -> float:
        """Index everything in tokens, from an empty memo; return documents per second."""
        self.blinded.drop()
        self.blinded.set_high_water(0)
        builder = DocumentBuilder(BlindIndex(bytes(32), COLLECTION), ScriptAnalyzer(), RESOLVER, ceiling=3)
        begin = time.perf_counter()
        for batch in slices(self.inputs, BATCH):
            report = index_batch(self.blinded, builder, batch)
            assert report.stored == len(batch), report
        self.blinded.refresh()
        return len(self.inputs) / (time.perf_counter() - begin)

    def query_blinded(self, query: SearchQuery) -> tuple[float, int]:
        """Blind, search, read; return seconds and the number of matches."""
        begin = time.perf_counter()
        search = blind_query(query, [Scope(self.blind, 3)], self.analyzer, LABELS)
        answer = search.read(self.blinded.search(search.query))
        return time.perf_counter() - begin, answer.total

    def query_plain(self, query: SearchQuery) -> tuple[float, int]:
        """Search, with a query made beforehand; return seconds and the number of matches."""
        search = blind_query(query, [Scope(self.plain_blind, 3)], PlainWords(), LABELS)
        begin = time.perf_counter()
        answer = self.plain.search(search.query)
        return time.perf_counter() - begin, answer.total


def slices(inputs: Sequence[IndexInput], size: int) -> Iterator[Sequence[IndexInput]]:
    """Yield the inputs in slices."""
    for start in range(0, len(inputs), size):
        yield inputs[start : start + size]


def main() -> int:
    """Run both comparisons and print the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    prose = Prose(7)
    inputs = make_inputs(prose, options.documents)
    with running_node() as node:
        bench = Bench(node, inputs)
        indexing = compare_indexing(bench, options.rounds)
        querying = compare_queries(bench, prose, options.rounds)
    return report(
        [
            Measured("blinded / plain indexing rate", indexing, INDEX_TARGET, at_least=True),
            Measured("blinded / plain time of a query", querying, QUERY_TARGET),
        ]
    )


def compare_indexing(bench: Bench, rounds: int) -> float:
    """Return blinded over plain rate: the best of each over alternating rounds after a warm-up."""
    best: dict[str, float] = {"plain": 0.0, "blinded": 0.0}
    sides: dict[str, Callable[[], float]] = {"plain": bench.index_plain, "blinded": bench.index_blinded}
    for number in range(rounds + 1):
        rates = {name: run() for name, run in sides.items()}
        print(f"indexing round {number}: " + ", ".join(f"{n} {rate:.0f}/s" for n, rate in rates.items()))
        if number:
            best = {name: max(best[name], rate) for name, rate in rates.items()}
    return best["blinded"] / best["plain"]


def compare_queries(bench: Bench, prose: Prose, rounds: int) -> float:
    """Return the median over shapes of blinded over plain median; print those of each."""
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
            units=(prose.unit(20),),
            violations=(prose.violation(),),
            date_from=date(2020, 8, 9),
            date_to=date(2020, 8, 31),
        ),
        "word, unit, facets": lambda: make_query(
            use, expression=Word(prose.word(20, 200)), units=(prose.unit(20),), facets=tuple(Facet)
        ),
    }
    ratios: list[float] = []
    for name, make in shapes.items():
        times, totals = time_shape(bench, [make() for _ in range(10 * rounds)])
        plain, blinded = (statistics.median(times[side]) * 1000 for side in ("plain", "blinded"))
        matches = f"{totals['plain']} and {totals['blinded']}"
        print(
            f"{name}: plain {plain:.1f} ms, blinded {blinded:.1f} ms ({blinded / plain:.2f}); {matches} hits"
        )
        ratios.append(blinded / plain)
    return statistics.median(ratios)


def time_shape(bench: Bench, queries: Sequence[SearchQuery]) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return seconds of every query and sums of matches, by side; who is first takes turns."""
    sides = [("plain", bench.query_plain), ("blinded", bench.query_blinded)]
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
