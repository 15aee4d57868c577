"""Tables of the store of record, the same on SQLite and PostgreSQL. Meaning: docs/formats/database.md.

Texts compare by code point everywhere (`C` collation on PostgreSQL), so that every engine sorts alike.
Instants are RFC 3339 text in UTC with microseconds, as in the custody log. Digests are lower-case hex,
hashes of the log 32 raw bytes. Columns stand in the order in which rows are inserted.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, so that a later migration can address it."""

metadata = MetaData(naming_convention=NAMES)

Words = Text().with_variant(Text(collation="C"), "postgresql")
Whole = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both engines; on SQLite the word INTEGER makes a primary key the row's own number."""

agent = Table(
    "agent",
    metadata,
    Column("agent_id", Words, primary_key=True),
    Column("handle", Words, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("recipient", Words, nullable=False),
    Column("roles", Words, nullable=False),
    Column("retired", Boolean, nullable=False),
)

collection = Table(
    "collection",
    metadata,
    Column("collection_id", Words, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("prefix", Words, nullable=False, unique=True),
    Column("content_recipient", Words, nullable=False),
    Column("recovery_recipient", Words, nullable=False),
    Column("vault_recipient", Words, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("ceiling", Integer, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("collection_id", Words, ForeignKey(collection.c.collection_id), nullable=False),
    Column("agent_id", Words, ForeignKey(agent.c.agent_id), nullable=False),
    Column("clearance", Integer, nullable=False),
    PrimaryKeyConstraint("collection_id", "agent_id"),
)
Index(None, membership.c.agent_id)

number_series = Table(
    "number_series",
    metadata,
    Column("prefix", Words, nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Whole, nullable=False),
    PrimaryKeyConstraint("prefix", "year"),
)

item = Table(
    "item",
    metadata,
    Column("item_id", Words, primary_key=True),
    Column("collection_id", Words, ForeignKey(collection.c.collection_id), nullable=False),
    Column("number", Words, nullable=False, unique=True),
    Column("version", Whole, nullable=False),
    Column("record", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("accession_id", Words, nullable=False),
    Column("fingerprint", Words, nullable=False),
    Column("deposited_by", Words, ForeignKey(agent.c.agent_id), nullable=False),
    sqlite_with_rowid=False,
)
Index(None, item.c.collection_id, item.c.fingerprint)

stored_object = Table(
    "stored_object",
    metadata,
    Column("item_id", Words, ForeignKey(item.c.item_id), nullable=False),
    Column("digest", Words, primary_key=True),
    Column("role", Words, nullable=False),
    Column("position", Whole, nullable=False),
    Column("size", Whole, nullable=False),
    Column("header_digest", Words, nullable=False),
    Column("fingerprint", Words, nullable=False),
    Column("shredded", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
Index(None, stored_object.c.item_id)
# Spelled out, not a parameter: an engine recognises the partial index by it.
FINGERPRINTED = stored_object.c.fingerprint != literal_column("''")
fingerprint_index = Index(None, stored_object.c.fingerprint, sqlite_where=FINGERPRINTED)
"""`postgres.py` adds the same condition for its dialect, which nobody else should wait for."""

link = Table(
    "link",
    metadata,
    Column("from_item", Words, ForeignKey(item.c.item_id), nullable=False),
    Column("to_item", Words, ForeignKey(item.c.item_id), nullable=False),
    Column("type", Words, nullable=False),
    Column("basis", Words, nullable=False),
    Column("event_id", Words, nullable=False),
    PrimaryKeyConstraint("from_item", "to_item", "type"),
)
Index(None, link.c.to_item)

log_state = Table(
    "log_state",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("size", Whole, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    CheckConstraint("one = 1", name="one"),
)
"""One row: the log's size and frontier, and (PostgreSQL) the lock that makes writers wait for each other."""

log_entry = Table(
    "log_entry",
    metadata,
    Column("leaf_index", Whole, primary_key=True, autoincrement=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("event_id", Words, nullable=False, unique=True),
    Column("event_type", Words, nullable=False),
    Column("item_id", Words),
    Column("entry", LargeBinary, nullable=False),
)
Index(None, log_entry.c.item_id, log_entry.c.leaf_index)
Index(None, log_entry.c.event_type, log_entry.c.leaf_index)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", LargeBinary, nullable=False),
    Column("at", Words, nullable=False),
)

sealed_detail = Table(
    "sealed_detail",
    metadata,
    Column("event_id", Words, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("task_id", Whole, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("item_id", Words, nullable=False),
    Column("version", Whole, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failure", Words, nullable=False),
    Column("leased_by", Words),
    Column("leased_until", Words),
    Column("failed_at", Words),
    UniqueConstraint("kind", "item_id"),
    sqlite_autoincrement=True,
)

Index(None, outbox.c.kind, outbox.c.task_id)

outbox_done = Table(
    "outbox_done",
    metadata,
    Column("kind", Words, nullable=False),
    Column("item_id", Words, nullable=False),
    Column("version", Whole, nullable=False),
    Column("mark", Whole, nullable=False),
    PrimaryKeyConstraint("kind", "item_id"),
    sqlite_with_rowid=False,
)

index_left = Table(
    "index_left",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("generation", Words, nullable=False),
    Column("high_water", Whole, nullable=False),
)

waiting_header = Table(
    "waiting_header",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("header", LargeBinary, nullable=False),
)

IMMUTABLE = ("log_entry", "checkpoint")
"""Tables whose rows triggers keep from being changed or removed."""
