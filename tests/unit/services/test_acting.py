"""One transaction, one signed entry for every fact: or nothing at all."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from archive.domain.agent import Role
from archive.domain.custody import EventType, Subject
from archive.domain.errors import (
    Conflict,
    CustodyError,
    InvalidRequest,
    KeyUnavailable,
    NotFound,
    NotPermitted,
    StorageFull,
    Unavailable,
)
from archive.services.agents import change_roles, register_agent, retire_agent, set_membership, sign_in
from archive.services.collections import CollectionRequest, create_collection, find_collection
from archive.services.ledger import acting
from archive.services.opening import collection_identity
from archive.services.private import open_private
from archive.services.publish import log_proof, publish_checkpoint
from crypto.checkpoint import read_checkpoint
from crypto.dsse import parse_envelope, verify_envelope
from crypto.signing import Ed25519VerifyingKey
from tests.checks import check_archive
from tests.factories import SECRETS, reopen

SUBJECT = [Subject("record", "0" * 64)]
WORDS = "new words of a fictional agent"


def size(own) -> int:
    with own.archive.records.reading() as tx:
        return tx.log.size()


def entries(own, first=0):
    with own.archive.records.reading() as tx:
        return list(tx.log.entries(first))


def predicate(row):
    return json.loads(parse_envelope(row.entry).payload)["predicate"]


def test_an_error_inside_leaves_no_entry_and_no_fact(own):
    before = size(own)
    with pytest.raises(RuntimeError), acting(own.archive, own.lawyer) as work:
        raise RuntimeError(work.ledger.record(EventType.DECRYPTION, SUBJECT).event_id)
    assert size(own) == before
    check_archive(own)


def test_entries_are_signed_by_who_acts_and_chained_by_item(own):
    item = own.deposit([b"FICTIONAL"]).item_id
    with acting(own.archive, own.lawyer) as work:
        first = work.ledger.record(EventType.DECRYPTION, SUBJECT, item_id=item)
        second = work.ledger.record(EventType.DECRYPTION, SUBJECT, item_id=item)
        other = work.ledger.record(EventType.QUERY, SUBJECT)
    assert predicate(second)["previous"] == first.leaf_hash.hex()
    assert predicate(other)["previous"] is None
    accession = [row for row in entries(own) if row.item_id == item][-3]
    assert predicate(first)["previous"] == accession.leaf_hash.hex()
    for row in (first, second, other):
        verify_envelope(parse_envelope(row.entry), Ed25519VerifyingKey(own.lawyer.agent.public_key))


def test_an_entry_too_long_for_a_tile_is_refused_whole(own):
    before = size(own)
    with (
        pytest.raises(CustodyError, match="longer than a log entry"),
        acting(own.archive, own.lawyer) as work,
    ):
        work.ledger.record(EventType.QUERY, SUBJECT, detail={"long": "x" * 70_000})
    assert size(own) == before


def test_what_is_sealed_beside_an_entry_opens_for_its_author_alone(own):
    with acting(own.archive, own.lawyer) as work:
        row = work.ledger.record(EventType.LINK, SUBJECT, private={"reason": "a fictional reason"})
        plain = work.ledger.record(EventType.LINK, SUBJECT)
    assert b"fictional reason" not in row.entry
    assert open_private(own.archive, own.lawyer, row.leaf_index) == {"reason": "a fictional reason"}
    for stranger in (own.custodian, own.auditor, own.documenter):
        with pytest.raises(KeyUnavailable):
            open_private(own.archive, stranger, row.leaf_index)
    with pytest.raises(NotFound):
        open_private(own.archive, own.lawyer, plain.leaf_index)


@pytest.mark.parametrize("damage", [b"", b"not a checkpoint\n", b"\xff\xfe"])
def test_a_damaged_checkpoint_stops_every_act(own, damage):
    (own.root / "log" / "checkpoint").write_bytes(damage)
    before = size(own)
    with pytest.raises(CustodyError), acting(own.archive, own.lawyer) as work:
        work.ledger.record(EventType.QUERY, SUBJECT)
    with pytest.raises(CustodyError):
        publish_checkpoint(own.archive)
    with pytest.raises(CustodyError):
        log_proof(own.archive, 0)
    assert size(own) == before


def test_a_checkpoint_of_another_history_stops_every_act(own, tmp_path):
    other = reopen(own.root)
    other.deposit([b"FICTIONAL first history"])
    other.publish()
    foreign = (own.root / "log" / "checkpoint").read_bytes()
    other.close()
    fork = read_checkpoint(foreign)
    assert fork.size == size(own)
    path = own.root / "log" / "checkpoint"
    lines = foreign.split(b"\n")
    lines[2] = lines[2][:-3] + (b"AA=" if lines[2][-3:] != b"AA=" else b"BB=")
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(CustodyError), acting(own.archive, own.lawyer):
        raise AssertionError("nothing may begin")


def test_a_tile_that_changed_on_disk_is_never_signed_for(own):
    for number in range(3):
        own.deposit([b"FICTIONAL %d" % number])
    own.publish()
    before = (own.root / "log" / "checkpoint").read_bytes()
    tiles = sorted((own.root / "log" / "tile" / "0").rglob("*.p/*"))
    newest = max(tiles, key=lambda path: int(path.name))
    data = bytearray(newest.read_bytes())
    data[5] ^= 1
    newest.chmod(0o644)
    newest.write_bytes(data)
    own.deposit([b"FICTIONAL later"])
    with pytest.raises(CustodyError):
        own.publish()
    assert (own.root / "log" / "checkpoint").read_bytes() == before


def test_a_checkpoint_recorded_but_not_published_is_completed(own, monkeypatch):
    own.deposit([b"FICTIONAL"])

    def fails(*_):
        raise StorageFull("no room to publish the custody log")

    with monkeypatch.context() as patch:
        patch.setattr(type(own.archive.tiles), "publish_checkpoint", fails)
        with pytest.raises(StorageFull):
            own.publish()
    own.publish()
    assert read_checkpoint((own.root / "log" / "checkpoint").read_bytes()).size == size(own)
    check_archive(own)


# Agents


def fails_to_commit(own, monkeypatch):
    """The next transaction does everything but become durable."""
    real = type(own.archive.records).transaction

    def transaction(self):
        manager = real(self)

        class Failing:
            def __enter__(self):
                return manager.__enter__()

            def __exit__(self, *_):
                error = StorageFull("There is no room left for the store of record.")
                manager.__exit__(StorageFull, error, None)
                raise error

        return Failing()

    monkeypatch.setattr(type(own.archive.records), "transaction", transaction)


def test_a_registration_that_did_not_become_durable_can_be_repeated(own, monkeypatch):
    with monkeypatch.context() as patch:
        fails_to_commit(own, patch)
        with pytest.raises(StorageFull):
            register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    assert sign_in(own.archive, "fresh", WORDS).agent.handle == "fresh"
    check_archive(own)


def test_registering_a_handle_twice_keeps_the_first_key(own):
    register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    with pytest.raises(Conflict):
        register_agent(own.archive, own.custodian, "fresh", [Role.AUDITOR], "other fictional words here")
    assert sign_in(own.archive, "fresh", WORDS).agent.roles == {Role.LAWYER}
    check_archive(own)


def test_no_copy_of_an_identity_is_handed_out_before_its_entry_is_durable(own, monkeypatch):
    register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    collection = find_collection(own.archive, "main")
    fresh = sign_in(own.archive, "fresh", WORDS)
    with monkeypatch.context() as patch:
        fails_to_commit(own, patch)
        with pytest.raises(StorageFull):
            set_membership(own.archive, own.custodian, collection, "fresh", 3, SECRETS.collection)
    with pytest.raises(KeyUnavailable):
        collection_identity(own.archive, fresh, collection)
    set_membership(own.archive, own.custodian, collection, "fresh", 3, SECRETS.collection)
    assert collection_identity(own.archive, fresh, collection)
    retire_agent(own.archive, own.custodian, "fresh")
    with pytest.raises(KeyUnavailable):
        collection_identity(own.archive, fresh, collection)
    check_archive(own)


def test_roles_are_changed_by_another_and_copies_of_identities_follow(own):
    register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    collection = find_collection(own.archive, "main")
    set_membership(own.archive, own.custodian, collection, "fresh", 3, SECRETS.collection)
    fresh = sign_in(own.archive, "fresh", WORDS)
    changed = change_roles(own.archive, own.custodian, "fresh", [Role.AUDITOR])
    assert predicate(entries(own)[-1])["detail"]["instead_of"] == ["lawyer"]
    assert sign_in(own.archive, "fresh", WORDS).agent == changed
    with pytest.raises(KeyUnavailable):
        collection_identity(own.archive, fresh, collection)
    for roles, error in (([], InvalidRequest), ([Role.AUDITOR], Conflict)):
        with pytest.raises(error):
            change_roles(own.archive, own.custodian, "fresh", roles)
    with pytest.raises(InvalidRequest, match="another custodian"):
        change_roles(own.archive, own.custodian, "custodian", [Role.LAWYER])
    with pytest.raises(NotPermitted):
        change_roles(own.archive, own.lawyer, "fresh", [Role.LAWYER])
    retire_agent(own.archive, own.custodian, "fresh")
    with pytest.raises(Conflict, match="retired"):
        change_roles(own.archive, own.custodian, "fresh", [Role.LAWYER])
    check_archive(own)


def test_the_wrong_passphrase_of_a_collection_admits_nobody(own):
    register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    before = size(own)
    with pytest.raises(KeyUnavailable, match="The file is sound"):
        set_membership(own.archive, own.custodian, find_collection(own.archive), "fresh", 3, "wrong")
    assert size(own) == before


def test_a_key_folder_without_room_leaves_no_half_a_key(own, monkeypatch):
    real = os.fsync

    def full(descriptor):
        if "/keys/" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(28, "No space left on device")
        return real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageFull, match="key file"):
            register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    assert not (own.root / "keys" / "agents" / "fresh.age").exists()
    register_agent(own.archive, own.custodian, "fresh", [Role.LAWYER], WORDS)
    check_archive(own)


def test_a_collection_of_the_same_name_or_prefix_is_a_conflict(own):
    words = "words of another fictional collection"
    create_collection(own.archive, own.custodian, CollectionRequest("other", "OTH"), words)
    for request in (CollectionRequest("other", "NEW"), CollectionRequest("third", "OTH")):
        with pytest.raises(Conflict):
            create_collection(own.archive, own.custodian, request, words)
    check_archive(own)


def test_a_store_that_does_not_answer_is_no_evidence_in_doubt(own):
    broken = replace(own.archive, tiles=BrokenTiles())
    with pytest.raises(Unavailable), acting(broken, own.lawyer):
        raise AssertionError("nothing may begin")


class BrokenTiles:
    def read_checkpoint(self):
        raise Unavailable("the folder of the custody log does not answer")
