"""Accounts, sessions, invitations and approvals in memory; see archive.adapters.memory_records."""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import datetime
from typing import TypeVar

from archive.adapters.memory_state import Unit
from archive.domain.account import (
    Account,
    ApiToken,
    Approval,
    Attempts,
    Factor,
    Invitation,
    KeptRequest,
    Session,
)
from archive.domain.errors import Conflict, NotFound

Value = TypeVar("Value")


class MemoryAccounts:
    """`AccountRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add_account(self, account: Account) -> None:
        """Id, agent and handle are each unique."""
        taken = self._unit.now.accounts.values()
        if any(each.handle == account.handle or each.agent_id == account.agent_id for each in taken):
            self._unit.refuse(Conflict("There is an account of this agent or handle already."))
        self._add(self._unit.change.accounts, account.account_id, account)

    def put_account(self, account: Account) -> None:
        """By id."""
        _put(self._unit.change.accounts, account.account_id, account)

    def account(self, account_id: str) -> Account:
        """By id."""
        return _one(self._unit.now.accounts, account_id)

    def account_by_handle(self, handle: str) -> Account:
        """By the agent's pseudonym."""
        return _one({each.handle: each for each in self._unit.now.accounts.values()}, handle)

    def accounts(self) -> tuple[Account, ...]:
        """By handle."""
        return tuple(sorted(self._unit.now.accounts.values(), key=lambda each: each.handle))

    def add_factors(self, factors: Sequence[Factor]) -> None:
        """Of accounts that exist."""
        for factor in factors:
            self._require_account(factor.account_id)
            self._add(self._unit.change.factors, factor.factor_id, factor)

    def put_factor(self, factor: Factor) -> None:
        """By id."""
        _put(self._unit.change.factors, factor.factor_id, factor)

    def remove_factors(self, factor_ids: Sequence[str]) -> None:
        """By id."""
        for factor_id in factor_ids:
            self._unit.change.factors.pop(factor_id, None)

    def factors(self, account_id: str) -> tuple[Factor, ...]:
        """Oldest first, then by id."""
        own = [each for each in self._unit.now.factors.values() if each.account_id == account_id]
        return tuple(sorted(own, key=lambda each: (each.created_at, each.factor_id)))

    def add_session(self, session: Session) -> None:
        """Of an account that exists."""
        self._require_account(session.account_id)
        self._add(self._unit.change.sessions, session.session_id, session)

    def put_session(self, session: Session) -> None:
        """By id."""
        _put(self._unit.change.sessions, session.session_id, session)

    def session(self, session_id: str) -> Session:
        """By id, open or not."""
        return _one(self._unit.now.sessions, session_id)

    def sessions(self) -> tuple[Session, ...]:
        """Newest first."""
        known = sorted(self._unit.now.sessions.values(), key=lambda each: each.session_id)
        return tuple(sorted(known, key=lambda each: each.opened_at, reverse=True))

    def forget_sessions(self, before: datetime) -> None:
        """By when they were opened."""
        sessions = self._unit.change.sessions
        for each in [each for each in sessions.values() if each.opened_at < before]:
            del sessions[each.session_id]

    def add_token(self, token: ApiToken) -> None:
        """Of an account that exists."""
        self._require_account(token.account_id)
        self._add(self._unit.change.tokens, token.token_id, token)

    def put_token(self, token: ApiToken) -> None:
        """By id."""
        _put(self._unit.change.tokens, token.token_id, token)

    def token(self, token_id: str) -> ApiToken:
        """By id, valid or not."""
        return _one(self._unit.now.tokens, token_id)

    def tokens(self) -> tuple[ApiToken, ...]:
        """Newest first."""
        known = sorted(self._unit.now.tokens.values(), key=lambda each: each.token_id)
        return tuple(sorted(known, key=lambda each: each.created_at, reverse=True))

    def attempts(self, bucket: str) -> Attempts | None:
        """By bucket."""
        return self._unit.now.attempts.get(bucket)

    def put_attempts(self, attempts: Attempts) -> None:
        """Add or replace."""
        self._unit.change.attempts[attempts.bucket] = attempts

    def forget_attempts(self, before: datetime, buckets: Sequence[str] = ()) -> None:
        """By the last failure, and by bucket."""
        counted = self._unit.change.attempts
        for each in list(counted.values()):
            if each.last_at < before or each.bucket in buckets:
                del counted[each.bucket]

    def kept_request(self, request_id: str) -> KeptRequest | None:
        """By id."""
        return self._unit.now.kept_requests.get(request_id)

    def put_kept_request(self, request: KeptRequest) -> None:
        """Add or replace."""
        self._unit.change.kept_requests[request.request_id] = request

    def forget_kept_requests(self, before: datetime, request_ids: Sequence[str] = ()) -> None:
        """By when they were made, and by id."""
        kept = self._unit.change.kept_requests
        for each in list(kept.values()):
            if each.made_at < before or each.request_id in request_ids:
                del kept[each.request_id]

    def add_invitation(self, invitation: Invitation) -> None:
        """Id and code are each unique."""
        known = self._unit.now.invitations.values()
        if any(each.code_digest == invitation.code_digest for each in known):
            self._unit.refuse(Conflict("There is an invitation with this code already."))
        self._add(self._unit.change.invitations, invitation.invitation_id, invitation)

    def put_invitation(self, invitation: Invitation) -> None:
        """By id."""
        _put(self._unit.change.invitations, invitation.invitation_id, invitation)

    def invitation(self, invitation_id: str) -> Invitation:
        """By id."""
        return _one(self._unit.now.invitations, invitation_id)

    def invitations(self) -> tuple[Invitation, ...]:
        """Newest first."""
        known = sorted(self._unit.now.invitations.values(), key=lambda each: each.invitation_id)
        return tuple(sorted(known, key=lambda each: each.invited_at, reverse=True))

    def add_approval(self, approval: Approval) -> None:
        """By id."""
        self._add(self._unit.change.approvals, approval.approval_id, approval)

    def put_approval(self, approval: Approval) -> None:
        """By id."""
        _put(self._unit.change.approvals, approval.approval_id, approval)

    def approval(self, approval_id: str) -> Approval:
        """By id."""
        return _one(self._unit.now.approvals, approval_id)

    def approvals(self) -> tuple[Approval, ...]:
        """Newest first."""
        known = sorted(self._unit.now.approvals.values(), key=lambda each: each.approval_id)
        return tuple(sorted(known, key=lambda each: each.requested_at, reverse=True))

    def _require_account(self, account_id: str) -> None:
        if account_id not in self._unit.now.accounts:
            self._unit.refuse(NotFound("There is no such account."))

    def _add(self, rows: MutableMapping[str, Value], key: str, value: Value) -> None:
        if key in rows:
            self._unit.refuse(Conflict("There is one with this id already."))
        rows[key] = value


def _one(rows: Mapping[str, Value], key: str) -> Value:
    if key not in rows:
        raise NotFound("There is none with this id.")
    return rows[key]


def _put(rows: MutableMapping[str, Value], key: str, value: Value) -> None:
    _one(rows, key)
    rows[key] = value
