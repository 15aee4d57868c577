"""Exports by programs: in the log first, and no larger alone than a person may take out alone."""

import csv
import io
from dataclasses import replace
from zipfile import ZipFile

import pytest

from archive.domain.description import RelationType
from archive.services import result_export
from archive.services.change import link_items
from archive.verifier.cli import main as verify_bundle
from crypto.age.file import decrypt
from crypto.age.hybrid import HybridIdentity

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


def test_a_bundle_is_valid_offline_and_opens_for_its_recipient(own, tmp_path):
    client, body, items = own.client("lawyer"), HybridIdentity.generate(), own.world.items
    number, beside = items.two_exhibits, items.amended
    link_items(own.world.archive, own.world.made.lawyer, number, RelationType.MUST_TRAVEL_WITH, beside, "b")
    before = own.world.entries()
    asked = {"purpose": "prosecution", "jurisdiction": "DE", "sealed_to": str(body.recipient())}
    answer = client.post(f"/items/{number}/bundles", asked)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].endswith(f'"{number}.zip"')
    assert answer.headers["Sviedka-Left-Behind"] == beside
    (tmp_path / "bundle.zip").write_bytes(answer.data)
    with ZipFile(tmp_path / "bundle.zip") as packed:
        packed.extractall(tmp_path)
    (key,) = own.world.archive.keys.log_vkeys()[:1]
    assert verify_bundle([str(tmp_path / number), "--log-key", key]) == 0
    data = tmp_path / number / "data"
    opened = [
        decrypt((data / "headers" / each.name).read_bytes(), each.read_bytes(), [body])
        for each in (data / "objects").iterdir()
    ]
    assert any(each.startswith(b"FICTIONAL first exhibit") for each in opened)
    assert own.world.entries() == before + 1


@pytest.mark.parametrize(
    ("which", "asked", "status"),
    [
        ("withdrawn", {}, 404),
        ("two_exhibits", {"purpose": "publication"}, 404),
        ("two_exhibits", {"sealed_to": "age1notpostquantum"}, 400),
    ],
)
def test_what_may_not_be_handed_over_is_no_bundle(own, which, asked, status):
    number, use = getattr(own.world.items, which), {"purpose": "prosecution", "jurisdiction": "DE"}
    refused = own.client("lawyer").post(f"/items/{number}/bundles", {**use, **asked})
    assert refused.status_code == status, refused.text
    with own.world.archive.records.reading() as tx:
        assert not tx.log.by_type(["export"])
