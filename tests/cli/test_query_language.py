"""The query language through the command: what is found, what is logged, and how an error looks."""

import json

import pytest

from search.expression_text import parse, render
from tests.command import Command
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> Command:
    """An archive with some of the fictional records; tests only read it."""
    command = Command(tmp_path_factory.mktemp("query")).found()
    command.ingest(
        *(ROOT / "samples" / "records" / name for name in ("S01", "S02", "S03", "S04", "S17", "S21"))
    )
    command.run("index", "catch-up", agent="lawyer")
    return command


GERMANY = ("--purpose", "prosecution", "--jurisdiction", "DE")
AUGUST = "date:2020-08-09..2020-08-13"


def test_a_text_says_what_options_say(samples):
    options = (
        "--unit",
        "by-mvd",
        "--violation",
        "integrity.torture",
        "--from",
        "2020-08-09",
        "--to",
        "2020-08-13",
    )
    by_options = samples.labels(*options, *GERMANY)
    assert by_options
    assert samples.labels(f"unit:by-mvd violation:integrity.torture {AUGUST}", *GERMANY) == by_options
    assert samples.labels(AUGUST, "unit:by-mvd", "--violation", "integrity.torture", *GERMANY) == by_options
    assert samples.labels(f"crime:CAH-7-1-f unit:by-mvd {AUGUST}", *GERMANY) >= by_options
    assert samples.labels(f"article:CAT-1 unit:by-mvd {AUGUST}", *GERMANY) >= by_options


def test_not_is_the_rest_of_what_may_be_seen(samples):
    everything = samples.labels()
    found = samples.labels("violation:integrity.torture")
    assert found
    assert samples.labels("NOT violation:integrity.torture") == everything - found
    assert samples.labels("violation:integrity.torture OR NOT violation:integrity.torture") == everything


def test_passages_show_the_words_that_a_beginning_found(samples):
    text = (ROOT / "samples" / "records" / "S01" / "s01_testimony.txt").read_text(encoding="utf-8")
    words = [word.strip(".,;:()") for word in text.split()]
    long = next(word for word in words if word.isalpha() and len(word) > 8)
    found = samples.search(f"{long[:6]}*")["items"]
    marked = {p["text"][a:b] for item in found for p in item["passages"] for a, b in p["spans"]}
    assert marked
    assert all(word.casefold().startswith(long[:6].casefold()) for word in marked)


def test_a_search_that_finds_nothing_says_what_would_find_something(samples):
    shown = samples.search("rjhbljh", *GERMANY)
    assert shown["total"] == 0
    (other,) = shown["suggestions"]
    assert (other["why"], other["query"]) == ("keyboard layout", "коридор")
    assert samples.search(other["query"], *GERMANY)["total"] == other["total"]
    said = samples.run("search", "unit:by-mvd date:2019-08-09", *GERMANY, agent="lawyer").out
    assert "0 items" in said
    assert "one condition less  unit:by-mvd\n" in said
    entry = samples.run("log", "show", "--last", 1, "--json", agent="auditor").json[-1]
    private = json.loads(samples.run("log", "private", entry["leaf_index"], agent="lawyer").out)
    assert "unit:by-mvd" in private["suggested"]
    assert "by-mvd" not in json.dumps(entry)


def test_a_query_becomes_an_object_and_a_text_again(samples, tmp_path):
    text = 'unit:by-mvd ("избили коридоре"~5 ИЛИ дубин*) NOT kind:video date:!2020-08'
    made = samples.run("query", text, "--json").out
    file = tmp_path / "query.json"
    file.write_text(made, encoding="utf-8")
    spelt = samples.run("query", "--query-json", file).out.strip()
    assert spelt == 'unit:by-mvd ("избили коридоре"~5 OR дубин*) NOT kind:video date:!2020-08'
    assert samples.run("query", spelt, "--json").out == made
    assert samples.run("query").out == "\n"
    answers = samples.search("--query-json", file, *GERMANY), samples.search(text, *GERMANY)
    entries = [answer.pop("search") for answer in answers]
    assert answers[0] == answers[1]
    assert entries[1] == entries[0] + 1
    assert samples.labels("--query-json", file, *GERMANY)


def test_the_whole_question_is_sealed_beside_the_log_in_its_own_language(samples):
    samples.search(
        "«у стены» OR избив*", "--unit", "by-mvd", "--certainly", "--from", "2020-08", "--to", "2020-08"
    )
    entry = samples.run("log", "show", "--last", 1, "--json", agent="auditor").json[-1]
    private = json.loads(samples.run("log", "private", entry["leaf_index"], agent="lawyer").out)
    asked = private["query"]["query"]
    assert asked == '("у стены" OR избив*) unit:by-mvd date:!2020-08-01..2020-08-31'
    assert render(parse(asked)) == asked
    assert "by-mvd" not in json.dumps(entry)


@pytest.mark.parametrize(
    ("text", "where", "caret"),
    [
        ("стена (коридор", "text:7: this parenthesis is never closed", "            ^"),
        ("стена untt:x", "text:7: there is no field untt:", "            ^"),
        ("person:12", "text:8: a name was expected", "             ^"),
    ],
)
def test_an_error_shows_the_place(samples, text, where, caret):
    said = samples.run("search", text, agent="lawyer", expect=2).err
    lines = said.splitlines()
    assert lines[0] == "sviedka: the search text cannot be read"
    assert lines[1].startswith(f"  - {where}")
    assert lines[2:4] == [f"      {text}", caret]
    assert lines[-1] == "[invalid-request]"


def test_an_unknown_term_in_a_text_has_a_place_and_suggestions(samples):
    said = samples.run("search", "стена violation:integrity.tortur", agent="lawyer", expect=2).err
    assert "text:7: There is no violation type 'integrity.tortur'. Nearest: integrity.torture" in said
