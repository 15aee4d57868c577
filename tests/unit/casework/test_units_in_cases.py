"""Anomalies, vague attributions, places and postings."""

from datetime import date

import pytest

from archive.domain.anomalies import outside_existence
from archive.domain.dates import Quantifier, Span
from archive.domain.description import Level, Posting
from archive.domain.errors import UnknownTerm
from archive.domain.places import PlaceMatch, compare_places
from archive.domain.postings import Stint, is_person, services
from archive.domain.units import Presence
from archive.domain.vague import Clue, VagueClaims
from schemas.edtf import parse
from tests.unit.casework.told import claim, told

CERTAINLY, POSSIBLY, NO = Presence.CERTAINLY, Presence.POSSIBLY, Presence.NO


@pytest.mark.parametrize(
    ("said", "place", "answer"),
    [
        ("Гродно", "Hrodna", PlaceMatch.AGREES),
        ("у Гродне, на вакзале", "Hrodna", PlaceMatch.AGREES),
        ("Гродненская область", "Hrodna", PlaceMatch.AGREES),
        ("Grodno", "Hrodna", PlaceMatch.AGREES),
        ("Mogilev", "Mahilyow", PlaceMatch.AGREES),
        ("Mahiloŭ", "Mahilyow", PlaceMatch.AGREES),
        ("Магілёў", "Mahilyow", PlaceMatch.AGREES),
        ("Віцебск", "Vitsebsk", PlaceMatch.AGREES),
        ("Жодино", "Zhodzina", PlaceMatch.AGREES),
        ("Minsk, Akrestsina", "Minsk", PlaceMatch.AGREES),
        ("Minsk", "Hrodna", PlaceMatch.OTHER),
        ("Брест", "Hrodna", PlaceMatch.OTHER),
        ("Гомель", "Mahilyow", PlaceMatch.OTHER),
        ("withheld", "Hrodna", PlaceMatch.SILENT),
        ("", "Hrodna", PlaceMatch.SILENT),
        ("Гродно", "", PlaceMatch.SILENT),
        ("я", "Hrodna", PlaceMatch.SILENT),
    ],
)
def test_places_across_scripts(said, place, answer):
    assert compare_places(said, place) is answer


def test_a_sentence_after_the_end_of_the_troika_is_an_anomaly_and_one_of_about_1937_is_none(vocabularies):
    """S25 and S26."""
    acts = [
        told("S25", "soviet.extrajudicial_sentence", claim("bssr-troika37"), when="1937~"),
        told("S26", "soviet.extrajudicial_sentence", claim("bssr-troika37"), claim(), when="1939"),
        told("undated", "soviet.extrajudicial_sentence", claim("bssr-troika37"), when=""),
    ]
    (found,) = outside_existence(acts, vocabularies.units)
    assert found.act.number == "S26"
    assert found.unit.id == "bssr-troika37"


def test_only_omon_in_hrodna_could_be_the_detachment_of_hrodna(vocabularies):
    """L4. Ambiguity is kept: without a place it could be any detachment."""
    vague = VagueClaims(vocabularies.units, "by-omon-hrodna")
    acts = [
        told("A", "", claim("by-omon"), place="Гродна"),
        told("B", "", claim("by-omon"), place=""),
        told("C", "", claim("by-omon"), place="Minsk"),
        told("D", "", claim("by-mvd", level=Level.MINISTRY), place="Hrodna"),
        told("E", "", claim("by-omon-hrodna"), claim("by-omon-minsk"), claim(person="X"), place="Hrodna"),
        told("F", "", claim(unnamed_unit="АМАП, чорная форма"), place="Гродно"),
        told("G", "", claim(unnamed_unit="чорная форма"), place="Гродно"),
        told("H", "", claim(unnamed_unit="чорная форма"), place=""),
    ]
    found = vague.candidacies(acts)
    assert [(one.act.number, one.clue) for one in found.found] == [
        ("A", Clue.NAME),
        ("B", Clue.NAME),
        ("F", Clue.WORDS),
        ("D", Clue.SUPERIOR),
        ("G", Clue.NOTHING),
    ]
    assert (found.elsewhere, found.outside, found.unplaced) == (1, 0, 1)
    a, b, *_ = found.found
    assert a.as_well == ()
    assert set(b.as_well) == {
        f"by-omon-{town}" for town in ("minsk", "brest", "vitsebsk", "homel", "mahiliou")
    }
    assert {"by-omon", "by-uvd-hrodna", "by-mvd"} <= set(vague.vaguer())


def test_a_claim_of_a_time_before_the_unit_is_counted_and_not_listed(vocabularies):
    vague = VagueClaims(vocabularies.units, "by-vv-sobr")
    found = vague.candidacies([told("A", "", claim("by-vv-3214"), when="1995")])
    assert (found.found, found.outside) == ((), 1)
    with pytest.raises(UnknownTerm):
        VagueClaims(vocabularies.units, "by-vv-sobbr")


def posted(number, unit, when):
    return Stint(number, Posting("Узорны", unit, when=when), parse(when) if when else None)


def test_postings_to_a_unit_keep_their_gap():
    found = services(
        [
            posted("C", "by-vv-3214", "2021-05/.."),
            posted("A", "by-vv-3214", "2018-03/2020-10-29"),
            posted("B", "by-vv", "2020-11/2021-04"),
        ]
    )
    assert [one.unit for one in found] == ["by-vv-3214", "by-vv"]
    assert found[0].gaps == (Span(date(2020, 10, 30), date(2021, 4, 30)),)
    assert found[1].gaps == ()


@pytest.mark.parametrize(
    ("when", "quantifier", "answer"),
    [
        ("2020-08-09/2020-08-12", Quantifier.THROUGHOUT, CERTAINLY),
        ("2020-10-28/2020-11-02", Quantifier.SOME_DAY, POSSIBLY),
        ("2020-10-28/2020-11-02", Quantifier.THROUGHOUT, CERTAINLY),
        ("2020-12-31", Quantifier.SOME_DAY, NO),
        ("2023", Quantifier.SOME_DAY, POSSIBLY),
        ("2020-08-10?", Quantifier.SOME_DAY, POSSIBLY),
        ("2018-02-15", Quantifier.SOME_DAY, NO),
    ],
)
def test_an_act_in_a_posting_in_the_gap_and_at_its_edge(when, quantifier, answer):
    found = services(
        [posted("A", "by-vv-3214", "2018-03-01/2020-10-29"), posted("B", "by-vv-3214", "2021-05/")]
    )
    (service,) = found
    assert service.covers(parse(when), quantifier) is answer


def test_a_posting_without_a_time_makes_nothing_certain():
    found = services([posted("A", "by-vv-3214", "")])
    assert found[0].covers(parse("2020"), Quantifier.SOME_DAY) is POSSIBLY
    assert found[0].gaps == ()


def test_a_person_is_meant_as_written():
    posting = Posting("Узорны  А. Б.", "by-vv")
    assert is_person(posting, "узорны а.б.")
    assert not is_person(posting, "Узорны")
