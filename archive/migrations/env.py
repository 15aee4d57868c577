"""Alembic's entry: runs on the connection it is given, inside the transaction that connection is in."""

from alembic import context

from archive.adapters.sql.tables_accounts import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
