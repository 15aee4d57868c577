"""`sviedka upgrade`: bring an older archive's database to this program's schema."""

import os

import click

from archive.bootstrap import upgrade_archive
from archive.cli.context import Session, pass_session
from archive.domain.errors import InvalidRequest
from config import load_settings


@click.command()
@pass_session
def upgrade(session: Session) -> None:
    """Upgrade the database, all of it or nothing. Copy the archive first."""
    if session.root is None:
        raise InvalidRequest("Which archive? Name its folder with --archive, or set SVIEDKA_ARCHIVE.")
    upgrade_archive(load_settings(session.root, os.environ))
    click.echo("The database has this program's schema.")
