"""Names, crimes and articles become ids of the registers, or an error that points at them."""

import pytest

from archive.domain.errors import InvalidRequest, UnknownTerm
from archive.domain.unit import LINEAGE, SuccessionType
from schemas.vocabularies.loader import load_vocabularies
from search.expansion import FITS, expand
from search.expression import And, Field, Not, Word, leaves
from search.expression_text import parse
from search.fields import Mode
from search.translation import about_one_act
from search.unit_names import FOLLOWABLE, Following

VOCABULARIES = load_vocabularies()


def types(text):
    field = expand(parse(text), VOCABULARIES).expression
    assert (field.name, field.mode) == ("violation", Mode.EXACTLY)
    return set(field.values)


def test_a_crime_means_the_types_that_are_its_core_or_a_component():
    links = VOCABULARIES.violations.violations_of("CAH-7-1-f")
    assert types("crime:CAH-7-1-f") == {link.violation for link in links if link.fit in FITS}
    assert types("crime:~CAH-7-1-f") == {link.violation for link in links} > types("crime:CAH-7-1-f")
    assert "integrity.torture" in types("crime:CAH-7-1-f")


def test_an_article_means_the_types_that_rest_on_it_or_a_paragraph_of_it():
    assert "integrity.torture" in types("article:CAT-1")
    for text, within in (("article:CAT-1", ("CAT-1",)), ('article:"ICCPR-2(3)"', ("ICCPR-2(3)",))):
        found = [VOCABULARIES.violations.term(term) for term in types(text)]
        assert all(set(within) & set(term.legal_basis) for term in found)
    assert types("article:CAT-1") < types("article:CAT")
    assert types('article:"ICCPR-14(3)(g)"') <= types("article:ICCPR-14") < types("article:ICCPR")
    assert types("article:CAT-1,CAT-15") == types("article:CAT-1") | types("article:CAT-15")


def test_names_become_ids_wherever_they_stand():
    unit = VOCABULARIES.units.unit("by-mvd")
    text = f'стена NOT (unit:"{unit.names["ru"]}" OR violation:integrity.torture)'
    expanded = expand(parse(text), VOCABULARIES).expression
    assert expanded == parse("стена NOT (unit:by-mvd OR violation:integrity.torture)")
    denied = expand(And((Word("a"), Not(Field("kind", ("video",))))), VOCABULARIES)
    assert denied.expression == parse("a NOT kind:video")
    assert expand(None, VOCABULARIES).expression is None


@pytest.mark.parametrize(
    ("text", "position", "message", "code"),
    [
        ("a unit:by-mvdd", 3, "by-mvd", "unknown-term"),
        ("violation:integrity.tortur", 1, "integrity.torture", "unknown-term"),
        ("a (b OR crime:CAH-7-1-ff)", 9, "CAH-7-1-f", "unknown-term"),
        ("article:XYZ-1", 1, "no legal instrument", "unknown-term"),
        ("article:CAT-99", 1, "No violation type rests on CAT-99", "unknown-term"),
        ("unit:ИК-1", 1, "can mean several units", "invalid-request"),
    ],
)
def test_what_no_register_knows_is_pointed_at(text, position, message, code):
    with pytest.raises(InvalidRequest) as caught:
        expand(parse(text), VOCABULARIES)
    (problem,) = caught.value.problems
    assert (problem.where, problem.code) == (f"text:{position}", code)
    assert message in problem.message


def test_an_option_that_no_register_knows_has_no_position():
    with pytest.raises(UnknownTerm, match="No unit is called"):
        expand(Field("unit", ("nobody",)), VOCABULARIES)


