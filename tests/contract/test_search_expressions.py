"""The query language on every engine: random expressions against descriptions, nearness place by place."""

from random import Random

import pytest

from archive.domain.description import Allegation, Attribution, Certainty
from archive.domain.errors import InvalidRequest
from search.clauses import BlindedQuery, Branch, Near
from search.engines.memory import holds, tokens_of
from search.expression import Near as NearWords
from search.expression_text import parse, render
from search.lexicon import MAX_EXPANDED
from search.query import Facet, SearchQuery
from tests import search_world as world
from tests.search_expressions import make_expression, says
from tests.search_helpers import STUDY, find, item, numbers, put


def ask(index, text, **conditions):
    return sorted(numbers(find(index, expression=parse(text), **conditions)))


@pytest.mark.parametrize("seed", [21, 22])
def test_random_expressions_agree_with_descriptions(index, seed):
    deposits, rng, sizes = world.make_world(seed, 50), Random(seed), set()
    put(index, *deposits)
    for _ in range(120):
        expression = make_expression(rng)
        search = world.blinded(SearchQuery(STUDY, expression, page_size=100))
        answer = search.read(index.search(search.query))
        allowed = [deposit for deposit in deposits if deposit.description.consent.allows(STUDY)]
        wanted = {deposit.item_id for deposit in allowed if says(expression, deposit.description)}
        assert {hit.item_id for hit in answer.items} == wanted, render(expression)
        assert answer.total == len(wanted)
        sizes.add(len(wanted))
    assert len(sizes) > 5


def test_nearness_is_the_same_window_everywhere(index):
    """Every window of three words in a text of eight, at every distance, between two and three words."""
    rng = Random(5)
    documents = [item(n, "", " ".join(rng.choices(world.WORDS[:5], k=8))).document() for n in range(1, 40)]
    index.put(documents)
    index.refresh()
    tokens = sorted({token for document in documents for token in tokens_of(document, "text")})
    counts = set()
    for _ in range(150):
        clause = Near(tuple(rng.sample(tokens, rng.randint(2, 3))), rng.randint(0, 5))
        answer = index.search(
            BlindedQuery((Branch(documents[0].collection[0], None, None, text=clause),), limit=100)
        )
        wanted = {document.doc_id for document in documents if holds(clause, document)}
        assert {hit.doc_id for hit in answer.hits} == wanted, clause
        assert all(hit.score > 0 for hit in answer.hits)
        counts.add(len(wanted))
    assert len(counts) > 8


def test_near_words_stand_in_any_order_within_the_distance(index):
    put(
        index,
        item(1, "", "избили в коридоре"),
        item(2, "", "коридоре лежали вещи, его избили"),
        item(3, "", "избили, отвели, заперли, держали долго затем вывели коридоре"),
    )
    assert ask(index, '"избили коридоре"~0') == [1]
    assert ask(index, '"избили коридоре"~2') == [1, 2]
    assert ask(index, '"коридоре избили"~2') == [1, 2]
    assert ask(index, '"избили коридоре"~6') == [1, 2, 3]
    assert ask(index, '"избили избили"~0') == [1, 2, 3]
    assert NearWords("a b", 0) == parse('"a b"~0')


def test_a_prefix_finds_words_by_their_folded_beginning(index):
    put(index, item(1, "", "Избиение"), item(2, "", "избивали"), item(3, "", "Ёлкина"), item(4, "", "изба"))
    assert ask(index, "изби*") == [1, 2]
    assert ask(index, "ИЗБ*") == [1, 2, 4]
    assert ask(index, "елк*") == ask(index, "Ёлки*") == [3]
    assert ask(index, "изби* НЕ избивали") == [1]
    assert ask(index, "избиение*") == [1]


def test_operators_of_three_languages_mean_the_same(index):
    put(index, item(1, "", "wall night"), item(2, "", "wall corridor"), item(3, "", "corridor camera"))
    for text in ("wall night OR camera", "wall И night ИЛИ camera", "wall І night АБО camera"):
        assert ask(index, text) == [1, 3]
    for text in ("corridor NOT (wall OR night)", "corridor НЕ wall", "NOT wall"):
        assert ask(index, text) == [3]


def act(unit, violation, when="2020-08-10", certainty=Certainty.HIGH):
    return Allegation(violation, attributions=(Attribution(unit, certainty=certainty),), when=when)


