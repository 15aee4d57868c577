"""What a name is made of, what it sounds like, and what is decided of two."""

from hashlib import sha256
from importlib.resources import files

import pytest

from search.analysis import ScriptAnalyzer
from search.multilingual import LanguageAnalyzer
from search.names import RULES, Verdict, decide, parse_name
from search.names.sounds import sounds_of


@pytest.mark.parametrize(
    "other", ["Прикладович", "Prykladovich", "Prykładovič", "Prykladovič", "Prikladovich"]
)
def test_one_surname_in_every_writing_is_the_same(other):
    assert decide("Прыкладовіч", other).verdict is Verdict.SAME


@pytest.mark.parametrize("first", ["Карпенков", "Карпянкоў", "Карпенкаў", "Karpenkov", "Karpiankou"])
@pytest.mark.parametrize("second", ["Карпенко", "Карпенка", "Karpenko", "Karpienka"])
def test_karpenkov_and_karpenko_are_two_families_even_when_slips_are_allowed(first, second):
    assert decide(first, second).verdict is Verdict.DIFFERENT
    assert decide(first, second, one_edit=True).verdict is Verdict.DIFFERENT


def test_akanne_joins_languages_but_not_two_names_of_one_language():
    belarusian, russian, other = map(sounds_of, ("Катоў", "Котов", "Катов"))
    assert belarusian.alike(russian)
    assert belarusian.alike(other)
    assert not russian.alike(other)


@pytest.mark.parametrize(
    ("text", "surname", "given", "patronymic"),
    [
        ("Прыкладовіч Пётр Ільіч", "Прыкладовіч", "Пётр", "Ільіч"),
        ("Пётр Ільіч Прыкладовіч", "Прыкладовіч", "Пётр", "Ільіч"),
        ("Абрамович Захар Маркович", "Абрамович", "Захар", "Маркович"),
        ("Захар Маркович Абрамович", "Абрамович", "Захар", "Маркович"),
        ("ХМАРУК Игорь", "Хмарук", "Игорь", ""),
        ("Khmaruk, Ihar", "Khmaruk", "Ihar", ""),
        ("старший лейтенант Хмарук И. П.", "Хмарук", "И", "П"),
        ("И.П.Хмарук", "Хмарук", "И", "П"),
        ("Yu. Khmaruk", "Khmaruk", "Yu", ""),
        ("Игорь П. Хмарук", "Хмарук", "Игорь", "П"),
        ("хмарук игорь", "хмарук", "игорь", ""),
    ],
)
def test_parts_are_told_whatever_their_order(text, surname, given, patronymic):
    name = parse_name(text)[0]
    assert [each.text.casefold() for each in name.surnames] == [surname.casefold()]
    assert name.given is not None
    assert name.given.text == given
    assert (name.patronymic.text if name.patronymic else "") == patronymic


@pytest.mark.parametrize("text", ["", " ", "?!", "12", "человек в чёрной маске у двери слева", "«»"])
def test_what_is_no_name_has_no_reading_and_is_like_nothing(text):
    assert parse_name(text) == ()
    assert decide(text, text).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Иванов Пётр Ильич", "Иванова Анна Петровна"),
        ("Иванов П. И.", "Иванова Полина Ильинична"),
        ("Прыкладоўскі Алег", "Прыкладоўская Вольга"),
    ],
)
def test_names_of_a_woman_and_a_man_are_different(first, second):
    assert decide(first, second).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second"), [("Иванов", "Иванова"), ("Карпенков П. И.", "Карпенкова П. И.")]
)
def test_a_surname_alone_may_be_a_womans_or_a_mans_in_another_case(first, second):
    decision = decide(first, second)
    assert decision.verdict is Verdict.POSSIBLY
    assert "two cases" in decision.reasons[-1]


def test_a_reason_names_what_differs_before_what_agrees():
    decision = decide("Сергей Петрович Гук", "Гук Сергей Павлович")
    assert decision.verdict is Verdict.DIFFERENT
    assert decision.reasons == ("the patronymics Петрович and Павлович differ",)
    only = decide("Гук", "Гук Сергей Павлович").reasons
    assert only[0] == "only one of them tells a given name"


def test_initials_alone_are_no_evidence():
    assert decide("А. П.", "Карпенков А. П.").verdict is Verdict.DIFFERENT
    assert decide("Карпенков А. П.", "Хмара А. П.").verdict is Verdict.DIFFERENT


def test_a_short_form_of_several_names_leaves_it_open():
    assert decide("Коля Гук", "Мікалай Гук").verdict is Verdict.SAME
    assert decide("Слава Гук", "Вячеслав Гук").verdict is Verdict.POSSIBLY
    assert decide("Слава Гук", "Виктор Гук").verdict is Verdict.DIFFERENT


def test_another_register_of_given_names_is_another_rule():
    """An index is refused when names were read otherwise: change `RULES` with the digest."""
    register = files("search.names").joinpath("given.txt").read_bytes()
    assert (RULES, sha256(register).hexdigest()) == (
        "names-1",
        "92e78dcdbc2bddc4f744c9df5cdde53f96205efa2829648ee245391b52b1f67a",
    )
    assert RULES in ScriptAnalyzer().version
    assert RULES in LanguageAnalyzer().version
