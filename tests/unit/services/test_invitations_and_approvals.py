"""People come in by two steps, and what cannot be taken back needs two people, once, for exactly that."""

from dataclasses import replace

import pytest

from archive.domain.account import ApprovalState, GuardedAct, InvitationState
from archive.domain.agent import Role
from archive.domain.errors import Conflict, InvalidRequest, KeyUnavailable, NotFound, NotPermitted
from archive.services.agents import register_agent, sign_in
from archive.services.approvals import approvals, claim, decide, request_approval, withdraw_request
from archive.services.authentication import Credentials, NotAdmitted, SignInRefused, authenticate
from archive.services.collections import find_collection
from archive.services.enrolment import change_passphrase, create_account
from archive.services.invitations import (
    Acceptance,
    InvitationUnknown,
    WrongFingerprint,
    accept,
    admit,
    invitations,
    invite,
    open_invitation,
    withdraw_invitation,
)
from archive.services.ledger import acting
from archive.services.opening import collection_identity
from archive.services.sessions import open_session
from crypto.totp import code_at, new_secret
from tests.checks import check_archive
from tests.factories import SECRETS, make_archive
from tests.web_world import Clock

WORDS = "seven herons under a slow bridge"
EXACTLY = {"item": "BYA-2026-0000001"}


class Office:
    """An archive with a clock, a second custodian, and an invitation."""

    def __init__(self, made) -> None:
        self.made = made
        self.clock = Clock()
        self.archive = replace(made.archive, clock=self.clock, two_person=True)
        self.first = made.custodian
        register_agent(self.archive, self.first, "second", [Role.CUSTODIAN], WORDS)
        self.second = sign_in(self.archive, "second", WORDS)
        self.main = find_collection(self.archive, "main")
        self.secret = new_secret()

    def invite(self, handle: str = "otter", *roles: Role):
        clearances = {self.main.collection_id: 2}
        return invite(self.archive, self.first, handle, roles or (Role.LAWYER,), clearances)

    def accept(self, code: str, passphrase: str = WORDS):
        totp = code_at(self.secret, self.clock.now().timestamp())
        return accept(self.archive, Acceptance(code, passphrase, self.secret, totp))

    def authenticate(self, handle: str = "otter", passphrase: str = WORDS):
        self.clock.move(seconds=60)
        totp = code_at(self.secret, self.clock.now().timestamp())
        return authenticate(self.archive, Credentials(handle, passphrase, totp), "here")

    def last(self) -> str:
        with self.archive.records.reading() as tx:
            return tx.log.entry(tx.log.size() - 1).event_type


@pytest.fixture
def office(tmp_path):
    made = make_archive(tmp_path)
    yield Office(made)
    check_archive(made)
    made.close()


def test_an_invited_person_acts_after_a_custodian_has_signed_for_the_keys(office):
    invitation, code = office.invite()
    assert office.last() == "invitation"
    _, fingerprint = office.accept(code.lower().replace("-", " "))
    with pytest.raises(NotAdmitted):
        open_session(office.archive, *office.authenticate())
    agent = admit(office.archive, office.first, invitation.invitation_id, fingerprint, {})
    open_session(office.archive, *office.authenticate())
    assert office.last() == "account_change"
    actor = sign_in(office.archive, "otter", WORDS)
    assert actor.agent == agent
    collection_identity(office.archive, actor, office.main)


def test_another_fingerprint_admits_nobody(office):
    invitation, code = office.invite()
    office.accept(code)
    with pytest.raises(WrongFingerprint):
        admit(office.archive, office.first, invitation.invitation_id, "AAAA-AAAA-AAAA-AAAA-AAAA", {})
    with pytest.raises(KeyUnavailable):
        sign_in(office.archive, "otter", WORDS)


def test_a_custodian_without_a_copy_needs_the_collections_passphrase(office):
    invitation, code = office.invite()
    _, fingerprint = office.accept(code)
    with pytest.raises(KeyUnavailable):
        admit(office.archive, office.second, invitation.invitation_id, fingerprint, {})
    with pytest.raises(KeyUnavailable):
        sign_in(office.archive, "otter", WORDS)
    words = {office.main.collection_id: SECRETS.collection}
    admit(office.archive, office.second, invitation.invitation_id, fingerprint, words)
    collection_identity(office.archive, sign_in(office.archive, "otter", WORDS), office.main)


def test_a_code_is_for_once_for_a_week_and_until_withdrawn(office):
    _, code = office.invite()
    office.accept(code)
    with pytest.raises(InvitationUnknown):
        office.accept(code)
    late, code = office.invite("late")
    office.clock.move(days=7)
    with pytest.raises(InvitationUnknown):
        open_invitation(office.archive, code)
    gone, code = office.invite("gone")
    withdraw_invitation(office.archive, office.first, gone.invitation_id)
    with pytest.raises(InvitationUnknown):
        open_invitation(office.archive, code)
    with pytest.raises(Conflict):
        withdraw_invitation(office.archive, office.first, gone.invitation_id)
    assert late.state is InvitationState.OPEN
    assert len(invitations(office.archive, office.first)) == 3


