"""Shared work for programs: steps as the pages take them, conflicts that write nothing, versions."""

import pytest

from archive.domain.agent import Role
from archive.domain.errors import Unavailable
from archive.services.agents import register_agent
from archive.services.enrolment import create_account
from tests.factories import admit

DESCRIPTION = {
    "schema": "sviedka/deposit/1",
    "fictional": True,
    "kind": "document",
    "title": "FICTIONAL kettle, seen again",
    "language": "en",
    "text": "FICTIONAL: a text that nobody ever said.",
    "sensitivity": 2,
    "consent": {
        "basis": "source",
        "grants": [{"purpose": each, "answer": "yes"} for each in ("prosecution", "analysis")],
    },
}
USE = "purpose=prosecution&recipient=&jurisdiction="


@pytest.fixture
def number(own):
    return own.world.items.two_exhibits


def step(client, number, what, **fields):
    return client.post(f"/items/{number}/shared-work/{what}", fields)


def test_each_step_is_one_entry_and_all_come_back_in_order(own, number):
    client, before = own.client("lawyer"), own.world.entries()
    taken = [
        step(client, number, "status", status="open"),
        step(client, number, "assignee", handle="lawyer"),
        step(client, number, "labels", label="door"),
        step(client, number, "notes", text="FICTIONAL: ask about the kettle."),
        step(
            client,
            number,
            "relations",
            kind="person",
            to="FICTIONAL person",
            type="same_witness",
            certainty="low",
            comment="",
        ),
    ]
    assert [answer.status_code for answer in taken] == [201] * 5, [answer.text for answer in taken]
    assert own.world.entries() == before + 5
    shown = client.get(f"/items/{number}/shared-work").json
    assert [each["id"] for each in shown["steps"]] == [answer.json["step"] for answer in taken]
    assert shown["cases"] == {"MAIN": "open"}
    assert shown["steps"][3]["words"]["text"].endswith("kettle.")
    assert own.world.entries() == before + 6, "the opening"
    (row,) = client.get("/shared-work").json["items"]
    assert row == {"number": number, "case": "MAIN", "status": "open", "assignee": "lawyer", "labels": 1}
    assert own.world.entries() == before + 6


def test_what_the_state_does_not_allow_is_a_conflict_and_writes_nothing(own, number):
    client = own.client("lawyer")
    proposal = step(client, number, "labels", label="door").json["step"]
    before = own.world.entries()
    for what, fields in (("status", {"status": "reviewed"}), (f"labels/{proposal}", {"decision": "verify"})):
        refused = step(client, number, what, **fields)
        assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert step(client, number, "labels/nothing", decision="verify").status_code == 404
    assert step(client, "BYA-1999-0000001", "status", status="open").status_code == 404
    assert step(client, number, "status", status="done").status_code == 400
    assert own.world.entries() == before


def test_a_note_that_is_sent_again_is_written_once(own, number):
    client, before = own.client("lawyer"), own.world.entries()
    told = {"headers": {"Idempotency-Key": "kettle"}}
    first, again = (
        client.post(f"/items/{number}/shared-work/notes", {"text": "once"}, **told) for _ in range(2)
    )
    assert first.json == again.json
    assert own.world.entries() == before + 1


def test_a_step_that_was_cut_off_before_its_answer_was_kept_is_not_taken_twice(own, number, monkeypatch):
    def cut_off(*_args, **_named):
        raise Unavailable("cut off")

    client, told = own.client("lawyer"), {"headers": {"Idempotency-Key": "door"}}
    path, before = f"/items/{number}/shared-work/labels", own.world.entries()
    with monkeypatch.context() as patch:
        patch.setattr("archive.services.repeats._keep", cut_off)
        assert client.post(path, {"label": "door"}, **told).status_code == 503
    own.world.clock.move(minutes=3)
    completed = client.post(path, {"label": "door"}, **told)
    assert completed.status_code == 201
    assert own.world.entries() == before + 1
    (only,) = client.get(f"/items/{number}/shared-work").json["steps"]
    assert only["id"] == completed.json["step"]


