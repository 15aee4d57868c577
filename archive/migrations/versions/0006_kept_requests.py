"""Requests of programs under an idempotency key: what was asked and answered, sealed for their agent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "kept_request",
        sa.Column("request_id", WORDS, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", WORDS, nullable=False),
        sa.Column("busy_until", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("request_id", name="pk_kept_request"),
    )


def downgrade() -> None:
    op.drop_table("kept_request")
