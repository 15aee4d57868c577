"""What a search costs as the collection grows: ten questions, blinded against plain, in one server.

    python -m benchmarks scale [--sizes 1000,10000] [--engine elasticsearch|embedded] [--rebuild 100000]

At each size, generated items (`benchmarks.scale.world`) are in the index of an archive and in a plain-text
index beside it; every question is put to both, alone to the engine and in full to the service, in turn
(`benchmarks.scale.timing`). The service opens items that were really deposited: all that a page shows, and no
others (`benchmarks.scale.stand`). Targets: the engine at most 1.2 times the plain engine, the search in full
at most twice a plain search that shows ten texts, each as the median over the ten questions of ratios of
medians; cost that grows slower than the collection; a rebuild at no less than half the rate of raw bulk
indexing (`benchmarks.scale.rebuild`). Indexes are kept in .cache/bench/scale, so that a second run only asks;
results are added to .cache/bench/scale.json, and curves drawn from all of them. Exit status 1 when a target
is missed.
"""

import argparse
import json
import shutil
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.programs import ROOT
from benchmarks.scale import rebuild
from benchmarks.scale.curves import growth, print_curves, write_svg
from benchmarks.scale.filling import fill
from benchmarks.scale.shapes import make_shapes
from benchmarks.scale.stand import Stand
from benchmarks.scale.timing import ENGINE, FULL, SIDES, Times, ask_everything, time_shapes
from benchmarks.targets import Measured, report
from scripts.elasticsearch import running_node
from scripts.elasticsearch_node import Node

ENGINES = ("elasticsearch", "embedded")
SIZES = {"elasticsearch": (1000, 10_000, 100_000, 1_000_000), "embedded": (1000, 10_000, 100_000)}
ENGINE_TARGET, FULL_TARGET, GROWTH_TARGET, REBUILD_TARGET = 1.2, 2.0, 1.0, 0.5
HEAP_MIB = 512

Kept = dict[str, dict[str, dict[str, dict[str, float]]]]
"""Medians in milliseconds by engine, size, shape and side, over all runs: the last one of each counts."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, draw."""
    options = _options(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    measured: list[Measured] = []
    for engine in options.engine:
        with _server(engine, options.folder, options.heap) as node:
            for size in options.sizes or SIZES[engine]:
                measured += measure(engine, size, node, options)
            if options.rebuild:
                measured.append(measure_rebuild(engine, options.rebuild, node, options.folder))
        measured += draw(engine, _kept(options.folder).get(engine, {}), options.folder)
    return report(measured)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks scale",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=_sizes, default=(), help="numbers of items, with commas between")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="both, if none is named")
    parser.add_argument("--instances", type=int, default=10, help="queries of each shape (10)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed (3)")
    parser.add_argument(
        "--rebuild", type=int, default=100_000, help="items rebuilt; 0 leaves it out (100000)"
    )
    parser.add_argument("--heap", type=int, default=HEAP_MIB, help="MiB of Elasticsearch's heap (512)")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / ".cache" / "bench", help="of indexes and results"
    )
    options = parser.parse_args(arguments)
    options.engine = options.engine or list(ENGINES)
    return options


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


@contextmanager
def _server(engine: str, folder: Path, heap_mib: int) -> Iterator[Node | None]:
    if engine == "embedded":
        yield None
        return
    with running_node(
        data_dir=folder / "scale" / "elasticsearch-data", java_options=f"-Xms{heap_mib}m -Xmx{heap_mib}m"
    ) as node:
        yield node


def measure(engine: str, size: int, node: Node | None, options: argparse.Namespace) -> list[Measured]:
    """Fill the indexes of one size if need be, time every shape, print the table and keep its numbers."""
    print(f"\n{engine}, {size:,} items", flush=True)
    stand = Stand.open(options.folder / "scale" / engine / str(size), size, node)
    try:
        fill(stand)
        shapes = make_shapes(stand.world, stand.archive.vocabularies, options.instances)
        deposited = stand.deposit_hits(lambda: ask_everything(stand, shapes))
        print(f"{deposited} items more were deposited, so that every hit can be opened", flush=True)
        times = time_shapes(stand, shapes, options.rounds)
    finally:
        stand.close()
    print_times(times)
    _keep(options.folder, engine, size, times)
    where = f"{engine}, {size:,} items"
    return [
        Measured(
            f"{where}: engine / plain engine", statistics.median(t.engine_ratio for t in times), ENGINE_TARGET
        ),
        Measured(f"{where}: in full / plain", statistics.median(t.full_ratio for t in times), FULL_TARGET),
    ]


def print_times(times: Sequence[Times]) -> None:
    """Print one line for each shape: median and p95 in milliseconds, ratios of medians, matches.

    `busy`: processor time of a search in full, without that of the server.
    """
    width = max(len(each.shape) for each in times)
    heads = "".join(f"{side:>16}" for side in SIDES)
    print(f"{'median/p95 in ms':<{width}}{heads}   ratios       busy  matches (blinded, plain)")
    for each in times:
        cells = "".join(f"{each.median(side):>9.1f}/{each.p95(side):<6.1f}" for side in SIDES)
        ratios = f"{each.engine_ratio:>5.2f} {each.full_ratio:>6.2f}"
        matches = f"{each.matches[0]:>9,} {each.matches[1]:>9,}"
        print(f"{each.shape:<{width}}{cells}  {ratios}   {each.busy:>6.1f} {matches}")


def measure_rebuild(engine: str, size: int, node: Node | None, folder: Path) -> Measured:
    """Rebuild so many items in an archive of its own, which is removed afterwards."""
    own = folder / "scale" / engine / f"rebuild-{size}"
    shutil.rmtree(own, ignore_errors=True)
    stand = Stand.open(own, size, node)
    try:
        rates = rebuild.compare(stand)
    finally:
        stand.drop()
        stand.close()
        shutil.rmtree(own)
    print(f"\n{engine}: {size:,} items rebuilt at {rates.rebuilt:.0f}/s, raw bulk indexing {rates.raw:.0f}/s")
    name = f"{engine}: rebuild of {size:,} items / rate of raw bulk indexing"
    return Measured(name, rates.rebuilt / rates.raw, REBUILD_TARGET, at_least=True)


def draw(engine: str, sizes: Mapping[str, Mapping[str, Any]], folder: Path) -> list[Measured]:
    """Draw how the cost of every shape grows over all sizes measured; return the fastest growth."""
    measured = []
    for side in (ENGINE, FULL):
        curves: dict[str, dict[int, float]] = {}
        for size, shapes in sizes.items():
            for shape, medians in shapes.items():
                curves.setdefault(shape, {})[int(size)] = medians[side]
        if len(sizes) < 2:
            continue
        title = f"{engine}, {side}: median per query"
        write_svg(folder / f"scale-{engine}-{side}.svg", title, curves)
        print_curves(title, curves)
        fastest = max(growth(curve) for curve in curves.values())
        measured.append(Measured(f"{engine}, {side}: cost grows with the power", fastest, GROWTH_TARGET))
    return measured


def _kept(folder: Path) -> Kept:
    path = folder / "scale.json"
    kept: Kept = json.loads(path.read_text()) if path.exists() else {}
    return kept


def _keep(folder: Path, engine: str, size: int, times: Sequence[Times]) -> None:
    kept = _kept(folder)
    medians = {each.shape: {side: each.median(side) for side in SIDES} for each in times}
    kept.setdefault(engine, {})[str(size)] = medians
    (folder / "scale.json").write_text(json.dumps(kept, indent=1))


if __name__ == "__main__":
    sys.exit(main())
