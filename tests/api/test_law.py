"""What a question finds laid out in law for programs, by the services of the pages and commands."""

import csv
import io
import json
from dataclasses import replace

import pytest

from archive.domain.description import (
    Allegation,
    Attribution,
    Certainty,
    Consistency,
    Involvement,
    Kind,
    Level,
    Medical,
    MedicalFinding,
    Source,
    Victim,
    VictimRole,
)
from archive.services import result_export
from archive.services.indexing import catch_up
from crypto.dsse import parse_envelope
from tests.factories import describe

USE = {"purpose": "prosecution", "jurisdiction": "DE"}
BEATING, DETENTION = "integrity.torture.beating", "liberty.arbitrary_detention"
NUMBERS = [f"BYA-2026-000000{place}" for place in range(1, 5)]


def act(violation, when, certainty=Certainty.HIGH, **more):
    by = Attribution("by-akr-cip", level=Level.UNIT, certainty=certainty, involvement=Involvement.CARRIED_OUT)
    named = Attribution(person="FICTIONAL person", reference=more.get("named", ""))
    claims = (by, named) if more else (by,)
    return Allegation(violation=violation, victim=Victim(VictimRole.SELF), attributions=claims, when=when)


@pytest.fixture
def told(own_empty):
    """Two items of one witness, one of 1937 of another who is named in the first, one medical report."""
    made = own_empty.world.made
    one = (act(BEATING, "2020-08-10", named="W-OTHER"),)
    made.deposit([], describe("FICTIONAL one", source=Source(witness="W-KETTLE"), allegations=one))
    two = (act(DETENTION, "2020-08-11"),)
    made.deposit([], describe("FICTIONAL two", source=Source(witness="W-KETTLE"), allegations=two))
    old = (act(BEATING, "1937", Certainty.LOW),)
    made.deposit([], describe("FICTIONAL three", source=Source(witness="W-OTHER"), allegations=old))
    findings = (
        MedicalFinding("FICTIONAL strong", Consistency.TYPICAL_OF),
        MedicalFinding("FICTIONAL weak", Consistency.CONSISTENT),
    )
    made.deposit(
        [],
        describe("FICTIONAL four", kind=Kind.MEDICAL_REPORT, allegations=(), medical=Medical(findings)),
    )
    catch_up(made.archive, made.lawyer)
    return own_empty


def test_elements_say_what_there_is_for_each_and_by_which_acts(told):
    client = told.client("lawyer")
    before = told.world.entries()
    found = client.post("/law/elements", {**USE, "crime": "CAH-7-1-f"})
    assert found.status_code == 200, found.text
    assert (found.json["items"], found.json["acts"], found.json["crime"]) == (4, 3, "CAH-7-1-f")
    assert told.world.entries() == before + 1, "the search, with all that it opened"
    weights = {each["number"]: each["weight"] for each in found.json["elements"]}
    assert {"evidence", "none"} < set(weights.values())
    support = [each for element in found.json["elements"] for each in element["support"]]
    first = next(each for each in support if each["number"] == NUMBERS[0])
    assert (first["violation"], first["when"], first["act"]) == (BEATING, "2020-08-10", 1)
    doubtful = {each["weight"] for each in support if each["number"] == NUMBERS[2]}
    assert doubtful == {"possible evidence"}, "attributed with low certainty only"


def test_norms_name_acts_that_are_older_than_they(told):
    found = told.client("lawyer").post("/law/norms", {**USE, "instruments": ["CAT"]}).json
    (instrument,) = found["instruments"]
    assert (instrument["prefix"], found["states"]) == ("CAT", ["BY"])
    applies = {each["number"]: each["applies"] for each in instrument["acts"]}
    assert (applies[NUMBERS[0]], applies[NUMBERS[2]]) == ("applied", "act older")


