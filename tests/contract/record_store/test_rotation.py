"""What every store of record keeps for a rotation of keys."""

import pytest

from archive.domain.errors import ArchiveError, NotFound
from archive.ports_records import RecordStore
from tests.record_values import MINSK, digest


def test_a_collection_gets_another_recipient_and_keeps_the_rest(peopled: RecordStore):
    with peopled.transaction() as tx:
        tx.rotation.set_recipient(MINSK.collection_id, "age1pq1other")
        with pytest.raises(NotFound):
            tx.rotation.set_recipient("nothing", "age1pq1other")
    with peopled.reading() as tx:
        found = tx.people.collection(MINSK.collection_id)
        assert found.content_recipient == "age1pq1other"
        assert found.recovery_recipient == MINSK.recovery_recipient


def test_headers_wait_by_digest_until_they_are_dropped(peopled: RecordStore):
    first, second, third = sorted(digest(name) for name in ("a", "b", "c"))
    with peopled.transaction() as tx:
        tx.rotation.keep_headers({second: b"old", third: b"third"})
        tx.rotation.keep_headers({first: b"first", second: b"new"})
        tx.rotation.keep_headers({})
    with peopled.reading() as tx:
        assert tx.rotation.waiting_headers(9) == {first: b"first", second: b"new", third: b"third"}
        assert tx.rotation.waiting_headers(2) == {first: b"first", second: b"new"}
    with peopled.transaction() as tx:
        tx.rotation.drop_headers([first, third, digest("unknown")])
        tx.rotation.drop_headers([])
    with peopled.reading() as tx:
        assert tx.rotation.waiting_headers(9) == {second: b"new"}


def test_a_snapshot_for_reading_takes_none(peopled: RecordStore):
    with peopled.reading() as tx, pytest.raises(ArchiveError):
        tx.rotation.keep_headers({digest("a"): b"header"})
