"""`sviedka doctor`: whether this archive may be served as it is set up."""

import os
import sys

import click

from archive.cli.context import Session, pass_session
from archive.doctor import examine
from archive.domain.errors import InvalidRequest
from config import load_settings


@click.command()
@pass_session
def doctor(session: Session) -> None:
    """List what decides whether the web application is safe, and what to do. Exit code 1 if not."""
    if session.root is None:
        raise InvalidRequest("Which archive? Name its folder with --archive, or set SVIEDKA_ARCHIVE.")
    checks = examine(load_settings(session.root, os.environ))
    for check in checks:
        mark = "ok    " if check.is_right else "UNSAFE" if check.is_unsafe else "advice"
        click.echo(f"{mark}  {check.title}")
        if not check.is_right:
            click.echo(f"        {check.advice}")
    if any(check.is_unsafe and not check.is_right for check in checks):
        sys.exit(1)
