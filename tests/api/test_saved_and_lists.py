"""Saved searches, their digest, and lists for programs: what pages and commands do, by the same services."""

import pytest

from tests.factories import describe
from tests.web.searching import fill_for_search

USE = {"purpose": "prosecution", "jurisdiction": "DE"}
WALLS = {**USE, "query": "стена", "name": "Walls"}


@pytest.fixture
def filled(own):
    fill_for_search(own.world.made)
    return own


def test_a_search_is_kept_asked_again_renamed_and_dropped(filled):
    client, world = filled.client("lawyer"), filled.world
    before = world.entries()
    kept = client.post("/saved-searches", {**WALLS, "page_size": 5, "order": "oldest"})
    assert (kept.status_code, kept.json["name"], kept.json["question"]["query"]) == (201, "Walls", "стена")
    assert client.get("/saved-searches").json["searches"] == [kept.json]
    assert world.entries() == before + 1
    number = kept.json["search"]
    first = client.post(f"/saved-searches/{number}/searches").json
    second = client.post(f"/saved-searches/{number}/searches?page=2&page_size=20").json
    assert (first["total"], len(first["items"]), len(second["items"])) == (30, 5, 10)
    assert world.entries() == before + 3, "each is a search in the log"
    renamed = client.post(f"/saved-searches/{number}/name", {"name": "Doors"}).json
    assert (renamed["name"], renamed["question"]) == ("Doors", kept.json["question"])
    assert client.post(f"/saved-searches/{number}/searches").status_code == 404
    assert client.ask("DELETE", f"/saved-searches/{renamed['search']}").status_code == 204
    assert client.get("/saved-searches").json["searches"] == []
    assert world.entries() == before + 5
    assert client.ask("DELETE", f"/saved-searches/{renamed['search']}").status_code == 404


def test_a_name_that_is_taken_is_a_conflict_and_page_is_no_part_of_what_is_kept(filled):
    client = filled.client("lawyer")
    client.post("/saved-searches", WALLS)
    before = filled.world.entries()
    taken = client.post("/saved-searches", WALLS)
    assert (taken.status_code, taken.json["code"]) == (409, "conflict")
    refused = client.post("/saved-searches", {**WALLS, "name": "Second", "page": 2})
    assert [each["pointer"] for each in refused.json["errors"]] == ["#/page"]
    assert filled.world.entries() == before


def test_a_digest_tells_what_is_new_by_number_alone_and_the_same_when_sent_again(filled):
    client = filled.client("lawyer")
    number = client.post("/saved-searches", WALLS).json["search"]
    nothing = {"search": number, "new": 0, "total": 30, "whole": True}
    assert client.post("/saved-searches/new-matches").json == {"behind": 0, "alerts": [nothing]}
    filled.world.made.deposit([], describe("FICTIONAL new", text="FICTIONAL стена"))
    told = {"headers": {"Idempotency-Key": "monday"}}
    digest = client.post("/saved-searches/new-matches", **told)
    assert digest.json["alerts"] == [{**nothing, "new": 1, "total": 31}]
    before = filled.world.entries()
    assert client.post("/saved-searches/new-matches", **told).json == digest.json
    assert filled.world.entries() == before
    assert client.post("/saved-searches/new-matches").json["alerts"][0]["new"] == 0


def test_a_list_is_counted_row_by_row_in_one_entry(filled):
    client, before = filled.client("lawyer"), filled.world.entries()
    asked = {**USE, "list": "by-mvd-gubopik\n\nbssr-nkvd", "each": "unit"}
    found = client.post("/lists", asked)
    assert found.json["rows"] == [
        {"line": 1, "text": "by-mvd-gubopik", "total": 20},
        {"line": 3, "text": "bssr-nkvd", "total": 10},
    ]
    assert filled.world.entries() == before + 1
    beside = client.post("/lists", {**asked, "query": "kind:interview"})
    assert [row["total"] for row in beside.json["rows"]] == [0, 10]
    table = client.post("/lists", {**USE, "list": "who;word\nA;стена\nB;kettle", "column": "word"})
    assert [(row["text"], row["total"]) for row in table.json["rows"]] == [("стена", 30), ("kettle", 0)]


def test_every_bad_row_is_named_by_its_line_and_nothing_is_searched(filled):
    client, before = filled.client("lawyer"), filled.world.entries()
    refused = client.post("/lists", {**USE, "list": "by-mvd-gubopik\nno such unit\nnor this", "each": "unit"})
    assert (refused.status_code, refused.json["detail"]) == (400, "Nothing was searched.")
    errors = refused.json["errors"]
    assert [(each["pointer"], each["detail"].partition(":")[0]) for each in errors] == [
        ("#/list", "line 2"),
        ("#/list", "line 3"),
    ]
    asked = {**USE, "list": "one\ttwo\n\x07", "each": "words"}
    assert [each["pointer"] for each in client.post("/lists", asked).json["errors"]] == ["#/list"]
    assert filled.world.entries() == before
