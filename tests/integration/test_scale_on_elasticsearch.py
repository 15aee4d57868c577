"""The benchmark of scale on a real node, at a tiny size: blinded and plain find the same, and hits open."""

import pytest

from archive.services.search import search
from benchmarks.scale.filling import fill
from benchmarks.scale.rebuild import compare
from benchmarks.scale.shapes import make_shapes
from benchmarks.scale.stand import Stand
from benchmarks.scale.timing import SIDES, ask_everything, make_sides

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow, pytest.mark.xdist_group("elasticsearch-node")]


@pytest.fixture
def stand(tmp_path, elasticsearch_node):
    stand = Stand.open(tmp_path / "stand", 150, elasticsearch_node)
    fill(stand)
    yield stand
    stand.drop()
    stand.close()


def test_every_query_has_the_same_matches_on_both_sides(stand):
    shapes = make_shapes(stand.world, stand.archive.vocabularies, 1)
    assert stand.deposit_hits(lambda: ask_everything(stand, shapes)) > 10
    sides = {name: make_sides(stand, asked) for name, (asked,) in shapes.items()}
    counts = {name: one.count() for name, one in sides.items()}
    assert {name for name, (blinded, plain) in counts.items() if blinded != plain} == set()
    for one in sides.values():
        assert set(one.run) == set(SIDES)
        for run in one.run.values():
            run()
    results = search(stand.archive, stand.lawyer, shapes["a word"][0].query)
    assert len(results.found) == min(10, results.total) > 0


def test_a_rebuild_is_compared_with_raw_indexing(tmp_path, elasticsearch_node):
    stand = Stand.open(tmp_path / "rebuilt", 40, elasticsearch_node)
    try:
        rates = compare(stand)
        assert stand.index.count() == 40
        assert min(rates.rebuilt, rates.raw) > 0
    finally:
        stand.drop()
        stand.close()
