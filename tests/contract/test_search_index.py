"""One suite for every engine: what `search.ports.SearchIndex` promises, on the same data."""

import threading
from dataclasses import replace
from datetime import date

import pytest

from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose, Use
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Attribution, Certainty, Kind, Level
from archive.domain.errors import Conflict
from search.analysis import ANALYSIS_VERSION
from search.clauses import BlindedQuery, FieldTally, Tally
from search.documents import ActDocument, ItemDocument
from search.engines.memory import MemoryIndex
from search.query import DateMode, Facet, SearchQuery
from tests import search_world as world
from tests.search_helpers import STUDY, find, item, numbers, put, text

# Keeping documents


def test_an_index_never_written_to_answers_with_nothing_and_says_so(index):
    assert find(index, facets=(Facet.KIND,)).total == 0
    assert index.count() == 0
    assert (index.state().generation, index.state().high_water) == ("", -1) or isinstance(index, MemoryIndex)


def test_putting_the_same_document_twice_changes_nothing(index):
    assert put(index, item(1, "wall")).stored == 1
    assert put(index, item(1, "wall")).stored == 1
    assert index.count() == 1
    assert find(index, expression=text("wall")).total == 1


def test_a_newer_version_replaces_an_older_one_and_never_the_other_way_round(index):
    put(index, item(1, "wall", version=2))
    assert put(index, item(1, "corridor", version=3)).stored == 1
    report = put(index, item(1, "night", version=2))
    assert (report.stored, report.stale, report.failed) == (0, 1, ())
    assert [find(index, expression=text(word)).total for word in ("wall", "corridor", "night")] == [0, 1, 0]
    assert index.count() == 1


def test_a_removed_document_is_gone_and_an_older_version_does_not_come_back(index):
    put(index, item(1, "wall", version=2), item(2, "wall"))
    index.remove([item(1).document().doc_id, item(7).document().doc_id], version=3)
    index.refresh()
    assert numbers(find(index, expression=text("wall"))) == [2]
    assert index.count() == 1
    assert put(index, item(1, "wall", version=2)).stale == 1
    assert put(index, item(1, "wall", version=4)).stored == 1
    assert find(index, expression=text("wall")).total == 2


def test_removing_an_older_version_leaves_a_newer_document(index):
    put(index, item(1, "wall", version=5))
    index.remove([item(1).document().doc_id], version=4)
    index.refresh()
    assert index.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: replace(d, text=f"{d.text} слово"),
        lambda d: replace(d, stem=f"{d.stem} twelve chars"),
        lambda d: replace(d, kind=("testimony",)),
        lambda d: replace(d, acts=(ActDocument(unit=("by-omon-minsk",)),)),
        lambda d: replace(d, acts=(ActDocument(),) * 4097),
        lambda d: replace(d, version=0),
        lambda d: replace(d, doc_id="00000000-0000-4000-8000-000000000001"),
    ],
    ids=["plain word", "spaces", "plain kind", "plain unit", "too many acts", "no version", "plain id"],
)
def test_a_poisoned_document_fails_alone_and_with_a_reason(index, spoil):
    good, bad = item(1, "wall").document(), spoil(item(2, "wall").document())
    report = index.put([bad, good])
    index.refresh()
    assert report.stored == 1
    assert [failure.doc_id for failure in report.failed] == [bad.doc_id]
    assert report.failed[0].reason
    assert "wall" not in report.failed[0].reason
    assert numbers(find(index, expression=text("wall"))) == [1]


def test_the_high_water_mark_is_kept_in_the_index_and_never_falls(index):
    put(index, item(1))
    index.set_high_water(41)
    index.set_high_water(7)
    state = index.state()
    assert state.high_water == 41
    assert state.analysis == ANALYSIS_VERSION
    assert state.generation


def test_dropping_leaves_nothing_and_the_next_put_starts_anew(index):
    put(index, item(1, "wall"))
    index.set_high_water(5)
    before = index.state().generation
    index.drop()
    assert index.count() == 0
    assert find(index).total == 0
    put(index, item(2, "wall"))
    assert index.state().generation != before
    assert index.state().high_water == -1
    assert numbers(find(index)) == [2]


# Rebuilding


