"""What the API answers, refuses and writes down."""

import json
import re

import jsonschema_rs
import pytest

from tests.web_world import ROLES

USE = "purpose=prosecution&jurisdiction=DE"


def test_an_item_comes_with_its_version_and_one_entry(own):
    client, number = own.client("lawyer"), own.world.items.two_exhibits
    before = own.world.entries()
    answer = client.get(f"/items/{number}?{USE}")
    assert answer.status_code == 200
    assert (answer.json["number"], answer.headers["ETag"]) == (number, '"1"')
    assert own.world.entries() == before + 1


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [(None, 200, slice(None)), ("bytes=5-9", 206, slice(5, 10)), ("bytes=-4", 206, slice(-4, None))],
)
def test_exhibits_come_whole_or_in_ranges(own, wanted, status, part):
    whole = b"FICTIONAL first exhibit\n" * 40
    headers = {"Range": wanted} if wanted else {}
    path = f"/items/{own.world.items.two_exhibits}/exhibits/1?{USE}"
    answer = own.client("lawyer").get(path, headers=headers)
    assert (answer.status_code, answer.data) == (status, whole[part])
    assert int(answer.headers["Content-Length"]) == len(whole[part])


def test_a_range_behind_the_end_is_refused(own):
    path = f"/items/{own.world.items.two_exhibits}/exhibits/1?{USE}"
    assert own.client("lawyer").get(path, headers={"Range": "bytes=999999-"}).status_code == 416


def test_all_problems_come_at_once_with_their_pointers(shown):
    body = {"purpose": "sale", "page": 0, "owner": "me", "facets": ["unit", "colour"]}
    answer = shown.client("lawyer").post("/searches", body)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "invalid-request"
    assert {each["pointer"] for each in answer.json["errors"]} == {
        "#/facets/1",
        "#/owner",
        "#/page",
        "#/purpose",
    }


@pytest.mark.parametrize(
    ("query", "pointer", "said"),
    [
        ("((wall", "#/query", "character 2: "),
        ("wall te?t", "#/query", "character "),
        ({"and": [{"word": "wall"}, {"not": 1}]}, "#/query/and/1/not", "and, or, not"),
    ],
)
def test_a_question_that_cannot_be_read_says_where(shown, query, pointer, said):
    refused = shown.client("lawyer").post("/searches", {"purpose": "prosecution", "query": query})
    assert (refused.status_code, refused.json["code"]) == (400, "invalid-request")
    (wrong,) = refused.json["errors"]
    assert (wrong["pointer"], wrong["detail"].startswith(said)) == (pointer, True), wrong
    assert "\n" not in wrong["detail"]


@pytest.mark.parametrize(
    ("handle", "path"),
    [
        ("lawyer", "/searches"),
        ("lawyer", "/items/X/versions"),
        ("lawyer", "/items/X/consent"),
        ("custodian", "/items/X/withdrawal"),
    ],
)
def test_no_field_is_taken_that_was_not_asked_for(shown, handle, path):
    answer = shown.client(handle).post(path, {"roles": ["custodian"]}, headers={"If-Match": '"1"'})
    assert "#/roles" in {each["pointer"] for each in answer.json["errors"]}


def test_a_search_finds_shows_and_is_written_down(own):
    before = own.world.entries()
    answer = own.client("lawyer").post(
        "/searches", {"query": "exhibits", "purpose": "prosecution", "facets": ["kind"]}
    )
    assert [each["number"] for each in answer.json["items"]] == [own.world.items.two_exhibits]
    assert answer.json["total"] == 1
    assert own.world.entries() > before


CONSENT = {
    "schema": "sviedka/consent/1",
    "basis": "source",
    "grants": [{"purpose": "prosecution", "answer": "no"}],
}


def test_a_stale_version_overwrites_nothing(own):
    client, number = own.client("lawyer"), own.world.items.two_exhibits
    body = {"consent": CONSENT, "reason": "The source said so."}
    path = f"/items/{number}/consent"
    assert client.post(path, body).json["errors"][0]["pointer"] == "#/If-Match"
    first = client.post(path, body, headers={"If-Match": '"1"'})
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    again = client.post(path, body, headers={"If-Match": '"1"'})
    assert (again.status_code, again.json["code"]) == (409, "conflict")
    assert client.get(f"/items/{number}?{USE}").status_code == 404, "consent hides it now"


def test_an_item_is_withdrawn_once(own):
    client, number = own.client("custodian"), own.world.items.two_exhibits
    path = f"/items/{number}/withdrawal"
    assert client.post(path, {"reason": "The source withdrew."}).json["headers_destroyed"] > 0
    assert client.post(path, {"reason": "The source withdrew."}).status_code == 409
    assert own.client("lawyer").get(f"/items/{number}?{USE}").json == {"number": number, "withdrawn": True}


def test_an_auditor_reads_and_proves_the_log(own):
    own.world.made.publish()
    client = own.client("auditor")
    newest = client.get("/log/entries").json["entries"][0]
    assert client.get(f"/log/entries/{newest['leaf_index']}").json["statement"]["predicate"]
    assert client.get("/log/entries/0/proof").text.startswith("c2sp.org/tlog-proof@v1")
    assert client.get("/log/checkpoint").text.startswith("sviedka/")
    assert client.get("/log/entries/999999").status_code == 404
    assert client.post("/verifications").json["valid"] is True


def test_registers_and_lists_are_answered(shown):
    client = shown.client("custodian")
    assert client.get("/units/by-mvd").json["names"]["be"]
    assert client.get("/units/nowhere").json["code"] == "unknown-term"
    assert client.get("/vocabularies/violations").json["violations"]
    assert {each["handle"] for each in client.get("/agents").json["agents"]} >= set(ROLES)
    assert client.get("/collections").json["collections"][0]["name"] == "main"
    assert client.get("/index").json["items"] > 0


def test_the_api_describes_itself(shown):
    document = shown.client("documenter").get("/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert "/api/v1/items/{number}" in document["paths"]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


@pytest.mark.parametrize(
    ("path", "method", "names"),
    [
        ("/deposits", "post", {"collection", "Idempotency-Key"}),
        ("/items/{number}/versions", "post", {"If-Match", "Idempotency-Key"}),
        ("/items/{number}/exhibits/{position}", "get", {"purpose", "recipient", "jurisdiction", "Range"}),
    ],
)
def test_every_parameter_is_described(shown, path, method, names):
    document = shown.client("documenter").get("/openapi.json").json
    described = document["paths"]["/api/v1" + path][method]["parameters"]
    assert {each["name"] for each in described if each["in"] != "path"} == names


def test_every_pattern_is_one_that_programs_in_other_languages_can_read(shown):
    text = shown.client("documenter").get("/openapi.json").text
    patterns = re.findall(r'"pattern": ?("(?:[^"\\]|\\.)*")', text)
    assert len(patterns) > 5
    for pattern in map(json.loads, patterns):
        jsonschema_rs.Draft202012Validator({"pattern": pattern}).validate(0)


def test_what_is_not_there_is_a_problem(shown):
    answer = shown.client("lawyer").get("/nothing", headers={"Accept": "text/html"})
    assert answer.status_code in {401, 404}
    assert answer.mimetype == "application/problem+json"