@pytest.fixture
def acts(index):
    """1: two acts of two units. 2: one act with both of what is asked. 3: no act at all."""
    beaten = act("x-prison", "integrity.torture.beating")
    detained = act("x-company", "liberty.arbitrary_detention", "2022-03-01", Certainty.LOW)
    both = act("x-prison", "liberty.arbitrary_detention")
    put(index, item(1, "wall", allegations=(beaten, detained)), item(2, allegations=(both,)), item(3, "wall"))
    return index


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("unit:x-prison violation:liberty", [2]),
        ("unit:x-prison (violation:liberty)", [1, 2]),
        ("(unit:x-prison violation:integrity) (unit:x-company violation:liberty)", [1]),
        ("unit:x-prison (violation:liberty OR violation:sgbv)", [2]),
        ("unit:x-prison (violation:liberty OR wall)", [1, 2]),
        ("unit:x-company (violation:integrity OR date:2022 certainty:low)", [1]),
        ("unit:x-company (violation:integrity OR date:2022 NOT certainty:low)", []),
        ("unit:x-prison NOT violation:liberty", [1]),
        ("unit:x-prison NOT (violation:liberty)", []),
        ("NOT violation:liberty", [3]),
        ("wall NOT unit:x-company", [3]),
        ("NOT (unit:x-prison violation:integrity)", [2, 3]),
        ("unit:x-prison,x-company violation:liberty", [1, 2]),
        ("date:!2020-08..2020-08 OR date:2022", [1, 2]),
        ("date:2022 unit:x-prison", []),
        ("violation:=liberty", []),
        ("unit:x certainty:low", [1]),
    ],
)
def test_conditions_about_acts_hold_in_one_act_unless_parentheses_part_them(acts, text, found):
    assert ask(acts, text) == found


def test_options_stand_in_the_outermost_and(acts):
    assert ask(acts, "violation:liberty", units=("x-prison",)) == [2]
    assert ask(acts, "(violation:liberty)", units=("x-prison",)) == [1, 2]
    assert ask(acts, "violation:liberty OR violation:integrity", units=("x-company",)) == [1]


def test_facets_of_acts_count_the_acts_of_the_outermost_and(acts):
    answer = find(acts, expression=parse("unit:x-prison (violation:liberty)"), facets=(Facet.VIOLATION,))
    assert answer.facets[Facet.VIOLATION] == {
        "integrity": 1,
        "integrity.torture": 1,
        "integrity.torture.beating": 1,
        "liberty": 1,
        "liberty.arbitrary_detention": 1,
    }


def test_place_is_found_in_any_inflection(index):
    put(
        index,
        item(1, allegations=(Allegation("liberty", place="Акрестина, Минск"),)),
        item(2, place="Гродно"),
    )
    assert ask(index, 'place:"Минска"') == [1]
    assert ask(index, "place:Гродно,Минск") == [1]


def test_conditions_beside_words_do_not_change_their_score(index):
    put(index, item(1, "", "wall wall night"), item(2, "", "wall night night camera"), item(3, "", "night"))
    plain = find(index, expression=parse("wall OR camera"))
    mixed = find(index, expression=parse("(wall kind:testimony) OR (camera NOT kind:video) OR kind:roster"))
    assert [(hit.item_id, pytest.approx(hit.score, rel=1e-4)) for hit in plain.items] == [
        (hit.item_id, hit.score) for hit in mixed.items
    ]
    assert all(hit.score > 0 for hit in mixed.items)


def test_a_denied_word_ranks_nothing(index):
    put(index, item(1, "", "wall"), item(2, "", "night"))
    assert [hit.score for hit in find(index, expression=parse("NOT night")).items] == [0]


def test_a_beginning_of_too_many_words_is_refused_at_its_place(index):
    several = " ".join(f"сл{number:04}" for number in range(MAX_EXPANDED + 1))
    put(index, item(1, "", several))
    with pytest.raises(InvalidRequest) as caught:
        ask(index, "стена сл*")
    assert caught.value.problems[0].where == "text:7"
    assert f"more than {MAX_EXPANDED} words begin with 'сл'" in caught.value.problems[0].message
    assert ask(index, "сл0*") == [1]


def test_beginnings_filter_and_do_not_rank(index):
    put(index, item(1, "", "избивали избили избит стена"), item(2, "", "изба стена стена"))
    found = find(index, expression=parse("изб*"))
    assert {hit.score for hit in found.items} == {0}
    assert numbers(find(index, expression=parse("стена (изб* OR ночь)"))) == [2, 1]
