"""What auditors read by the API is what their pages tell; nothing is opened, and looking writes nothing."""

from datetime import UTC, datetime

import pytest

from archive.services.oversight import MANY
from archive.services.proven_report import REPORTS
from archive.services.publish import publish_checkpoint
from archive.services.reading import read_item
from archive.services.verification import verify_archive
from archive.verifier.heads import policy_of
from archive.verifier.report import check_report
from crypto.note import parse_verifier_key
from tests.factories import PROSECUTION
from tests.web.searching import fill_for_search

USE = {"purpose": "prosecution", "jurisdiction": "DE"}
LOOKING = ("openings", "hidden", "anomalies", "verifications", "checkpoints", "patterns", "entries")


@pytest.mark.parametrize("path", LOOKING)
def test_looking_writes_nothing_and_is_for_auditors(shown, path):
    client = shown.client("auditor")
    before = shown.world.entries()
    assert client.get(f"/log/{path}").status_code == 200
    assert shown.world.entries() == before
    assert shown.client("documenter").get(f"/log/{path}").status_code == 403


def test_use_is_told_with_purpose_and_what_followed_a_change_of_consent(own):
    number = own.world.items.consented
    read_item(own.world.archive, own.world.made.lawyer, number, PROSECUTION)
    found = own.client("auditor").get("/log/openings?newest=1").json
    (newest,) = found["entries"]
    assert (newest["agent"], newest["item"], newest["use"]) == ("lawyer", number, "prosecution DE")
    assert newest["after"] < newest["leaf_index"]
    assert (found["total"], found["after_consent"]) == (1, 1)


def test_what_was_hidden_is_counted_for_auditors_alone(own):
    own.world.made.deposit([b"FICTIONAL"])
    lawyer = own.client("lawyer")
    told = lawyer.post("/searches", {"purpose": "publication"}).json
    (row,) = own.client("auditor").get("/log/hidden?newest=1").json["searches"]
    assert (row["entry"], row["agent"], row["found"]) == (told["entry"], "lawyer", told["total"])
    assert (row["purpose"], row["consent"] > 0) == ("publication", True)
    assert own.client("custodian").get("/log/hidden").status_code == 403


def test_what_stands_out_comes_newest_first_with_its_reason(own):
    world = own.world
    for _ in range(MANY):
        read_item(world.archive, world.made.lawyer, world.items.two_exhibits, PROSECUTION)
    assert own.client("documenter").get("/log/entries").status_code == 403
    found = own.client("auditor").get("/log/anomalies?newest=2").json
    assert [each["why"] for each in found["entries"]] == ["refused", "many"]
    assert found["entries"][1]["agent"] == "lawyer"


def test_runs_say_what_they_found_and_what_came_since(own):
    made, client = own.world.made, own.client("auditor")
    report = verify_archive(made.archive, made.auditor)
    made.deposit([b"FICTIONAL later"])
    found = client.get("/log/verifications").json
    run = found["runs"][0]
    assert (found["last"], found["since"], run["outcome"]) == (run["leaf_index"], 1, "success")
    assert run["detail"]["objects"] == report.counts.objects
    assert sum(run["detail"]["findings"].values()) == len(report.findings)


def test_growth_tells_checkpoints_and_what_waits(own):
    client = own.client("auditor")
    publish_checkpoint(own.world.archive)
    size = own.world.entries()
    own.world.made.deposit([b"FICTIONAL"])
    told = client.get("/log/checkpoints").json
    assert (told["checkpoints"][0]["entries"], told["gaps"]) == (size, [])
    assert (told["entries"], told["waiting"]) == (own.world.entries(), own.world.entries() - size)
    sizes = [each["entries"] for each in told["checkpoints"]]
    assert sizes == sorted(sizes, reverse=True)


def test_a_pattern_is_told_from_outside_without_its_question(own):
    fill_for_search(own.world.made)
    kept = own.client("lawyer").post("/patterns", {**USE, "query": "стена", "title": "Walls"}).json
    client, number = own.client("auditor"), kept["pattern"]["number"]
    (listed,) = client.get("/log/patterns").json["patterns"]
    assert (listed["number"], listed["entry"], listed["object"]) == (number, kept["entry"], kept["object"])
    told = client.get(f"/log/patterns/{number}")
    assert (told.json["object_state"], told.json["handle"]) == ("intact", "lawyer")
    assert [each["total"] for each in told.json["asked"]] == [30]
    assert "Walls" not in told.text
    assert "стена" not in told.text
    assert client.get("/log/patterns/BYA-2026-E99999").status_code == 404
    assert client.get(f"/patterns/{number}").status_code == 403


def test_entries_are_filtered_by_day(own):
    client, today = own.client("auditor"), datetime.now(UTC).date().isoformat()
    every = client.get("/log/entries").json["total"]
    assert client.get(f"/log/entries?since={today}").json["total"] <= every
    assert client.get("/log/entries?until=1999-12-31").json["total"] == 0
    assert client.get("/log/entries?since=yesterday").status_code == 400


@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_is_valid_offline(own, tmp_path, kind):
    archive = own.world.made.archive
    publish_checkpoint(archive)
    answer = own.client("auditor").get(f"/log/reports/{kind}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "report.zip").write_bytes(answer.data)
    trust = policy_of([parse_verifier_key(text) for text in archive.keys.log_vkeys()])
    assert check_report(tmp_path / "report.zip", trust, own.world.made.root / "log").findings == ()


def test_what_report_there_is_not(shown):
    assert shown.client("auditor").get("/log/reports/everything").status_code == 404
    assert shown.client("custodian").get("/log/reports/hidden").status_code == 403


def test_a_token_gives_no_more_than_its_scope(own):
    narrow = own.client("auditor", "read_log")
    before = own.world.entries()
    for method, path in (("GET", "/log/hidden"), ("GET", "/log/reports/hidden"), ("POST", "/verifications")):
        refused = narrow.ask(method, path)
        assert (refused.status_code, refused.json["code"]) == (403, "not-permitted")
    assert own.world.entries() == before + 3, "refusals are custody entries"
    assert narrow.get("/log/verifications").status_code == 200
    counting = own.client("auditor", "count_hidden")
    assert counting.get("/log/hidden").status_code == 200
    assert counting.get("/log/openings").status_code == 403
