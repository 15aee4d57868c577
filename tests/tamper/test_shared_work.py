"""Shared work tampered with: its entries are its only record, and what they seal is committed to."""

import pytest

from archive.domain.custody import EventType, Subject
from archive.services.ledger import acting
from archive.services.reading import find_item
from archive.services.shared_work import propose_label, write_note
from tests.factories import reopen


@pytest.fixture
def worked(copy):
    made = reopen(copy.root)
    write_note(made.archive, made.lawyer, copy.numbers.amended, "FICTIONAL note")
    made.publish()
    made.close()
    return copy


def test_work_is_not_unexpected(worked):
    assert worked.found() == {}


def test_a_note_exchanged(worked):
    leaf = worked.last("shared_work")
    ((event_id,),) = worked.sql("SELECT event_id FROM log_entry WHERE leaf_index = ?", leaf)
    worked.sql("UPDATE sealed_detail SET sealed = zeroblob(200) WHERE event_id = ?", event_id)
    assert worked.found() == {"V706": 1}


def test_a_note_removed(worked):
    leaf = worked.last("shared_work")
    ((event_id,),) = worked.sql("SELECT event_id FROM log_entry WHERE leaf_index = ?", leaf)
    worked.sql("DELETE FROM sealed_detail WHERE event_id = ?", event_id)
    assert worked.found() == {"V705": 1}


def test_a_step_removed(worked):
    worked.sql("DELETE FROM log_entry WHERE leaf_index = ?", worked.last("shared_work"))
    assert worked.found() == {"V103": 1}


def test_an_own_label_verified_past_the_rules(copy):
    made = reopen(copy.root)
    proposal = propose_label(made.archive, made.lawyer, copy.numbers.amended, "door")
    item = find_item(made.archive, copy.numbers.amended)
    with acting(made.archive, made.lawyer) as work:
        work.ledger.record(
            EventType.SHARED_WORK,
            [Subject("record", item.record)],
            collection_id=item.collection_id,
            item_id=item.item_id,
            detail={"step": "label_verified", "case": "MAIN", "value": proposal},
        )
    made.publish()
    made.close()
    assert copy.found() == {"V733": 1}
