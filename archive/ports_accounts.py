"""Accounts, sessions, invitations and approvals in the store of record, and what checks their secrets.

Beside the custody log, which never forgets, these rows change: `put_…` replaces a row by its id, and sessions
and failed attempts are forgotten when they are over, because they tell who worked when and from where.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

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


class AccountRecords(Protocol):
    """Part of a transaction. `put_…` raises NotFound if there is no such row."""

    def add_account(self, account: Account) -> None:
        """Raise Conflict if the id, agent or handle has an account."""
        ...

    def put_account(self, account: Account) -> None:
        """Replace the account's row."""
        ...

    def account(self, account_id: str) -> Account:
        """Raise NotFound."""
        ...

    def account_by_handle(self, handle: str) -> Account:
        """Raise NotFound."""
        ...

    def accounts(self) -> tuple[Account, ...]:
        """All, by handle."""
        ...

    def add_factors(self, factors: Sequence[Factor]) -> None:
        """Raise Conflict if an id exists."""
        ...

    def put_factor(self, factor: Factor) -> None:
        """Replace the factor's row."""
        ...

    def remove_factors(self, factor_ids: Sequence[str]) -> None:
        """Unknown ids are no error."""
        ...

    def factors(self, account_id: str) -> tuple[Factor, ...]:
        """Of one account, oldest first."""
        ...

    def add_session(self, session: Session) -> None:
        """Raise Conflict if the id exists."""
        ...

    def put_session(self, session: Session) -> None:
        """Replace the session's row."""
        ...

    def session(self, session_id: str) -> Session:
        """Raise NotFound."""
        ...

    def sessions(self) -> tuple[Session, ...]:
        """All that are kept, newest first."""
        ...

    def forget_sessions(self, before: datetime) -> None:
        """Remove sessions opened before that."""
        ...

    def add_token(self, token: ApiToken) -> None:
        """Raise Conflict if the id exists."""
        ...

    def put_token(self, token: ApiToken) -> None:
        """Replace the token's row."""
        ...

    def token(self, token_id: str) -> ApiToken:
        """Raise NotFound."""
        ...

    def tokens(self) -> tuple[ApiToken, ...]:
        """All, newest first."""
        ...

    def attempts(self, bucket: str) -> Attempts | None:
        """What is counted there, None for nothing."""
        ...

    def put_attempts(self, attempts: Attempts) -> None:
        """Add or replace."""
        ...

    def forget_attempts(self, before: datetime, buckets: Sequence[str] = ()) -> None:
        """Remove counts whose last failure was before that, and those of the buckets."""
        ...

    def kept_request(self, request_id: str) -> KeptRequest | None:
        """What is kept of a request, None for nothing."""
        ...

    def put_kept_request(self, request: KeptRequest) -> None:
        """Add or replace."""
        ...

    def forget_kept_requests(self, before: datetime, request_ids: Sequence[str] = ()) -> None:
        """Remove those made before that, and those with these ids."""
        ...

    def add_invitation(self, invitation: Invitation) -> None:
        """Raise Conflict if the id or the code exists."""
        ...

    def put_invitation(self, invitation: Invitation) -> None:
        """Replace the invitation's row."""
        ...

    def invitation(self, invitation_id: str) -> Invitation:
        """Raise NotFound."""
        ...

    def invitations(self) -> tuple[Invitation, ...]:
        """All, newest first."""
        ...

    def add_approval(self, approval: Approval) -> None:
        """Raise Conflict if the id exists."""
        ...

    def put_approval(self, approval: Approval) -> None:
        """Replace the approval's row."""
        ...

    def approval(self, approval_id: str) -> Approval:
        """Raise NotFound."""
        ...

    def approvals(self) -> tuple[Approval, ...]:
        """All, newest first."""
        ...


class PassphraseHasher(Protocol):
    """Argon2id. Checking costs the same time for a wrong passphrase and for no account."""

    def hash(self, passphrase: str) -> str:
        """A PHC string with its parameters and salt."""
        ...

    def check(self, hashed: str | None, passphrase: str) -> bool:
        """Whether it is the one; False for None (no such account), after the same work."""
        ...

    def is_outdated(self, hashed: str) -> bool:
        """Whether the string was made with other parameters than those of today."""
        ...


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Where passkeys are bound to: `origin` such as https://archive.example, `host` its host name."""

    origin: str
    host: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A registered credential: id (base64url) and COSE public key."""

    credential: str
    public_key: bytes = field(repr=False)


class Passkeys(Protocol):
    """WebAuthn, with user verification required. What does not verify raises InvalidRequest."""

    def registration_options(
        self, party: RelyingParty, account: Account, challenge: bytes, known: Sequence[str]
    ) -> str:
        """JSON for `navigator.credentials.create`; `known`: credentials that the account has already."""
        ...

    def register(self, party: RelyingParty, challenge: bytes, response: str) -> NewPasskey:
        """The credential in the browser's response (JSON)."""
        ...

    def credential_of(self, response: str) -> str:
        """The credential id (base64url) that an assertion (JSON) names."""
        ...

    def check(self, party: RelyingParty, challenge: bytes, response: str, public_key: bytes) -> None:
        """Raise InvalidRequest unless the assertion answers the challenge with this key."""
        ...
