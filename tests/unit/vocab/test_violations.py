"""Violation types: closure, crosswalk to crimes, law and its dates, search and suggestions."""

from datetime import date

import pytest

from archive.domain.errors import UnknownTerm
from schemas.edtf import parse
from schemas.vocabularies.loader import load_vocabularies


@pytest.fixture(scope="module")
def found():
    return load_vocabularies()


@pytest.fixture(scope="module")
def violations(found):
    return found.violations


def test_every_term_has_three_labels_and_a_definition(violations):
    for term in violations.all():
        assert all(term.labels.all())
        assert term.definition


def test_closure_of_torture(violations):
    below = violations.descendants("integrity.torture")

    assert "integrity.torture.beating" in below
    assert "integrity.torture.electric_shock" in below
    assert "integrity.excessive_force" not in below  # S16 is outside the torture closure
    assert not any(term.startswith("sgbv") for term in below)
    assert violations.ancestors("integrity.torture.beating") == ("integrity.torture", "integrity")
    assert violations.children("integrity.torture.beating") == ()


def test_ancestors_follow_the_parent_and_not_the_id(violations):
    assert violations.ancestors("liberty.administrative_arrest") == ("liberty.arbitrary_detention", "liberty")
    assert "liberty.administrative_arrest" in violations.descendants("liberty")


def test_ancestors_and_descendants_mirror_each_other(violations):
    for term in violations.all():
        for below in violations.descendants(term.id):
            assert term.id in violations.ancestors(below)


def test_crimes_of_a_term_and_terms_of_a_crime(found, violations):
    links = {link.crime: link.fit for link in violations.crimes("integrity.torture.beating")}

    assert links == {"CAH-7-1-f": "core", "CAT-1": "core"}
    assert violations.crimes("integrity") == ()
    assert "integrity.torture.beating" in {link.violation for link in violations.violations_of("CAH-7-1-f")}
    elements = found.crime("CAH-7-1-f").elements
    assert [element.number for element in elements] == [1, 2, 3, 4, 5]
    assert {element.kind for element in elements} == {"material", "contextual", "mental"}


def test_a_norm_that_did_not_apply_yet_is_recognised(found):
    covenant = found.instrument("ICCPR-2(3)")

    assert covenant.title.startswith("International Covenant on Civil")
    assert covenant.postdates(parse("1937~"))
    assert not covenant.postdates(parse("195X/"))
    assert covenant.may_postdate(parse("195X/"))
    assert not covenant.may_postdate(date(2020, 8, 10))
    assert not covenant.postdates(None)
    assert covenant.may_postdate(None)
    assert found.instrument("Minnesota-2016").may_postdate(parse("2016-05"))
    with pytest.raises(UnknownTerm, match="ICCPR"):
        found.instrument("ICPR-9")
    with pytest.raises(UnknownTerm, match="CAH-7-1-f"):
        found.crime("CAH-7-1-ff")


def test_every_reference_of_every_term_leads_to_an_instrument(found, violations):
    assert all(found.instrument(reference) for term in violations.all() for reference in term.legal_basis)


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("пытки", "ru", "integrity.torture"),
        ("пытк", "", "integrity"),
        ("Катаванні", "be", "integrity.torture"),
        ("solitary", "en", "integrity.punitive_isolation"),
        ("ШЫЗА", "", "integrity.punitive_isolation"),
        ("жёлтые бирки", "ru", "detention.discriminatory_regime"),
        ("желтые бирки", "ru", "detention.discriminatory_regime"),
        ("integrity.torture.beating", "", "integrity.torture.beating"),
        ("truncheons", "en", "integrity.torture.beating"),
    ],
)
def test_search_in_labels(violations, text, language, first):
    assert violations.search(text, language)[0].id == first


def test_search_says_nothing_rather_than_anything(violations):
    assert violations.search("") == ()
    assert violations.search("?!") == ()
    assert violations.search("truncheons", "be") == ()
    assert violations.search("кактус") == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("integrity.tortur", "integrity.torture"),
        ("torture.beating", "integrity.torture.beating"),
        ("beatings", "integrity.torture.beating"),
        ("Избиения в неволи", "integrity.torture.beating"),
    ],
)
def test_unknown_terms_name_the_nearest(violations, typed, meant):
    with pytest.raises(UnknownTerm) as caught:
        violations.term(typed)

    assert meant in caught.value.nearest


def test_labels_by_language(violations):
    labels = violations.term("integrity.punitive_isolation").labels

    assert "ШЫЗА" in labels["be"]
    assert "ШИЗО" in labels["ru"]
    with pytest.raises(KeyError):
        labels["de"]
