"""Other spellings, scripts and layouts of a word, and what else may be asked instead."""

import pytest

from search.analysis import ScriptAnalyzer
from search.expression_text import parse, render
from search.spelling import distance, in_other_layout, in_other_script, near, rewritten
from search.suggestions import Why, alone, dropped, other_words, wider

KNOWN = {
    "коридор",
    "коридоре",
    "стена",
    "избивали",
    "дубинка",
    "wall",
    "witness",
    "прикладович",
    "щит",
    "ящик",
}


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [("a", "a", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("abc", "abxc", 1), ("кот", "год", 2), ("", "xy", 2)],
)
def test_the_distance_counts_letters_and_swaps(one, other, changes):
    assert distance(one, other) == distance(other, one) == changes


def test_every_single_change_is_found():
    word = "избивали"
    changed = {word[:n] + word[n + 1 :] for n in range(8)}
    changed |= {f"{word[:n]}ж{word[n + 1 :]}" for n in range(8)}
    changed |= {f"{word[:n]}ж{word[n:]}" for n in range(9)}
    changed |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(7)}
    assert all(near(each, KNOWN) == ["избивали"] for each in changed)
    assert near(word, KNOWN) == []


def test_short_words_have_no_neighbours():
    assert near("щит", {"щип", "шит"}) == []
    assert near("стена", {"степи"}, 2) == []
    assert near("каредор", KNOWN, 2) == ["коридор"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("rjhbljh", "коридор"), ("цшетуыы", "witness"), ("cтeнa", "стена"), ("obn", "щит"), ("zobr", "ящик")],
)
def test_a_word_typed_in_another_layout(typed, meant):
    assert in_other_layout(typed, KNOWN) == [meant]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("koridor", "коридор"),
        ("prykladovich", "прикладович"),
        ("витнесс", "witness"),
        ("izbivali", "избивали"),
    ],
)
def test_a_word_written_in_the_other_script(typed, meant):
    assert meant in in_other_script(typed, KNOWN)


def test_a_word_is_rewritten_whether_or_not_that_very_form_is_known():
    """The documents may have it in another inflection, which its stem finds."""
    assert "шлем" in rewritten("shlem")
    assert "шлем" in rewritten("iktv")
    assert "shlem" in rewritten("шлем")
    assert rewritten("щит") == []
    assert (Why.SCRIPT, "шлем unit:x") in candidates(
        other_words(parse("shlem unit:x"), {"шлемах": "шлемах"}, ScriptAnalyzer())
    )


def candidates(made):
    return {(each.why, render(each.expression)) for each in made}


def test_other_words_stand_where_the_word_stood():
    words = {word: word for word in KNOWN} | {"избит": "избіт"}
    asked = parse("(избет OR wall) unit:x NOT избет")
    made = candidates(other_words(asked, words, ScriptAnalyzer()))
    assert {text for why, text in made if why is Why.SPELLING} == {"(избіт OR wall) unit:x NOT избет"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ('"лицом стене"', '"лицом стене"~10'),
        ('"лицом стене"~2', '"лицом стене"~10'),
        ("unit:=x", "unit:x"),
        ("date:!2020-08-09", "date:2020-08-09"),
        ("date:2020-08-09", "date:2020-08"),
        ("date:2020-08-09", "date:2020"),
        ("date:2020-08-09", "date:2019-01-01..2021-12-31"),
        ("date:2020-03-05..2020-04-01,..1953-02-01", "date:2020-03-01..2020-04-30,..1953-02-28"),
        ("date:2199", None),
        ("wall", None),
    ],
)
def test_conditions_are_widened_in_steps(text, other):
    found = {each for _, each in candidates(wider(parse(text)))}
    assert (other in found) if other else not found


def test_one_condition_is_left_out_at_a_time():
    asked = parse("a unit:x NOT b")
    assert candidates(dropped(asked)) == {(Why.DROPPED, "unit:x NOT b"), (Why.DROPPED, "a NOT b")}
    assert {each for _, each in candidates(alone(asked))} == {"a", "unit:x"}
    assert list(dropped(parse("a OR b"))) == list(dropped(parse("a"))) == []
