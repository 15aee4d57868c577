"""Headers that a rotation of keys has logged and that are not in the object store yet."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "waiting_header",
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_waiting_header"),
    )


def downgrade() -> None:
    op.drop_table("waiting_header")
