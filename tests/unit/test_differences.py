"""Where the allegations of two accounts differ, and where they only seem to."""

import pytest

from archive.domain.consent import Consent, ConsentBasis
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Attribution, Certainty, Description, Kind
from archive.domain.differences import About, Comparing, differences
from schemas import edtf
from search.analysis import ScriptAnalyzer
from tests import search_world as world

ANALYZER = ScriptAnalyzer()
BY = Comparing(
    parse_date=edtf.parse,
    superiors=world.superiors,
    ancestors=world.ancestors,
    words=lambda text: frozenset(stem for form in ANALYZER.forms(text) for stem in form.stems),
)
BEATING = "integrity.torture.beating"


def account(*allegations: Allegation, **fields) -> Description:
    return Description(
        Kind.TESTIMONY, "FICTIONAL", ("en",), Consent(ConsentBasis.SOURCE), allegations=allegations, **fields
    )


def act(when="", place="", units=(), violation=BEATING, quantifier=Quantifier.SOME_DAY) -> Allegation:
    by = tuple(Attribution(unit=unit, certainty=certainty) for unit, certainty in units)
    return Allegation(violation, attributions=by, when=when, quantifier=quantifier, place=place)


def found(one, other) -> list[About]:
    return [each.about for each in differences(one, other, BY)]


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("2020-08-09", "2020-08-10", [About.TIME]),
        ("2020-08-09", "2020-08", []),
        ("[2020-08-09..2020-08-11]", "2020-08-10/2020-08-12", []),
        ("2020-08-09", "", []),
        ("1937", "[1936,1938]", [About.TIME]),
    ],
)
def test_days_differ_when_none_may_be_the_same(here, there, expected):
    assert found(account(act(here)), account(act(there))) == expected


def test_several_days_and_some_day_differ_in_how_long():
    whole = act("2020-08-09/2020-08-12", quantifier=Quantifier.THROUGHOUT)
    assert found(account(whole), account(act("2020-08-10/2020-08-11"))) == [About.TIME]
    one_day = act("2020-08-10", quantifier=Quantifier.THROUGHOUT)
    assert found(account(one_day), account(act("2020-08-10"))) == []


def test_places_differ_when_no_word_of_them_is_the_same():
    minsk = account(act(place="Minsk, Akrestsina"))
    assert found(minsk, account(act(place="Minsk"))) == []
    assert found(minsk, account(act(place="Brest"))) == [About.PLACE]
    assert found(minsk, account(act())) == []
    assert found(account(act(), place="Brest"), minsk) == [About.PLACE]


HIGH, LOW = Certainty.HIGH, Certainty.LOW


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ([("x-company", HIGH)], [("x-prison", HIGH)], [About.UNIT]),
        ([("x-company", HIGH)], [("x-ministry", HIGH)], []),
        ([("x-company", HIGH)], [("x", HIGH)], []),
        ([("x-company", HIGH)], [], []),
        ([("x-company", HIGH), ("x-prison", LOW)], [("x-prison", HIGH)], [About.UNIT]),
        ([("x-company", HIGH), ("x-prison", HIGH)], [("x-prison", LOW)], []),
    ],
)
def test_units_differ_when_each_is_surest_of_another_that_does_not_stand_under_it(here, there, expected):
    day = "2020-08-10"
    assert found(account(act(day, units=here)), account(act(day, units=there))) == expected


def test_the_hierarchy_is_that_of_the_day():
    """After the move the company stood under the guard, not under the ministry."""
    company, ministry = [("x-company", HIGH)], [("x-ministry", HIGH)]
    late = "2021-06-01"
    assert found(account(act(late, units=company)), account(act(late, units=ministry))) == [About.UNIT]


def test_only_acts_of_one_type_are_compared():
    detention = act("2020-08-09", violation="liberty.arbitrary_detention")
    assert found(account(act("2020-08-10")), account(detention)) == []
    wider = act("2020-08-09", violation="integrity.torture")
    assert found(account(act("2020-08-10")), account(wider)) == [About.TIME]
    assert found(account(act("2020-08-10", violation="")), account(act("2020-08-09", violation=""))) == []


def test_of_several_acts_one_that_agrees_is_enough():
    """Two beatings on two days: each account may tell of either."""
    twice = account(act("2020-08-09", "Minsk"), act("2020-08-11", "Brest"))
    assert found(account(act("2020-08-11", "Brest")), twice) == []
    assert found(account(act("2020-08-11", "Minsk")), twice) == [About.PLACE]
    assert found(account(act("2020-08-13")), twice) == [About.TIME]


def test_a_difference_names_both_allegations():
    one = account(act("2020-08-09", violation="liberty"), act("2020-08-10"))
    (difference,) = differences(one, account(act("2020-08-13")), BY)
    assert (difference.here.allegation, difference.there.allegation) == (2, 1)
    assert (difference.here.text, difference.there.text) == ("2020-08-10 (some day)", "2020-08-13 (some day)")
