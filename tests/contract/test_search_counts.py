"""Facets, matrix and timeline: the same exact counts from every engine, and those of the oracle."""

from dataclasses import replace
from random import Random

import pytest

from archive.domain.claims import Ground, MeasureClaim, Response
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Attribution, Kind
from archive.domain.errors import InvalidRequest
from search.ports import Counted
from search.query import Facet, SearchQuery
from search.timeline import Scale, bins
from search.trees import Matrix
from tests import search_world as world
from tests.search_counts import expected_facet, expected_matrix, expected_timeline
from tests.search_helpers import STUDY, find, item, put


def act(unit="x-company", violation="integrity.torture.beating", when="2020-08-10"):
    by = (Attribution(unit),) if unit else ()
    return Allegation(violation, attributions=by, when=when, quantifier=Quantifier.SOME_DAY)


def drawn(answer):
    """The bins of a timeline in which something possibly was, and what is not dated."""
    found = {one.bin.name: (one.certainly.items, one.possibly.items) for one in answer.timeline.bins}
    return {name: counts for name, counts in found.items() if any(counts)}, answer.timeline.undated


def test_a_facet_rolls_up_and_counts_an_item_once(index):
    both = (act(violation="integrity.torture.beating"), act(violation="integrity.torture.electric_shock"))
    put(index, item(1, allegations=both), item(2, allegations=(act("x-prison", "integrity.torture"),)))
    answer = find(index, facets=(Facet.UNIT, Facet.VIOLATION))
    assert answer.facets[Facet.VIOLATION] == {
        "integrity": 2,
        "integrity.torture": 2,
        "integrity.torture.beating": 1,
        "integrity.torture.electric_shock": 1,
    }
    assert answer.facets[Facet.UNIT] == {"x": 2, "x-company": 1, "x-ministry": 1, "x-prison": 1}


def test_a_facets_own_condition_does_not_narrow_it_but_all_others(index):
    put(
        index,
        item(1, kind=Kind.TESTIMONY, allegations=(act("x-prison"),)),
        item(2, kind=Kind.DOCUMENT, allegations=(act("x-company"),)),
        item(3, kind=Kind.DOCUMENT, allegations=(act("x-prison"),)),
    )
    answer = find(index, kinds=(Kind.DOCUMENT,), units=("x-prison",), facets=(Facet.KIND, Facet.UNIT))
    assert answer.total == 1
    assert answer.facets[Facet.KIND] == {Kind.DOCUMENT: 1, Kind.TESTIMONY: 1}
    assert answer.facets[Facet.UNIT] == {"x": 2, "x-company": 1, "x-ministry": 1, "x-prison": 1}
    several = find(index, units=("x-prison", "x-company"), facets=(Facet.KIND,))
    assert (several.total, several.facets[Facet.KIND]) == (3, {Kind.DOCUMENT: 2, Kind.TESTIMONY: 1})


def test_charges_and_grounds_are_counted_by_act_and_measures_by_item(index):
    charged = replace(act(), charges=("by-cc-361-4/1", "BY-CC-361-4"), grounds=(Ground.POLITICAL,))
    other = replace(act("x-prison"), charges=("BY-CC-342",), grounds=(Ground.RELIGIOUS, Ground.POLITICAL))
    refused = MeasureClaim("Ян Прыкладовіч", Response.REFUSAL)
    put(
        index,
        item(1, allegations=(charged, charged, other), measures=(refused, refused)),
        item(2, allegations=(charged, replace(act(), charges=("SU-RSFSR-70",)))),
        item(3, allegations=(act(),), measures=(refused, MeasureClaim("Ян", Response.INQUIRY))),
    )
    facets = (Facet.CHARGE, Facet.GROUND, Facet.MEASURE)
    answer = find(index, facets=facets)
    assert answer.facets == {
        Facet.CHARGE: {"BY-CC-361-4": 2, "BY-CC-361-4/1": 2, "BY-CC-342": 1},
        Facet.GROUND: {Ground.POLITICAL: 2, Ground.RELIGIOUS: 1},
        Facet.MEASURE: {Response.REFUSAL: 2, Response.INQUIRY: 1},
    }, "an article of no register is in no facet"
    chosen = find(index, charges=("by-cc-342",), measures=(Response.REFUSAL,), facets=facets)
    assert chosen.total == 1
    assert chosen.facets == {
        Facet.CHARGE: {"BY-CC-361-4": 1, "BY-CC-361-4/1": 1, "BY-CC-342": 1},
        Facet.GROUND: {Ground.POLITICAL: 1, Ground.RELIGIOUS: 1},
        Facet.MEASURE: {Response.REFUSAL: 1},
    }, "grounds of the act that was so charged, not of the others beside it"
    assert find(index, charges=("BY-CC-342",), grounds=(Ground.GENDER,)).total == 0


