"""Pattern exhibits on pages: asked again with the proof of why numbers changed, and their history."""

import csv
import io
import json
import subprocess
import sys
from zipfile import ZipFile

import pytest

from archive.services.change import change_consent
from archive.services.collections import find_collection
from archive.services.indexing import catch_up
from archive.services.pattern import create_pattern
from tests.factories import consent, describe
from tests.service_helpers import ask
from tests.web.searching import fill_for_search


@pytest.fixture
def kept(world) -> str:
    """A pattern exhibit of thirty items: its number."""
    fill_for_search(world.made)
    archive, lawyer = world.archive, world.made.lawyer
    return create_pattern(archive, lawyer, find_collection(archive), "Walls <i>", ask("стена")).pattern.number


@pytest.fixture
def other(world, kept) -> str:
    """Two items came after it was made, one of them hidden by consent; one was taken out of it by consent."""
    archive, lawyer = world.archive, world.made.lawyer
    world.made.deposit([], describe("FICTIONAL new", text="FICTIONAL стена"))
    world.made.deposit([], describe("FICTIONAL hidden", text="FICTIONAL стена", consent=consent()))
    change_consent(archive, lawyer, "BYA-2026-0000003", 1, consent(), "as the source asked")
    catch_up(archive, lawyer)
    return kept


def shown(world, path, number):
    browser = world.browser("lawyer")
    browser.get("/lawyer/patterns")
    return browser.post(f"/lawyer/patterns/{path}", {"number": number})


def test_an_exhibit_that_is_the_same_is_said_to_be(world, kept):
    page = shown(world, "again", kept.lower()).text
    assert "It is the same: 30 items" in page
    assert "Walls &lt;i&gt;" in page


def test_every_difference_is_shown_with_its_reason_and_its_entry(world, other):
    page = shown(world, "again", other).text
    assert "It is not the same: 30 items then, 30 now." in page
    assert "BYA-2026-0000003" in page
    assert "its source changed consent" in page
    assert "the item was taken in" in page
    assert "BYA-2026-0000032" not in page, "what consent hides is no difference"


def test_the_file_proves_the_reasons_without_sviedka(world, other, tmp_path):
    answer = shown(world, "again/file", other)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{other}-again.zip"'
    with ZipFile(io.BytesIO(answer.data)) as file:
        file.extractall(tmp_path)
    found = json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))
    named = {str(why["entry"]) for each in found["items"] for why in each["because"]}
    assert len(named) == 2
    assert {path.stem for path in (tmp_path / "entries").glob("*.json")} == named
    recipe = (tmp_path / "README.txt").read_text(encoding="utf-8").split("----8<----\n")[1]
    run = [sys.executable, "-c", recipe, *map(str, (tmp_path / "entries").glob("*.json"))]
    checked = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert checked.count("is in the log") == 2
    (tmp_path / "entries" / f"{min(named)}.json").write_bytes(b"{}")
    assert "IS NOT IN THE LOG" in subprocess.run(run, capture_output=True, text=True, check=True).stdout


def test_a_reader_sees_when_it_was_asked_again_and_nothing_of_what_was_hidden(world, other):
    assert "Not yet." in shown(world, "show", other).text
    shown(world, "again", other)
    page = shown(world, "show", other).text
    assert "came: 1; went: 1" in page
    assert "its source changed consent: 1" in page
    assert "consent: 1" not in page.replace("its source changed consent: 1", "")
    assert "hidden by" not in page.lower()


def test_an_auditor_sees_its_history_and_opens_nothing(world, other):
    shown(world, "again", other)
    browser, before = world.browser("auditor"), world.entries()
    assert other in browser.get("/auditor/patterns").text
    page = browser.get(f"/auditor/patterns/{other}").text
    assert "Its object is the one that was recorded." in page
    assert "came: 1; went: 1" in page
    assert "consent changed: 1" in page
    assert "Walls" not in page
    rows = list(csv.DictReader(io.StringIO(browser.get(f"/auditor/patterns/{other}/asked.csv").text)))
    assert [json.loads(row["differences"]) for row in rows] == [{}, {"added": 1, "gone": 1}]
    assert browser.get("/auditor/patterns.json").get_json()[0]["number"] == other
    assert world.entries() == before
    assert browser.get("/auditor/patterns/BYA-2026-E99999").status_code == 404


def test_a_changed_object_is_told_to_an_auditor(world, kept):
    with world.archive.records.reading() as tx:
        (row,) = tx.log.by_type(["pattern"])
    digest = world.browser("auditor").get("/auditor/patterns.json").get_json()[0]["object"]
    assert row.event_type == "pattern"
    (world.made.root / "objects" / digest[:2] / digest).unlink()
    assert "Its object is missing" in world.browser("auditor").get(f"/auditor/patterns/{kept}").text


@pytest.mark.parametrize("path", ["show", "again", "again/file"])
def test_a_number_that_is_none_is_answered_in_words(world, path):
    assert shown(world, path, "BYA-2026-E99999").status_code == 404
    assert shown(world, path, "").status_code == 400
