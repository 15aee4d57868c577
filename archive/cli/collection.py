"""`sviedka collection`: compartments of trust."""

from pathlib import Path

import click

from archive.cli.approval import say_asked
from archive.cli.context import Session, another_passphrase, columns, emit, pass_session
from archive.services.collections import CollectionRequest, create_collection, request_collection


@click.group()
def collection() -> None:
    """Collections: compartments with their own recipients, members and index keys."""


@collection.command()
@click.argument("name")
@click.option("--prefix", required=True, help="How its item numbers begin, such as BYA.")
@click.option(
    "--recipient", default="", help="age1pq1… held elsewhere: makes a sealed collection, unreadable here."
)
@click.option(
    "--ceiling", default=3, show_default=True, help="Highest sensitivity whose text is indexed (0 to 3)."
)
@click.option(
    "--collection-passphrase-file", type=click.Path(path_type=Path), help="First line: its new passphrase."
)
@click.option("--ask", default="", metavar="REASON", help="Only ask another custodian to approve this.")
@pass_session
def create(
    session: Session,
    name: str,
    prefix: str,
    recipient: str,
    ceiling: int,
    collection_passphrase_file: Path | None,
    ask: str,
) -> None:
    """Make the collection NAME, once another custodian has approved exactly this."""
    request = CollectionRequest(name, prefix, recipient, ceiling)
    request.check()
    actor = session.actor
    if ask:
        say_asked(request_collection(session.archive, actor, request, ask))
        return
    passphrase = ""
    if not recipient:
        passphrase = another_passphrase(
            f"New passphrase of collection {name}", collection_passphrase_file, new=True
        )
    made = create_collection(session.archive, actor, request, passphrase)
    click.echo(f"Collection {made.name} is made; its items will be numbered {made.prefix}-…")


@collection.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """All collections."""
    with session.signed_in().records.reading() as tx:
        found = [(c, len(tx.people.members(c.collection_id))) for c in tx.people.collections()]
    rows = [("name", "numbers", "members", "")]
    rows += [(c.name, f"{c.prefix}-…", str(members), "sealed" if c.sealed else "") for c, members in found]
    data = [
        {
            "name": c.name,
            "prefix": c.prefix,
            "members": members,
            "sealed": c.sealed,
            "ceiling": c.ceiling,
            "recipient": c.content_recipient,
        }
        for c, members in found
    ]
    emit(data, as_json=as_json, text=lambda: columns(rows))
