"""What stands out, and what runs of verification cover: pages and reports, read from the log alone."""

import csv
import io

import pytest

from archive.services.oversight import MANY, anomalies, coverage
from archive.services.reading import read_item
from archive.services.verification import verify_archive
from tests.factories import PROSECUTION


def standing_out(world) -> list[str]:
    return [why.value for why, _entry in anomalies(world.archive, world.made.auditor)[0]]


def test_a_quiet_log_has_nothing_that_stands_out(world):
    world.made.deposit([b"FICTIONAL"])
    assert standing_out(world) == []


def test_a_refusal_a_clock_that_went_back_and_a_long_silence_stand_out(world):
    assert world.browser("documenter").get("/auditor/log").status_code == 403
    world.clock.move(days=31)
    world.browser("auditor")
    world.clock.move(hours=-2)
    world.browser("custodian")
    assert standing_out(world) == ["refused", "silence", "clock"]
    page = world.browser("auditor").get("/auditor/anomalies").text
    assert "a clock went back" in page
    assert "more than thirty days" in page


@pytest.mark.parametrize(("openings", "said"), [(MANY - 1, []), (MANY, ["many"]), (MANY + 1, ["many"])])
def test_many_openings_within_an_hour_stand_out_once(world, openings, said):
    number = world.made.deposit([b"FICTIONAL"]).number
    for _ in range(openings):
        read_item(world.made.archive, world.made.lawyer, number, PROSECUTION)
    assert standing_out(world) == said


def test_openings_over_a_day_are_not_many(world):
    number = world.made.deposit([b"FICTIONAL"]).number
    for _ in range(MANY):
        world.clock.move(minutes=5)
        read_item(world.archive, world.made.lawyer, number, PROSECUTION)
    assert standing_out(world) == []


def test_coverage_counts_what_came_after_the_last_whole_run(world):
    world.made.deposit([b"FICTIONAL"])
    world.made.publish()
    browser = world.browser("auditor")
    assert "No run of verification over the whole archive" in browser.get("/auditor/fixity").text
    assert coverage(world.archive, world.made.auditor).since == 1
    verify_archive(world.archive, world.made.auditor)
    assert "Nothing has come since." in browser.get("/auditor/fixity").text
    world.made.deposit([b"FICTIONAL later"])
    found = coverage(world.archive, world.made.auditor)
    assert (len(found.runs), found.since) == (1, 1)
    assert "One entry since then" in browser.get("/auditor/fixity").text


def test_both_are_reports_and_looking_writes_nothing(shown_world):
    browser, before = shown_world.browser("auditor"), shown_world.entries()
    for name in ("anomalies", "fixity"):
        answer = browser.get(f"/auditor/{name}.csv")
        assert answer.status_code == 200
        list(csv.DictReader(io.StringIO(answer.text)))
        assert browser.get(f"/auditor/{name}.json").mimetype == "application/json"
        assert browser.get(f"/auditor/{name}.pdf").status_code == 404
    assert shown_world.entries() == before
