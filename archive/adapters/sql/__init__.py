"""The store of record in SQL: SQLite for one machine, PostgreSQL for several.

Format: docs/formats/database.md.
"""

from archive.adapters.sql.store import SqlRecordStore

__all__ = ["SqlRecordStore"]
