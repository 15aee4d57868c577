"""Accounts of the web application: second factors, sessions, failed attempts, invitations, approvals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("approval", "invitation", "attempts", "session", "account_factor", "account")


def upgrade() -> None:
    _create_account()
    _create_session()
    _create_invitation()
    _create_approval()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", WORDS, nullable=False),
        *_words("agent_id", "handle", "passphrase_hash", "language", "created_at", "passphrase_at"),
        sa.PrimaryKeyConstraint("account_id", name="pk_account"),
        sa.UniqueConstraint("agent_id", name="uq_account_agent_id"),
        sa.UniqueConstraint("handle", name="uq_account_handle"),
    )
    op.create_table(
        "account_factor",
        *_words("factor_id", "account_id", "kind", "label"),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        *_words("credential"),
        sa.Column("counter", WHOLE, nullable=False),
        *_words("created_at"),
        sa.Column("used_at", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("factor_id", name="pk_account_factor"),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], name="fk_account_factor_account_id"),
    )
    op.create_index("ix_account_factor_account_id", "account_factor", ["account_id"])


def _create_session() -> None:
    op.create_table(
        "session",
        *_words("session_id", "account_id"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *_words("opened_at", "seen_at", "confirmed_at"),
        sa.Column("ended_at", WORDS, nullable=True),
        *_words("ended_by"),
        sa.PrimaryKeyConstraint("session_id", name="pk_session"),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], name="fk_session_account_id"),
    )
    op.create_table(
        "attempts",
        *_words("bucket"),
        sa.Column("failures", WHOLE, nullable=False),
        *_words("first_at", "last_at"),
        sa.PrimaryKeyConstraint("bucket", name="pk_attempts"),
    )


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        *_words("invitation_id", "code_digest", "handle", "roles", "clearances"),
        *_words("invited_by", "invited_at", "expires_at", "state", "agent_id"),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        *_words("recipient"),
        sa.PrimaryKeyConstraint("invitation_id", name="pk_invitation"),
        sa.UniqueConstraint("code_digest", name="uq_invitation_code_digest"),
    )


def _create_approval() -> None:
    op.create_table(
        "approval",
        *_words("approval_id", "act", "particulars", "reason", "requested_by"),
        *_words("requested_at", "expires_at", "state", "decided_by"),
        sa.Column("decided_at", WORDS, nullable=True),
        sa.Column("executed_at", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("approval_id", name="pk_approval"),
    )


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, WORDS, nullable=False) for name in names]
