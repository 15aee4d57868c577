"""Names, crimes and articles become ids of the registers, or an error that points at them."""

import pytest

from archive.domain.errors import InvalidRequest, UnknownTerm
from schemas.vocabularies.loader import load_vocabularies
from search.expansion import FITS, expand
from search.expression import And, Field, Not, Word
from search.expression_text import parse
from search.fields import Mode

VOCABULARIES = load_vocabularies()


def types(text):
    field = expand(parse(text), VOCABULARIES)
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
    expanded = expand(parse(text), VOCABULARIES)
    assert expanded == parse("стена NOT (unit:by-mvd OR violation:integrity.torture)")
    assert expand(And((Word("a"), Not(Field("kind", ("video",))))), VOCABULARIES) == parse("a NOT kind:video")
    assert expand(None, VOCABULARIES) is None


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
