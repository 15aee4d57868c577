"""`sviedka vocabulary` and `sviedka unit`, in three languages and as JSON."""

import json

import pytest
from click.testing import CliRunner

from archive.cli.unit import unit
from archive.cli.vocabulary import vocabulary
from archive.cli.words import _WORDS
from archive.domain.errors import InvalidDate, UnknownTerm
from schemas.vocabularies.loader import load_vocabularies


def run(group, *arguments):
    result = CliRunner().invoke(group, list(arguments))
    assert result.exception is None, result.exception
    assert result.exit_code == 0
    return result.stdout


def run_json(group, *arguments):
    return json.loads(run(group, *arguments, "--json"))


def refused(group, *arguments):
    result = CliRunner().invoke(group, list(arguments))
    assert result.stdout == ""
    return result.exception


def test_a_term_is_shown_with_law_crimes_and_elements():
    text = run(vocabulary, "show", "integrity.torture.beating", "--lang", "ru")

    assert text.splitlines()[:2] == ["integrity.torture.beating", "Избиения в неволе"]
    assert "Збіццё ў няволі" in text
    assert "CAT-1         применим с 1987-06-26" in text
    assert "In force" not in text
    assert "2.  material    The victim was in the perpetrator's custody" in text


def test_a_term_as_json_has_its_place_and_the_version():
    data = run_json(vocabulary, "show", "integrity.torture")

    assert data["ancestors"] == ["integrity"]
    assert "integrity.torture.beating" in data["children"]
    assert data["labels"] == {"en": "Torture", "ru": "Пытки", "be": "Катаванні"}
    assert data["vocabulary"] == load_vocabularies().version
    assert {"crime": "CAT-1", "fit": "core"}.items() <= data["crimes"][1].items()
    assert data["legal_basis"][0]["applicable_from"] == "1987-06-26"


def test_the_list_is_a_tree():
    lines = run(vocabulary, "list", "--lang", "be").splitlines()

    assert len(lines) == 120
    assert lines[0].startswith("life ")
    assert any(line.startswith("    integrity.torture.beating ") and "Збіццё" in line for line in lines)
    assert len(run_json(vocabulary, "list")) == 120


@pytest.mark.parametrize(
    ("of", "count", "one"),
    [
        ("--crimes", 16, "CAH-7-1-f"),
        ("--laws", 27, "CAT"),
        ("--modes", 6, "MOL-28-a"),
        ("--charges", 93, "SU-RSFSR-58-10"),
    ],
)
def test_other_lists(of, count, one):
    lines = run(vocabulary, "list", of).splitlines()

    assert len(lines) == count == len(run_json(vocabulary, "list", of))
    assert any(line.startswith(one) for line in lines)


@pytest.mark.parametrize(
    ("shown", "contains", "key"),
    [
        ("CAH-7-1-f", "  integrity.torture.electric_shock  ", "violations"),
        ("MOL-28-a", "Military commander responsibility", "elements"),
        ("ECHR", "not party", "applicable_from"),
    ],
)
def test_crimes_modes_and_instruments_are_shown(shown, contains, key):
    assert contains in run(vocabulary, "show", shown)
    assert run_json(vocabulary, "show", shown)[key]


def test_a_charge_is_shown_with_every_time_it_was_in_force():
    text = run(vocabulary, "show", "by-cc-193-1".upper(), "--lang", "ru")
    assert text.count("BY-CC-193-1\n") == 2
    for said in ("Уголовный кодекс Республики Беларусь", "2022-01 – по настоящее время", "memory only"):
        assert said in text
    (entry,) = run_json(vocabulary, "show", "SU-BSSR-72/1")
    assert (entry["id"], entry["edition"], entry["valid_to"]) == ("SU-BSSR-72", "1928", "1961-03-31")


def test_an_unknown_charge_is_answered_with_the_nearest():
    error = refused(vocabulary, "show", "BY-CC-361-9")
    assert isinstance(error, UnknownTerm)
    assert "BY-CC-361-4" in error.nearest