def test_victims_of_several_acts_are_tokens(told):
    client = told.client("lawyer")
    found = client.post("/law/victims", USE).json
    (victim,) = found["joined"]
    assert (found["victims"], found["matching"], victim["types"]) == (2, 1, [BEATING, DETENTION])
    assert [each["number"] for each in victim["acts"]] == NUMBERS[:2]
    assert "KETTLE" not in str(found)
    assert client.post("/law/victims", {**USE, "at_least": 3}).json["joined"] == []
    including = {**USE, "at_least": 1, "including": [DETENTION]}
    assert len(client.post("/law/victims", including).json["joined"]) == 1


def test_roles_bodies_and_findings(told):
    client = told.client("lawyer")
    (both,) = client.post("/law/roles", USE).json["both"]
    assert ([each["number"] for each in both["harmed"]], [each["number"] for each in both["named"]]) == (
        [NUMBERS[2]],
        [NUMBERS[0]],
    )
    parts = client.post("/law/bodies", USE).json["parts"]
    carried = next(each for each in parts if each["involvement"] == "carried_out")
    assert (carried["name"], len(carried["acts"])) == ("by-akr-cip", 3)
    (report,) = client.post("/law/findings", USE).json["reports"]
    assert (report["number"], [each["description"] for each in report["findings"]]) == (
        NUMBERS[3],
        ["FICTIONAL strong"],
    )


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("elements", {"crime": "CAH-99"}, "unknown-term"),
        ("norms", {"instruments": ["NONE"]}, "unknown-term"),
        ("victims", {"crime": "CAH-99"}, "unknown-term"),
        ("victims", {"at_least": 0}, "invalid-request"),
        ("findings", {"least": "perhaps"}, "invalid-request"),
    ],
)
def test_what_there_is_not_is_refused_and_nothing_is_opened(shown, path, asked, code):
    client = shown.client("lawyer")
    before = shown.world.entries()
    refused = client.post(f"/law/{path}", {**USE, **asked})
    assert (refused.status_code, refused.json["code"]) == (400, code)
    assert shown.world.entries() == before


def test_a_layout_is_exported_as_a_table_that_the_log_names(told):
    client, before = told.client("lawyer"), told.world.entries()
    made = client.post("/law/exports", {**USE, "way": "findings", "least": "consistent"})
    assert made.status_code == 200
    rows = list(csv.DictReader(io.StringIO(made.text.removeprefix("\ufeff"))))
    assert [(row["number"], row["consistency"], row["description"]) for row in rows] == [
        (NUMBERS[3], "typical_of", "FICTIONAL strong"),
        (NUMBERS[3], "consistent", "FICTIONAL weak"),
    ]
    with told.world.archive.records.reading() as tx:
        (entry,) = [row for row in tx.log.entries(before) if row.event_type == "export"]
        detail = json.loads(parse_envelope(entry.entry).payload)["predicate"]["detail"]
    assert (detail["form"], detail["rows"], detail["purpose"]) == ("csv findings", 4, "prosecution")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"way": "elements"}, "#/crime"),
        ({"way": "guilt"}, "#/way"),
        ({"way": "norms", "form": "csv"}, "#/form"),
    ],
)
def test_a_layout_that_there_is_not_is_refused_at_its_place(shown, asked, pointer):
    refused = shown.client("lawyer").post("/law/exports", {**USE, **asked})
    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json["errors"]] == [pointer]


def test_a_large_table_is_approved_for_its_layout_alone(own, monkeypatch):
    monkeypatch.setattr(result_export, "ALONE", 0)
    own.world.app.extensions["sviedka_archive"] = replace(own.world.archive, two_person=True)
    client = own.client("lawyer")
    wanted = {**USE, "way": "norms"}
    refused = client.post("/law/exports", wanted)
    assert (refused.status_code, refused.json["code"]) == (403, "approval-needed")
    asked = client.post("/export-requests", {**wanted, "form": "csv", "reason": "For the court."})
    assert (asked.status_code, asked.json["state"]) == (201, "requested")
    with own.world.archive.records.reading() as tx:
        assert [json.loads(each.particulars)["form"] for each in tx.accounts.approvals()] == ["csv norms"]
