"""Results as tables: nothing in a cell is a formula, and nothing steers a terminal."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.description import Allegation, Attribution
from archive.domain.record import RecordVersion
from archive.services.result_export import ResultRow
from schemas.result_table import COLUMNS, cell, results_csv, results_json
from search.passages import Passage
from tests.factories import describe

STARTS = "=+-@＝＋－＠−\t\r\n|%"


def row(title: str = "FICTIONAL", **fields) -> ResultRow:
    described = describe(title, **fields)
    record = RecordVersion("id", "BYA-2026-0000001", "c", 2, None, described, ())
    return ResultRow("BYA-2026-0000001", "ab" * 32, record, (Passage("two\nlines", ()),))


def read(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b", "\ufeff", "'", '"', "  \u3000"])
def test_what_a_spreadsheet_takes_for_a_formula_begins_with_an_apostrophe(start, before):
    text = cell(f'{before}{start}HYPERLINK("http://example.invalid")')
    assert text.startswith(("'", "\\u")) or "\\u000d" in text


@pytest.mark.parametrize("text", ["plain", "2020-08-09", "Мінск, вул. 1", "a=b", "", "…", "5 - 3"])
def test_other_text_stays_as_it_is(text):
    assert cell(text) == text


def test_numbers_stay_numbers():
    assert (cell(-1), cell(1.5)) == ("-1", "1.5")


@given(st.text(max_size=40))
def test_no_cell_begins_a_formula_or_steers(text):
    found = cell(text)
    bare = found.lstrip(' \u00a0\u3000\u2003"')
    assert bare[:1] not in STARTS or not bare
    assert not any(ord(sign) < 9 or 0x202A <= ord(sign) <= 0x202E or sign in "\x1b\x9b" for sign in found)
    assert text.replace("\\", "") == "" or found


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=4))
def test_a_table_is_read_back_with_the_cells_it_was_made_of(titles):
    rows = [row(title) for title in titles]
    assert [each["title"] for each in read(results_csv(rows))] == [cell(title) for title in titles]
    assert [each["title"] for each in json.loads(results_json(rows))] == titles


def test_columns_are_stable_and_full():
    """Other programs read them by name and place: add at the end, never change."""
    assert COLUMNS[:4] == ("number", "version", "record_sha256", "kind")
    by = Attribution(unit="by-mvd")
    described = row(
        when="2020-08",
        place="Minsk",
        allegations=(Allegation("liberty", attributions=(by, by)), Allegation("liberty")),
    )
    (found,) = read(results_csv([described]))
    assert tuple(found) == COLUMNS
    assert (found["violations"], found["units"]) == ("liberty", "by-mvd")
    assert (found["passages"], found["fictional"], found["version"]) == ("two lines", "yes", "2")
    (plain,) = json.loads(results_json([described]))
    assert tuple(plain) == COLUMNS
    assert (plain["units"], plain["version"]) == (["by-mvd"], 2)


def test_bidirectional_controls_are_visible_in_both():
    hostile = row("safe\u202egpj.exe \x1b[2J")
    assert "\u202e" not in results_csv([hostile]).decode()
    assert "safe\\u202egpj.exe \\u001b[2J" in results_csv([hostile]).decode()
    assert "\u202e" not in results_json([hostile]).decode()
    assert json.loads(results_json([hostile]))[0]["title"] == "safe\u202egpj.exe \x1b[2J"


def test_an_empty_result_is_a_row_of_headings():
    assert read(results_csv([])) == []
    assert results_csv([]).count(b"\r\n") == 1
    assert json.loads(results_json([])) == []
