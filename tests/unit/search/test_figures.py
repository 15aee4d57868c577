"""Figures in accounts, in four languages, and which of two accounts' figures differ."""

import pytest

from search.figures import conflicting, figures_of
from search.multilingual import LanguageAnalyzer

ANALYZER = LanguageAnalyzer()


def values(text: str) -> list[str]:
    return [figure.value for figure in figures_of([text], ANALYZER)]


def differ(one: str, other: str) -> list[tuple[str, str]]:
    pairs = conflicting(figures_of([one], ANALYZER), figures_of([other], ANALYZER))
    return [(here.value, there.value) for here, there in pairs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("В коридоре стояли семнадцать человек.", ["17"]),
        ("В коридоре нас было тридцать два человека.", ["32"]),
        ("У калідоры стаялі васемнаццаць чалавек, пяць жанчын.", ["18", "5"]),
        ("У коридорі стояли п'ятнадцять людей.", ["15"]),
        ("There were thirty-two people in two rows.", ["32", "2"]),
        ("They had 40 batons and 3 dogs.", ["40", "3"]),
        ("Нас привезли в 23:40, увели в 2:15.", ["23:40", "02:15"]),
        ("9 августа 2020 года, 12 жніўня, 3 August", []),
        ("Один человек, one man, 1 дзверы", []),
        ("Телефон 8029123456789 номер", []),
        ("Счёт 10:15:30, версия 25:70", []),
        ("Семнадцать.", []),
    ],
)
def test_numbers_and_times_of_day_are_read(text, expected):
    assert values(text) == expected


def test_a_figure_says_where_it_stands():
    text = "Тихо. Били пять человек, потом ушли."
    (figure,) = figures_of(["", text], ANALYZER)
    assert (figure.source, text[figure.start : figure.end]) == (1, "пять")
    assert figure.shown == "Били пять человек, потом ушли"


def test_different_numbers_of_the_same_differ():
    assert differ("Стояли семнадцать человек.", "Нас было 32 человека, в два ряда.") == [("17", "32")]
    assert differ("Стаялі пяць чалавек.", "Было сем чалавек.") == [("5", "7")]


def test_the_same_number_in_words_and_digits_does_not():
    assert differ("Стояли семнадцать человек.", "Там было 17 человек.") == []


def test_numbers_of_other_things_do_not():
    assert differ("Стояли семнадцать человек.", "Принесли две бутылки.") == []


def test_what_the_other_side_confirms_elsewhere_does_not():
    """Seventeen first, then thirty-two: the account knows both."""
    both = "Сначала было семнадцать человек. Потом стало 32 человека."
    assert differ("Стояли семнадцать человек.", both) == []


def test_times_of_day_differ_when_their_clauses_speak_of_the_same():
    assert differ("На Окрестина въехали в 23:40.", "На Окрестина привезли в 02:15.") == [("23:40", "02:15")]
    assert differ("Записан с 11:05 до 12:40.", "На Окрестина привезли в 02:15.") == []
    assert differ("На Окрестина въехали в 2:15.", "На Окрестина привезли в 02:15.") == []


def test_each_figure_is_in_one_pair_at_most():
    assert differ("Били пять человек. Стояли шесть человек.", "Было 9 человек.") == [("5", "9")]
