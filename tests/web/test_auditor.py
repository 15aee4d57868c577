"""The auditor's pages: the log and its filters, proofs, chains, uses, what was hidden, verification."""

import csv
import io
import json

import pytest

from archive.domain.custody import EventType
from archive.services.enrolment import set_language
from archive.services.publish import publish_checkpoint
from archive.services.reading import read_item
from archive.web.auditor.words import EVENTS
from archive.web.reports import harmless
from crypto.tlog_proof import parse_log_proof
from tests.factories import PROSECUTION
from tests.tampering import Copy


@pytest.fixture
def auditor(shown_world):
    return shown_world.browser("auditor")


def rows(response):
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(response.text)))


def test_every_type_of_event_has_a_word():
    assert set(EVENTS) == set(EventType)


def test_the_report_holds_the_whole_log_and_looking_writes_nothing(shown_world, auditor):
    before = shown_world.entries()
    found = rows(auditor.get("/auditor/log.csv"))
    assert [int(each["entry"]) for each in found] == list(range(before))
    assert found[0]["event"] == "archive_creation"
    assert len(json.loads(auditor.get("/auditor/log.json").text)) == before
    assert shown_world.entries() == before


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("type=accession", lambda row: row["event"] == "accession"),
        ("agent=documenter", lambda row: row["agent"] == "documenter"),
        ("since=2999-01-01", lambda _row: False),
        ("until=2000-01-01", lambda _row: False),
    ],
)
def test_filters_let_exactly_what_they_say_through(auditor, query, holds):
    whole = rows(auditor.get("/auditor/log.csv"))
    assert rows(auditor.get(f"/auditor/log.csv?{query}")) == [row for row in whole if holds(row)]
    assert auditor.get(f"/auditor/log?{query}").status_code == 200


def test_pages_follow_each_other_without_gap(shown_world, auditor, monkeypatch):
    monkeypatch.setattr("archive.services.custody_log.PAGE", 10)
    last = shown_world.entries() - 1
    for query in ("", "&until=2999-01-01"):
        first = auditor.get(f"/auditor/log?page=1{query}").text
        second = auditor.get(f"/auditor/log?page=2{query}").text
        assert f'href="/auditor/log/{last}"' in first
        assert f'href="/auditor/log/{last - 9}"' in first
        assert f'href="/auditor/log/{last - 10}"' not in first
        assert f'href="/auditor/log/{last - 10}"' in second


def test_a_wrong_filter_is_said_beside_its_field(auditor):
    for query in ("since=31.12.2020", "type=coffee", "page=0"):
        assert auditor.get(f"/auditor/log?{query}").status_code == 400
    assert auditor.get("/auditor/log.csv?since=yesterday").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/auditor/log?agent=nobody",
        "/auditor/log?item=BYA-1999-0000001",
        "/auditor/log.csv?agent=nobody",
        "/auditor/log.exe",
        "/auditor/log/999999",
        "/auditor/log/999999.tlog-proof",
        "/auditor/items/BYA-1999-0000001",
        "/auditor/hidden.exe",
    ],
)
def test_what_is_not_there_is_not_found(auditor, path):
    assert auditor.get(path).status_code == 404


def test_the_chain_of_an_item_goes_from_its_accession_to_its_withdrawal(shown_world, auditor):
    number = shown_world.items.withdrawn
    assert auditor.get(f"/auditor/items/{number}").status_code == 200
    chain = [row["event"] for row in rows(auditor.get(f"/auditor/log.csv?item={number}"))]
    assert "accession" in chain
    assert "withdrawal" in chain


def test_an_entry_offers_its_proof_once_a_checkpoint_covers_it(world):
    publish_checkpoint(world.archive)
    auditor = world.browser("auditor")  # whose signing in is an entry
    newest = f"/auditor/log/{world.entries() - 1}"
    page = auditor.get(newest).text
    assert "under no signed checkpoint yet" in page
    assert "tlog-proof" not in page
    assert auditor.get(f"{newest}.tlog-proof").status_code == 404
    publish_checkpoint(world.archive)
    assert f'href="{newest}.tlog-proof"' in auditor.get(newest).text
    assert auditor.get(f"{newest}.tlog-proof").status_code == 200


def test_a_proof_is_one_of_its_entry(world):
    publish_checkpoint(world.archive)
    answer = world.browser("auditor").get("/auditor/log/0.tlog-proof")
    assert parse_log_proof(answer.data).index == 0
    page = world.browser("auditor").get("/auditor/log/0").text
    assert "archive_creation" in page
    growth = rows(world.browser("auditor").get("/auditor/checkpoints.csv"))
    assert sum(int(each["new"]) for each in growth) == int(growth[-1]["entries"])


def test_entries_that_are_missing_are_named(world):
    auditor = world.browser("auditor")
    assert "No entry is missing" in auditor.get("/auditor/checkpoints").text
    last = world.entries() - 1
    copy = Copy(world.made.root, world.items)
    for place, said in ((2, "2"), (3, "2–3"), (last, f"2–3, {last}")):
        copy.sql("DELETE FROM log_entry WHERE leaf_index = ?", place)
        assert f"Entries are missing from the database: {said}." in auditor.get("/auditor/checkpoints").text


def test_a_run_of_verification_is_one_entry_and_finds_nothing_wrong(world):
    publish_checkpoint(world.archive)
    browser = world.browser("auditor")
    browser.get("/auditor/verification")
    before = world.entries()
    answer = browser.post("/auditor/verification/run")
    assert answer.status_code == 200
    assert "No defect was found." in answer.text
    assert world.entries() == before + 1
    assert browser.post("/auditor/verification/run", {"as": "json"}).mimetype == "application/json"
    assert world.entries() == before + 2


def test_openings_and_hidden_counts_are_pages_and_reports(auditor):
    for path in ("openings", "hidden"):
        assert auditor.get(f"/auditor/{path}").status_code == 200
        rows(auditor.get(f"/auditor/{path}.csv"))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "|calc"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell).startswith("'")
    assert harmless(-1) == "-1"


@pytest.mark.parametrize(("language", "said"), [("en", "prosecution; DE"), ("ru", "; DE")])
def test_a_declared_use_is_said_in_the_language_of_the_page(world, language, said):
    number = world.made.deposit([b"FICTIONAL"]).number
    read_item(world.made.archive, world.made.lawyer, number, PROSECUTION)
    set_language(world.archive, world.enrolled["auditor"].account, language)
    for path in ("/auditor/openings", "/auditor/log", f"/auditor/items/{number}"):
        page = world.browser("auditor").get(path).text
        assert said in page
        assert ("prosecution" in page) == (language == "en")


def test_after_a_run_the_page_says_when_its_proof_comes(world):
    browser = world.browser("auditor")
    assert "The run above" not in browser.get("/auditor/verification").text
    assert "The run above is among them" in browser.post("/auditor/verification/run").text
