"""Replacing keys: what opens with which, what an interruption leaves, what verification says."""

import pytest

from archive.domain.agent import Role
from archive.domain.description import Identity
from archive.domain.errors import Conflict, CustodyError, InvalidRequest, KeyUnavailable
from archive.services import rewrapping
from archive.services.agents import register_agent, retire_agent
from archive.services.change import amend
from archive.services.collections import CollectionRequest, create_collection, find_collection
from archive.services.deposit import Deposit, accession, open_intake
from archive.services.identity import reveal_identity
from archive.services.indexing import catch_up, rebuild
from archive.services.keys import KeyKind, KeyState, key_report
from archive.services.reading import read_exhibit, read_item
from archive.services.recipients import epochs
from archive.services.rewrapping import rewrap
from archive.services.rotation import RotationRequest, rotate
from archive.services.search import search
from archive.services.verification import Request, verify_archive
from archive.services.waiting_headers import finish_rewrapping
from archive.services.withdrawal import withdraw
from crypto.age.header import unwrap
from crypto.age.hybrid import HybridIdentity
from crypto.age.ring import IdentityRing
from crypto.errors import NoIdentityMatches
from tests.checks import check_archive
from tests.factories import PROSECUTION, SECRETS, describe, fill, reopen
from tests.service_helpers import ask

NEW = "other words of the collection"


def begin(own):
    return rotate(own.archive, own.custodian, RotationRequest(find_collection(own.archive, "main")), NEW)


def ring(own) -> IdentityRing:
    found = find_collection(own.archive, "main")
    return own.archive.keys.open_granted(found.collection_id, own.lawyer.agent.agent_id, own.lawyer.identity)


def headers(own) -> dict[str, bytes]:
    return {digest: own.archive.objects.read_header(digest) for digest in own.archive.objects.list_headers()}


def opens(identity, header: bytes) -> bool:
    try:
        return bool(unwrap(header, [identity]))
    except NoIdentityMatches:
        return False


def is_readable(own, number: str) -> bool:
    opened = read_item(own.archive, own.lawyer, number, PROSECUTION)
    return all(b"".join(read_exhibit(own.archive, own.lawyer, opened, e)) for e in opened.record.exhibits)


def step_without_placing(own, rotated, monkeypatch) -> None:
    """As if the process had ended when the log was written, before the object store was."""
    with monkeypatch.context() as patch:
        patch.setattr(rewrapping, "finish_rewrapping", lambda _: 0)
        rewrap(own.archive, own.custodian, rotated)


def test_after_a_rotation_the_old_identity_alone_opens_nothing_and_all_is_readable(own):
    numbers = fill(own)
    (old,) = ring(own).identities
    payloads = {each: own.archive.objects.payload_size(each) for each in own.archive.objects.list_payloads()}
    before = headers(own)
    rotated = begin(own)
    new, kept = ring(own).identities
    assert str(kept) == str(old)
    assert str(new.recipient()) == rotated.content_recipient
    assert headers(own) == before, "the ceremony itself touches no header"
    assert is_readable(own, numbers.two_exhibits)
    report = rewrap(own.archive, own.custodian, rotated)
    assert report.left == 0
    identities = {o for o in before if not opens(old, before[o])}
    assert len(identities) == 1, "one identity record, sealed to the vault"
    after = headers(own)
    assert {each for each in after if opens(new, after[each])} == before.keys() - identities
    assert not [each for each in after if opens(old, after[each])]
    assert {each: after[each] for each in identities} == {each: before[each] for each in identities}
    assert payloads == {
        each: own.archive.objects.payload_size(each) for each in own.archive.objects.list_payloads()
    }
    for number in (numbers.two_exhibits, numbers.amended, numbers.linked):
        assert is_readable(own, number)
    assert reveal_identity(own.archive, own.custodian, numbers.with_identity, SECRETS.vault, "r").name
    check_archive(own)
    assert verify_archive(own.archive, own.custodian, Request(deep=True)).is_valid


def test_the_log_tells_the_epochs_and_when_the_old_one_was_retired(own):
    own.deposit([b"FICTIONAL"])
    rotated = begin(own)
    with own.archive.records.reading() as tx:
        first, second = epochs(tx, rotated)
    assert (first.number, first.retired_at, second.number) == (1, "", 2)
    rewrap(own.archive, own.custodian, rotated)
    rewrap(own.archive, own.custodian, rotated)
    with own.archive.records.reading() as tx:
        first, second = epochs(tx, rotated)
        ceremonies = len(tx.log.by_type(["key_rotation"]))
    assert first.retired_at
    assert not second.retired_at
    assert ceremonies == 2, "begun and ended, once each"
    rows = {row.kind: row for row in key_report(own.archive, own.custodian)}
    for kind in (KeyKind.COLLECTION, KeyKind.INDEX, KeyKind.MEMBER):
        assert (rows[kind].version, rows[kind].rotated_at) == (2, second.at)
    for kind in (KeyKind.LOG, KeyKind.VAULT, KeyKind.RECOVERY, KeyKind.AGENT, KeyKind.INTAKE):
        assert (rows[kind].version, rows[kind].rotated_at) == (1, "")
    recovery = rows[KeyKind.RECOVERY]
    assert (recovery.state, recovery.place, recovery.kept) == (KeyState.ELSEWHERE, "", None)
    assert not [row for row in rows.values() if row.state in (KeyState.MISSING, KeyState.STRAY)]


