"""Shared work for programs: steps as the pages take them, conflicts that write nothing, versions."""

import pytest

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


def test_versions_say_what_they_changed(own, number):
    client = own.client("lawyer")
    found = client.get(f"/items/{number}/revisions?{USE}").json
    assert found["number"] == number
    assert [(each["version"], each["changed"]) for each in found["revisions"]] == [(1, [])]
    assert client.get(f"/items/{number}/revisions").status_code == 400
