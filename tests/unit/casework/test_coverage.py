"""Which element has evidence, possible evidence, none; and why."""

import pytest

from archive.domain.claims import Ground
from archive.domain.coverage import Weight, cover
from archive.domain.description import ActPurpose, Certainty, Level, Valence, Victim
from archive.domain.errors import UnknownTerm
from tests.unit.casework.told import claim, told

EVIDENCE, POSSIBLE, NONE = Weight.EVIDENCE, Weight.POSSIBLE, Weight.NONE
TORTURE = "integrity.torture.beating"


def weights(coverage):
    return [element.weight for element in coverage.elements]


def test_torture_as_a_crime_against_humanity_element_by_element(vocabularies):
    acts = [told("A", TORTURE, claim("by-akr-cip")), told("B", "privacy.doxing", claim("by-mvd"))]

    found = cover("CAH-7-1-f", acts, vocabularies)

    assert weights(found) == [EVIDENCE, EVIDENCE, POSSIBLE, POSSIBLE, NONE]
    assert [element.needs_pattern for element in found.elements] == [False, False, False, True, False]
    assert [element.element.kind for element in found.elements][3:] == ["contextual", "mental"]
    assert (found.mapped, found.unmapped) == (1, 1)
    assert found.elements[1].support[0].why == ("attributed to a place of detention",)


def test_without_a_place_of_detention_custody_is_for_a_reader_to_find(vocabularies):
    found = cover("CAH-7-1-f", [told("A", TORTURE, claim("by-omon-minsk"))], vocabularies)
    assert weights(found)[:2] == [EVIDENCE, POSSIBLE]


@pytest.mark.parametrize(
    ("purpose", "weight"),
    [(ActPurpose.PASSWORD, EVIDENCE), (ActPurpose.UNKNOWN, NONE), (None, NONE)],
)
def test_the_purpose_of_torture_under_the_convention_is_what_the_source_told(vocabularies, purpose, weight):
    """S03: a phone code was asked for with a stun device."""
    act = told("S03", "integrity.torture.electric_shock", claim("by-ruvd-frunzienski"), purpose=purpose)
    assert weights(cover("CAT-1", [act], vocabularies)) == [EVIDENCE, NONE, weight, EVIDENCE, POSSIBLE]


@pytest.mark.parametrize(
    ("claims", "weight"),
    [
        ((claim("by-omon-minsk"),), EVIDENCE),
        ((claim("by-omon-minsk", certainty=Certainty.LOW),), POSSIBLE),
        ((claim("by-omon-minsk", level=Level.UNKNOWN),), POSSIBLE),
        ((claim(unnamed_unit="black clothes"),), POSSIBLE),
        ((claim(person="a man in a hat"),), NONE),
        ((claim("by-belaruskali"),), NONE),
        ((), NONE),
    ],
)
def test_an_official_is_a_unit_of_the_state_that_the_source_named_well(vocabularies, claims, weight):
    assert weights(cover("CAT-1", [told("A", TORTURE, *claims)], vocabularies))[3] is weight


def test_low_certainty_and_duress_make_evidence_possible_and_say_so(vocabularies):
    low = told("A", TORTURE, claim("by-akr-cip", certainty=Certainty.LOW))
    forced = told("B", TORTURE, claim("by-akr-cip"), duress=True)
    for act, word in ((low, "low certainty"), (forced, "CAT-15")):
        found = cover("CAH-7-1-f", [act], vocabularies)
        assert weights(found)[0] is POSSIBLE
        assert word in found.elements[0].support[0].why[-1]


def test_what_fits_as_a_component_or_possibly_is_possible_evidence(vocabularies):
    found = cover(
        "CAH-7-1-f", [told("A", "health.denial_medical_care", claim("by-ik17-shklou"))], vocabularies
    )
    assert weights(found) == [POSSIBLE, EVIDENCE, POSSIBLE, NONE, NONE]
    assert found.elements[0].support[0].why[0].startswith("only if severity")


def test_a_narrower_type_than_the_one_mapped_is_possible_evidence(vocabularies):
    found = cover("CAH-7-1-h", [told("A", TORTURE, claim("by-akr-cip"))], vocabularies)
    assert weights(found)[0] is POSSIBLE
    assert found.elements[0].support[0].why == ("a kind of integrity.torture, which is mapped",)


def test_exonerating_material_supports_nothing_and_is_not_lost(vocabularies):
    act = told("S20", TORTURE, claim("by-vv-sobr"), valence=(Valence.EXONERATING,))
    found = cover("CAH-7-1-f", [act], vocabularies)
    assert set(weights(found)) == {NONE}
    assert [element.against for element in found.elements] == [(act,), (act,), (act,), (act,), ()]


def test_what_bears_on_credibility_counts_and_is_marked(vocabularies):
    act = told("A", TORTURE, claim("by-akr-cip"), valence=(Valence.CREDIBILITY,))
    first = cover("CAH-7-1-f", [act], vocabularies).elements[0]
    assert first.weight is EVIDENCE
    assert first.support[0].why[-1] == "marked as bearing on credibility"


def test_context_speaks_to_contextual_elements_only(vocabularies):
    found = cover("CAH-7-1-f", [told("A", "remedy.no_investigation", claim("by-sk"))], vocabularies)
    assert weights(found) == [NONE, NONE, NONE, POSSIBLE, NONE]


@pytest.mark.parametrize(("child", "weight"), [(True, EVIDENCE), (False, NONE)])
def test_a_child_is_one_by_record(vocabularies, child, weight):
    act = told("S24", "children.deportation_ua", claim("by-dubrava"), who=Victim(child=child))
    assert weights(cover("GEN-6-e", [act], vocabularies))[4] is weight


@pytest.mark.parametrize(
    ("violation", "grounds", "said"),
    [
        (TORTURE, (Ground.POLITICAL, Ground.GENDER), "ground told: political, gender"),
        ("persecution.political", (), "the type alleged names one; the source told none"),
        (TORTURE, (), "no ground recorded; the item has to be read for it"),
    ],
)
def test_the_ground_of_a_persecution_is_what_the_source_told(vocabularies, violation, grounds, said):
    act = told("A", violation, claim("by-akr-cip"), grounds=grounds)
    for element in cover("CAH-7-1-h", [act], vocabularies).elements[1:3]:
        assert element.weight is (EVIDENCE if grounds else POSSIBLE)
        assert element.support[0].why == (said,)


def test_a_ground_is_a_purpose_of_discrimination_under_the_convention_against_torture(vocabularies):
    act = told("A", TORTURE, claim("by-akr-cip"), grounds=(Ground.ETHNIC,))
    purpose = cover("CAT-1", [act], vocabularies).elements[2]
    assert (purpose.weight, purpose.support[0].why) == (EVIDENCE, ("ground told: ethnic",))


def test_the_strongest_come_first(vocabularies):
    acts = [
        told("A", TORTURE, claim("by-mvd", certainty=Certainty.LOW)),
        told("C", TORTURE, claim("by-mvd")),
        told("B", TORTURE, claim("by-mvd")),
    ]
    support = cover("CAH-7-1-f", acts, vocabularies).elements[0].support
    assert [one.act.number for one in support] == ["B", "C", "A"]


def test_no_acts_no_evidence(vocabularies):
    assert set(weights(cover("CAH-7-1-h", [], vocabularies))) == {NONE}


def test_an_unknown_crime_names_the_nearest(vocabularies):
    with pytest.raises(UnknownTerm) as caught:
        cover("CAH-7-1-z", [], vocabularies)
    assert caught.value.nearest
