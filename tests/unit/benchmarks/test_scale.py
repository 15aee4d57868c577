"""The benchmark of scale runs at a tiny size; how fast anything is, is not looked at here."""

import json
import random

import pytest

from archive.domain.record import RecordVersion
from archive.services.search import search
from benchmarks import __main__ as command
from benchmarks import bench_scale
from benchmarks.scale.curves import growth, write_svg
from benchmarks.scale.filling import fill
from benchmarks.scale.shapes import make_shapes
from benchmarks.scale.stand import Stand
from benchmarks.scale.timing import SIDES, ask_everything, make_sides
from benchmarks.scale.world import World, item_id, number_of
from tests.checks import check_archive

SIZE = 300
EVERYTHING = ("--engine", "embedded", "--sizes", "60,120", "--rebuild", "40", "--instances", "1")


@pytest.fixture(scope="module")
def stand(tmp_path_factory):
    stand = Stand.open(tmp_path_factory.mktemp("scale") / "stand", SIZE, None)
    fill(stand)
    yield stand
    stand.close()


@pytest.fixture(scope="module")
def shapes(stand):
    shapes = make_shapes(stand.world, stand.archive.vocabularies, 2)
    stand.deposit_hits(lambda: ask_everything(stand, shapes))
    return shapes


def test_an_item_is_made_from_its_number_alone(stand):
    again = World(stand.archive.vocabularies)
    assert [again.item(n) for n in (7, 0, 7)] == [stand.world.item(n) for n in (7, 0, 7)]
    assert [number_of(item_id(n)) for n in (0, 7, 10**6)] == [0, 7, 10**6]


def test_words_come_as_often_as_zipf_says(stand):
    text = stand.world.text(random.Random(5), 50_000).split()
    often = [text.count(stand.world.words[rank]) for rank in (0, 9, 99)]
    assert 3 < often[0] / often[1] < 5
    assert 6 < often[1] / often[2] < 12


def test_there_are_ten_shapes_and_all_find_something(stand, shapes):
    assert len(shapes) == 10
    found = {
        name: [search(stand.archive, stand.lawyer, one.query).total for one in asked]
        for name, asked in shapes.items()
    }
    assert [name for name, totals in found.items() if not sum(totals)] == []


def test_blinded_and_plain_find_the_same(stand, shapes):
    counts = {name: [make_sides(stand, one).count() for one in asked] for name, asked in shapes.items()}
    differ = {name for name, pairs in counts.items() if any(blinded != plain for blinded, plain in pairs)}
    assert differ == set()


def test_every_hit_is_an_item_that_can_be_opened(stand, shapes):
    for asked in shapes.values():
        for one in asked:
            results = search(stand.archive, stand.lawyer, one.query)
            if not one.query.persons:  # names are decided after decryption
                assert len(results.found) == min(10, results.total)
            assert all(isinstance(each.record, RecordVersion) for each in results.found)


def test_passages_show_the_word_asked_for(stand, shapes):
    results = search(stand.archive, stand.lawyer, shapes["a word"][0].query)
    assert sum(bool(each.passages) for each in results.found) > 5  # titles are shown as they are


def test_the_archive_of_the_stand_verifies(stand, shapes):
    assert shapes
    check_archive(stand.folder / "archive")


def test_a_full_stand_is_kept(stand, capsys):
    again = Stand.open(stand.folder, SIZE, None)
    fill(again)
    again.close()
    assert "indexed already" in capsys.readouterr().out


def test_the_whole_benchmark_prints_keeps_and_draws(tmp_path, capsys):
    bench_scale.main([*EVERYTHING, "--rounds", "1", "--folder", str(tmp_path)])
    said = capsys.readouterr().out
    assert "40 items rebuilt" in said
    assert said.count("embedded, 120 items:") == 2
    kept = json.loads((tmp_path / "scale.json").read_text())["embedded"]
    assert {size: len(medians) for size, medians in kept.items()} == {"60": 10, "120": 10}
    assert all(set(sides) == set(SIDES) for medians in kept.values() for sides in medians.values())
    drawn = (tmp_path / "scale-embedded-full.svg").read_text()
    assert drawn.count("<polyline ") > 20
    assert drawn.endswith("</svg>\n")
    assert not (tmp_path / "scale" / "embedded" / "rebuild-40").exists()


def test_growth_is_a_power_of_the_collection(tmp_path):
    assert growth({10: 2.0, 1000: 200.0}) == pytest.approx(1)
    assert growth({10: 2.0, 1000: 20.0}) == pytest.approx(0.5)
    write_svg(tmp_path / "one.svg", "a <title>", {"a & b": {10: 2.0, 1000: 20.0}})
    assert "a &lt;title&gt;" in (tmp_path / "one.svg").read_text()


def test_options_go_to_one_benchmark_only(capsys):
    assert command.main(["scale", "seal", "--sizes", "1"]) == 2
    assert command.main(["--sizes", "1"]) == 2
    assert capsys.readouterr().err.count("name it before them") == 2
