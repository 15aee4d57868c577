"""What a lawyer keeps of searches: saved ones, what is new in them, lists, files, pattern exhibits."""

import csv
import io
import re

import pytest

from archive.services.saved import find_saved
from tests.factories import consent, describe
from tests.web.searching import USE, fill_for_search, form_of


@pytest.fixture
def browser(world):
    fill_for_search(world.made)
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    return browser


def test_a_saved_search_is_run_renamed_and_dropped(world, browser):
    fields = {**USE, "text": "стена", "kinds": "interview", "name": "walls <b>"}
    assert browser.post("/lawyer/saved/new", fields).status_code == 303
    assert "walls &lt;b&gt;" in browser.get("/lawyer/saved").text
    number = find_saved(world.archive, world.made.lawyer, "walls <b>").number
    ran = browser.post(f"/lawyer/saved/{number}/run").text
    assert "10 items" in ran
    assert form_of(ran)[0]["text"] == ["стена kind:interview"]
    assert browser.post(f"/lawyer/saved/{number}/name", {"name": ""}).status_code == 400
    assert browser.post(f"/lawyer/saved/{number}/name", {"name": "стены"}).status_code == 303
    renamed = find_saved(world.archive, world.made.lawyer, "стены").number
    assert browser.post(f"/lawyer/saved/{number}/run").status_code == 404
    assert browser.post(f"/lawyer/saved/{renamed}/drop").status_code == 303
    assert "стены" not in browser.get("/lawyer/saved").text


def test_a_name_is_taken_once(world, browser):
    for status in (303, 409):
        response = browser.post("/lawyer/saved/new", {**USE, "text": "стена", "name": "walls"})
        assert response.status_code == status
    assert "You have a saved search of this name." in response.text
    browser.post("/lawyer/saved/new", {**USE, "text": "суд", "name": "courts"})
    number = find_saved(world.archive, world.made.lawyer, "courts").number
    assert browser.post(f"/lawyer/saved/{number}/name", {"name": "walls"}).status_code == 400


def test_what_is_new_is_told_once_also_under_another_name(world, browser):
    browser.post("/lawyer/saved/new", {**USE, "text": "стена", "name": "walls"})
    world.made.deposit([], describe("FICTIONAL another", text="FICTIONAL стена"))
    number = find_saved(world.archive, world.made.lawyer, "walls").number
    browser.post(f"/lawyer/saved/{number}/name", {"name": "others"})
    assert "one new" in browser.post("/lawyer/saved/new-matches").text
    assert "0 new" in browser.post("/lawyer/saved/new-matches").text


def test_a_list_is_counted_row_by_row(world, browser):
    before = world.entries()
    page = browser.post("/lawyer/list", {**USE, "rows": "стена\nшкаф", "each": "words"}).text
    assert re.findall(r'class="number">(\d+)<', page) == ["30", "0"]
    assert world.entries() == before + 1
    table = "id;unit\n1;НКВД БССР\n2;by-mvd-gubopik"
    page = browser.post("/lawyer/list", {**USE, "rows": table, "each": "unit", "column": "unit"}).text
    assert re.findall(r'class="number">(\d+)<', page) == ["10", "20"]


def test_every_bad_row_is_named(world, browser):
    before = world.entries()
    response = browser.post("/lawyer/list", {**USE, "rows": "by-mvd\nby-nothing\nby-none", "each": "unit"})
    assert response.status_code == 400
    assert "line:2" in response.text
    assert "line:3" in response.text
    assert world.entries() == before


def test_results_are_taken_out_as_files(world, browser):
    file = browser.post("/lawyer/search/file", {**USE, "text": "стена", "kinds": "interview", "file": "csv"})
    assert file.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert {row["kind"] for row in rows} == {"interview"}
    assert len(rows) == 10
    file = browser.post("/lawyer/search/file", {**USE, "text": "стена", "file": "json"})
    assert len(file.get_json()) == 30
    assert browser.post("/lawyer/search/file", {**USE, "file": "exe"}).status_code == 400


def test_many_results_need_a_custodian(pair):
    world, browser = pair, pair.browser("lawyer")
    fill_for_search(world.made)
    browser.get("/lawyer/search")
    more = [((), describe(f"FICTIONAL {n}", text=f"FICTIONAL стена {n}"), None) for n in range(30)]
    world.made.deposit_all(more)
    refused = browser.post("/lawyer/search/file", {**USE, "text": "стена", "file": "csv"})
    assert refused.status_code == 403
    assert 'name="reason"' in refused.text
    fields = {**USE, "text": "стена", "file": "csv", "reason": "for the hearing"}
    asked = browser.post("/lawyer/search/file", fields)
    assert asked.status_code == 303
    assert "for the hearing" in world.browser("custodian").get("/custodian/approvals").text


def test_a_result_is_kept_under_a_number_and_shown(world, browser):
    kept = browser.post("/lawyer/patterns/new", {**USE, "text": "стена", "title": "Walls <i>"})
    number = re.search(r"BYA-\d{4}-E\d{5}", browser.follow(kept).text)
    assert number
    page = browser.post("/lawyer/patterns/show", {"number": number[0].lower()}).text
    assert "Walls &lt;i&gt;" in page
    assert page.count("BYA-2026-00000") == 30
    assert browser.post("/lawyer/patterns/show", {"number": "BYA-2026-E99999"}).status_code == 404


def test_what_consent_hides_is_in_no_list_and_no_file(world, browser):
    world.made.deposit([], describe("FICTIONAL hidden", text="FICTIONAL тайна", consent=consent()))
    page = browser.post("/lawyer/list", {**USE, "rows": "тайна", "each": "words"}).text
    assert re.findall(r'class="number">(\d+)<', page) == ["0"]
    file = browser.post("/lawyer/search/file", {**USE, "text": "тайна", "file": "json"})
    assert file.get_json() == []
