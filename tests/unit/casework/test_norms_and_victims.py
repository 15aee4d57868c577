"""Norms that did not apply yet, and victims who suffered more than one thing."""

import pytest

from archive.domain.applicability import Applies, applies, instruments_of, warning
from archive.domain.cooccurrence import cooccur
from archive.domain.description import Allegation, Description, Kind, Source, Victim, VictimRole
from archive.domain.errors import UnknownTerm
from schemas.edtf import parse
from tests.factories import consent
from tests.unit.casework.told import claim, told


@pytest.mark.parametrize(
    ("when", "answer", "said"),
    [
        ("2020-08-09/2020-08-12", Applies.APPLIED, ""),
        ("1937~", Applies.OLDER, "CAT applies from 1987-06-26: it is older"),
        ("198X", Applies.OLDER_PERHAPS, "CAT applies from 1987-06-26: it may be older"),
        ("1987-06-26", Applies.APPLIED, ""),
        ("1987-06-25", Applies.OLDER, "CAT applies from 1987-06-26: it is older"),
        ("", Applies.UNDATED, ""),
    ],
)
def test_an_act_older_than_the_norm_is_told(vocabularies, when, answer, said):
    instrument, date = vocabularies.instrument("CAT-1"), parse(when) if when else None
    assert applies(instrument, date) is answer
    assert warning(instrument, date) == said


def test_norms_of_a_set_of_acts_with_those_that_are_older(vocabularies):
    acts = [
        told("S25", "soviet.extrajudicial_sentence", claim("bssr-troika37"), when="1937~"),
        told("S01", "integrity.torture.beating", claim("by-akr-cip")),
        told("S18", ""),
    ]
    found = {use.instrument.prefix: use for use in instruments_of(acts, vocabularies)}
    assert [one.act.number for one in found["CAT"].acts] == ["S01"]
    assert found["CAT"].older() == ()
    assert "CAT-1" in found["CAT"].acts[0].references
    assert [one.act.number for one in found["UDHR"].older()] == ["S25"]
    only = instruments_of(acts, vocabularies, ["CAT-1"])
    assert [use.instrument.prefix for use in only] == ["CAT"]
    with pytest.raises(UnknownTerm):
        instruments_of(acts, vocabularies, ["CATS-1"])


@pytest.mark.parametrize(
    ("crime", "prefix"),
    [("CAT-1", "CAT"), ("ICPPED-2", "ICPPED"), ("CAH-7-1-f", "Rome"), ("GEN-6-e", "Rome")],
)
def test_a_crime_belongs_to_the_instrument_that_defines_it(vocabularies, crime, prefix):
    assert vocabularies.instrument_of(crime).prefix == prefix


ACTS = [
    told("A", "liberty.arbitrary_detention", victim="one"),
    told("B", "integrity.torture", victim="one"),
    told("B", "integrity.torture.beating", victim="one", position=2),
    told("C", "liberty.arbitrary_detention", victim="two"),
    told("D", "liberty.arbitrary_detention", victim="two"),
    told("E", "health.denial_medical_care"),
    told("F", "", victim="one"),
]


def joined(vocabularies, at_least, **more):
    return cooccur(ACTS, vocabularies.violations, at_least, **more)


def test_victims_with_several_types(vocabularies):
    found = joined(vocabularies, 2)
    assert (found.victims, found.unjoined) == (2, 1)
    (one,) = found.joined
    assert one.types == ("integrity.torture.beating", "liberty.arbitrary_detention")
    assert [act.key for act in one.acts] == [("A", 1), ("B", 1), ("B", 2)]


def test_a_wider_word_for_the_same_thing_is_no_second_type(vocabularies):
    assert joined(vocabularies, 3).joined == ()


def test_only_some_types_count_and_some_must_be_among_them(vocabularies):
    assert joined(vocabularies, 2, among={"liberty.arbitrary_detention"}).joined == ()
    assert len(joined(vocabularies, 1, including=["liberty"]).joined) == 2
    assert len(joined(vocabularies, 1, including=["liberty", "integrity.torture"]).joined) == 1


@pytest.mark.parametrize(
    ("victim", "reference"),
    [
        (Victim(VictimRole.SELF), "W-1"),
        (Victim(VictimRole.RELATIVE), ""),
        (Victim(VictimRole.RELATIVE, reference="W-2"), "W-2"),
        (Victim(), ""),
    ],
)
def test_who_a_victim_is_by_reference(victim, reference):
    described = Description(Kind.TESTIMONY, "FICTIONAL", ("be",), consent(), source=Source(witness="W-1"))
    assert described.victim_of(Allegation(victim=victim)) == reference
