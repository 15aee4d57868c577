"""Accounts, sessions, invitations and approvals in SQL."""

from collections.abc import Sequence
from datetime import datetime

from archive.adapters.sql.session import Session as Connection
from archive.adapters.sql.tables_accounts import (
    account,
    account_factor,
    api_token,
    approval,
    attempts,
    invitation,
    kept_request,
    session,
)
from archive.adapters.sql.values import Values, instant
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
from archive.domain.errors import NotFound

_ACCOUNT = {"created_at": instant, "passphrase_at": instant}
_FACTOR = {"kind": FactorKind, "created_at": instant, "used_at": instant}
_SESSION = dict.fromkeys(("opened_at", "seen_at", "confirmed_at", "ended_at"), instant)
_TOKEN = dict.fromkeys(("created_at", "expires_at", "revoked_at"), instant)
_ATTEMPTS = {"first_at": instant, "last_at": instant}
_KEPT_REQUEST = {"made_at": instant, "busy_until": instant}
_INVITATION = {"invited_at": instant, "expires_at": instant, "state": InvitationState}
_APPROVAL = {
    "act": GuardedAct,
    "requested_at": instant,
    "expires_at": instant,
    "state": ApprovalState,
    "decided_at": instant,
    "executed_at": instant,
}


class SqlAccounts:
    """`AccountRecords` on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._accounts = Values(connection, account, Account, _ACCOUNT)
        self._factors = Values(connection, account_factor, Factor, _FACTOR)
        self._sessions = Values(connection, session, Session, _SESSION)
        self._tokens = Values(connection, api_token, ApiToken, _TOKEN)
        self._attempts = Values(connection, attempts, Attempts, _ATTEMPTS)
        self._kept_requests = Values(connection, kept_request, KeptRequest, _KEPT_REQUEST)
        self._invitations = Values(connection, invitation, Invitation, _INVITATION)
        self._approvals = Values(connection, approval, Approval, _APPROVAL)

    def add_account(self, value: Account) -> None:
        """Id, agent and handle are each unique."""
        self._accounts.add([value])

    def put_account(self, value: Account) -> None:
        """By id."""
        self._accounts.put(value)

    def account(self, account_id: str) -> Account:
        """By id."""
        return self._accounts.one("account_id", account_id)

    def account_by_handle(self, handle: str) -> Account:
        """By the agent's pseudonym."""
        return self._accounts.one("handle", handle)

    def accounts(self) -> tuple[Account, ...]:
        """By handle."""
        return self._accounts.many(self._accounts.all().order_by(account.c.handle))

    def add_factors(self, factors: Sequence[Factor]) -> None:
        """Of any account that exists."""
        self._factors.add(factors)

    def put_factor(self, factor: Factor) -> None:
        """By id."""
        self._factors.put(factor)

    def remove_factors(self, factor_ids: Sequence[str]) -> None:
        """By id."""
        self._factors.remove(factor_ids)

    def factors(self, account_id: str) -> tuple[Factor, ...]:
        """Oldest first, then by id."""
        statement = self._factors.all().where(account_factor.c.account_id == account_id)
        order = (account_factor.c.created_at, account_factor.c.factor_id)
        return self._factors.many(statement.order_by(*order))

    def add_session(self, value: Session) -> None:
        """Of an account that exists."""
        self._sessions.add([value])

    def put_session(self, value: Session) -> None:
        """By id."""
        self._sessions.put(value)

    def session(self, session_id: str) -> Session:
        """By id, open or not."""
        return self._sessions.one("session_id", session_id)

    def sessions(self) -> tuple[Session, ...]:
        """Newest first."""
        return self._sessions.many(self._sessions.all().order_by(session.c.opened_at.desc(), "session_id"))

    def forget_sessions(self, before: datetime) -> None:
        """By when they were opened."""
        self._sessions.remove_before("opened_at", before)

    def add_token(self, value: ApiToken) -> None:
        """Of an account that exists."""
        self._tokens.add([value])

    def put_token(self, value: ApiToken) -> None:
        """By id."""
        self._tokens.put(value)

    def token(self, token_id: str) -> ApiToken:
        """By id, valid or not."""
        return self._tokens.one("token_id", token_id)

    def tokens(self) -> tuple[ApiToken, ...]:
        """Newest first."""
        return self._tokens.many(self._tokens.all().order_by(api_token.c.created_at.desc(), "token_id"))

    def attempts(self, bucket: str) -> Attempts | None:
        """By bucket."""
        try:
            return self._attempts.one("bucket", bucket)
        except NotFound:
            return None

    def put_attempts(self, value: Attempts) -> None:
        """Writers take turns, so that replacing is removing and adding."""
        self._attempts.remove([value.bucket])
        self._attempts.add([value])

    def forget_attempts(self, before: datetime, buckets: Sequence[str] = ()) -> None:
        """By the last failure, and by bucket."""
        self._attempts.remove_before("last_at", before)
        self._attempts.remove(buckets)

    def kept_request(self, request_id: str) -> KeptRequest | None:
        """By id."""
        try:
            return self._kept_requests.one("request_id", request_id)
        except NotFound:
            return None

    def put_kept_request(self, value: KeptRequest) -> None:
        """Writers take turns, so that replacing is removing and adding."""
        self._kept_requests.remove([value.request_id])
        self._kept_requests.add([value])

    def forget_kept_requests(self, before: datetime, request_ids: Sequence[str] = ()) -> None:
        """By when they were made, and by id."""
        self._kept_requests.remove_before("made_at", before)
        self._kept_requests.remove(request_ids)

    def add_invitation(self, value: Invitation) -> None:
        """Id and code are each unique."""
        self._invitations.add([value])

    def put_invitation(self, value: Invitation) -> None:
        """By id."""
        self._invitations.put(value)

    def invitation(self, invitation_id: str) -> Invitation:
        """By id."""
        return self._invitations.one("invitation_id", invitation_id)

    def invitations(self) -> tuple[Invitation, ...]:
        """Newest first."""
        statement = self._invitations.all()
        return self._invitations.many(statement.order_by(invitation.c.invited_at.desc(), "invitation_id"))

    def add_approval(self, value: Approval) -> None:
        """By id."""
        self._approvals.add([value])

    def put_approval(self, value: Approval) -> None:
        """By id."""
        self._approvals.put(value)

    def approval(self, approval_id: str) -> Approval:
        """By id."""
        return self._approvals.one("approval_id", approval_id)

    def approvals(self) -> tuple[Approval, ...]:
        """Newest first."""
        statement = self._approvals.all()
        return self._approvals.many(statement.order_by(approval.c.requested_at.desc(), "approval_id"))
