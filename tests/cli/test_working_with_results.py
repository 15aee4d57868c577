"""Hits, saved searches, lists, exports and patterns as a lawyer types them."""

import csv
import io
import json
from zipfile import ZipFile

from tests.checks import check_archive
from tests.cli.conftest import last_entry


def lawyer(archive, *arguments, expect=0):
    return archive.run(*arguments, agent="lawyer", expect=expect)


def test_the_hits_of_a_search_one_after_the_other(archive):
    found = archive.search("statement", "--page-size", 2)
    assert f"--in-search {found['search'] + 1} --hit 1" in lawyer(archive, "search", "statement").out
    seen, place = [], {"search": found["search"], "hit": 1}
    while place:
        hit = lawyer(archive, "show", "--in-search", place["search"], "--hit", place["hit"], "--json").json
        seen.append(hit["item"]["number"])
        assert hit["passages"][0]["spans"]
        place = hit["next"]
    assert sorted(seen) == sorted(archive.numbers().values())
    text = lawyer(archive, "show", "--in-search", found["search"], "--hit", 2).out
    assert text.startswith(f"Hit 2 of search {found['search']}\n")
    assert f"previous: sviedka show --in-search {found['search']} --hit 1" in text
    assert (
        "There is no hit 9."
        in lawyer(archive, "show", "--in-search", found["search"], "--hit", 9, expect=4).err
    )


def test_show_wants_an_item_or_a_search(archive):
    number = archive.numbers()["one.txt"]
    for wrong in (("show",), ("show", number, "--in-search", 3)):
        assert "Name the NUMBER of an item, or a search" in lawyer(archive, *wrong, expect=2).err


def test_a_saved_search_and_its_alerts(archive):
    lawyer(archive, "saved", "add", "my search", "statement", "--purpose", "analysis")
    lawyer(archive, "saved", "add", "my search", "other", expect=5)
    (kept,) = lawyer(archive, "saved", "list", "--json").json
    assert (kept["name"], kept["question"]["query"]) == ("my search", "statement")
    assert lawyer(archive, "saved", "run", "my search", "--json").json["total"] == 3
    digest = lawyer(archive, "alerts").out
    assert digest == f"search {kept['search']}  0 new  of 3\n"
    assert "my search" in lawyer(archive, "alerts", "--names").out
    archive.ingest(
        archive.folder / "new.txt", "--consent-basis", "source", "--grant", "analysis", "--language", "en"
    )
    lawyer(archive, "saved", "add", "all", "fictional")
    for new in ([0, 1], [0, 0]):  # it waited for the index when the search was saved
        assert [a["new"] for a in lawyer(archive, "alerts", "--json").json["alerts"]] == new
    lawyer(archive, "saved", "drop", kept["search"])
    assert len(lawyer(archive, "saved", "list", "--json").json) == 1
    assert "You have no saved search" in lawyer(archive, "saved", "run", "my search", expect=4).err
    check_archive(archive.root)


def test_a_list_is_counted_row_by_row(archive):
    table = archive.folder / "names.csv"
    table.write_text("no;name\n1;statement one\n2;statement\n3;nowhere\n")
    rows = lawyer(archive, "search-list", table, "--column", "name", "--json").json["rows"]
    assert [(row["line"], row["total"]) for row in rows] == [(2, 1), (3, 3), (4, 0)]
    assert last_entry(archive)["detail"]["rows"] == 3
    table.write_text("by-mvd\nno such unit\nby-kgb\nnor this\n")
    wrong = lawyer(archive, "search-list", table, "--each", "unit", expect=2).err
    assert "names.csv:2: No unit is called" in wrong
    assert "names.csv:4: No unit is called" in wrong
    assert "Nothing was searched." in wrong
    assert "cannot be read" in lawyer(archive, "search-list", archive.folder / "absent", expect=2).err


def test_results_become_a_table_once(archive):
    path = archive.folder / "found.csv"
    said = lawyer(archive, "search", "statement", "--export", path).out
    entry = last_entry(archive)
    assert f"3 items, entry {entry['leaf_index']}." in said
    assert (entry["event_type"], entry["detail"]["rows"]) == ("export", 3)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    assert {row["number"] for row in rows} == set(archive.numbers().values())
    assert "makes a new file" in lawyer(archive, "search", "statement", "--export", path, expect=5).err
    assert ".csv or .json" in lawyer(archive, "search", "statement", "--export", "found.xls", expect=2).err
    plain = archive.folder / "found.json"
    lawyer(archive, "search", "statement", "--export", plain)
    assert len(json.loads(plain.read_text())) == 3
    assert last_entry(archive)["detail"]["form"] == "json"


def test_a_pattern_is_cited_and_recomputed(archive):
    made = lawyer(archive, "pattern", "create", "All statements", "statement", "--json").json
    number = made["pattern"]["number"]
    assert len(made["pattern"]["items"]) == 3
    assert "(version" not in lawyer(archive, "pattern", "show", number).out
    assert f"{number} is the same: 3 items" in lawyer(archive, "pattern", "recompute", number).out
    gone = archive.numbers()["one.txt"]
    archive.run("withdraw", gone, "--reason", "r", "--yes", agent="custodian")
    text = lawyer(archive, "pattern", "recompute", number).out
    assert f"{number} is not the same: 3 items then, 2 now." in text
    found = lawyer(archive, "pattern", "recompute", number, "--json").json
    ((reason,),) = (item["because"] for item in found["items"])
    assert reason["reason"] == "withdrawal"
    proved = archive.folder / "again.zip"
    lawyer(archive, "pattern", "recompute", number, "--output", proved)
    assert f"entries/{reason['entry']}.tlog-proof" in ZipFile(proved).namelist()
    assert "exists" in lawyer(archive, "pattern", "recompute", number, "--output", proved, expect=5).err
    shown = archive.run("log", "show", gone, "--json", agent="auditor").json
    assert reason["entry"] in [entry["leaf_index"] for entry in shown if entry["event_type"] == "withdrawal"]
    assert lawyer(archive, "pattern", "show", number, "--json").json == made
    assert (
        "There is no pattern exhibit" in lawyer(archive, "pattern", "show", "BYA-2026-E99999", expect=4).err
    )
    archive.run("verify", agent="auditor")


def test_accounts_and_similar_items_say_when_there_is_none(archive):
    number = archive.numbers()["one.txt"]
    assert f"0 other accounts beside {number}." in lawyer(archive, "accounts", number).out
    found = lawyer(archive, "similar", number, "--json").json
    assert (found["number"], found["items"]) == (number, [])
