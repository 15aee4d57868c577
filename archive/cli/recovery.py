"""`sviedka recovery`: bring the shares together again."""

from pathlib import Path

import click

from archive.adapters.keys.recovery import join
from archive.cli.context import Session, pass_session
from archive.domain.errors import UnreadableFile


@click.group()
def recovery() -> None:
    """The offline recovery key."""


@recovery.command()
@click.argument("shares", nargs=-1, required=True, type=click.Path(path_type=Path))
@pass_session
def combine(session: Session, shares: tuple[Path, ...]) -> None:
    """Put SHARES (one file each) together and print the age identity that opens everything.

    Do this on a machine that is offline and yours. The identity works with any age implementation.
    """
    try:
        texts = [path.read_text(encoding="utf-8") for path in shares]
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"A share cannot be read: {error}") from error
    with session.archive.records.reading() as tx:
        recipient = tx.people.collections()[0].recovery_recipient
    click.echo(str(join(texts, recipient)))
