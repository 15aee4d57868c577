"""`sviedka enrol`: one's own way into the web application."""

import os
from pathlib import Path

import click

from archive.cli.context import Session, pass_session
from archive.domain.account import LANGUAGES
from archive.services.enrolment import create_account
from crypto.totp import enrolment_uri, shown_secret


@click.command()
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Of the pages.")
@click.option("--secrets-to", type=click.Path(path_type=Path), help="New file for what is shown once.")
@pass_session
def enrol(session: Session, language: str, secrets_to: Path | None) -> None:
    """Make one's own account of the web application; shows its secret and recovery codes once."""
    archive, actor = session.archive, session.actor
    made = create_account(archive, actor, session.passphrase(), language)
    handle = actor.agent.handle
    lines = [
        f"Secret for the authenticator of {handle}: {shown_secret(made.totp_secret)}",
        enrolment_uri(made.totp_secret, handle, "Sviedka"),
        "Recovery codes, each for once:",
        *made.recovery_codes,
    ]
    if secrets_to is None:
        click.echo("\n".join(lines))
        click.echo("These are shown only now.")
        return
    with open(secrets_to, "x", encoding="utf-8", opener=_private) as file:
        file.write("\n".join(lines) + "\n")
    click.echo(f"{handle} can sign in. What is shown once is in {secrets_to}.")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
