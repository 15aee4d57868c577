"""Contract of `AccountRecords`, on every engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.domain.account import (
    Account,
    ApiToken,
    Approval,
    ApprovalState,
    Attempts,
    Factor,
    FactorKind,
    GuardedAct,
    Invitation,
    InvitationState,
    KeptRequest,
    Session,
)
from archive.domain.errors import Conflict, NotFound
from archive.ports_records import RecordStore

AT = datetime(2026, 11, 22, 18, 0, 0, 123456, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
ANNA = Account("a1", "agent-1", "anna", "$argon2id$…", "be", AT, AT)
BELLA = Account("a2", "agent-2", "bella", "$argon2id$…", "ru", AT, LATER)
TOTP = Factor("f1", "a1", FactorKind.TOTP, "", bytes(range(20)), "", 2**40, AT)
PASSKEY = Factor("f2", "a1", FactorKind.PASSKEY, "сіні ключ", b"\x00cose", "id", 0, LATER, LATER)
SESSION = Session("s1", "a1", b"\x00box", AT, AT, AT)
TOKEN = ApiToken("t1", "a1", "сцэнар", "read search", b"\x00box", AT, LATER)
INVITATION = Invitation(
    "i1", "digest-1", "otter", "lawyer", "c=2", "agent-1", AT, LATER, InvitationState.OPEN
)
APPROVAL = Approval(
    "p1", GuardedAct.ERASURE, "{}", "reason", "agent-1", AT, LATER, ApprovalState.REQUESTED
)  # fmt: skip


@pytest.fixture
def known(store: RecordStore) -> RecordStore:
    with store.transaction() as tx:
        tx.accounts.add_account(ANNA)
        tx.accounts.add_account(BELLA)
    return store


def test_accounts_come_back_as_they_were_and_change(known):
    changed = replace(ANNA, language="en", passphrase_hash="other", passphrase_at=LATER)
    with known.transaction() as tx:
        assert tx.accounts.account("a1") == ANNA
        tx.accounts.put_account(changed)
    with known.reading() as tx:
        assert tx.accounts.account_by_handle("anna") == changed
        assert tx.accounts.accounts() == (changed, BELLA)


@pytest.mark.parametrize("same", ["account_id", "agent_id", "handle"])
def test_an_account_id_agent_or_handle_is_taken_once(known, same):
    other = replace(ANNA, account_id="a3", agent_id="agent-3", handle="third")
    with pytest.raises(Conflict), known.transaction() as tx:
        tx.accounts.add_account(replace(other, **{same: getattr(ANNA, same)}))


def test_factors_are_kept_used_and_removed(known):
    with known.transaction() as tx:
        tx.accounts.add_factors([PASSKEY, TOTP])
        used = replace(TOTP, counter=2**40 + 1, used_at=LATER)
        tx.accounts.put_factor(used)
    with known.transaction() as tx:
        assert tx.accounts.factors("a1") == (used, PASSKEY)
        assert tx.accounts.factors("a2") == ()
        tx.accounts.remove_factors(["f1", "unknown"])
        tx.accounts.remove_factors([])
    with known.reading() as tx:
        assert tx.accounts.factors("a1") == (PASSKEY,)


def test_a_factor_or_session_needs_an_account(store):
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.accounts.add_factors([TOTP])
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.accounts.add_session(SESSION)


def test_sessions_are_newest_first_and_forgotten(known):
    newer = replace(SESSION, session_id="s2", opened_at=LATER, account_id="a2")
    ended = replace(SESSION, sealed=b"", ended_at=LATER, ended_by="anna")
    with known.transaction() as tx:
        tx.accounts.add_session(SESSION)
        tx.accounts.add_session(newer)
        tx.accounts.put_session(ended)
    with known.transaction() as tx:
        assert tx.accounts.sessions() == (newer, ended)
        assert tx.accounts.session("s1") == ended
        tx.accounts.forget_sessions(LATER)
    with known.reading() as tx:
        assert tx.accounts.sessions() == (newer,)


def test_attempts_are_counted_and_forgotten(store):
    with store.transaction() as tx:
        assert tx.accounts.attempts("x") is None
        tx.accounts.put_attempts(Attempts("x", 1, AT, AT))
        tx.accounts.put_attempts(Attempts("x", 2, AT, LATER))
        tx.accounts.put_attempts(Attempts("y", 1, AT, AT))
        tx.accounts.put_attempts(Attempts("z", 1, AT, LATER))
        tx.accounts.forget_attempts(LATER, ["z"])
    with store.reading() as tx:
        assert tx.accounts.attempts("x") == Attempts("x", 2, AT, LATER)
        assert [tx.accounts.attempts(name) for name in "yz"] == [None, None]


def test_requests_are_kept_replaced_and_forgotten(store):
    with store.transaction() as tx:
        assert tx.accounts.kept_request("x") is None
        tx.accounts.put_kept_request(KeptRequest("x", b"first", AT, LATER))
        tx.accounts.put_kept_request(KeptRequest("x", b"second", LATER, None))
        tx.accounts.put_kept_request(KeptRequest("y", b"old", AT, None))
        tx.accounts.put_kept_request(KeptRequest("z", b"named", LATER, None))
        tx.accounts.forget_kept_requests(LATER, ["z"])
    with store.reading() as tx:
        assert tx.accounts.kept_request("x") == KeptRequest("x", b"second", LATER, None)
        assert [tx.accounts.kept_request(name) for name in "yz"] == [None, None]


def test_invitations_come_back_as_they_were_and_a_code_is_taken_once(store):
    accepted = replace(INVITATION, state=InvitationState.ACCEPTED, public_key=bytes(32), recipient="age1pq1x")
    newer = replace(INVITATION, invitation_id="i2", code_digest="digest-2", invited_at=LATER)
    with store.transaction() as tx:
        tx.accounts.add_invitation(INVITATION)
        tx.accounts.add_invitation(newer)
        tx.accounts.put_invitation(accepted)
    with store.reading() as tx:
        assert tx.accounts.invitations() == (newer, accepted)
        assert tx.accounts.invitation("i1") == accepted
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.accounts.add_invitation(replace(INVITATION, invitation_id="i3"))


def test_tokens_come_back_as_they_were_and_are_revoked(known):
    newer = replace(TOKEN, token_id="t2", created_at=LATER)
    revoked = replace(TOKEN, sealed=b"", revoked_at=LATER, revoked_by="bella")
    with known.transaction() as tx:
        tx.accounts.add_token(TOKEN)
        tx.accounts.add_token(newer)
        tx.accounts.put_token(revoked)
    with known.reading() as tx:
        assert tx.accounts.tokens() == (newer, revoked)
        assert tx.accounts.token("t1") == revoked
    with pytest.raises(Conflict), known.transaction() as tx:
        tx.accounts.add_token(TOKEN)
    with pytest.raises(NotFound), known.reading() as tx:
        tx.accounts.token("t3")


def test_approvals_come_back_as_they_were(store):
    decided = replace(APPROVAL, state=ApprovalState.APPROVED, decided_by="agent-2", decided_at=LATER)
    newer = replace(APPROVAL, approval_id="p2", requested_at=LATER, executed_at=LATER)
    with store.transaction() as tx:
        tx.accounts.add_approval(APPROVAL)
        tx.accounts.add_approval(newer)
        tx.accounts.put_approval(decided)
    with store.reading() as tx:
        assert tx.accounts.approvals() == (newer, decided)
        assert tx.accounts.approval("p1") == decided


def test_what_is_not_there_is_not_found(store):
    with store.transaction() as tx:
        looks = (
            lambda: tx.accounts.account("x"),
            lambda: tx.accounts.account_by_handle("x"),
            lambda: tx.accounts.session("x"),
            lambda: tx.accounts.invitation("x"),
            lambda: tx.accounts.approval("x"),
            lambda: tx.accounts.put_account(ANNA),
            lambda: tx.accounts.put_factor(TOTP),
            lambda: tx.accounts.put_session(SESSION),
            lambda: tx.accounts.put_invitation(INVITATION),
            lambda: tx.accounts.put_approval(APPROVAL),
        )
        for look in looks:
            with pytest.raises(NotFound):
                look()
