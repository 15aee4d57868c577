"""Every engine finds persons by name alike: what it finds is what the decision shows."""

import pytest

from archive.domain.description import Allegation, Attribution
from search.expression_text import parse
from search.names import Verdict, decide
from tests.search_helpers import find, item, numbers, put

NAMES = (
    "Прыкладовіч Ян Пятровіч",
    "Prykladovich",
    "J. Prykładovič",
    "Карпенков А. П.",
    "Карпенко Анна",
    "майор Карпянкоў",
    "Иван «Хмара» Петров",
    "Петров Иван Сергеевич",
    "Иванова",
    "Саша",
    "человек в маске у двери",
    "Дунин-Марцинкевич Винцент",
)


def named(number, *persons):
    acts = tuple(
        Allegation(violation="liberty.enforced_disappearance", attributions=(Attribution(person=person),))
        for person in persons
    )
    return item(number, allegations=acts)


@pytest.fixture
def filled(index):
    put(index, *(named(number, person) for number, person in enumerate(NAMES, 1)))
    return index


@pytest.mark.parametrize(
    "name",
    [
        *NAMES[:4],
        *NAMES[5:10],
        "Прикладович",
        "Ян Прыкладовіч",
        "Прикладович Пётр",
        "Karpenkov",
        "Карпенко",
        "Хмара",
        "Александр",
        "Иванов",
        "Марцінкевіч",
    ],
)
def test_what_is_found_is_what_the_decision_shows(filled, name):
    shown = [n for n, person in enumerate(NAMES, 1) if decide(name, person).verdict is not Verdict.DIFFERENT]
    answer = find(filled, expression=parse(f'person:"{name}"'))
    assert sorted(numbers(answer)) == shown
    assert answer.total == len(shown)
    assert shown


def test_one_wrong_letter_is_forgiven_when_asked_and_karpenko_stays_apart(filled):
    assert numbers(find(filled, expression=parse("person:Прикладвич"))) == []
    assert sorted(numbers(find(filled, expression=parse("person:~Прикладвич")))) == [1, 2, 3]
    assert sorted(numbers(find(filled, expression=parse("person:~Карпенков")))) == [4, 6]


def test_name_and_violation_hold_in_one_act(index):
    put(
        index,
        item(
            1,
            allegations=(
                Allegation("integrity.torture", attributions=(Attribution(person="Карпенков"),)),
                Allegation("liberty.enforced_disappearance", attributions=(Attribution(person="Хмара"),)),
            ),
        ),
    )
    together = "person:{} violation:integrity.torture"
    assert numbers(find(index, expression=parse(together.format("Karpenkov")))) == [1]
    assert numbers(find(index, expression=parse(together.format("Хмара")))) == []


def test_parts_of_two_persons_are_no_third(index):
    put(index, named(1, "Петров Иван", "Гук Сергей"))
    assert numbers(find(index, expression=parse('person:"Петров Сергей"'))) == []
    assert numbers(find(index, expression=parse('person:"Сяргей Гук"'))) == [1]


def test_several_names_are_alternatives_and_not_leaves_out(filled):
    either = numbers(find(filled, expression=parse('person:Prykladovich,"Карпенко Анна"')))
    assert sorted(either) == [1, 2, 3, 5]
    rest = numbers(find(filled, expression=parse("attributed:person NOT (person:Прыкладовіч)")))
    assert not {1, 2, 3} & set(rest)