# Names and the dates beside them


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("unit:ИК-1 date:2004", "by-ik1-minsk"),
        ("unit:ИК-1 date:2019-12..2022-03", "by-ik1-navapolatsk"),
        ("date:!2021 (unit:ИК-1 OR violation:detention)", "by-ik1-navapolatsk"),
        ("date:2021 violation:detention NOT unit:ИК-1", "by-ik1-navapolatsk"),
        ("date:2004,2005-03 unit:ИК-1", "by-ik1-minsk"),
        ("СІЗА date:..2024-04-28 unit:СІЗА-1", "by-sizo1-valadarka"),
    ],
)
def test_a_name_means_the_unit_that_existed_at_the_dates_asked_for(text, unit):
    found = expand(parse(text), VOCABULARIES)
    assert {leaf.values for leaf in leaves(found.expression) if isinstance(leaf, Field)} >= {(unit,)}
    ((name, read, others),) = [(r.name, r.unit, r.others) for r in found.resolved]
    assert (name, read) == (text.partition("unit:")[2].split(" ")[0].rstrip(")"), unit)
    assert unit not in others
    assert len(others) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unit:ИК-1", "or say when the act was"),
        ("unit:ИК-1 date:2000..2022", "a narrower time"),
        ("unit:ИК-1 date:2011", "none of them existed then"),
        ("unit:ИК-1 (date:2004)", "or say when the act was"),
        ("стена OR (unit:ИК-1 OR date:2004)", "or say when the act was"),
        ("unit:Окрестина date:2020-08", "a narrower time"),
    ],
)
def test_what_stays_ambiguous_is_answered_with_all_candidates(text, said):
    with pytest.raises(InvalidRequest) as caught:
        expand(parse(text), VOCABULARIES)
    message = caught.value.problems[0].message
    assert said in message
    candidates = ("by-akr-cip", "by-akr-ivs") if "Окр" in text else ("by-ik1-minsk", "by-ik1-navapolatsk")
    assert all(one in message for one in candidates)


# Succession


def followed(text, *types, stop_at=()):
    found = expand(parse(text), VOCABULARIES, Following(frozenset(types), frozenset(stop_at)))
    return {one.descent.unit: one for one in found.followed}, found.expression


def test_nothing_is_followed_unless_it_is_asked_for():
    assert followed("unit:by-kgb") == ({}, parse("unit:by-kgb"))


def test_the_line_of_the_kgb_with_the_days_of_each():
    found, expression = followed("unit:by-kgb", *LINEAGE)
    assert {"bssr-kgb", "bssr-kgb-sm", "bssr-nkvd", "bssr-cheka"} <= set(found)
    assert [step.after for step in found["bssr-kgb-sm"].descent.path] == ["by-kgb", "bssr-kgb"]
    fields = [leaf for leaf in leaves(expression) if isinstance(leaf, Field)]
    assert Field("unit", ("by-kgb",)) in fields
    assert Field("date", ("..1954-05-19",)) in fields
    assert about_one_act(expression)
    assert followed("unit:~by-kgb") == (found, expression)


def test_only_some_types_and_a_unit_to_stop_at():
    assert set(followed("unit:by-kgb", SuccessionType.RENAME)[0]) == {"bssr-kgb", "bssr-kgb-sm"}
    stopped = followed("unit:by-kgb", *LINEAGE, stop_at=["bssr-kgb-sm"])[0]
    assert set(stopped) == {"bssr-kgb"}


def test_only_units_of_the_days_asked_for_are_followed():
    found, _ = followed("unit:by-kgb date:1950..1990", *LINEAGE)
    assert set(found) == {"bssr-kgb", "bssr-kgb-sm", "bssr-mvd", "bssr-mgb"}


def test_nothing_is_followed_across_the_reuse_of_a_site():
    found, _ = followed("unit:by-ltp8-navapolatsk", *FOLLOWABLE)
    assert "by-ik10-navapolatsk" not in found
    assert set(found) == {"by-ik1-navapolatsk"}


def test_what_is_denied_is_not_followed():
    found, expression = followed("violation:soviet NOT unit:bssr-kgb", *LINEAGE)
    assert found == {}
    assert expression == parse("violation:soviet NOT unit:bssr-kgb")


def test_parentheses_of_one_unit_keep_it_apart_when_it_is_followed():
    _, expression = followed("violation:soviet (unit:bssr-gpu)", *LINEAGE)
    assert isinstance(expression, And)
    assert isinstance(expression.operands[1], Not)
    assert not about_one_act(expression.operands[1])


def test_a_unit_reached_without_a_date_counts_for_all_days():
    _, expression = followed("unit:by-prison8-zhodzina", SuccessionType.RENAME)
    assert expression == parse("unit:by-prison8-zhodzina,by-sizo8-zhodzina")
