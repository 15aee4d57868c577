"""`sviedka rendition`: transcripts, translations, redactions."""

from pathlib import Path

import click

from archive.cli.context import Session, pass_session
from archive.services.agents import hybrid_recipient
from archive.services.pace import checkpoint_after_act
from archive.services.reading import find_item
from archive.services.rendition import RenditionRequest, add_rendition
from ingest.exhibits import seal_file
from ingest.identify import Identifier


@click.group()
def rendition() -> None:
    """Renditions: derived copies, kept beside the exhibit they were made from."""


@rendition.command()
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--of", "position", type=click.IntRange(1), default=1, show_default=True, help="Of which exhibit."
)
@click.option("--operation", required=True, help="transcript, translation, redaction …")
@click.option("--tool", required=True, help="Who or what made it, such as a program with its version.")
@click.option("--based-on", type=int, required=True, help="The item's version this starts from.")
@click.option("--reason", required=True, help="Why; sealed, the log only commits to it.")
@pass_session
def add(
    session: Session,
    number: str,
    file: Path,
    position: int,
    operation: str,
    tool: str,
    based_on: int,
    reason: str,
) -> None:
    """Add FILE as a rendition of an exhibit of item NUMBER."""
    archive, actor = session.archive, session.actor
    item = find_item(archive, number)
    with archive.records.reading() as tx:
        collection = tx.people.collection(item.collection_id)
    names = (collection.content_recipient, collection.recovery_recipient)
    request = RenditionRequest(number, based_on, position - 1, operation, tool, reason)
    with archive.objects.new_batch() as batch, Identifier() as identifier:
        sealed = seal_file(file, batch, identifier, [hybrid_recipient(name) for name in names])
        record = add_rendition(archive, actor, request, sealed, batch)
    checkpoint_after_act(archive)
    click.echo(
        f"{record.number} is now at version {record.version}, with {len(record.renditions)} renditions."
    )
