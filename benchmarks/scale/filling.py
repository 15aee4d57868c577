"""Filling both indexes: several processes, each making and sending its part of the items, streamed."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale.plain import plain_lines, send_plain
from benchmarks.scale.stand import Stand
from benchmarks.scale.world import ranges
from scripts.elasticsearch_node import Node
from search.engines.elastic import ElasticIndex
from search.indexer import IndexInput
from search.lexicon import ListedWords

STEP = 2000
PLAIN_BULK = 500
WORKERS = min(2, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Part:
    """What a process made of its part: seconds by side, and the words it met first."""

    seconds: dict[str, float]
    words: ListedWords


def fill(stand: Stand) -> None:
    """Put every item into both indexes, unless they hold them already; say how long it took."""
    if stand.is_full:
        print(f"{stand.size} items are indexed already ({stand.seconds['whole']:.0f} s then)", flush=True)
        return
    begin = time.perf_counter()
    stand.empty()
    words = ListedWords()
    seconds = {"blinded": 0.0, "plain": 0.0, "generated": 0.0}
    done = 0
    for part in _parts(stand):
        words.add(part.words)
        seconds = {side: seconds[side] + part.seconds[side] for side in seconds}
        done += STEP
        if done % 50_000 == 0:
            print(f"  {done} of {stand.size} after {time.perf_counter() - begin:.0f} s", flush=True)
    merge(stand)
    seconds["whole"] = time.perf_counter() - begin
    stand.filled(words, seconds)
    rates = ", ".join(f"{side} {time_:.0f} s" for side, time_ in seconds.items())
    print(f"{stand.size} items indexed twice: {rates}", flush=True)


def _parts(stand: Stand) -> Iterator[Part]:
    steps = ranges(stand.size, STEP)
    if stand.node is None or len(steps) == 1:
        yield from (fill_part(stand, step) for step in steps)
        return
    context = multiprocessing.get_context("spawn")
    opened = (stand.folder, stand.size, stand.node.url, stand.node.user, stand.node.password)
    with ProcessPoolExecutor(WORKERS, context, _open, opened) as pool:
        yield from pool.map(_fill_here, steps)


_HERE: list[Stand] = []


def _open(folder: Path, size: int, url: str, user: str, password: str) -> None:
    node = Node(url, user, password, 0, 0, "", folder, folder)
    _HERE.append(Stand.open(folder, size, node))


def _fill_here(numbers: range) -> Part:
    return fill_part(_HERE[0], numbers)


def fill_part(stand: Stand, numbers: range) -> Part:
    """Put some items into both indexes."""
    begin = time.perf_counter()
    items = [stand.world.item(number) for number in numbers]
    generated = time.perf_counter()
    report = stand.index.put(map(stand.builder.build, items))
    if report.stored != len(items):
        raise RuntimeError(f"not everything was indexed: {report}")
    blinded = time.perf_counter()
    put_plain(stand, items)
    return Part(
        {
            "generated": generated - begin,
            "blinded": blinded - generated,
            "plain": time.perf_counter() - blinded,
        },
        stand.builder.take_words(),
    )


def put_plain(stand: Stand, items: list[IndexInput]) -> None:
    """Put items into the plain index."""
    builder = stand.plain_builder
    if stand.plain:
        stand.plain.put([builder.build(item) for item in items])
        return
    assert isinstance(stand.index, ElasticIndex)
    for start in range(0, len(items), PLAIN_BULK):
        lines = [line for item in items[start : start + PLAIN_BULK] for line in plain_lines(builder, item)]
        send_plain(stand.index.client, stand.plain_name, lines)


def merge(stand: Stand) -> None:
    """Merge each index into one segment, so that the chance of merging decides no comparison."""
    stand.index.refresh()
    if isinstance(stand.index, ElasticIndex):
        client = stand.index.client.options(request_timeout=3600)
        for name in (stand.plain_name, stand.name):
            client.indices.refresh(index=name)
            client.indices.forcemerge(index=name, max_num_segments=1)