def test_a_rebuild_is_built_beside_and_swapped_at_once(index):
    put(index, item(1, "wall"), item(2, "wall"))
    index.set_high_water(3)
    before = index.state().generation
    builder = index.begin_rebuild()
    assert builder.put([item(3, "corridor").document()]).stored == 1
    assert numbers(find(index, expression=text("wall"))) in ([1, 2], [2, 1])
    assert find(index, expression=text("corridor")).total == 0
    builder.finish(expected_count=1, high_water=9)
    builder.abandon()
    assert numbers(find(index)) == [3]
    assert index.count() == 1
    state = index.state()
    assert state.generation != before
    assert state.high_water == 9
    assert put(index, item(4, "corridor")).stored == 1
    assert find(index, expression=text("corridor")).total == 2


def test_a_rebuild_with_another_count_is_refused_and_changes_nothing(index):
    put(index, item(1, "wall"))
    builder = index.begin_rebuild()
    builder.put([item(1, "wall").document()])
    with pytest.raises(Conflict, match="1 documents instead of 2"):
        builder.finish(expected_count=2, high_water=9)
    builder.abandon()
    builder.abandon()
    assert numbers(find(index, expression=text("wall"))) == [1]


def changed(document: ItemDocument, what: str) -> ItemDocument:
    """The document with another token, word, act or version, or one that was never put."""
    token, act = "A" * 12, document.acts[0]
    return {
        "version": lambda: replace(document, version=2),
        "text": lambda: replace(document, text=f"{document.text} {token}"),
        "stem": lambda: replace(document, stem=f"{document.stem} {token}"),
        "item": lambda: replace(document, use_denied=(*document.use_denied, token)),
        "act": lambda: replace(document, acts=(replace(act, place=(*act.place, token)),)),
        "doc": lambda: replace(document, doc_id="B" * 22),
    }[what]()


@pytest.mark.parametrize("what", ["version", "text", "stem", "item", "act", "doc"])
def test_a_rebuild_that_holds_a_sample_otherwise_is_refused(index, what):
    put(index, item(1, "wall"))
    builder = index.begin_rebuild()
    beating = Allegation("integrity.torture.beating", place="Wall")
    documents = [item(1, "wall").document(), item(2, "corridor night", allegations=(beating,)).document()]
    builder.put(documents)
    with pytest.raises(Conflict, match="1 of 2 sampled documents"):
        builder.finish(expected_count=2, high_water=9, samples=[documents[0], changed(documents[1], what)])
    assert numbers(find(index, expression=text("wall"))) == [1]
    builder.finish(expected_count=2, high_water=9, samples=documents)
    assert numbers(find(index)) == [1, 2]


def test_a_rebuild_whose_builder_vanished_is_dropped_by_the_next(index):
    put(index, item(1))
    index.begin_rebuild().put([item(8).document(), item(9).document()])
    builder = index.begin_rebuild()
    builder.put([item(1).document()])
    builder.finish(expected_count=1, high_water=0)
    assert numbers(find(index)) == [1]


# What matches


def test_words_are_found_in_any_inflection_and_spelling(index):
    put(
        index,
        item(1, "Показания", "Нас били в коридоре, ёлка."),
        item(2, "", "Сцены у калідоры. beaten walls"),
    )
    for words, found in [
        (("коридор",), [1]),
        (("КОРИДОРЫ", "показание"), [1]),
        (("елка",), [1]),
        (("wall",), [2]),
        (("коридор", "wall"), []),
    ]:
        assert numbers(find(index, expression=text(*words))) == found, words


def test_a_phrase_stands_as_written_and_within_one_part(index):
    put(
        index,
        item(1, "night wall", "corridor beaten"),
        item(2, "", "wall corridor"),
        item(3, "", "corridor wall"),
    )
    assert numbers(find(index, expression=text(phrases=["wall corridor"]))) == [2]
    assert numbers(find(index, expression=text(phrases=["corridor wall"]))) == [3]
    assert numbers(find(index, expression=text("night", phrases=["corridor beaten"]))) == [1]
    assert find(index, expression=text(phrases=["walls corridor"])).total == 0


def test_a_title_and_a_rare_word_rank_first(index):
    filler = [item(n, "", "wall corridor night " * 5) for n in range(10, 20)]
    put(
        index,
        *filler,
        item(1, "wall", "night corridor"),
        item(2, "", "wall " + "night corridor camera " * 20),
    )
    assert numbers(find(index, expression=text("wall"), page_size=20))[0] == 1
    assert numbers(find(index, expression=text("wall"), page_size=20))[-1] == 2
    both = item(3, "", "Радужнае wall corridor " + "night " * 5)
    put(index, both)
    assert numbers(find(index, expression=text("wall", "радужнае")))[0] == 3