def test_search_answers_in_the_language_asked_for():
    assert "integrity.punitive_isolation  Працяглая ізаляцыя (ШЫЗА, ПКТ)" in run(
        vocabulary, "search", "шыза", "--lang", "be"
    )
    assert [term["id"] for term in run_json(vocabulary, "search", "electric shock")] == [
        "integrity.torture.electric_shock"
    ]
    assert isinstance(refused(vocabulary, "search", "кактус"), UnknownTerm)


def test_the_version_is_printed():
    assert run(vocabulary, "version").strip() == load_vocabularies().version


def test_unknown_ids_answer_with_the_nearest():
    error = refused(vocabulary, "show", "integrity.tortur")
    assert isinstance(error, UnknownTerm)
    assert error.exit_code == 2
    assert "integrity.torture" in str(error)

    assert "by-kgb" in refused(unit, "superiors", "by-kbg").nearest
    assert "by-ik17-shklou" in refused(unit, "resolve", "ИК-17 Шклоу").nearest


def test_an_ambiguous_name_lists_all_candidates_with_their_dates():
    text = run(unit, "resolve", "ИК-1")

    assert text.startswith("Several units bear this name")
    assert "unknown – 2007" in text
    assert "2017 – ongoing" in text


def test_the_date_of_the_act_settles_the_name_but_hides_nothing():
    old = run(unit, "resolve", "ИК-1", "--at", "2004").splitlines()
    new = run_json(unit, "resolve", "ИК-1", "--at", "2021")

    assert old[0].startswith("by-ik1-minsk")
    assert old[1].endswith("outside its existence")
    assert [(one["id"], one["existed"]) for one in new] == [
        ("by-ik1-navapolatsk", "certainly"),
        ("by-ik1-minsk", "no"),
    ]


def test_a_unit_is_shown_as_of_a_date():
    text = run(unit, "show", "by-akr-cip", "--at", "2020-08-09/2020-08-12", "--lang", "be")

    assert "ЦІП ГУУС Мінгарвыканкама («Акрэсціна»)" in text.splitlines()[1]
    assert "conflict claim" in text
    assert "крыніцы разыходзяцца" in text
    assert "на дату 2020-08-09/2020-08-12" in text


def test_a_unit_as_json_names_its_sources_and_successions():
    data = run_json(unit, "show", "by-kgb", "--at", "2015")

    assert {parent["relation"] for parent in data["parents"]} == {"command", "administrative"}
    assert data["predecessors"][0]["from"] == "bssr-kgb"
    assert data["existed"] == "certainly"
    assert [one["superior"] for one in data["superiors"]] == ["by-president", "by"]
    assert data["sources"][0]["description"].startswith("Wikipedia mirror")
    assert "at" not in run_json(unit, "show", "by-kgb")


def test_superiors_and_subordinates_show_the_path():
    up = run(unit, "superiors", "by-vv-sobr", "--at", "1999-09-16")
    down = run_json(unit, "subordinates", "by-vv", "--at", "2020-08")

    assert "certainly  by-vv-sobr → command by-vv-3214 → command by-vv" in up
    assert {one["unit"] for one in down} == {"by-vv-3214", "by-vv-sobr"}
    assert run(unit, "superiors", "bssr-troika37", "--at", "1939").strip() == "none"


def test_successors_follow_types_and_dates():
    line = run_json(unit, "successors", "by-kgb", "--back", "--at", "1937~")

    assert [(one["unit"], one["last_day"]) for one in line] == [("bssr-nkvd", "1946-03-31")]
    assert run(unit, "successors", "by-ik10-navapolatsk").strip() == "none"
    assert run(unit, "successors", "by-ik10-navapolatsk", "--type", "site_reuse").startswith(
        "by-ltp8-navapolatsk"
    )
    assert run(unit, "successors", "by-kgb", "--back", "--direct").count("\n") == 1
    assert "rename bssr-kgb 1991-10-23" in run(unit, "successors", "by-kgb", "--back")


def test_a_date_that_is_none_is_refused_with_a_form_that_is():
    error = refused(unit, "show", "by-kgb", "--at", "осенью 2020")

    assert isinstance(error, InvalidDate)
    assert "2020-23" in str(error)


def test_every_heading_is_in_three_languages():
    assert all(all(labels.all()) for labels in _WORDS.values())