def test_withdrawing_after_acceptance_takes_the_keys_away(office):
    invitation, code = office.invite()
    office.accept(code)
    withdraw_invitation(office.archive, office.second, invitation.invitation_id)
    with pytest.raises((KeyUnavailable, SignInRefused)):
        office.authenticate()


def test_handles_are_given_once(office):
    office.invite()
    for taken in ("otter", "lawyer"):
        with pytest.raises(Conflict):
            office.invite(taken)


def test_only_custodians_invite_and_admit(office):
    with pytest.raises(NotPermitted):
        invite(office.archive, office.made.lawyer, "friend", [Role.CUSTODIAN], {})
    assert office.last() == "refusal"
    with pytest.raises(NotFound):
        invite(office.archive, office.first, "friend", [Role.LAWYER], {"no-such-collection": 1})


def test_weak_passphrases_make_no_account(office):
    _, code = office.invite()
    for weak in ("short", "otterotterotter", "passwordpassword", "qwertyuiop123456"):
        with pytest.raises(InvalidRequest):
            office.accept(code, weak)
    office.accept(code)


def test_a_passphrase_is_changed_by_its_owner_and_the_old_opens_nothing(office):
    lawyer = office.made.lawyer
    old = "words of lawyer for a test archive"
    office.secret = (made := create_account(office.archive, lawyer, old)).totp_secret
    with pytest.raises(KeyUnavailable):
        change_passphrase(office.archive, lawyer, made.account, "not the old one at all", WORDS)
    change_passphrase(office.archive, lawyer, made.account, old, WORDS)
    with pytest.raises(KeyUnavailable):
        sign_in(office.archive, "lawyer", old)
    with pytest.raises(SignInRefused):
        office.authenticate("lawyer", old)
    account, secret = office.authenticate("lawyer")
    assert secret.signing_seed == lawyer.signing_key.seed()
    assert account.passphrase_at > made.account.passphrase_at or account.passphrase_hash


def ask(office, actor=None):
    return request_approval(
        office.archive, actor or office.first, GuardedAct.ERASURE, EXACTLY, "The source asked."
    )


def execute(office, actor=None, particulars=None) -> None:
    with acting(office.archive, actor or office.first) as work:
        claim(office.archive, work, actor or office.first, GuardedAct.ERASURE, particulars or EXACTLY)


def test_an_approved_act_is_executed_once(office):
    asked = ask(office)
    with pytest.raises(NotPermitted):
        execute(office)
    decide(office.archive, office.second, asked.approval_id, approve=True)
    execute(office)
    with pytest.raises(NotPermitted):
        execute(office)
    (known,) = approvals(office.archive, office.second)
    assert known.state is ApprovalState.EXECUTED


def test_nobody_decides_on_their_own_request(office):
    asked = ask(office)
    with pytest.raises(NotPermitted):
        decide(office.archive, office.first, asked.approval_id, approve=True)
    assert office.last() == "refusal"


def test_an_approval_is_for_exactly_what_and_who_and_not_for_long(office):
    asked = ask(office)
    decide(office.archive, office.second, asked.approval_id, approve=True)
    with pytest.raises(NotPermitted):
        execute(office, particulars={"item": "BYA-2026-0000002"})
    with pytest.raises(NotPermitted):
        execute(office, office.second)
    office.clock.move(days=2)
    with pytest.raises(NotPermitted):
        execute(office)


def test_a_refused_late_or_withdrawn_request_stays_so(office):
    refused, late, withdrawn = ask(office), ask(office), ask(office)
    decide(office.archive, office.second, refused.approval_id, approve=False)
    withdraw_request(office.archive, office.first, withdrawn.approval_id)
    office.clock.move(days=3)
    for each in (refused, late, withdrawn):
        with pytest.raises(Conflict):
            decide(office.archive, office.second, each.approval_id, approve=True)
        with pytest.raises(NotPermitted):
            execute(office)


def test_a_request_needs_the_right_a_reason_and_its_owner(office):
    with pytest.raises(NotPermitted):
        ask(office, office.made.auditor)
    with pytest.raises(InvalidRequest):
        request_approval(office.archive, office.first, GuardedAct.ERASURE, EXACTLY, " ")
    asked = ask(office)
    with pytest.raises(NotPermitted):
        withdraw_request(office.archive, office.second, asked.approval_id)
    with pytest.raises(NotPermitted):
        decide(office.archive, office.made.lawyer, asked.approval_id, approve=True)
    assert approvals(office.archive, office.made.lawyer) == ()