def unit_item(number, unit, when, violation="integrity.torture.beating", **fields):
    by = Attribution(unit, level=Level.UNIT, certainty=fields.pop("certainty", Certainty.HIGH))
    allegation = Allegation(
        violation, attributions=(by,), when=when, quantifier=fields.pop("quantifier", Quantifier.SOME_DAY)
    )
    return item(number, allegations=(allegation,), **fields)


def test_a_unit_answers_for_what_stood_below_it_at_the_date_of_the_act(index):
    put(
        index,
        unit_item(1, "x-company", "2020-08-10"),
        unit_item(2, "x-company", "2022-03-01"),
        unit_item(3, "x-prison", "2020"),
    )
    assert numbers(find(index, units=("x-ministry",))) == [1]
    assert numbers(find(index, units=("x-guard",))) == [2]
    assert sorted(numbers(find(index, units=("x",)))) == [1, 2, 3]
    assert find(index, units=("x",), units_exactly=True).total == 0
    assert sorted(numbers(find(index, units=("x-prison", "x-guard")))) == [2, 3]


def test_a_violation_answers_for_its_narrower_terms(index):
    put(
        index,
        unit_item(1, "x", "2020"),
        unit_item(2, "x", "2020", "integrity.torture"),
        unit_item(3, "x", "2020", "liberty"),
    )
    assert sorted(numbers(find(index, violations=("integrity",)))) == [1, 2]
    assert numbers(find(index, violations=("integrity.torture",), violations_exactly=True)) == [2]


def test_unit_violation_and_date_must_hold_in_one_act(index):
    beating = Allegation(
        "integrity.torture.beating", attributions=(Attribution("x-prison"),), when="2020-08-10"
    )
    detention = Allegation(
        "liberty.arbitrary_detention", attributions=(Attribution("x-company"),), when="2022-03-01"
    )
    put(index, item(1, allegations=(beating, detention)))
    assert find(index, units=("x-prison",), violations=("integrity",), date_to=date(2020, 12, 31)).total == 1
    assert find(index, units=("x-company",), violations=("integrity",)).total == 0
    assert find(index, units=("x-prison",), date_from=date(2022, 1, 1)).total == 0


def test_dates_are_asked_certainly_or_possibly(index):
    put(
        index,
        unit_item(1, "x", "2020-08-09/2020-08-12", quantifier=Quantifier.THROUGHOUT),
        unit_item(2, "x", "[2020-08-09..2020-08-11]"),
        unit_item(3, "x", "[1937,1939]"),
        unit_item(4, "x", "1940-02-10?"),
        item(5, when="2020-08-10"),
        item(6),
    )

    def ask(mode, first, last):
        return sorted(numbers(find(index, date_from=first, date_to=last, date_mode=mode)))

    august = (date(2020, 8, 10), date(2020, 8, 13))
    assert ask(DateMode.POSSIBLY, *august) == [1, 2, 5]
    assert ask(DateMode.CERTAINLY, *august) == [1, 5]
    assert ask(DateMode.CERTAINLY, date(2020, 8, 9), None) == [1, 2, 5]
    assert ask(DateMode.POSSIBLY, date(1938, 1, 1), date(1938, 12, 31)) == []
    assert ask(DateMode.CERTAINLY, date(1937, 1, 1), date(1939, 12, 31)) == [3]
    assert ask(DateMode.POSSIBLY, date(1940, 2, 10), date(1940, 2, 10)) == [4]
    assert ask(DateMode.CERTAINLY, date(1940, 1, 1), date(1940, 12, 31)) == []


def test_consent_and_clearance_come_first(index):
    germany = Consent(
        ConsentBasis.SOURCE, (Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("DE", "LT")),)
    )
    lithuania = Consent(ConsentBasis.SOURCE, (Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("LT",)),))
    refused = replace(
        germany, grants=(*germany.grants, Grant(Purpose.PROSECUTION, Answer.NO, jurisdictions=("DE",)))
    )
    put(
        index,
        item(1, "wall", consent=germany, sensitivity=3),
        item(2, "wall", consent=lithuania),
        item(3, "wall", consent=refused),
        item(4, "wall"),
    )
    court = Use(Purpose.PROSECUTION, "", "de")
    assert numbers(find(index, use=court, expression=text("wall"))) == [1]
    assert find(index, use=Use(Purpose.STORAGE)).total == 0
    assert (
        find(index, use=court, expression=text("wall"), clearance=2, facets=(Facet.KIND,)).facets[Facet.KIND]
        == {}
    )
    assert sorted(numbers(find(index, use=Use(Purpose.PROSECUTION, "", "LT")))) == [1, 2, 3]
    assert numbers(find(index)) == [4]
    blinded = world.blinded(SearchQuery(use=court, expression=text("wall")), 2)
    seen, hidden = blinded.ask(index)
    assert (seen.total, hidden.by_consent, hidden.by_clearance) == (0, 3, 1)


