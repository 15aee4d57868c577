"""The register of charges: what people's words mean, at which time, and what is near to an unknown one."""

import pytest

from archive.domain.unit import Presence
from schemas.edtf import parse
from schemas.vocabularies.loader import vocabularies


@pytest.fixture
def charges():
    return vocabularies().charges


@pytest.mark.parametrize(
    ("text", "when", "found"),
    [
        ("BY-CC-361-4/1", "", ("BY-CC-361-4/1",)),
        ("BY-CC-999", "", ("BY-CC-999",)),
        ("by-cc-361-4", "", ("BY-CC-361-4",)),
        ("ч. 1 ст. 342 УК", "", ("BY-CC-342/1",)),
        ("частка 2 арт. 24.23 КаАП", "", ("BY-CAO-24.23/2",)),
        ("58-10", "", ("SU-RSFSR-58-10",)),
        ("ст. 58-1а УК РСФСР", "", ("SU-RSFSR-58-1a",)),
        ("70", "", ("SU-BSSR-70", "SU-RSFSR-70")),
        ("70", "1937~", ("SU-BSSR-70",)),
        ("ст. 70 УК РСФСР", "1937", ("SU-RSFSR-70",)),
        ("массовые беспорядки", "", ("BY-CC-293",)),
        ("Масавыя беспарадкі", "2020-08", ("BY-CC-293",)),
        ("дробнае хуліганства", "2020-08", ("BY-CAO-17.1",)),
        ("petty hooliganism", "2022", ("BY-CAO-19.1",)),
        ("342 CAO", "", ()),
        ("кактус", "", ()),
        ("🫖", "", ()),
        ("9" * 4000, "", ()),
    ],
)
def test_what_words_may_mean(charges, text, when, found):
    assert charges.find(text, parse(when) if when else None) == found


def test_a_number_means_what_it_meant_then(charges):
    (before, after) = charges.entries("BY-CC-193-1/1")
    assert charges.at("BY-CC-193-1", parse("2010")) == (before,)
    assert charges.at("BY-CC-193-1", parse("2020-08")) == ()
    assert charges.at("BY-CC-193-1", parse("2023")) == (after,)
    assert charges.at("BY-CC-193-1", None) == (before, after)


@pytest.mark.parametrize(
    ("charge", "when", "answer"),
    [
        ("BY-CAO-23.34", "2020-08-09", Presence.CERTAINLY),
        ("BY-CAO-23.34", "2021-03-01", Presence.NO),
        ("BY-CC-361-4", "2021-05", Presence.POSSIBLY),
        ("BY-CC-361-4", "2020", Presence.NO),
        ("SU-RSFSR-58-10", "1937", Presence.CERTAINLY),
        ("SU-RSFSR-58-10", "1937?", Presence.POSSIBLY),
        ("SU-RSFSR-190-1", "1961", Presence.NO),
        ("SU-BSSR-186-1", "2010", Presence.NO),
    ],
)
def test_when_an_article_was_in_force(charges, charge, when, answer):
    (entry,) = charges.entries(charge)
    assert entry.in_force(parse(when)) is answer


@pytest.mark.parametrize(
    ("unknown", "near"),
    [("BY-CC-361-9", "BY-CC-361-4"), ("RU-CC-58-10", "SU-RSFSR-58-10"), ("BY-CC-58-10/1", "SU-RSFSR-58-10")],
)
def test_unknown_charges_have_near_ones(charges, unknown, near):
    assert charges.entries(unknown) == ()
    assert near in charges.suggest(unknown)
    assert len(charges.suggest(unknown)) <= 5
