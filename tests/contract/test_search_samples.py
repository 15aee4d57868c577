"""The thirty fictional records in every engine: units, names and dates, by the real registers."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from archive.domain.consent import Purpose, Use
from archive.domain.errors import InvalidRequest
from archive.domain.unit import LINEAGE, Presence, SuccessionType
from schemas.deposit import DepositReader
from schemas.edtf import parse as parse_date
from schemas.vocabularies.loader import load_vocabularies
from search.blinding import Labels, blind_query
from search.expansion import expand
from search.expression_text import parse
from search.indexer import DocumentBuilder, IndexInput, Resolver
from search.query import SearchQuery
from search.trees import Tree
from search.unit_names import Following
from tests import search_world as world

RECORDS = Path(__file__).parents[2] / "samples" / "records"
VOCABULARIES = load_vocabularies()
UNITS = VOCABULARIES.units
REAL = Resolver(
    parse_date,
    UNITS.superior_ids,
    VOCABULARIES.violations.ancestors,
    lambda unit, when: UNITS.exists(unit, when) is not Presence.NO,
)
GERMANY = Use(Purpose.PROSECUTION, "", "DE")
COMMISSION = Use(Purpose.TRUTH_COMMISSION_CLOSED)
STUDY = Use(Purpose.ANALYSIS)


@cache
def documents():
    reader = DepositReader(lambda: VOCABULARIES)
    builder = DocumentBuilder(world.BLIND[world.FIRST_COLLECTION], world.ANALYZER, REAL, 3)
    found = []
    for path in sorted(RECORDS.glob("S*/*.deposit.yaml")):
        described = reader.read(yaml.safe_load(path.read_text(encoding="utf-8"))).description
        item_id = f"00000000-0000-4000-8000-{int(described.label[1:]):012d}"
        found.append(builder.build(IndexInput(item_id, 1, described)))
    return tuple(found)


@pytest.fixture
def ask(index):
    index.put(documents())
    index.refresh()

    def labels(text, use=STUDY, types=(), stop_at=()):
        query = SearchQuery(use, parse(text), page_size=100, collections=(world.FIRST_COLLECTION,))
        following = Following(frozenset(types), frozenset(stop_at))
        blinded = blind_query(
            query,
            world.scopes(),
            world.ANALYZER,
            Labels(Tree({}), Tree({})),
            lambda asked: expand(asked, VOCABULARIES, following).expression,
        )
        answer = blinded.read(index.search(blinded.query))
        return sorted(f"S{int(found.item_id[-12:]):02}" for found in answer.items)

    return labels


TORTURE = "unit:by-mvd violation:integrity.torture,life.death_in_custody.ill_treatment"


def test_torture_under_the_ministry_in_august_for_germany(ask):
    """L1 and L2."""
    assert ask(f"{TORTURE} date:2020-08-09..2020-08-13", GERMANY) == ["S01", "S03", "S04"]
    assert ask(f"{TORTURE} date:!2020-08-09..2020-08-13", GERMANY) == ["S01", "S03", "S04"]
    assert ask(f"{TORTURE} date:!2020-08-10..2020-08-10", GERMANY) == ["S01", "S03"]
    assert ask(f"{TORTURE} date:2020-08-10..2020-08-10", GERMANY) == ["S01", "S03", "S04"]


def test_the_same_label_is_another_institution_at_another_time(ask):
    """Demonstration 2."""
    assert ask("unit:ИК-1 date:2021") == ["S09"]
    assert ask("unit:ИК-1 date:2004", Use(Purpose.PROSECUTION, "", "LT")) == []
    assert ask("unit:СІЗА-1 date:2023") == ["S11"]
    assert ask("unit:СИЗО-1 date:2024-05..2025") == ["S12"]
    with pytest.raises(InvalidRequest, match="cannot be run"):
        ask("unit:ИК-1")


def test_the_line_of_the_security_service_is_followed_on_request(ask):
    """S29 and T1: back to the NKVD, which split, was renamed and merged on the way."""
    assert ask("unit:by-kgb", COMMISSION) == []
    assert ask("unit:by-kgb", COMMISSION, types=[SuccessionType.RENAME]) == ["S29"]
    assert ask("unit:by-kgb", COMMISSION, types=LINEAGE) == ["S25", "S27", "S28", "S29"]
    assert ask("unit:~by-kgb date:1950..", COMMISSION) == ["S29"]
    assert ask("unit:by-kgb", COMMISSION, types=LINEAGE, stop_at=["bssr-kgb"]) == []


def test_an_act_outside_the_term_of_its_body_is_found_as_an_anomaly(ask):
    """Demonstration 5. S26 has no superiors in 1939, and is found under the troika alone."""
    assert ask("anomaly:existence", COMMISSION) == ["S26"]
    assert ask("unit:bssr-troika37 NOT anomaly:existence", COMMISSION) == ["S25"]
    assert ask("unit:bssr-nkvd date:1939", COMMISSION) == ["S27"]


def test_units_without_a_name_levels_and_bases_can_be_asked_for(ask):
    lithuania = Use(Purpose.PROSECUTION, "", "LT")
    assert ask("attributed:unnamed", lithuania) == ["S02"]
    assert ask("attributed:unnamed unit:by-omon-minsk", lithuania) == []
    assert ask("attributed:nobody violation:integrity.torture", GERMANY) == ["S05"]
    assert ask("unit:by-akr-ivs level:unknown", GERMANY) == ["S01"]
    assert ask("unit:by-akr-ivs level:unit basis:seen", GERMANY) == ["S04"]
    assert ask("level:ministry certainty:low") == ["S22", "S30"]


def test_both_parents_that_sources_dispute_are_answered(ask):
    """Akrestsina stood under the police of the city by most sources, under corrections by one."""
    assert ask(f"unit:by-din {TORTURE.partition(' ')[2]}", GERMANY) == ["S01", "S04"]
    assert ask(f"unit:by-guvd-minsk {TORTURE.partition(' ')[2]}", GERMANY) == ["S01", "S03", "S04"]


DATES = [
    # record, range, possibly, certainly
    ("S25", "1936..1938", True, True),
    ("S25", "1937", True, False),
    ("S25", "1935", False, False),
    ("S26", "1939", True, True),
    ("S26", "1937-07-30..1938-11-17", False, False),
    ("S27", "1930..1939", True, True),
    ("S27", "1937..1941", True, False),
    ("S28", "1940-02-10", True, False),
    ("S28", "1940-02-11..1940-12-31", False, False),
    ("S29", "1959-12-31", True, True),
    ("S29", "1955", True, False),
]


def test_vague_dates_of_the_records_possibly_and_certainly(ask):
    for label, days, possibly, certainly in DATES:
        answered = [label in ask(f"date:{mark}{days}", COMMISSION) for mark in ("", "!")]
        assert answered == [possibly, certainly], (label, days)


def test_unspecified_days_and_months_and_one_of_a_set(ask):
    """S07 2021-05-2X, S17 2020-08-1X, S22 2022-0X, S02 one of three days, S13 about a day, S23 hours."""
    assert ask("date:2021-05-29 kind:video") == ask("date:!2021-05-20..2021-05-29 kind:video") == ["S07"]
    assert ask("date:2021-05-19 kind:video") == ask("date:!2021-05-20..2021-05-28 kind:video") == []
    assert ask("date:2020-08-19 violation:sgbv", GERMANY) == ["S17"]
    assert ask("date:!2020-08-09..2020-08-13 violation:sgbv", GERMANY) == []
    assert ask("date:2022-09 kind:photograph") == ["S22"]
    assert ask("date:2022-10..2022-12 kind:photograph") == []
    assert ask("date:!2020-08-09..2020-08-13 violation:liberty.abduction") == ["S02"]
    assert ask("date:!2020-08-10..2020-08-13 violation:liberty.abduction") == []
    icc = Use(Purpose.ICC)
    assert ask("date:2025-09-14 violation:movement.forced_exile", icc) == ["S13"]
    assert ask("date:2025-09-15 violation:movement.forced_exile", icc) == []
    assert ask("date:!2020-08-10 kind:video") == ["S23"]