def test_several_queries_are_answered_each_as_by_itself(index):
    put(index, item(1, "wall"), item(2, "wall corridor"), item(3, "corridor"))
    asked = [
        world.blinded(SearchQuery(use=STUDY, expression=text(word), facets=facets)).query
        for word, facets in (("wall", (Facet.KIND,)), ("corridor", ()), ("nothing", (Facet.KIND, Facet.YEAR)))
    ]
    asked.append(replace(asked[0], branches=(), tallies=()))
    answers = index.search_each(asked)
    assert answers == tuple(index.search(query) for query in asked)
    assert [answer.total for answer in answers] == [2, 2, 0, 0]
    assert index.search_each(()) == ()


def test_items_whose_consent_is_about_to_change_are_left_out(index):
    put(index, item(1, "wall"), item(2, "wall"))
    answer = find(index, expression=text("wall"), pending=[item(1).item_id], facets=(Facet.KIND,))
    assert numbers(answer) == [2]
    assert answer.facets[Facet.KIND] == {Kind.TESTIMONY: 1}


def test_a_collection_without_its_key_finds_nothing(index):
    put(index, item(1, "wall"))
    query = SearchQuery(
        use=STUDY, expression=text("wall"), collections=(world.SECOND_COLLECTION,), facets=(Facet.KIND,)
    )
    assert find(index, expression=text("wall")).total == 1
    search = world.blinded(query)
    assert search.read(index.search(search.query)).total == 0
    nothing = BlindedQuery((), tallies=(Tally("kind", FieldTally("kind"), ()),))
    assert index.search(nothing).tallies == {"kind": {}}


# Counting and paging


def test_pages_hold_every_match_once_and_in_the_same_order(index):
    put(index, *(item(n, "wall", "night " * (n % 3)) for n in range(1, 24)))
    pages = [find(index, expression=text("wall"), page=page, page_size=5) for page in range(1, 7)]
    assert [len(page.items) for page in pages] == [5, 5, 5, 5, 3, 0]
    assert {page.total for page in pages} == {23}
    together = [number for page in pages for number in numbers(page)]
    assert sorted(together) == list(range(1, 24))
    assert together == numbers(find(index, expression=text("wall"), page_size=100))
    scores = [found.score for page in pages for found in page.items]
    assert scores == sorted(scores, reverse=True)


def test_a_facet_counts_items_and_drilling_down_gives_that_count(index):
    deposits = world.make_world(5, 40)
    put(index, *deposits)
    facets = (Facet.UNIT, Facet.VIOLATION, Facet.LEVEL, Facet.CERTAINTY)
    answer = find(index, kinds=(Kind.TESTIMONY,), facets=facets)
    names = ("units", "violations", "levels", "certainties")
    for facet, name in zip(facets, names, strict=True):
        assert answer.facets[facet]
        for value, count in answer.facets[facet].items():
            kind = {Facet.LEVEL: Level, Facet.CERTAINTY: Certainty}.get(facet, str)
            narrower = find(index, kinds=(Kind.TESTIMONY,), **{name: (kind(value),)})
            assert narrower.total == count, (facet, value)


def test_an_index_may_be_used_from_several_threads(index):
    put(index, *(item(n, "wall") for n in range(1, 11)))
    totals, errors = [], []

    def work(number):
        try:
            index.put([item(100 + number, "corridor").document()])
            totals.append(find(index, expression=text("wall")).total)
        except Exception as error:  # noqa: BLE001 - reported by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index.refresh()
    assert errors == []
    assert totals == [10] * 6
    assert index.count() == 16


def test_a_document_without_words_and_acts_is_found_by_what_it_has(index):
    full = item(1).document()
    bare = ItemDocument(full.doc_id, 1, full.collection, full.sensitivity, use_allowed=full.use_allowed)
    assert index.put([bare]).stored == 1
    index.refresh()
    assert numbers(find(index)) == [1]
