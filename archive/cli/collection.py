"""`sviedka collection`: compartments of trust."""

from pathlib import Path

import click

from archive.cli.approval import say_asked
from archive.cli.context import (
    Session,
    another_passphrase,
    columns,
    emit,
    pass_session,
    progress_is_wanted,
)
from archive.domain.errors import UnreadableFile
from archive.domain.item import Collection
from archive.services.collections import (
    CollectionRequest,
    create_collection,
    find_collection,
    request_collection,
)
from archive.services.recipients import epochs
from archive.services.rewrapping import RewrapReport, rewrap, waiting_tasks
from archive.services.rotation import RotationRequest, present_ring, request_rotation, rotate
from crypto.age.ring import IdentityRing
from crypto.errors import KeyFormatError


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


@collection.command(name="rotate")
@click.argument("name")
@click.option("--recipient", default="", help="The new age1pq1… of a sealed collection.")
@click.option(
    "--new-passphrase-file", type=click.Path(path_type=Path), help="First line: the new passphrase."
)
@click.option(
    "--collection-passphrase-file",
    type=click.Path(path_type=Path),
    help="First line: the present passphrase, if you hold no copy of the identity.",
)
@click.option("--ask", default="", metavar="REASON", help="Only ask another custodian to approve this.")
@pass_session
def rotate_(
    session: Session,
    name: str,
    recipient: str,
    new_passphrase_file: Path | None,
    collection_passphrase_file: Path | None,
    ask: str,
) -> None:
    """Replace the keys of the collection NAME, and re-wrap all of it to the new ones.

    Broken off, it goes on with `sviedka collection rewrap NAME`; everything stays readable meanwhile.
    """
    archive, actor = session.archive, session.actor
    request = RotationRequest(find_collection(archive, name), recipient)
    request.check()
    if ask:
        say_asked(request_rotation(archive, actor, request, ask))
        return
    passphrase, present = "", None
    if not recipient:
        passphrase = another_passphrase(f"New passphrase of collection {name}", new_passphrase_file, new=True)
        if collection_passphrase_file is not None:
            opens = another_passphrase("", collection_passphrase_file)
            present = present_ring(archive, actor, request.collection, opens)
    rotated = rotate(archive, actor, request, passphrase, present)
    click.echo(f"The keys of {name} are replaced: what is deposited from now on is sealed to the new ones.")
    if rotated.sealed:
        click.echo(
            "What is there already waits for its keepers: "
            f"`sviedka collection rewrap {name} --identity FILE` with their old identity."
        )
        return
    opener = present_ring(archive, actor, rotated, passphrase)
    _say_rewrapped(rotated, rewrap(archive, actor, rotated, opener, _progress))
    click.echo("Now `sviedka index rebuild`: until then searches do not find what is in this collection.")


@collection.command(name="rewrap")
@click.argument("name")
@click.option(
    "--identity",
    type=click.Path(path_type=Path),
    help="A file of age identities that open the old headers, such as the recovery identity.",
)
@pass_session
def rewrap_(session: Session, name: str, identity: Path | None) -> None:
    """Go on with re-wrapping the collection NAME to its present keys. No payload is touched."""
    archive, actor = session.archive, session.actor
    found = find_collection(archive, name)
    _say_rewrapped(found, rewrap(archive, actor, found, _ring_in(identity), _progress))


def _ring_in(identity: Path | None) -> IdentityRing | None:
    if identity is None:
        return None
    try:
        return IdentityRing.parse(identity.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, KeyFormatError) as error:
        raise UnreadableFile(f"{identity} is no file of post-quantum age identities.") from error


def _progress(done: int, of: int) -> None:
    if progress_is_wanted():
        click.echo(f"\r{done} of {of} items", nl=False, err=True)


def _say_rewrapped(found: Collection, report: RewrapReport) -> None:
    click.echo(f"{report.headers} headers of {found.name} are re-wrapped to its present keys.")
    if report.left:
        click.echo(
            f"{report.left} items still wait, {len(report.failed)} of them could not be re-wrapped: "
            f"`sviedka verify` says why; then `sviedka collection rewrap {found.name}` again."
        )
    else:
        click.echo("Nothing waits: no header in the store opens with old keys alone.")


@collection.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """All collections."""
    with session.signed_in().records.reading() as tx:
        found = [
            (c, len(tx.people.members(c.collection_id)), len(epochs(tx, c))) for c in tx.people.collections()
        ]
    waiting = {c.collection_id: len(waiting_tasks(session.archive, c)) for c, _, _ in found}
    rows = [("name", "numbers", "members", "epoch", "")]
    rows += [
        (
            c.name,
            f"{c.prefix}-…",
            str(members),
            str(epoch),
            ", ".join(
                [
                    *(["sealed"] if c.sealed else []),
                    *([f"{n} items to re-wrap"] if (n := waiting[c.collection_id]) else []),
                ]
            ),
        )
        for c, members, epoch in found
    ]
    data = [
        {
            "name": c.name,
            "prefix": c.prefix,
            "members": members,
            "sealed": c.sealed,
            "ceiling": c.ceiling,
            "recipient": c.content_recipient,
            "epoch": epoch,
            "items_to_rewrap": waiting[c.collection_id],
        }
        for c, members, epoch in found
    ]
    emit(data, as_json=as_json, text=lambda: columns(rows))
