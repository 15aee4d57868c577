"""The schema's history. `HEAD` is what this program reads and writes."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision there ever was, oldest first. A test holds this to the files in versions/."""
HEAD = REVISIONS[-1]

_FOLDER = Path(__file__).parent


def current_revision(connection: Connection) -> str | None:
    """Revision the store says it has; None for a database without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade_to_head(engine: Engine) -> None:
    """Bring the schema to `HEAD` in one transaction: all of it, or (killed half-way) nothing of it."""
    with engine.begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Upgrade inside the caller's transaction."""
    _run(connection, "upgrade", revision)


def downgrade(connection: Connection, revision: str = "base") -> None:
    """Take the schema back inside the caller's transaction; a log with entries refuses to be dropped."""
    _run(connection, "downgrade", revision)


def _run(connection: Connection, direction: str, revision: str) -> None:
    # Opening a store must not pay for loading Alembic, a tenth of a second.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    getattr(command, direction)(config, revision)
