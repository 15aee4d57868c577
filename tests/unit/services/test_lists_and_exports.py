"""A list searched at once, and results given out as a file."""

import json

import pytest

from archive.domain.consent import Purpose
from archive.domain.errors import InvalidRequest, NotPermitted
from archive.services.indexing import catch_up
from archive.services.list_search import MAX_ROWS, ListRow, RowKind, read_list, search_list
from archive.services.private import open_private
from archive.services.result_export import export_results
from crypto.digest import sha256_hex
from crypto.dsse import parse_envelope
from search.query import SearchQuery
from tests.checks import check_archive
from tests.factories import PROSECUTION, consent, describe
from tests.service_helpers import ask

BESIDE = SearchQuery(use=PROSECUTION)


def detail(own, event_type: str) -> list[dict]:
    with own.archive.records.reading() as tx:
        rows = tx.log.by_type([event_type])
    return [json.loads(parse_envelope(row.entry).payload)["predicate"]["detail"] for row in rows]


def texts(data: bytes, column=None) -> list[tuple[int, str]]:
    return [(row.line, row.text) for row in read_list(data, "list.csv", column)]


@pytest.mark.parametrize(
    ("data", "column", "expected"),
    [
        (b"one\n\n two  words \r\nthree", None, [(1, "one"), (3, "two words"), (4, "three")]),
        ("\ufeffзорка\n".encode(), None, [(1, "зорка")]),
        ("зорка\nмора".encode("utf-16"), None, [(1, "зорка"), (2, "мора")]),
        (b"id;name\n1;Ivan\n2;\n3;Petr", "name", [(2, "Ivan"), (4, "Petr")]),
        (b'a,"name, full"\n1,"Ivan\nI"\n2,Petr', "2", [(1, "name, full"), (3, "Ivan I"), (4, "Petr")]),
        (b"a\tb\n1\t2", "b", [(2, "2")]),
    ],
)
def test_lists_are_read_as_people_paste_them(data, column, expected):
    assert texts(data, column) == expected


@pytest.mark.parametrize(
    ("data", "column", "said"),
    [
        (b"", None, "there is no row"),
        (b"\n \n", None, "there is no row"),
        (b"\xff\xf0abc", None, "UTF-8"),
        (b"good\nbad\x07\nbad\xe2\x80\xae", None, "list.csv:3: holds a character"),
        (b"x\n" * (MAX_ROWS + 1), None, "1001 rows"),
        (b"x" * 1_048_577, None, "longer than"),
        (b"a,b\n1,2", "c", "no column c; there are: a, b"),
        (b'a,b\n1,"' + b"x" * 200_000, "a", "no CSV"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(data, column, said):
    with pytest.raises(InvalidRequest) as caught:
        read_list(data, "list.csv", column)
    assert said in str(caught.value)


def count(own, kind, *rows, beside=BESIDE) -> list[int]:
    listed = tuple(ListRow(n, text) for n, text in enumerate(rows, 1))
    return [r.total for r in search_list(own.archive, own.lawyer, listed, kind, "list", beside).rows]


def test_every_row_is_counted_and_the_list_is_one_entry(own):
    own.deposit([b"FICTIONAL zorka and mora"])
    own.deposit([b"FICTIONAL zorka alone"])
    catch_up(own.archive, own.lawyer)
    assert count(own, RowKind.WORDS, "zorka", "mora zorka", "nowhere") == [2, 1, 0]
    assert count(own, RowKind.PHRASE, "zorka alone", "alone zorka") == [1, 0]
    assert count(own, RowKind.QUERY, "zorka NOT mora", "zorka OR mora") == [1, 2]
    assert count(own, RowKind.WORDS, "zorka", beside=ask("mora")) == [1]
    entries = detail(own, "query")
    assert [entry["rows"] for entry in entries] == [3, 2, 2, 1]
    assert "zorka" not in json.dumps(entries)
    check_archive(own)


def test_all_bad_rows_are_named_at_once_and_nothing_is_searched(own):
    catch_up(own.archive, own.lawyer)
    with pytest.raises(InvalidRequest) as caught:
        count(own, RowKind.UNIT, "by-mvd", "no such unit", "by-kgb", "ИК-1")
    assert [problem.where for problem in caught.value.problems] == ["list:2", "list:4"]
    with pytest.raises(InvalidRequest) as caught:
        count(own, RowKind.QUERY, '"open', "fine", "(")
    assert [problem.where for problem in caught.value.problems] == ["list:1", "list:3"]
    assert detail(own, "query") == []


def test_a_list_of_units_counts_what_stood_below_them(own):
    catch_up(own.archive, own.lawyer)
    assert count(own, RowKind.UNIT, "by-mvd") == [0]
    with pytest.raises(NotPermitted):
        search_list(own.archive, own.auditor, (ListRow(1, "x"),), RowKind.WORDS, "list", BESIDE)


def titles(rows) -> bytes:
    return "\n".join(row.record.description.title for row in rows).encode()


def test_an_export_holds_all_matches_and_is_logged_with_every_record(own):
    own.deposit_all([((f"FICTIONAL zorka {n}".encode(),), describe(f"no {n}"), None) for n in range(160)])
    own.deposit([b"FICTIONAL zorka secret"], describe("other use", consent=consent(Purpose.ICC)))
    catch_up(own.archive, own.lawyer)
    made = export_results(own.archive, own.lawyer, ask("zorka"), "csv", titles)
    assert (made.rows, made.data.count(b"\n")) == (160, 159)
    assert b"other use" not in made.data
    entries = detail(own, "export")
    assert [(entry["form"], entry["rows"]) for entry in entries] == [("csv", 160)] * 2
    sealed = open_private(own.archive, own.lawyer, made.leaf_index)
    assert sealed["file_sha256"] == sha256_hex(made.data)
    assert detail(own, "query")[-1]["hidden"] == {"consent": 1, "clearance": 0}
    check_archive(own)


def test_an_export_of_nothing_and_one_that_is_not_permitted(own):
    catch_up(own.archive, own.lawyer)
    assert export_results(own.archive, own.lawyer, ask("nothing"), "csv", titles).rows == 0
    assert detail(own, "export") == []
    with pytest.raises(NotPermitted):
        export_results(own.archive, own.auditor, ask("zorka"), "csv", titles)


def test_the_entry_is_written_before_a_byte_is_given_out(own, monkeypatch):
    own.deposit([b"FICTIONAL zorka"])
    catch_up(own.archive, own.lawyer)
    monkeypatch.setattr("archive.services.result_export.acting", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_results(own.archive, own.lawyer, ask("zorka"), "csv", titles)
