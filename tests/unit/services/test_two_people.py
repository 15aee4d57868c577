"""What cannot be taken back is refused and logged until another custodian has approved exactly that."""

import json
from dataclasses import replace

import pytest

from archive.domain.account import ApprovalState, GuardedAct
from archive.domain.agent import Role
from archive.domain.description import Identity
from archive.domain.errors import Conflict, KeyUnavailable, NotFound
from archive.domain.item import ItemState
from archive.services.agents import register_agent, sign_in
from archive.services.approvals import ApprovalNeeded, approvals, decide, request_for_item, usable
from archive.services.collections import CollectionRequest, create_collection, request_collection
from archive.services.identity import reveal_identity
from archive.services.indexing import catch_up
from archive.services.reading import find_item
from archive.services.result_export import ALONE, export_results, request_export
from archive.services.withdrawal import withdraw
from crypto.dsse import parse_envelope
from tests.checks import check_archive
from tests.factories import SECRETS, describe, make_archive
from tests.service_helpers import ask

WORDS = "seven herons under a slow bridge"


class Pair:
    """An archive with two custodians, where two people are asked for."""

    def __init__(self, made) -> None:
        self.made = made
        self.archive = made.archive = replace(made.archive, two_person=True)
        self.first = made.custodian
        register_agent(self.archive, self.first, "second", [Role.CUSTODIAN], WORDS)
        self.second = sign_in(self.archive, "second", WORDS)

    def last(self) -> tuple[str, dict]:
        with self.archive.records.reading() as tx:
            size = tx.log.size()
            (row,) = tx.log.entries(size - 1, size)
        return row.event_type, json.loads(parse_envelope(row.entry).payload)["predicate"]["detail"]

    def details(self, event_type: str) -> list[dict]:
        with self.archive.records.reading() as tx:
            rows = tx.log.by_type([event_type])
        return [json.loads(parse_envelope(row.entry).payload)["predicate"]["detail"] for row in rows]

    def approve(self, asked) -> str:
        return decide(self.archive, self.second, asked.approval_id, approve=True).approval_id


@pytest.fixture
def pair(tmp_path):
    made = make_archive(tmp_path)
    yield Pair(made)
    made.close()


def test_an_identity_is_revealed_once_for_each_approval(pair):
    number = pair.made.deposit([b"FICTIONAL letter"], identity=Identity(name="Fictional Person")).number
    archive, first = pair.archive, pair.first
    with pytest.raises(ApprovalNeeded):
        reveal_identity(archive, first, number, SECRETS.vault, "fictional")
    assert pair.last() == ("refusal", {"act": "reveal_identity", "reason": "not_approved"})
    approval_id = pair.approve(
        request_for_item(archive, first, GuardedAct.REVEAL_IDENTITY, number, "The court asks.")
    )
    assert usable(archive, first, GuardedAct.REVEAL_IDENTITY, {"item": number}) is not None
    with pytest.raises(ApprovalNeeded):
        reveal_identity(archive, pair.second, number, SECRETS.vault, "fictional")
    assert reveal_identity(archive, first, number, SECRETS.vault, "fictional").name == "Fictional Person"
    event, detail = pair.last()
    assert (event, detail["approval_id"]) == ("identity_disclosure", approval_id)
    with pytest.raises(ApprovalNeeded):
        reveal_identity(archive, first, number, SECRETS.vault, "fictional")
    check_archive(pair.made)


def test_a_wrong_passphrase_leaves_the_approval(pair):
    number = pair.made.deposit([b"FICTIONAL letter"], identity=Identity(name="Fictional Person")).number
    pair.approve(
        request_for_item(pair.archive, pair.first, GuardedAct.REVEAL_IDENTITY, number, "The court asks.")
    )
    with pytest.raises(KeyUnavailable, match="passphrase"):
        reveal_identity(pair.archive, pair.first, number, "another passphrase altogether", "fictional")
    assert pair.last() == ("refusal", {"act": "reveal_identity", "reason": "passphrase"})
    assert reveal_identity(pair.archive, pair.first, number, SECRETS.vault, "fictional").name


def test_nothing_is_withdrawn_without_an_approval_for_this_item(pair):
    one, two = (pair.made.deposit([text]).number for text in (b"FICTIONAL one", b"FICTIONAL two"))
    pair.approve(request_for_item(pair.archive, pair.first, GuardedAct.ERASURE, one, "The source asked."))
    with pytest.raises(ApprovalNeeded):
        withdraw(pair.archive, pair.first, two, "fictional")
    assert find_item(pair.archive, two).state is ItemState.ACTIVE
    withdraw(pair.archive, pair.first, one, "fictional")
    (known,) = approvals(pair.archive, pair.second)
    assert known.state is ApprovalState.EXECUTED
    assert pair.details("withdrawal")[-1]["approval_id"] == known.approval_id
    with pytest.raises(Conflict):
        request_for_item(pair.archive, pair.first, GuardedAct.ERASURE, one, "Again.")
    with pytest.raises(NotFound):
        request_for_item(pair.archive, pair.first, GuardedAct.ERASURE, "BYA-2020-0000009", "Nothing.")
    check_archive(pair.made)


def test_a_collection_is_made_exactly_as_it_was_approved(pair):
    asked, other = CollectionRequest("camp", "CSV", ceiling=1), CollectionRequest("camp", "CSV", ceiling=3)
    with pytest.raises(ApprovalNeeded):
        create_collection(pair.archive, pair.first, asked, SECRETS.collection)
    pair.approve(request_collection(pair.archive, pair.first, asked, "A place for the camp."))
    with pytest.raises(ApprovalNeeded):
        create_collection(pair.archive, pair.first, other, SECRETS.collection)
    create_collection(pair.archive, pair.first, asked, SECRETS.collection)
    assert pair.details("collection_creation")[-1]["approval_id"]
    check_archive(pair.made)


def test_a_large_export_needs_an_approval_and_a_small_one_does_not(pair):
    lawyer, archive = pair.made.lawyer, pair.archive
    texts = [((f"FICTIONAL zorka {n}".encode(),), describe(f"no {n}"), None) for n in range(ALONE)]
    pair.made.deposit_all(texts)
    catch_up(archive, lawyer)
    query = ask("zorka")

    def export():
        return export_results(archive, lawyer, query, "csv", lambda rows: b"%d" % len(rows))

    assert export().rows == ALONE
    pair.made.deposit([b"FICTIONAL zorka one more"])
    catch_up(archive, lawyer)
    queries = len(pair.details("query"))
    with pytest.raises(ApprovalNeeded):
        export()
    assert len(pair.details("query")) == queries + 1, "what was learnt is in the log"
    asked = request_export(archive, lawyer, query, "csv", "The table for the expert.")
    assert "zorka" not in asked.particulars
    pair.approve(asked)
    with pytest.raises(ApprovalNeeded):
        export_results(archive, lawyer, query, "json", lambda _: b"")
    assert export().rows == ALONE + 1
    assert pair.details("export")[-1]["approval_id"] == asked.approval_id


def test_the_only_custodian_is_told_what_to_do(tmp_path):
    made = make_archive(tmp_path)
    made.archive = replace(made.archive, two_person=True)
    number = made.deposit([b"FICTIONAL"]).number
    with pytest.raises(ApprovalNeeded, match="no other custodian: register one"):
        withdraw(made.archive, made.custodian, number, "fictional")
    made.archive = replace(made.archive, two_person=False)
    withdraw(made.archive, made.custodian, number, "fictional")
    made.close()