def test_new_deposits_and_versions_are_sealed_to_the_new_recipient_at_once(own):
    number = own.deposit([b"FICTIONAL"]).number
    before = headers(own)
    begin(own)
    new, old = ring(own).identities
    own.deposit([b"FICTIONAL later"])
    amend(own.archive, own.lawyer, number, 1, describe("amended"), "r")
    fresh = {digest: header for digest, header in headers(own).items() if digest not in before}
    assert len(fresh) == 3
    assert all(opens(new, header) and not opens(old, header) for header in fresh.values())
    rotated = find_collection(own.archive, "main")
    assert rewrap(own.archive, own.custodian, rotated).headers == 2
    check_archive(own)


def test_a_run_of_intake_that_began_before_is_refused_and_nothing_is_stored(own):
    archive = own.archive
    intake = open_intake(archive, own.documenter, find_collection(archive, "main"))
    begin(own)
    with archive.objects.new_batch() as batch, pytest.raises(Conflict, match="replaced a moment ago"):
        accession(archive, own.documenter, intake, [Deposit(describe())], batch)
    assert not list(archive.objects.list_payloads())
    check_archive(own)


def test_the_index_is_made_anew_under_another_key(own):
    number = own.deposit([b"FICTIONAL"], describe("barracks")).number
    catch_up(own.archive, own.lawyer)
    found = find_collection(own.archive, "main")
    key = own.archive.keys.open_index_key(found.collection_id, found.content_recipient, ring(own))
    rotated = begin(own)
    assert not search(own.archive, own.lawyer, ask("barracks")).total, "not under the old key"
    assert own.archive.keys.open_index_key(found.collection_id, rotated.content_recipient, ring(own)) != key
    rebuild(own.archive, own.lawyer)
    assert [each.number for each in search(own.archive, own.lawyer, ask("barracks")).found] == [number]
    assert own.archive.index.count() == 1
    check_archive(own)


def test_catching_up_is_enough_to_search_again(own):
    number = own.deposit([b"FICTIONAL"], describe("barracks")).number
    catch_up(own.archive, own.lawyer)
    begin(own)
    catch_up(own.archive, own.lawyer)
    assert [each.number for each in search(own.archive, own.lawyer, ask("barr*")).found] == [number]


def test_a_retired_member_gets_no_copy_and_the_old_passphrase_opens_nothing(own):
    register_agent(own.archive, own.custodian, "second", [Role.LAWYER], "words of second for a test archive")
    retire_agent(own.archive, own.custodian, "lawyer")
    copies = set((own.root / "keys").rglob("members/*"))
    rotated = begin(own)
    assert set((own.root / "keys").rglob("members/*")) == copies
    keys = own.archive.keys
    with pytest.raises(KeyUnavailable):
        keys.open_collection_identity(rotated.collection_id, rotated.content_recipient, SECRETS.collection)
    opened = keys.open_collection_identity(rotated.collection_id, rotated.content_recipient, NEW)
    assert len(opened.identities) == 2
    assert not list((own.root / "keys").rglob("next-*"))


def test_three_epochs_in_one_ring(own):
    number = own.deposit([b"FICTIONAL"]).number
    begin(own)
    rotated = begin(own)
    assert len(ring(own).identities) == 3
    assert rewrap(own.archive, own.custodian, rotated).headers == 2
    assert is_readable(own, number)
    with own.archive.records.reading() as tx:
        assert [bool(each.retired_at) for each in epochs(tx, rotated)] == [True, True, False]
    check_archive(own)


@pytest.mark.parametrize(
    ("call", "is_done"),
    [
        ("grant", False),
        ("grant", True),
        ("stage_ring", True),
        ("stage_index_key", False),
        ("stage_index_key", True),
        ("settle", False),
        ("settle", True),
    ],
)
def test_a_ceremony_broken_off_leaves_the_old_keys_or_the_new_ones(own, monkeypatch, call, is_done):
    number = own.deposit([b"FICTIONAL"]).number
    keys = type(own.archive.keys)
    real = getattr(keys, call)

    def killed(*arguments):
        if is_done:
            real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keys, call, killed)
        with pytest.raises(KeyboardInterrupt):
            begin(own)
    own.close()
    again = reopen(own.root)
    found = find_collection(again.archive, "main")
    is_new = call == "settle"
    passphrase = NEW if is_new else SECRETS.collection
    assert again.archive.keys.open_collection_identity(
        found.collection_id, found.content_recipient, passphrase
    )
    assert found.content_recipient in {str(each.recipient()) for each in ring(again).identities}
    assert is_readable(again, number)
    again.deposit([b"FICTIONAL after"])
    check_archive(again)
    if not is_new:
        found = rotate(again.archive, again.custodian, RotationRequest(found), NEW)
        assert len(ring(again).identities) == 2, "the identity of the attempt is gone"
    assert rewrap(again.archive, again.custodian, found).left == 0
    assert not list((again.root / "keys").rglob("next-*"))
    assert is_readable(again, number)
    check_archive(again)
    again.close()


