"""Exports by programs: in the log first, and no larger alone than a person may take out alone."""

import csv
import io
from dataclasses import replace

import pytest

from archive.services import result_export

QUESTION = {"query": {"word": "exhibits"}, "purpose": "prosecution", "form": "json"}


def test_the_same_question_as_text_and_as_structure_finds_the_same(own):
    client = own.client("lawyer")
    asked = {"purpose": "prosecution", "facets": ["kind"]}
    structure = client.post("/searches", {**asked, "query": {"and": [{"word": "exhibits"}, {"word": "two"}]}})
    text = client.post("/searches", {**asked, "query": "exhibits two"})
    assert structure.status_code == 200
    assert {**structure.json, "entry": 0} == {**text.json, "entry": 0}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"and": [{"word": "a"}, {"not": {"colour": 1}}]}, "#/query/and/1/not"),
        ({}, "#/query"),
        (7, "#/query"),
    ],
)
def test_a_wrong_structure_is_named_at_its_place(shown, query, pointer):
    refused = shown.client("lawyer").post("/searches", {"query": query, "purpose": "prosecution"})
    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json["errors"]] == [pointer]


def test_conditions_of_the_pages_hold(own):
    client, asked = own.client("lawyer"), {"purpose": "prosecution", "query": "exhibits"}
    found = client.post("/searches", {**asked, "kinds": ["testimony"], "date_mode": "certainly"}).json
    assert [each["number"] for each in found["items"]] == [own.world.items.two_exhibits]
    assert client.post("/searches", {**asked, "kinds": ["video"]}).json["items"] == []
    assert client.post("/searches", {**asked, "date_from": "2020-13-40"}).status_code == 400


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_is_a_file_and_an_entry(own, form):
    client, before = own.client("lawyer"), own.world.entries()
    made = client.post("/exports", {**QUESTION, "form": form})
    assert made.status_code == 200
    rows = (
        made.json if form == "json" else list(csv.DictReader(io.StringIO(made.text.removeprefix("\ufeff"))))
    )
    assert [row["number"] for row in rows] == [own.world.items.two_exhibits]
    with own.world.archive.records.reading() as tx:
        assert "export" in [row.event_type for row in tx.log.entries(before)]


def test_a_large_export_needs_a_custodian(own, monkeypatch):
    monkeypatch.setattr(result_export, "ALONE", 0)
    own.world.app.extensions["sviedka_archive"] = replace(own.world.archive, two_person=True)
    client = own.client("lawyer")
    refused = client.post("/exports", QUESTION)
    assert (refused.status_code, refused.json["code"]) == (403, "approval-needed")
    asked = client.post("/export-requests", {**QUESTION, "reason": "For the court."})
    assert (asked.status_code, asked.json["state"]) == (201, "requested")
