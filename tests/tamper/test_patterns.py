"""A pattern exhibit tampered with: its entry is its only record, so everything shows against the log."""

import pytest

from archive.services.collections import find_collection
from archive.services.indexing import catch_up
from archive.services.pattern import KeptPattern, create_pattern
from archive.services.verification import Request, verify_archive
from tests.factories import reopen
from tests.service_helpers import ask
from tests.tampering import flip


@pytest.fixture
def kept(copy) -> KeptPattern:
    made = reopen(copy.root)
    catch_up(made.archive, made.lawyer)
    made.publish()
    found = create_pattern(
        made.archive, made.lawyer, find_collection(made.archive), "A title", ask("fictional")
    )
    made.publish()
    made.close()
    return found


def test_a_pattern_is_not_unexpected(copy, kept):
    assert copy.found() == {}


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda copy, digest: flip(copy.payload(digest), 40), {"V602": 1}),
        (lambda copy, digest: copy.payload(digest).unlink(), {"V601": 1}),
        (lambda copy, digest: copy.payload(digest).write_bytes(b"short"), {"V603": 1}),
        (lambda copy, digest: flip(copy.header(digest), 40), {"V612": 1}),
        (lambda copy, digest: copy.header(digest).unlink(), {"V611": 1}),
    ],
    ids=["flipped", "missing", "truncated", "header", "no header"],
)
def test_its_object_changed(copy, kept, spoil, expected):
    spoil(copy, kept.digest)
    assert copy.found() == expected


def test_its_entry_removed(copy, kept):
    copy.sql("DELETE FROM log_entry WHERE leaf_index = ?", kept.leaf_index)
    assert copy.found() == {"V103": 1}


def test_the_object_of_another_pattern_in_its_place_is_found_when_it_is_opened(copy, kept):
    made = reopen(copy.root)
    another = create_pattern(
        made.archive, made.lawyer, find_collection(made.archive), "Another", ask("fictional")
    )
    made.publish()
    made.close()
    copy.payload(kept.digest).unlink()
    copy.payload(kept.digest).write_bytes(copy.payload(another.digest).read_bytes())
    assert copy.found() == {"V605": 1}
    made = reopen(copy.root)
    codes = {f.code.number for f in verify_archive(made.archive, made.custodian, Request(deep=True)).findings}
    made.close()
    assert "V605" in codes