def test_broken_off_between_log_and_store_the_archive_verifies_and_is_finished_without_a_key(
    own, monkeypatch
):
    number = own.deposit([b"FICTIONAL one", b"FICTIONAL two"]).number
    rotated = begin(own)
    old = headers(own)
    step_without_placing(own, rotated, monkeypatch)
    assert headers(own) == old
    check_archive(own)
    assert is_readable(own, number)
    assert finish_rewrapping(own.archive) == 3
    assert finish_rewrapping(own.archive) == 0
    assert not set(headers(own).values()) & set(old.values())
    check_archive(own)
    assert is_readable(own, number)
    with own.archive.records.reading() as tx:
        assert tx.rotation.waiting_headers(1) == {}


def test_what_is_withdrawn_meanwhile_is_not_brought_back(own, monkeypatch):
    doomed = own.deposit([b"FICTIONAL doomed"]).number
    rotated = begin(own)
    step_without_placing(own, rotated, monkeypatch)
    withdraw(own.archive, own.custodian, doomed, "the source asked")
    assert finish_rewrapping(own.archive) == 0
    assert headers(own) == {}
    check_archive(own)


def test_a_header_that_was_exchanged_is_not_taken_for_the_logged_one(own):
    number = own.deposit([b"FICTIONAL"]).number
    other = own.deposit([b"FICTIONAL other"]).number
    digest = read_item(own.archive, own.lawyer, number, PROSECUTION).item.record
    foreign = read_item(own.archive, own.lawyer, other, PROSECUTION).item.record
    sound = own.archive.objects.read_header(digest)
    own.archive.objects.replace_header(digest, own.archive.objects.read_header(foreign))
    rotated = begin(own)
    report = rewrap(own.archive, own.custodian, rotated)
    assert (report.left, len(report.failed)) == (1, 1)
    own.archive.objects.replace_header(digest, sound)
    assert rewrap(own.archive, own.custodian, rotated).left == 0
    check_archive(own)


def test_recipients_count_only_when_a_custodian_signed_them(own, monkeypatch):
    found = find_collection(own.archive, "main")
    monkeypatch.setattr("archive.services.rotation.require", lambda *_: None)
    with pytest.raises(CustodyError, match="not those a custodian signed"):
        rotate(own.archive, own.lawyer, RotationRequest(found), NEW)
    with pytest.raises(CustodyError, match="not those a custodian signed"):
        open_intake(own.archive, own.documenter, find_collection(own.archive, "main"))
    with pytest.raises(AssertionError, match="V749"):
        check_archive(own)


def test_a_sealed_collection_takes_the_recipient_of_others_and_their_old_identity(own):
    first, second = HybridIdentity.generate(), HybridIdentity.generate()
    request = CollectionRequest("sealed", "SEA", str(first.recipient()))
    create_collection(own.archive, own.custodian, request, "")
    own.deposit([b"FICTIONAL sealed"], collection="sealed")
    found = find_collection(own.archive, "sealed")
    with pytest.raises(InvalidRequest, match="held elsewhere"):
        rotate(own.archive, own.custodian, RotationRequest(found), NEW)
    with pytest.raises(Conflict, match="present recipient"):
        rotate(own.archive, own.custodian, RotationRequest(found, str(first.recipient())))
    rotated = rotate(own.archive, own.custodian, RotationRequest(found, str(second.recipient())))
    with pytest.raises(KeyUnavailable):
        rewrap(own.archive, own.custodian, rotated)
    stranger = IdentityRing([HybridIdentity.generate()])
    assert rewrap(own.archive, own.custodian, rotated, stranger).left == 1
    assert rewrap(own.archive, own.custodian, rotated, IdentityRing([first])).left == 0
    assert all(opens(second, header) and not opens(first, header) for header in headers(own).values())
    check_archive(own)


def test_the_new_passphrase_re_wraps_when_all_copies_are_lost(own):
    own.deposit([b"FICTIONAL"], identity=Identity(name="Fictional Person"))
    rotated = begin(own)
    for path in (own.root / "keys").rglob("members/*"):
        path.unlink()
    with pytest.raises(KeyUnavailable):
        rewrap(own.archive, own.custodian, rotated)
    opened = own.archive.keys.open_collection_identity(rotated.collection_id, rotated.content_recipient, NEW)
    assert rewrap(own.archive, own.custodian, rotated, opened).left == 0
    check_archive(own)


def test_a_changed_recipient_in_the_database_stops_intake(own):
    begin(own)
    found = find_collection(own.archive, "main")
    with own.archive.records.transaction() as tx:
        tx.rotation.set_recipient(found.collection_id, str(HybridIdentity.generate().recipient()))
    with pytest.raises(CustodyError, match="not those a custodian signed"):
        open_intake(own.archive, own.documenter, find_collection(own.archive, "main"))
    with pytest.raises(AssertionError, match="V749"):
        check_archive(own)
