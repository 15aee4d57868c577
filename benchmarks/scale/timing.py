"""Four times of every query, taken in turn: the engine alone and the search in full, blinded and plain.

Engine: one request, made beforehand, as it goes to the server, with consent and clearance among its
conditions on both sides (in SQLite: the engine's own search). In full: here the service, which opens the
collection, expands and blinds the query, asks the index, counts what consent and clearance hide, opens and
checks ten sealed records, chooses passages, and writes a signed and sealed custody entry; there the same
query without consent, answered with ten texts and, in Elasticsearch, their marked words.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from archive.services.counting import labels_of
from archive.services.desk import open_desk
from archive.services.matching import following_of
from archive.services.search import search
from benchmarks.scale.plain import (
    PlainAnalyzer,
    PlainBlind,
    free,
    request_of,
    with_beginning,
    with_passages,
)
from benchmarks.scale.shapes import Asked
from benchmarks.scale.stand import Stand
from search.analysis import Analyzer
from search.blinding import Scope, blind_query
from search.clauses import BlindedQuery
from search.engines.elastic import ElasticIndex
from search.engines.elastic_client import ElasticSettings as SearchSettings
from search.expansion import expand

ENGINE, FULL, PLAIN_ENGINE, PLAIN_FULL = SIDES = ("engine", "full", "plain engine", "plain full")
WARM = 2


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one shape by side, and its matches: blinded and plain, over all instances.

    `processor`: seconds of processor time that this process spent on each search in full; on a machine that
    does other things as well, it says more than the clock.
    """

    shape: str
    seconds: Mapping[str, Sequence[float]]
    matches: tuple[int, int]
    processor: Sequence[float] = ()

    def median(self, side: str) -> float:
        """Median in milliseconds."""
        return statistics.median(self.seconds[side]) * 1000

    def p95(self, side: str) -> float:
        """95th percentile in milliseconds."""
        times = sorted(self.seconds[side])
        return times[min(len(times) - 1, round(0.95 * (len(times) - 1)))] * 1000

    @property
    def busy(self) -> float:
        """Median of the processor time in milliseconds."""
        return statistics.median(self.processor) * 1000

    @property
    def engine_ratio(self) -> float:
        """Blinded over plain, the engine alone."""
        return self.median(ENGINE) / self.median(PLAIN_ENGINE)

    @property
    def full_ratio(self) -> float:
        """The service over a plain search that shows its texts."""
        return self.median(FULL) / self.median(PLAIN_FULL)


@dataclass(frozen=True, slots=True)
class Sides:
    """One query made ready on all sides; `count`: matches, blinded and plain."""

    run: Mapping[str, Callable[[], object]]
    count: Callable[[], tuple[int, int]]


def time_shapes(stand: Stand, shapes: Mapping[str, list[Asked]], rounds: int) -> list[Times]:
    """Take all times: rounds over all instances of all shapes, the sides in another order each time."""
    ready = {name: [make_sides(stand, asked) for asked in instances] for name, instances in shapes.items()}
    rng = random.Random(1)
    seconds: dict[str, dict[str, list[float]]] = {name: {side: [] for side in SIDES} for name in shapes}
    processor: dict[str, list[float]] = {name: [] for name in shapes}
    for number in range(WARM + rounds):
        for name, instances in ready.items():
            for one in instances:
                for side in rng.sample(SIDES, len(SIDES)):
                    begin, busy = time.perf_counter(), time.process_time()
                    one.run[side]()
                    if number >= WARM:
                        seconds[name][side].append(time.perf_counter() - begin)
                    if number >= WARM and side == FULL:
                        processor[name].append(time.process_time() - busy)
    return [
        Times(name, seconds[name], _matches(instances), processor[name]) for name, instances in ready.items()
    ]


def _matches(instances: Sequence[Sides]) -> tuple[int, int]:
    counts = [one.count() for one in instances]
    return sum(blinded for blinded, _ in counts), sum(plain for _, plain in counts)


def make_sides(stand: Stand, asked: Asked) -> Sides:
    """Make one query ready on all sides."""
    scopes = open_desk(stand.archive, stand.lawyer).scopes
    blinded = _blinded(stand, asked, scopes, stand.archive.analyzer)
    plain_scope = Scope(PlainBlind(stand.blind.collection_id), 3)
    words = PlainAnalyzer()
    plain = _blinded(stand, asked, [plain_scope], words)
    if asked.prefix:
        plain = with_beginning(plain, asked.prefix)
    engines = _elastic(stand, blinded, plain) if stand.node else _embedded(stand, blinded, plain)
    return Sides(
        {FULL: lambda: search(stand.archive, stand.lawyer, asked.query), **engines.run}, engines.count
    )


def _blinded(stand: Stand, asked: Asked, scopes: Sequence[Scope], analyzer: Analyzer) -> BlindedQuery:
    registers = stand.archive.vocabularies
    following = following_of(stand.archive, asked.query)
    labels = labels_of(registers, asked.query)
    return blind_query(
        asked.query, scopes, analyzer, labels, lambda asked: expand(asked, registers, following).expression
    ).query


def _elastic(stand: Stand, blinded: BlindedQuery, plain: BlindedQuery) -> Sides:
    index = stand.index
    assert isinstance(index, ElasticIndex)
    assert stand.node
    client = index.client
    there = ElasticIndex(
        SearchSettings(stand.node.url, stand.node.user, stand.node.password, stand.plain_name), client=client
    )
    ours, theirs = request_of(index, blinded), request_of(there, plain)
    shown = with_passages(request_of(there, free(plain)))

    def total(searches: list[dict[str, object]]) -> int:
        return int(client.msearch(searches=searches).body["responses"][0]["hits"]["total"]["value"])

    return Sides(
        {
            ENGINE: lambda: client.msearch(searches=ours).body,
            PLAIN_ENGINE: lambda: client.msearch(searches=theirs).body,
            PLAIN_FULL: lambda: client.msearch(searches=shown).body,
        },
        lambda: (total(ours), total(theirs)),
    )


def _embedded(stand: Stand, blinded: BlindedQuery, plain: BlindedQuery) -> Sides:
    there, without = stand.plain, free(plain)
    assert there
    return Sides(
        {
            ENGINE: lambda: stand.index.search(blinded),
            PLAIN_ENGINE: lambda: there.search(plain),
            PLAIN_FULL: lambda: there.search_and_read(without),
        },
        lambda: (stand.index.search(blinded).total, there.search(plain)),
    )


def ask_everything(stand: Stand, shapes: Mapping[str, list[Asked]]) -> None:
    """Ask every query of the service once."""
    for instances in shapes.values():
        for asked in instances:
            search(stand.archive, stand.lawyer, asked.query)
