"""The store of record: agents, collections, items, objects, custody log, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IMMUTABLE = ("log_entry", "checkpoint")
TABLES = (
    "outbox_done",
    "outbox",
    "sealed_detail",
    "checkpoint",
    "log_entry",
    "log_state",
    "link",
    "stored_object",
    "item",
    "number_series",
    "membership",
    "collection",
    "agent",
)


def upgrade() -> None:
    _create_people()
    _create_items()
    _create_log()
    _create_outbox()
    state = sa.table(
        "log_state",
        sa.column("one", sa.Integer()),
        sa.column("size", sa.Integer()),
        sa.column("frontier", sa.LargeBinary()),
    )
    op.bulk_insert(state, [{"one": 1, "size": 0, "frontier": b""}])
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM log_entry")).scalar():
        raise RuntimeError("the custody log has entries: it is never dropped")
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sviedka_refuse()")


def _create_people() -> None:
    op.create_table(
        "agent",
        sa.Column("agent_id", WORDS, nullable=False),
        sa.Column("handle", WORDS, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("recipient", WORDS, nullable=False),
        sa.Column("roles", WORDS, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name="pk_agent"),
        sa.UniqueConstraint("handle", name="uq_agent_handle"),
    )
    op.create_table(
        "collection",
        sa.Column("collection_id", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("prefix", WORDS, nullable=False),
        sa.Column("content_recipient", WORDS, nullable=False),
        sa.Column("recovery_recipient", WORDS, nullable=False),
        sa.Column("vault_recipient", WORDS, nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("collection_id", name="pk_collection"),
        sa.UniqueConstraint("name", name="uq_collection_name"),
        sa.UniqueConstraint("prefix", name="uq_collection_prefix"),
    )
    op.create_table(
        "membership",
        sa.Column("collection_id", WORDS, nullable=False),
        sa.Column("agent_id", WORDS, nullable=False),
        sa.Column("clearance", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("collection_id", "agent_id", name="pk_membership"),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.collection_id"], name="fk_membership_collection_id"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.agent_id"], name="fk_membership_agent_id"),
    )
    op.create_index("ix_membership_agent_id", "membership", ["agent_id"])


def _create_items() -> None:
    op.create_table(
        "number_series",
        sa.Column("prefix", WORDS, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name="pk_number_series"),
    )
    op.create_table(
        "item",
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("collection_id", WORDS, nullable=False),
        sa.Column("number", WORDS, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("record", WORDS, nullable=False),
        sa.Column("state", WORDS, nullable=False),
        sa.Column("accession_id", WORDS, nullable=False),
        sa.Column("fingerprint", WORDS, nullable=False),
        sa.Column("deposited_by", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_item"),
        sa.UniqueConstraint("number", name="uq_item_number"),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["collection.collection_id"], name="fk_item_collection_id"
        ),
        sa.ForeignKeyConstraint(["deposited_by"], ["agent.agent_id"], name="fk_item_deposited_by"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_collection_id_fingerprint", "item", ["collection_id", "fingerprint"])
    op.create_table(
        "stored_object",
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("header_digest", WORDS, nullable=False),
        sa.Column("fingerprint", WORDS, nullable=False),
        sa.Column("shredded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_stored_object"),
        sa.ForeignKeyConstraint(["item_id"], ["item.item_id"], name="fk_stored_object_item_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stored_object_item_id", "stored_object", ["item_id"])
    op.create_index(
        "ix_stored_object_fingerprint",
        "stored_object",
        ["fingerprint"],
        sqlite_where=sa.text("fingerprint != ''"),
        postgresql_where=sa.text("fingerprint != ''"),
    )
    op.create_table(
        "link",
        sa.Column("from_item", WORDS, nullable=False),
        sa.Column("to_item", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("basis", WORDS, nullable=False),
        sa.Column("event_id", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("from_item", "to_item", "type", name="pk_link"),
        sa.ForeignKeyConstraint(["from_item"], ["item.item_id"], name="fk_link_from_item"),
        sa.ForeignKeyConstraint(["to_item"], ["item.item_id"], name="fk_link_to_item"),
    )
    op.create_index("ix_link_to_item", "link", ["to_item"])


def _create_log() -> None:
    op.create_table(
        "log_state",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_log_state"),
        sa.CheckConstraint("one = 1", name=op.f("ck_log_state_one")),
    )
    op.create_table(
        "log_entry",
        sa.Column("leaf_index", WHOLE, autoincrement=False, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("event_id", WORDS, nullable=False),
        sa.Column("event_type", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=True),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("leaf_index", name="pk_log_entry"),
        sa.UniqueConstraint("event_id", name="uq_log_entry_event_id"),
    )
    op.create_index("ix_log_entry_item_id_leaf_index", "log_entry", ["item_id", "leaf_index"])
    op.create_index("ix_log_entry_event_type_leaf_index", "log_entry", ["event_type", "leaf_index"])
    op.create_table(
        "checkpoint",
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoint"),
    )
    op.create_table(
        "sealed_detail",
        sa.Column("event_id", WORDS, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_sealed_detail"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("task_id", WHOLE, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", WORDS, nullable=False),
        sa.Column("leased_by", WORDS, nullable=True),
        sa.Column("leased_until", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("task_id", name="pk_outbox"),
        sa.UniqueConstraint("kind", "item_id", name="uq_outbox_kind_item_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_kind_task_id", "outbox", ["kind", "task_id"])
    op.create_table(
        "outbox_done",
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("item_id", WORDS, nullable=False),
        sa.Column("version", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("kind", "item_id", name="pk_outbox_done"),
        sqlite_with_rowid=False,
    )


def _guard_on_sqlite() -> None:
    for table in IMMUTABLE:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER log_state_refuse_delete BEFORE DELETE ON log_state "
        "BEGIN SELECT RAISE(ABORT, 'log_state is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER log_state_refuse_update BEFORE UPDATE ON log_state WHEN NEW.size <= OLD.size "
        "BEGIN SELECT RAISE(ABORT, 'log_state is append-only'); END"
    )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION sviedka_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in IMMUTABLE:
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sviedka_refuse()"
        )
    op.execute(
        "CREATE TRIGGER log_state_refuse BEFORE DELETE OR TRUNCATE ON log_state "
        "FOR EACH STATEMENT EXECUTE FUNCTION sviedka_refuse()"
    )
    op.execute(
        "CREATE TRIGGER log_state_refuse_update BEFORE UPDATE ON log_state "
        "FOR EACH ROW WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION sviedka_refuse()"
    )
