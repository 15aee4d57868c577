"""Queries that cannot be run: each is refused at its place, in a few clean lines."""

import json

import pytest

from archive.services import indexing
from tests.command import Command

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Command:
    """An archive with one item; tests only read it."""
    command = Command(tmp_path_factory.mktemp("bad")).found()
    (command.folder / "one.txt").write_text("FICTIONAL: the wall of a corridor")
    command.ingest(
        command.folder / "one.txt", "--consent-basis", "source", "--grant", "analysis", "--language", "en"
    )
    command.run("index", "catch-up", agent="lawyer")
    return command


def test_the_options_of_charges_grounds_and_measures_are_fields_of_the_question(archive):
    asked = ("--charge", "by-cc-342", "--ground", "political", "--measure", "none", "--facet", "charge")
    assert archive.run("search", *asked, agent="lawyer").out.startswith("0 items, for analysis")
    said = refused(archive, "--charge", "Art. 342")
    assert "charges[0]: an article was expected as State-code-number" in said


def refused(archive, *arguments) -> str:
    said = archive.run("search", *arguments, agent="lawyer", expect=2).err
    assert len(said) < 900
    assert "\x1b" not in said
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('wall "corridor', "text:6: this quotation mark is never closed"),
        ("wall (corridor", "text:6: this parenthesis is never closed"),
        ("wall) corridor", "text:5: this parenthesis was never opened"),
        ("wall «corridor", "text:6: this quotation mark is never closed"),
        ("wall " * 10_000, "and was not read; `sviedka search-list` searches for long lists"),
        ("w " * 70, "text:129: at most 64 words, phrases and values"),
        ("w" * MEGABYTE, "text:4001: longer than 4000 characters, and was not read"),
        ("(" * MEGABYTE, "text:4001: longer than 4000 characters"),
        ("*", "text:1: a star by itself would match everything"),
        ("wall **", "text:6: a star by itself would match everything"),
        ("wall w*", "text:6: 2 to 40 letters were expected before the star"),
        ("wall *all", "text:6: a star was not expected here"),
        ("wall wa*l", "text:6: a star was not expected here"),
        ("corridor wall~5", "text:10: ~ was not expected after a word"),
        ("wall^2", "text:1: ^ was not expected"),
        ("wall untt:by-mvd", "text:6: there is no field untt: (nearest: unit)"),
        ("wall unit:by-mvt", "text:6: No unit is called 'by-mvt'. Nearest: by-mvd"),
        ("wall unit:*", "text:6: No unit is called '*'"),
        ("date:2020-13", "text:6: a day, month or year was expected"),
        ("date:2020-02-30", "text:6: a day, month or year was expected"),
        ("date:2021..2020", "text:6: a range was expected whose first day is not later"),
        ("date:20200809", "text:6: a day, month or year was expected"),
        ("date:*", "text:6: a day, month or year was expected"),
        ("date:1066", "text:6: a date from 1800 to 2199 was expected"),
        ("date:[2020..2021]", "text:6: a day, month or year was expected"),
        ("\x1b[31m(", "text:7: a word, a phrase, a field or an opening parenthesis was expected"),
        ("NOT " * 50 + "x", "text:65: nested more than 16 deep"),
        ("the", "only words that are too common to be searched for"),
    ],
)
def test_a_text_that_cannot_be_asked_is_refused_at_its_place(archive, text, said):
    assert said in refused(archive, text)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"and": [{"word": "wall"}] * 10_000}, "10000 words, phrases and values; at most 64"),
        ({"and": [{"word": "wall"}, {"not": {"word": "*"}}]}, "query.and[1].not: "),
        ({"field": "untt", "values": ["x"]}, "query: there is no field untt: (nearest: unit)"),
        ({"field": "date", "values": ["вчера"]}, "query: a day, month or year was expected"),
        ({"prefix": ""}, "query: a star by itself would match everything"),
        ({"query_string": {"query": "*"}}, "query: and, or, not, word"),
        ([], "query: and, or, not, word"),
        ("wall", "query: and, or, not, word"),
    ],
)
def test_an_object_that_cannot_be_asked_is_refused_at_its_path(archive, tmp_path, value, said):
    file = tmp_path / "query.json"
    file.write_text(json.dumps(value))
    assert said in refused(archive, "--query-json", file)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"word": ', ":1:10: this is not JSON"),
        (b"\xff\xfe\xff", "this is not JSON"),
        (b"[" * 200_000, "this is not JSON that can be a query"),
        (b'{"word": "' + b"w" * MEGABYTE + b'"}', "longer than 262144 bytes, and was not read"),
    ],
)
def test_a_file_that_is_no_object_is_refused(archive, tmp_path, data, said):
    file = tmp_path / "query.json"
    file.write_bytes(data)
    assert said in refused(archive, "--query-json", file)


def test_a_query_is_given_once_and_its_file_is_there(archive, tmp_path):
    assert "not both" in refused(archive, "wall", "--query-json", tmp_path / "none.json")
    assert "cannot be read" in refused(archive, "--query-json", tmp_path / "none.json")


def test_pages_end_where_nobody_reads_any_more(archive):
    said = refused(archive, "wall", "--page", "101", "--page-size", "100")
    assert "page: beyond hit 10000: narrow the search instead" in said
    past = ("wall", "--page", "100", "--page-size", "100")
    assert archive.search(*past)["items"] == []
    assert (
        "items, for analysis. This page is after the last one."
        in archive.run("search", *past, agent="lawyer").out
    )
    assert "after the last one" not in archive.run("search", "nobodysword", agent="lawyer").out
    assert "Invalid value for '--page-size'" in refused(archive, "wall", "--page-size", "1000")
    assert "Invalid value for '--page'" in refused(archive, "wall", "--page", "0")


@pytest.mark.parametrize("facet", ["text", "sensitivity", "use_allowed", "place", "stem", "_id"])
def test_a_facet_that_is_off_limits_is_no_choice(archive, facet):
    said = archive.run("search", "wall", "--facet", facet, agent="lawyer", expect=2).err
    assert f"'{facet}' is not one of" in said


def test_a_query_while_the_index_is_behind_says_by_how_much(archive, monkeypatch):
    def fails(*_):
        raise indexing.Unavailable("busy")

    (archive.folder / "two.txt").write_text("FICTIONAL: the wall of another corridor")
    archive.ingest(
        archive.folder / "two.txt", "--consent-basis", "source", "--grant", "analysis", "--language", "en"
    )
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "catch_up", fails)
        assert "The index is behind by 1 items." in archive.run("search", "wall", agent="lawyer").out
        assert archive.search("wall")["behind"] == 1
    assert archive.search("wall")["behind"] == 0
