"""`sviedka consent`: what the source permits, in versions."""

from pathlib import Path

import click

from archive.cli.context import Session, pass_session
from archive.services.change import change_consent
from archive.services.indexing import catch_up_if_possible
from archive.services.pace import checkpoint_after_act
from schemas.consent import read_consent_file


@click.group()
def consent() -> None:
    """Consent: replace a source's answers. Searches follow at once."""


@consent.command(name="set")
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--based-on", type=int, required=True, help="The version your change starts from.")
@click.option("--reason", required=True, help="What the source said; sealed, the log only commits to it.")
@pass_session
def set_(session: Session, number: str, file: Path, based_on: int, reason: str) -> None:
    """Replace the consent of item NUMBER by the answers in FILE (`schema: sviedka/consent/1`)."""
    archive, actor = session.archive, session.actor
    record = change_consent(archive, actor, number, based_on, read_consent_file(file), reason)
    checkpoint_after_act(archive)
    catch_up_if_possible(archive, actor)
    click.echo(f"{record.number} is now at version {record.version}; its earlier answers stay on record.")
