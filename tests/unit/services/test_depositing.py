"""Deposits: duplicates, numbers, recipients, and what a fault in the middle leaves."""

import sqlite3

import pytest

from archive.domain.description import Identity, Relation, RelationType
from archive.domain.errors import CustodyError, StorageFull
from archive.services import withdrawal
from archive.services.collections import find_collection
from archive.services.deposit import Result, open_intake
from archive.services.reading import read_item
from archive.services.withdrawal import finish_shredding, withdraw
from tests.checks import check_archive
from tests.factories import PROSECUTION, describe, reopen


def test_duplicates_inside_a_group_and_later_are_one_item(own):
    same = ([b"FICTIONAL same"], describe(), None)
    other = ([b"FICTIONAL other"], describe(), None)
    first, second, third = own.deposit_all([same, other, same])
    assert [o.result for o in (first, second, third)] == [
        Result.DEPOSITED,
        Result.DEPOSITED,
        Result.DUPLICATE,
    ]
    assert third.number == first.number != second.number
    again = own.deposit([b"FICTIONAL same"])
    assert (again.result, again.number) == (Result.DUPLICATE, first.number)
    assert {int(o.number[-7:]) for o in (first, second)} == {1, 2}
    check_archive(own)


def test_the_same_text_is_an_item_of_its_own_with_other_files(own):
    outcomes = own.deposit_all([([data], describe("same"), None) for data in (b"a", b"b")])
    assert len({o.number for o in outcomes}) == 2


def test_shared_bytes_link_items_without_making_them_one(own):
    first = own.deposit([b"FICTIONAL shared", b"FICTIONAL one"])
    second = own.deposit([b"FICTIONAL shared", b"FICTIONAL two"])
    assert second.result is Result.DEPOSITED
    assert second.shares_exhibits_with == (first.number,)
    check_archive(own)


def test_four_hundred_exhibits_are_one_item(own):
    exhibits = [b"FICTIONAL %d" % number for number in range(400)]
    outcome = own.deposit(exhibits, identity=Identity(name="Fictional Person"))
    own.publish()
    opened = read_item(own.archive, own.lawyer, outcome.number, PROSECUTION)
    assert len(opened.record.exhibits) == 400
    check_archive(own)
    assert withdraw(own.archive, own.custodian, outcome.number, "fictional") == 402
    check_archive(own)


def test_relations_to_labels_of_a_run_become_numbers(own):
    one = describe("one", label="S01")
    two = describe("two", label="S02", relations=(Relation(RelationType.SAME_INCIDENT, "S01"),))
    first, second = own.deposit_all([([b"1"], one, None), ([b"2"], two, None)])
    record = read_item(own.archive, own.lawyer, second.number, PROSECUTION).record
    assert record.description.relations[0].to == first.number


def test_a_group_that_fails_at_any_step_leaves_no_number_behind(own, monkeypatch):
    batch = type(own.archive.objects.new_batch())

    def fails(self):
        raise StorageFull("No room left on the object store while syncing to disk.")

    with monkeypatch.context() as patch:
        patch.setattr(batch, "commit", fails)
        with pytest.raises(StorageFull):
            own.deposit([b"FICTIONAL lost"])
    check_archive(own)
    outcome = own.deposit([b"FICTIONAL lost"])
    assert outcome.result is Result.DEPOSITED
    assert outcome.number.endswith("-0000001")
    check_archive(own)


def test_recipients_that_no_custodian_signed_take_nothing_in(own, tmp_path):
    """Whoever can write to the database must not have new evidence sealed to himself."""
    foreign = find_collection(own.archive).vault_recipient
    root = own.root
    own.close()
    with sqlite3.connect(root / "record.sqlite3") as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'collection'"
        ).fetchall()
        for (trigger,) in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE collection SET content_recipient = ?", (foreign,))
    changed = reopen(root)
    try:
        with pytest.raises(CustodyError, match="not those a custodian signed"):
            open_intake(changed.archive, changed.documenter, find_collection(changed.archive))
        with pytest.raises(AssertionError):
            check_archive(changed)
    finally:
        changed.close()


def test_a_withdrawal_killed_before_it_destroyed_is_finished_at_the_next_opening(own, monkeypatch):
    outcome = own.deposit([b"FICTIONAL withdrawn", b"FICTIONAL too"])
    kept = own.deposit([b"FICTIONAL kept"])

    def killed(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(withdrawal, "finish_shredding", killed)
        with pytest.raises(KeyboardInterrupt):
            withdraw(own.archive, own.custodian, outcome.number, "fictional")
    headers = len(list(own.archive.objects.list_headers()))
    assert headers == 5
    assert finish_shredding(own.archive) == 3
    assert finish_shredding(own.archive) == 0
    assert len(list(own.archive.objects.list_headers())) == 2
    assert read_item(own.archive, own.lawyer, kept.number, PROSECUTION)
    check_archive(own)


def test_shredding_interrupted_between_two_headers_goes_on(own, monkeypatch):
    outcome = own.deposit([b"FICTIONAL withdrawn", b"FICTIONAL too"])
    store = type(own.archive.objects)
    real, calls = store.destroy_header, []

    def once(self, digest):
        if calls:
            raise StorageFull("fictional")
        calls.append(digest)
        real(self, digest)

    with monkeypatch.context() as patch:
        patch.setattr(store, "destroy_header", once)
        with pytest.raises(StorageFull):
            withdraw(own.archive, own.custodian, outcome.number, "fictional")
    assert finish_shredding(own.archive) == 2
    check_archive(own)
