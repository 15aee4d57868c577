"""Tables of accounts, sessions, invitations and approvals. Meaning: docs/formats/database.md.

Columns stand in the order of the fields of the values they keep (archive.domain.account).
"""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table

from archive.adapters.sql.tables import Whole, Words, metadata

__all__ = [
    "account",
    "account_factor",
    "api_token",
    "approval",
    "attempts",
    "invitation",
    "kept_request",
    "metadata",
    "session",
]

account = Table(
    "account",
    metadata,
    Column("account_id", Words, primary_key=True),
    Column("agent_id", Words, nullable=False, unique=True),
    Column("handle", Words, nullable=False, unique=True),
    Column("passphrase_hash", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("passphrase_at", Words, nullable=False),
)

account_factor = Table(
    "account_factor",
    metadata,
    Column("factor_id", Words, primary_key=True),
    Column("account_id", Words, ForeignKey(account.c.account_id), nullable=False),
    Column("kind", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("credential", Words, nullable=False),
    Column("counter", Whole, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("used_at", Words),
)
Index(None, account_factor.c.account_id)

session = Table(
    "session",
    metadata,
    Column("session_id", Words, primary_key=True),
    Column("account_id", Words, ForeignKey(account.c.account_id), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("opened_at", Words, nullable=False),
    Column("seen_at", Words, nullable=False),
    Column("confirmed_at", Words, nullable=False),
    Column("ended_at", Words),
    Column("ended_by", Words, nullable=False),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_id", Words, primary_key=True),
    Column("account_id", Words, ForeignKey(account.c.account_id), nullable=False),
    Column("label", Words, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Words, nullable=False),
    Column("expires_at", Words, nullable=False),
    Column("revoked_at", Words),
    Column("revoked_by", Words, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("bucket", Words, primary_key=True),
    Column("failures", Whole, nullable=False),
    Column("first_at", Words, nullable=False),
    Column("last_at", Words, nullable=False),
)

kept_request = Table(
    "kept_request",
    metadata,
    Column("request_id", Words, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Words, nullable=False),
    Column("busy_until", Words),
)

invitation = Table(
    "invitation",
    metadata,
    Column("invitation_id", Words, primary_key=True),
    Column("code_digest", Words, nullable=False, unique=True),
    Column("handle", Words, nullable=False),
    Column("roles", Words, nullable=False),
    Column("clearances", Words, nullable=False),
    Column("invited_by", Words, nullable=False),
    Column("invited_at", Words, nullable=False),
    Column("expires_at", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("agent_id", Words, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("recipient", Words, nullable=False),
)

approval = Table(
    "approval",
    metadata,
    Column("approval_id", Words, primary_key=True),
    Column("act", Words, nullable=False),
    Column("particulars", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("requested_by", Words, nullable=False),
    Column("requested_at", Words, nullable=False),
    Column("expires_at", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("decided_by", Words, nullable=False),
    Column("decided_at", Words),
    Column("executed_at", Words),
)