def test_versions_say_what_they_changed(own, number):
    client = own.client("lawyer")
    found = client.get(f"/items/{number}/revisions?{USE}").json
    assert found["number"] == number
    assert [(each["version"], each["changed"]) for each in found["revisions"]] == [(1, [])]
    assert client.get(f"/items/{number}/revisions").status_code == 400


@pytest.fixture
def second(own):
    """A program of another lawyer, cleared like the first."""
    world = own.world
    words = world.passphrase("lawyer2")
    register_agent(world.archive, world.made.custodian, "lawyer2", [Role.LAWYER], words)
    admit(world.made, "lawyer2", 3)
    create_account(world.archive, world.made.actor("lawyer2"), words)
    return own.client("lawyer2")


def test_a_label_counts_when_a_second_person_has_verified_it(own, number, second):
    first = own.client("lawyer")
    proposals = [step(first, number, "labels", label=label).json["step"] for label in ("door", "wall")]
    assert first.get("/shared-work").json["items"][0]["labels"] == 2
    before = own.world.entries()
    verified = step(second, number, f"labels/{proposals[0]}", decision="verify")
    refused = step(second, number, f"labels/{proposals[1]}", decision="refuse")
    assert (verified.status_code, refused.status_code) == (201, 201), verified.text + refused.text
    assert own.world.entries() == before + 2
    assert second.get("/shared-work").json["items"][0]["labels"] == 0
    last = first.get(f"/items/{number}/shared-work").json["steps"][-2:]
    assert [(each["agent"], each["step"], each["value"]) for each in last] == [
        ("lawyer2", "label_verified", proposals[0]),
        ("lawyer2", "label_refused", proposals[1]),
    ]
    again = step(second, number, f"labels/{proposals[0]}", decision="refuse")
    assert (again.status_code, again.json["code"]) == (409, "conflict"), "it was decided"


def test_a_record_under_review_is_frozen_until_a_second_person_ends_it(own, number, second):
    first = own.client("lawyer")
    for status in ("open", "in_review"):
        assert step(first, number, "status", status=status).status_code == 201
    amended = {"description": DESCRIPTION, "reason": "checked again"}
    told = {"headers": {"If-Match": '"1"', "Idempotency-Key": "checked"}}
    before = own.world.entries()
    frozen = first.post(f"/items/{number}/versions", amended, **told)
    assert (frozen.status_code, frozen.json["code"]) == (409, "under-review"), frozen.text
    assert step(first, number, "status", status="reviewed").status_code == 409
    assert own.world.entries() == before
    assert step(second, number, "status", status="reviewed").status_code == 201
    made = first.post(f"/items/{number}/versions", amended, **told)
    assert (made.status_code, made.json["version"]) == (200, 2), "what was refused is not kept under its key"


def test_a_version_says_field_by_field_what_it_changed(own, number):
    client = own.client("lawyer")
    amended = {"description": dict(DESCRIPTION), "reason": "a better title"}
    del amended["description"]["text"]
    made = client.post(f"/items/{number}/versions", amended, headers={"If-Match": '"1"'})
    assert made.json == {"number": number, "version": 2}
    second, first = client.get(f"/items/{number}/revisions?{USE}").json["revisions"]
    assert (first["version"], first["changed"]) == (1, [])
    assert (second["version"], second["agent"], second["reason"]) == (2, "lawyer", "a better title")
    told = {each["field"]: (each["before"], each["after"]) for each in second["changed"]}
    assert told["title"][1] == "FICTIONAL kettle, seen again"
    assert told["title"][0] != told["title"][1]
    record = client.get(f"/items/{number}?{USE}").json
    assert len(record["exhibits"]) == 2, "files stay, named or not"
