"""How the archive left its index, since when work fails, and when work was done."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTBOX = "task_id, kind, item_id, version, attempts, failure, leased_by, leased_until"
DONE = "kind, item_id, version"
NOW = "(SELECT size - 1 FROM log_state)"
"""When earlier work was done is not known: it counts as done just now."""


def upgrade() -> None:
    op.create_table(
        "index_left",
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("generation", WORDS, nullable=False),
        sa.Column("high_water", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_index_left"),
    )
    failed_at = sa.Column("failed_at", WORDS, nullable=True)
    mark = sa.Column("mark", WHOLE, nullable=False)
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("outbox", failed_at)
        op.add_column("outbox_done", sa.Column("mark", WHOLE, nullable=True))
        op.execute(f"UPDATE outbox_done SET mark = {NOW}")  # noqa: S608
        op.alter_column("outbox_done", "mark", nullable=False)
    else:
        _replace(_outbox(failed_at), OUTBOX, OUTBOX)
        _replace(_done(mark), f"{DONE}, mark", f"{DONE}, {NOW}")


def downgrade() -> None:
    op.drop_table("index_left")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("outbox", "failed_at")
        op.drop_column("outbox_done", "mark")
    else:
        _replace(_outbox(), OUTBOX, OUTBOX)
        _replace(_done(), DONE, DONE)


def _outbox(*added: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        "outbox",
        sa.MetaData(),
        sa.Column("task_id", WHOLE, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", WORDS, nullable=False),
        sa.Column("leased_by", WORDS, nullable=True),
        sa.Column("leased_until", WORDS, nullable=True),
        *added,
        sa.PrimaryKeyConstraint("task_id", name="pk_outbox"),
        sa.UniqueConstraint("kind", "item_id", name="uq_outbox_kind_item_id"),
        sa.Index("ix_outbox_kind_task_id", "kind", "task_id"),
        sqlite_autoincrement=True,
    )


def _done(*added: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        "outbox_done",
        sa.MetaData(),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        *added,
        sa.PrimaryKeyConstraint("kind", "item_id", name="pk_outbox_done"),
        sqlite_with_rowid=False,
    )


def _replace(table: sa.Table, into: str, select: str) -> None:
    """Make the table anew with the rows of the old one: SQLite adds no column to the letter."""
    for index in table.indexes:
        op.drop_index(str(index.name), table.name)
    op.rename_table(table.name, f"{table.name}_before")
    table.create(op.get_bind())
    op.execute(f"INSERT INTO {table.name} ({into}) SELECT {select} FROM {table.name}_before")  # noqa: S608
    op.drop_table(f"{table.name}_before")
