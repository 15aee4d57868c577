"""Facts of the log in memory: read once, the same as the log, not mistaken for another database's."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import NotFound
from archive.ports_records import LogRow
from archive.services import custody_log, oversight
from archive.services.custody_log import (
    Wanted,
    asked_for,
    hidden_counts,
    log_entries,
    log_page,
    newest_asked,
    newest_hidden,
)
from archive.services.log_facts import LogFacts
from archive.services.reading import read_item
from archive.services.search import search
from crypto.canonical import canonical_json
from crypto.dsse import sign_envelope
from crypto.signing import Ed25519SigningKey
from tests.factories import PROSECUTION, fill
from tests.service_helpers import ask


@pytest.fixture
def filled(own):
    numbers = fill(own)
    search(own.archive, own.lawyer, ask("exhibit"))
    read_item(own.archive, own.lawyer, numbers.consented, PROSECUTION)
    return own, numbers


def test_each_entry_is_read_once(filled, monkeypatch):
    own, numbers = filled
    with own.archive.records.reading() as tx:
        facts, size = LogFacts(), tx.log.size()
        first = facts.of(tx)
        assert [each.leaf_index for each in first] == list(range(size))
        asked = []
        real = type(tx.log).entries

        def noted(log, start=0, stop=None):
            asked.append(start)
            return real(log, start, stop)

        monkeypatch.setattr(type(tx.log), "entries", noted)
        assert facts.of(tx) == first
        assert asked == [size]
    read_item(own.archive, own.lawyer, numbers.linked, PROSECUTION)
    with own.archive.records.reading() as tx:
        later = facts.of(tx)
    assert asked == [size, size]
    assert later[:size] == first
    assert later[-1].event_type == "decryption"


def test_what_another_database_says_is_not_mixed_in(filled):
    own, _ = filled
    facts = LogFacts()
    with own.archive.records.reading() as tx:
        before = facts.of(tx)
        shorter = _Shorter(tx, 3)
        assert facts.of(shorter) == before[:3], "a snapshot from before"
    with _Forged(own).reading() as tx:
        assert [each.leaf_hash for each in facts.of(tx)] == [b"forged" * 5 for _ in before]


@given(st.sets(st.integers(0, 40)))
def test_no_entry_is_read_twice_where_others_are_missing(places):
    log, facts = _Holed(41, {each: _row(each) for each in sorted(places)}), LogFacts()
    for _ in range(2):
        assert [each.leaf_index for each in facts.of(log)] == sorted(places)


def _row(place):
    predicate = {"at": "2026-11-22T18:00:00.000000Z", "agent_id": "a", "outcome": "success"}
    envelope = sign_envelope(canonical_json({"predicate": predicate}), Ed25519SigningKey(bytes(32)))
    return LogRow(place, bytes([place]) * 32, envelope, "e", "query", None)


class _Holed:
    """A transaction over a log in which entries are missing."""

    def __init__(self, size, rows):
        self.log, self._size, self._rows = self, size, rows

    def size(self):
        return self._size

    def entry(self, leaf_index):
        if leaf_index not in self._rows:
            raise NotFound(str(leaf_index))
        return self._rows[leaf_index]

    def entries(self, start, stop):
        return (row for place, row in self._rows.items() if start <= place < stop)


class _Shorter:
    """A transaction that sees the beginning of the log only."""

    def __init__(self, tx, size):
        self.log = self
        self._tx, self._size = tx, size

    def size(self):
        return self._size

    def entry(self, leaf_index):
        return self._tx.log.entry(leaf_index)

    def entries(self, start, stop):
        return self._tx.log.entries(start, stop)


class _Forged:
    """Rows with other leaf hashes: another history of the same length."""

    def __init__(self, own):
        self._own = own

    def reading(self):
        return self

    def __enter__(self):
        with self._own.archive.records.reading() as tx:
            rows = [replace(row, leaf_hash=b"forged" * 5) for row in tx.log.entries()]
        self.log = self
        self.size = lambda: len(rows)
        self.entry = lambda index: rows[index]
        self.entries = lambda start, stop: iter(rows[start:stop])
        return self

    def __exit__(self, *_):
        pass


def test_pages_say_what_the_reports_say(filled, monkeypatch):
    own, numbers = filled
    archive, auditor = own.archive, own.auditor
    monkeypatch.setattr(custody_log, "PAGE", 7)
    for wanted in (
        Wanted(handle="lawyer"),
        Wanted(number=numbers.consented),
        Wanted(event_type="accession", since="2000-01-01", until="2999-01-01"),
        Wanted(until="2000-01-01"),
    ):
        whole = log_entries(archive, auditor, wanted)
        shown = []
        page = log_page(archive, auditor, wanted)
        for number in range(1, page.last + 1):
            shown += log_page(archive, auditor, wanted, number).entries
        assert tuple(shown[::-1]) == whole
        assert page.total == len(whole)
    asked = asked_for(archive, auditor)
    found, total, late = newest_asked(archive, auditor, 2)
    assert (found, total) == (asked[::-1][:2], len(asked))
    assert late == sum(each.after is not None for each in asked) > 0
    hidden = hidden_counts(archive, auditor)
    assert newest_hidden(archive, auditor, 1) == (hidden[::-1][:1], len(hidden))
    every, count = oversight.anomalies(archive, auditor)
    assert oversight.anomalies(archive, auditor, 1) == (every[-1:], count)