def test_a_matrix_counts_what_one_act_holds_together(index):
    here, there = act("x-prison", "integrity.torture.beating"), act("x-company", "liberty")
    again = replace(here, valence=("incriminating",))
    put(index, item(1, allegations=(here, there)), item(2, allegations=(here, again)))
    answer = find(index, matrix=Matrix(1, 0))
    assert answer.matrix == {
        ("", ""): Counted(2, 4),
        ("x-prison", ""): Counted(2, 3),
        ("x-ministry", ""): Counted(1, 1),
        ("", "integrity"): Counted(2, 3),
        ("", "liberty"): Counted(1, 1),
        ("x-prison", "integrity"): Counted(2, 3),
        ("x-ministry", "liberty"): Counted(1, 1),
    }


def test_a_timeline_keeps_certain_possible_and_undated_apart(index):
    put(
        index,
        item(1, allegations=(act(when="1937-08-05"),)),
        item(2, allegations=(act(when="[1937,1938]"),)),
        item(3, allegations=(act(when="1937?"),)),
        item(4, allegations=(act(when=""),)),
        item(5),
        item(6, allegations=(act(when="1951"), act(when=""))),
    )
    years, undated = drawn(find(index, timeline=Scale.YEAR))
    assert years == {"1937": (1, 3), "1938": (0, 1), "1951": (1, 1)}
    assert undated == Counted(3, 2)
    decades, _ = drawn(find(index, timeline=Scale.DECADE))
    assert decades == {"193": (2, 3), "195": (1, 1)}
    range_ = {"date_from": world.date(1937, 8, 1), "date_to": world.date(1937, 8, 31)}
    months, undated = drawn(find(index, timeline=Scale.MONTH, **range_))
    assert months == {"1937-08": (1, 3)}
    assert undated == Counted(3, 2)


def test_bins_are_whole_nodes_of_the_calendar_and_not_too_many():
    assert [one.name for one in bins(Scale.MONTH, world.date(2020, 12, 31), world.date(2021, 1, 1))] == [
        "2020-12",
        "2021-01",
    ]
    assert len(bins(Scale.YEAR, None, None)) == 400
    with pytest.raises(InvalidRequest):
        bins(Scale.MONTH, None, None)


def test_an_empty_index_counts_nothing(index):
    answer = find(index, facets=(Facet.UNIT,), matrix=Matrix(), timeline=Scale.DECADE)
    assert (answer.facets, answer.matrix, drawn(answer)) == ({Facet.UNIT: {}}, {}, ({}, Counted(0)))


def test_nothing_is_counted_for_who_may_search_no_collection(index):
    put(index, item(1, allegations=(act(),)))
    blinded = world.blind_query(
        SearchQuery(STUDY, facets=(Facet.UNIT,), matrix=Matrix(), timeline=Scale.DECADE),
        [],
        world.ANALYZER,
        world.LABELS,
    )
    answer = blinded.read(index.search(blinded.query))
    assert (answer.total, answer.facets, answer.matrix) == (0, {Facet.UNIT: {}}, {})
    assert drawn(answer) == ({}, Counted(0))


@pytest.mark.parametrize("seed", range(4))
def test_random_tables_are_those_of_the_oracle(index, seed):
    deposits = world.make_world(seed, 30)
    put(index, *deposits)
    rng, found = Random(seed), 0
    for _ in range(5):
        matrix = Matrix(rng.randint(0, 2), rng.randint(0, 2))
        scale = rng.choice([Scale.DECADE, Scale.YEAR])
        query = replace(world.make_query(rng), matrix=matrix, timeline=scale)
        search = world.blinded(query, 2)
        answer = search.read(index.search(search.query))
        for facet in Facet:
            assert answer.facets[facet] == expected_facet(facet, query, deposits, 2)
        assert answer.matrix == expected_matrix(query, deposits, 2)
        counts = [(one.bin.name, one.certainly, one.possibly) for one in answer.timeline.bins]
        assert [*counts, ("", Counted(0), answer.timeline.undated)] == list(
            expected_timeline(query, deposits, 2)
        )
        found += answer.total
    assert found
