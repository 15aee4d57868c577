"""Counts and pattern exhibits for programs: the numbers of the pages and commands, by the same services."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from archive.domain.consent import Purpose, Use
from archive.domain.errors import Unavailable
from archive.services.count import count
from schemas.count_tables import tables_json
from search.query import Facet, SearchQuery
from search.timeline import Scale
from search.trees import Matrix
from tests.factories import admit, describe
from tests.web.searching import fill_for_search

USE = {"purpose": "prosecution", "jurisdiction": "DE"}


@pytest.fixture
def filled(own):
    fill_for_search(own.world.made)
    return own


def test_counts_are_those_of_the_service(filled):
    archive, lawyer = filled.world.archive, filled.world.made.lawyer
    asked = {"facets": ["unit", "kind"], "matrix": {"unit_depth": 2}, "timeline": "decade"}
    answer = filled.client("lawyer").post("/counts", {**USE, **asked})
    assert answer.status_code == 200, answer.text
    query = SearchQuery(
        Use(Purpose.PROSECUTION, "", "DE"),
        facets=(Facet.UNIT, Facet.KIND),
        matrix=Matrix(2, 0),
        timeline=Scale.DECADE,
    )
    tables = tables_json(count(archive, lawyer, query).tables)
    assert {name: answer.json[name] for name in tables} == tables
    assert answer.json["total"]["at_least"] > 0
    assert answer.json["timeline"]["bins"]


def test_charges_grounds_and_measures_are_counted_and_asked_for(filled):
    asked = {"facets": ["charge", "ground", "measure"], "charges": ["by-cc-342/1"], "grounds": ["political"]}
    told = filled.client("custodian").post("/counts", {**USE, **asked, "exactly": True})
    assert told.json["total"] == {"at_least": 20, "below": 21}
    rows = {
        facet: [(row["value"], row["items"]["at_least"], row["chosen"]) for row in rows]
        for facet, rows in told.json["facets"].items()
    }
    assert rows == {
        "charge": [("BY-CC-342", 20, False), ("BY-CC-342/1", 20, True), ("SU-RSFSR-58-10", 10, False)],
        "ground": [("political", 20, True)],
        "measure": [("refusal", 20, False)],
    }


def test_exact_numbers_are_for_custodians(filled):
    asked = {**USE, "query": "kind:interview", "exactly": True}
    told = filled.client("custodian").post("/counts", asked)
    assert told.json["total"] == {"at_least": 10, "below": 11}
    assert "matrix" not in told.json
    refused = filled.client("lawyer").post("/counts", asked)
    assert (refused.status_code, refused.json["code"]) == (403, "not-permitted")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"matrix": {"unit_depth": 99}}, "#/matrix/unit_depth"),
        ({"timeline": "week"}, "#/timeline"),
        ({"facets": ["witness"]}, "#/facets/0"),
        ({"grounds": ["greed"]}, "#/grounds/0"),
        ({"charges": ["BY-CC-342", "Art. 342"]}, "#/charges/1"),
    ],
)
def test_what_cannot_be_counted_is_named_at_its_place(shown, asked, pointer):
    refused = shown.client("lawyer").post("/counts", {**USE, **asked})
    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json["errors"]] == [pointer]


def test_a_pattern_exhibit_is_kept_opened_and_compared(filled):
    client = filled.client("lawyer")
    kept = client.post("/patterns", {**USE, "query": "стена", "title": "Walls", "facets": ["kind"]})
    assert kept.status_code == 201, kept.text
    number = kept.json["pattern"]["number"]
    assert kept.json["pattern"]["total"] == 30
    before = filled.world.entries()
    assert client.get(f"/patterns/{number}").json == kept.json
    assert filled.world.entries() == before + 1, "the opening"
    assert client.post(f"/patterns/{number}/comparisons").json["same"] is True
    filled.world.made.deposit([], describe("FICTIONAL new", text="FICTIONAL стена"))
    compared = client.post(f"/patterns/{number}/comparisons").json
    assert (compared["same"], compared["then"], compared["now"]) == (False, 30, 31)
    (came,) = compared["items"]
    assert (came["difference"], [each["reason"] for each in came["because"]]) == ("added", ["accession"])
    assert client.get("/patterns/BYA-2026-E99999").status_code == 404


ASKED = {**USE, "query": "стена", "title": "Walls"}
KEY = {"headers": {"Idempotency-Key": "walls"}}


def test_a_pattern_that_is_asked_for_again_is_opened_and_not_made_again(filled):
    client = filled.client("lawyer")
    first = client.post("/patterns", ASKED, **KEY)
    before = filled.world.entries()
    again = client.post("/patterns", ASKED, **KEY)
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert filled.world.entries() == before + 1, "the opening"
    other = client.post("/patterns", {**ASKED, "title": "Doors"}, **KEY)
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    assert len(client.get("/patterns").json["patterns"]) == 1


def test_a_pattern_that_was_cut_off_is_found_and_not_made_again(filled, monkeypatch):
    def cut_off(*_args, **_named):
        raise Unavailable("cut off")

    client = filled.client("lawyer")
    with monkeypatch.context() as patch:
        patch.setattr("archive.services.repeats._keep", cut_off)
        assert client.post("/patterns", ASKED, **KEY).status_code == 503
    filled.world.clock.move(minutes=3)
    (made,) = client.get("/patterns").json["patterns"]
    completed = client.post("/patterns", ASKED, **KEY)
    assert completed.status_code == 201
    assert completed.json["pattern"]["number"] == made["number"]
    assert client.get("/patterns").json["patterns"] == [made]


def test_patterns_are_listed_for_those_who_could_open_them_and_nothing_is_opened(filled):
    client, world = filled.client("lawyer"), filled.world
    kept = [client.post("/patterns", {**ASKED, "title": title}).json for title in ("Walls", "Doors")]
    before = world.entries()
    listed = client.get("/patterns").json["patterns"]
    assert [each["number"] for each in listed] == [each["pattern"]["number"] for each in reversed(kept)]
    assert listed[1] == {
        "number": kept[0]["pattern"]["number"],
        "collection_id": kept[0]["pattern"]["collection_id"],
        "made_at": listed[1]["made_at"],
        "made_by": "lawyer",
        "entry": kept[0]["entry"],
        "object": kept[0]["object"],
    }
    assert world.entries() == before
    admit(world.made, "lawyer", 2)
    assert client.get("/patterns").json["patterns"] == [], "they were made with another clearance"


def test_an_exhibit_is_handed_to_an_auditor_who_checks_it_without_a_key(filled):
    lawyer, auditor = filled.client("lawyer"), filled.client("auditor")
    kept = lawyer.post("/patterns", ASKED).json
    number = kept["pattern"]["number"]
    before = filled.world.entries()
    opening = lawyer.post(f"/patterns/{number}/openings")
    assert (opening.status_code, opening.json["object"]) == (201, kept["object"])
    assert filled.world.entries() == before + 2, "the opening and the disclosure"
    checked = auditor.post("/log/pattern-checks", opening.json).json
    assert (checked["borne_out"], checked["pattern"]) == (True, kept["pattern"])
    assert {each["then"] for each in checked["items"]} == {"in custody with this record"}
    wrong = auditor.post("/log/pattern-checks", {**opening.json, "object": "0" * 64})
    assert (wrong.status_code, wrong.json["code"]) == (400, "invalid-request")
    short = auditor.post("/log/pattern-checks", {**opening.json, "file_key": "00"})
    assert [each["pointer"] for each in short.json["errors"]] == ["#/file_key"]


def test_a_comparison_comes_with_the_entries_that_say_why(filled):
    client = filled.client("lawyer")
    number = client.post("/patterns", ASKED).json["pattern"]["number"]
    filled.world.made.deposit([], describe("FICTIONAL new", text="FICTIONAL стена"))
    (came,) = client.post(f"/patterns/{number}/comparisons").json["items"]
    answer = client.post(f"/patterns/{number}/comparisons/file")
    assert answer.headers["Content-Disposition"].endswith(f'"{number}-again.zip"')
    names = ZipFile(BytesIO(answer.data)).namelist()
    entry = came["because"][0]["entry"]
    assert {"comparison.json", f"entries/{entry}.json", f"entries/{entry}.tlog-proof"} <= set(names)
