"""Accounts of the web application: how an agent signs in from a browser, and what it may do there alone.

An account belongs to one agent and opens nothing by itself: what opens evidence is the agent's key file,
under the passphrase that only the agent knows. See docs/adr/0030-accounts-and-sessions.md.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

LANGUAGES = ("en", "ru", "be")
"""Languages of the pages, the default first."""

CONFIRMED_FOR = timedelta(minutes=10)
"""How long a confirmation (passphrase and second factor again) lasts before a sensitive act."""

INVITED_FOR = timedelta(days=7)
APPROVED_FOR = timedelta(days=2)
"""How long a request waits for its second person, and an approval for its act."""


class FactorKind(StrEnum):
    """What a person shows besides the passphrase."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Account:
    """`passphrase_hash`: an Argon2id string (PHC format). `language`: one of LANGUAGES."""

    account_id: str
    agent_id: str
    handle: str
    passphrase_hash: str = field(repr=False)
    language: str
    created_at: datetime
    passphrase_at: datetime


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor.

    `secret`: TOTP seed, COSE public key of a passkey, or SHA-256 of a recovery code. `credential`: a
    passkey's id (base64url), else empty. `counter` only grows: last TOTP step used, or when (microseconds)
    the challenge was made that the passkey last answered; a recovery code is used once.
    """

    factor_id: str
    account_id: str
    kind: FactorKind
    label: str
    secret: bytes = field(repr=False)
    credential: str
    counter: int
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. `session_id` is derived from the cookie's token and does not reveal it.

    `sealed`: the agent's secrets under a key that only the cookie holds; empty once the session has ended.
    """

    session_id: str
    account_id: str
    sealed: bytes = field(repr=False)
    opened_at: datetime
    seen_at: datetime
    confirmed_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a program shows instead of a person. `token_id` is derived from the token and does not reveal it.

    `scopes`: names of acts separated by blanks; never more than the agent's roles allow. `sealed`: the
    agent's secrets under a key that only the token holds; empty once the token is revoked.
    """

    token_id: str
    account_id: str
    label: str
    scopes: str
    sealed: bytes = field(repr=False)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def is_valid(self, now: datetime) -> bool:
        """Whether it still answers."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A request of a program that names itself, so that sent again it is the same request.

    `request_id`: a digest of agent, endpoint and idempotency key. `sealed`: what was asked, and answered,
    for its agent alone. `busy_until`: while it is being carried out; None once it is answered.
    """

    request_id: str
    sealed: bytes = field(repr=False)
    made_at: datetime
    busy_until: datetime | None


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """`idle`: without a request; `absolute`: since signing in, whatever happens."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)

    def is_open(self, session: Session, now: datetime) -> bool:
        """Whether the session still answers."""
        return (
            session.ended_at is None
            and now - session.seen_at < self.idle
            and now - session.opened_at < self.absolute
        )


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed attempts from one place or at one account (`bucket`) since `first_at`."""

    bucket: str
    failures: int
    first_at: datetime
    last_at: datetime


class InvitationState(StrEnum):
    """An invitation is made by a custodian, accepted by the invited, and signed for by a custodian."""

    OPEN = "open"
    ACCEPTED = "accepted"
    ADMITTED = "admitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`code_digest`: SHA-256 (hex) of the code. `roles`: names separated by blanks.

    `clearances`: `collection_id=clearance`, separated by blanks. The last three are empty until accepted:
    keys that the invited person made, which mean nothing until a custodian has compared and signed for them.
    """

    invitation_id: str
    code_digest: str
    handle: str
    roles: str
    clearances: str
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    state: InvitationState
    agent_id: str = ""
    public_key: bytes = b""
    recipient: str = ""


class ApprovalState(StrEnum):
    """Where a request for a two-person act stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


class GuardedAct(StrEnum):
    """Acts that need two custodians, or an agent and a custodian."""

    REVEAL_IDENTITY = "reveal_identity"
    BULK_EXPORT = "bulk_export"
    ERASURE = "erasure"
    KEY_CEREMONY = "key_ceremony"


@dataclass(frozen=True, slots=True)
class Approval:
    """One request. `particulars`: exactly what may be done, canonical JSON without personal data.

    `reason` stands in the custody log in clear: no names. The decision is by another custodian than the
    requester; an approved request is executed once, by the requester, before `expires_at`.
    """

    approval_id: str
    act: GuardedAct
    particulars: str
    reason: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    state: ApprovalState
    decided_by: str = ""
    decided_at: datetime | None = None
    executed_at: datetime | None = None
