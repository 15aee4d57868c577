"""`sviedka show`, `exhibit`, `amend`, `link`, `withdraw`, `identity`: one item."""

import sys
from pathlib import Path
from typing import Any

import click

from archive.cli.context import Session, another_passphrase, emit, one_of, pass_session
from archive.cli.files import write_new
from archive.cli.hit import show_hit
from archive.cli.render import item_text, tombstone_text
from archive.cli.use import declared_use, use_options
from archive.cli.visible import visible
from archive.domain.description import RelationType
from archive.domain.errors import InvalidRequest, NotFound
from archive.services.change import amend as amend_item
from archive.services.change import link_items
from archive.services.context import Archive
from archive.services.hits import Place, open_hit
from archive.services.identity import reveal_identity
from archive.services.pace import checkpoint_after_act
from archive.services.reading import OpenedItem, Tombstone, exhibit_at, find_item, read_exhibit, read_item
from archive.services.rendition import rendition_exhibit
from archive.services.withdrawal import withdraw as withdraw_item
from ingest.sidecar import read_sidecar
from schemas.deposit import DepositReader
from schemas.record import record_to_json


@click.command()
@click.argument("number", required=False)
@click.option("--in-search", type=click.IntRange(0), help="Open a hit of this search of yours instead.")
@click.option("--hit", type=click.IntRange(1), default=1, show_default=True, help="Which hit, from 1.")
@use_options
@click.option("--json", "as_json", is_flag=True, help="The whole record, for programs.")
@pass_session
def show(
    session: Session,
    /,
    number: str | None,
    in_search: int | None,
    hit: int,
    as_json: bool,
    **use: str,
) -> None:
    """Show an item: what it says, from whom, with which consent. The opening is logged.

    With --in-search, the hits of a search one after the other, for the use that the search declared.
    """
    archive, actor = session.archive, session.actor
    if (number is None) == (in_search is None):
        raise InvalidRequest("Name the NUMBER of an item, or a search with --in-search.")
    if in_search is not None:
        show_hit(archive, open_hit(archive, actor, Place(in_search, hit)), as_json=as_json)
        return
    _show(archive, read_item(archive, actor, number or "", declared_use(**use)), as_json=as_json)


def _show(archive: Archive, opened: OpenedItem | Tombstone, *, as_json: bool) -> None:
    if isinstance(opened, Tombstone):
        emit(
            {"number": opened.number, "withdrawn": True}, as_json=as_json, text=lambda: tombstone_text(opened)
        )
        return
    record = opened.record
    emit(record_to_json(record), as_json=as_json, text=lambda: item_text(record, archive.vocabularies))


@click.command()
@click.argument("number")
@click.argument("position", type=click.IntRange(1), default=1)
@use_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write here (a new file); else standard output."
)
@click.option("--offset", type=click.IntRange(0), default=0, help="First byte.")
@click.option("--count", type=click.IntRange(0), help="How many bytes.")
@click.option("--rendition", is_flag=True, help="POSITION counts renditions instead.")
@pass_session
def exhibit(
    session: Session,
    /,
    number: str,
    position: int,
    output: Path | None,
    offset: int,
    count: int | None,
    rendition: bool,
    **use: str,
) -> None:
    """Give out the bytes of exhibit POSITION of an item, decrypted. The opening is logged."""
    archive, actor = session.archive, session.actor
    opened = _readable(read_item(archive, actor, number, declared_use(**use)))
    place = position - 1
    kept = rendition_exhibit(opened.record, place) if rendition else exhibit_at(opened.record, place)
    pieces = read_exhibit(archive, actor, opened, kept, offset, count)
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    write_new(output, pieces)


@click.command()
@click.argument("number")
@click.argument("sidecar", type=click.Path(path_type=Path))
@click.option("--based-on", type=int, required=True, help="The version your change starts from.")
@click.option("--reason", required=True, help="Why; sealed, the log only commits to it.")
@pass_session
def amend(session: Session, number: str, sidecar: Path, based_on: int, reason: str) -> None:
    """Replace an item's description by the one in SIDECAR, as a new version."""
    archive = session.archive
    description = read_sidecar(sidecar, DepositReader(archive.registers)).description
    record = amend_item(archive, session.actor, number, based_on, description, reason)
    checkpoint_after_act(archive)
    click.echo(f"{record.number} is now at version {record.version}. Version {based_on} stays as it was.")


@click.command()
@click.argument("number")
@click.argument("relation", type=one_of(RelationType))
@click.argument("other")
@click.option("--basis", required=True, help="Why they belong together; sealed.")
@pass_session
def link(session: Session, number: str, relation: str, other: str, basis: str) -> None:
    """Link item NUMBER to item OTHER."""
    link_items(session.archive, session.actor, number, RelationType(relation), other, basis)
    click.echo(f"{number} {relation.replace('_', ' ')} {other}: linked.")


@click.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why; sealed, the log only commits to it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_session
def withdraw(session: Session, number: str, reason: str, yes: bool) -> None:
    """Withdraw an item: its custody stays, what opens its content is destroyed for ever."""
    archive, actor = session.archive, session.actor
    item = find_item(archive, number)
    if not yes:
        click.confirm(
            f"Destroy the keys to everything in {item.number}? This cannot be undone.", abort=True, err=True
        )
    destroyed = withdraw_item(archive, actor, number, reason)
    checkpoint_after_act(archive)
    click.echo(
        f"{item.number} is withdrawn: {destroyed} headers destroyed here. Copies in backups, exports "
        "and other stores are not: destroy those too."
    )


@click.group()
def identity() -> None:
    """The identity vault."""


@identity.command()
@click.argument("number")
@click.option("--reason", required=True, help="Why; sealed, the log only commits to it.")
@click.option(
    "--vault-passphrase-file", type=click.Path(path_type=Path), help="First line: the vault's passphrase."
)
@pass_session
def reveal(session: Session, number: str, reason: str, vault_passphrase_file: Path | None) -> None:
    """Show who the source of an item is. The disclosure is in the log before the name is on the screen."""
    actor = session.actor
    passphrase = another_passphrase("Passphrase of the identity vault", vault_passphrase_file)
    record = reveal_identity(session.archive, actor, number, passphrase, reason)
    data: dict[str, Any] = {
        "name": record.name,
        "born": record.born,
        "contact": record.contact,
        "note": record.note,
    }
    for label, value in data.items():
        if value:
            click.echo(f"{label}: {visible(value)}")


def _readable(opened: OpenedItem | Tombstone) -> OpenedItem:
    if isinstance(opened, Tombstone):
        raise NotFound(f"{opened.number} has been withdrawn: its content can no longer be opened by anybody.")
    return opened
