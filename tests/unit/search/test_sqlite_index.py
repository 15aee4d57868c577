"""The embedded index as a file: private, case-exact, damaged, full, locked, shared between processes."""

import sqlite3
import stat
import threading
from dataclasses import replace

import pytest

from archive.domain.consent import Purpose, Use
from archive.domain.description import Certainty
from archive.domain.errors import InvalidRequest, StorageFull, Unavailable
from search.clauses import AnyOf, BlindedQuery, Branch
from search.engines import sqlite as engine
from search.engines.sqlite import SqliteIndex
from search.engines.sqlite_schema import spell
from search.expression import Word
from search.query import Facet, SearchQuery
from search.timeline import Scale
from search.trees import Matrix
from tests import search_world as world


def documents(count=3, seed=1):
    return [deposit.document() for deposit in world.make_world(seed, count)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "index.sqlite3"


@pytest.fixture
def index(path):
    made = SqliteIndex(path)
    yield made
    made.close()


def total(index, *clauses):
    collection = documents(1)[0].collection[0]
    return index.search(BlindedQuery((Branch(collection, None, None, filters=clauses),))).total


def test_tokens_that_differ_in_case_only_stay_apart(index):
    (document,) = documents(1)
    lower, upper = "abcdefghijkl", "ABCDEFGHIJKL"
    index.put([replace(document, kind=(lower,), text=upper, stem="-_-_-_-_-_-_")])
    assert total(index, AnyOf("kind", (lower,))) == 1
    assert total(index, AnyOf("kind", (upper,))) == 0
    assert total(index, AnyOf("text", (upper,))) == 1
    assert total(index, AnyOf("text", (lower,))) == 0
    assert total(index, AnyOf("stem", ("-_-_-_-_-_-_",))) == 1
    assert total(index, AnyOf("stem", ("______------",))) == 0


@pytest.mark.parametrize("bad", ['" OR 1', "a", "ab cd efg hi", "abcdefghijk=", "абвгдежзийкл"])
def test_nothing_but_tokens_gets_into_an_expression(index, bad):
    index.put(documents(1))
    with pytest.raises(InvalidRequest):
        spell([bad])
    with pytest.raises(InvalidRequest):
        total(index, AnyOf("kind", (bad,)))


def test_the_file_is_private_and_holds_no_word(index, path):
    index.put(documents(40))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    index.close()
    held = path.read_bytes()
    plain = [*world.WORDS, *world.UNITS[1:], *world.VIOLATIONS, *world.BLIND, "testimony", "OHCHR"]
    assert [word for word in plain if word.encode() in held] == []
    assert spell(documents(1)[0].collection).encode() in held


def test_a_removed_document_leaves_no_token_behind(index, path):
    (document,) = documents(1)
    rare = "AAAAAAAAAAAA"
    index.put([replace(document, text=rare)])
    index.remove([document.doc_id], 2)
    builder = index.begin_rebuild()
    builder.finish(expected_count=0, high_water=0)
    index.close()
    for held in (path, path.with_name(path.name + "-wal")):
        assert not held.exists() or spell([rare]).encode() not in held.read_bytes()


@pytest.mark.parametrize("damage", [b"not a database at all" * 300, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_unavailable_until_it_is_dropped(path, damage):
    path.write_bytes(damage)
    index = SqliteIndex(path)
    for method in (lambda: index.put(documents(1)), index.count, index.state, lambda: total(index)):
        with pytest.raises(Unavailable):
            method()
    index.drop()
    assert index.put(documents(2)).stored == 2
    assert index.count() == 2
    index.close()


def test_a_file_of_another_format_version_is_not_touched(path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before, index = path.read_bytes(), SqliteIndex(path)
    with pytest.raises(Unavailable, match="made by another version"):
        index.put(documents(1))
    index.close()
    assert path.read_bytes()[96:] == before[96:]
    builder = index.begin_rebuild()
    assert builder.put(documents(2)).stored == 2
    builder.finish(expected_count=2, high_water=1)
    assert index.count() == 2
    index.close()


def test_a_folder_that_is_gone_is_unavailable(tmp_path):
    index = SqliteIndex(tmp_path / "gone" / "index.sqlite3")
    with pytest.raises(Unavailable):
        index.count()
    index.close()


def test_a_full_disk_is_said_and_the_batch_is_taken_back(index):
    index.put(documents(5))
    with index.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageFull):
        index.put(documents(300, seed=2))
    assert index.count() == 5
    with index.writing() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert index.put(documents(300, seed=2)).stored == 300


def test_a_writer_that_holds_the_file_too_long_is_said(path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    first, second = SqliteIndex(path), SqliteIndex(path)
    first.put(documents(1))
    assert second.count() == 1
    with first.writing():
        with pytest.raises(Unavailable):
            second.put(documents(2))
        with pytest.raises(Unavailable):
            second.drop()
        assert second.count() == 1
    assert second.put(documents(2)).stored == 2
    first.close()
    second.close()


def test_a_search_in_one_process_outlives_a_swap_in_another(path):
    first, second = SqliteIndex(path), SqliteIndex(path)
    first.put(documents(3))
    query = world.blinded(SearchQuery(Use(Purpose.ANALYSIS))).query
    before = second.search(query).total
    stop, errors, seen = threading.Event(), [], set()

    def search():
        while not stop.is_set():
            try:
                seen.add(second.search(query).total)
            except Unavailable as error:
                errors.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    for _ in range(10):
        builder = first.begin_rebuild()
        builder.put(documents(3))
        builder.finish(expected_count=3, high_water=1)
    stop.set()
    thread.join()
    assert errors == []
    assert seen <= {before}
    first.close()
    second.close()


def steps(index, query):
    """Steps of SQLite's virtual machine that a search takes."""
    counted = [0]

    def count():
        counted[0] += 1
        return 0

    with index.writing() as connection:
        connection.set_progress_handler(count, 100)
    index.search(query)
    with index.writing() as connection:
        connection.set_progress_handler(None, 0)
    return counted[0]


@pytest.mark.parametrize(
    "conditions",
    [
        {"expression": Word("коридор")},
        {"violations": ("integrity",)},
        {"units": ("x",), "matrix": Matrix(1, 0)},
        {"timeline": Scale.DECADE, "certainties": (Certainty.HIGH,)},
    ],
)
def test_the_work_of_a_search_grows_with_the_collection_and_not_with_its_square(index, conditions):
    query = SearchQuery(Use(Purpose.ANALYSIS), facets=tuple(Facet), page_size=100, **conditions)
    asked = world.blinded(query).query
    index.put(documents(200))
    few = steps(index, asked)
    index.put(documents(800))
    assert index.count() == 800
    assert steps(index, asked) < 8 * few
