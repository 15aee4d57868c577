"""`sviedka law table`: what a search finds, laid out over law and written to a table."""

from pathlib import Path
from typing import Any

import click

from archive.cli.approval import say_asked
from archive.cli.conditions import condition_options
from archive.cli.context import Session, one_of, pass_session
from archive.cli.files import write_new
from archive.cli.laying_out import asked, raise_damaged
from archive.domain.description import Consistency
from archive.domain.errors import Conflict, InvalidRequest
from archive.services.law_export import Layout, Way, export_layout
from archive.services.result_export import ALONE, request_export
from schemas.law_table import layout_csv


@click.command()
@click.argument("way", type=one_of(Way))
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("text", nargs=-1)
@condition_options
@click.option("--crime", default="", help="For elements, which need it, and victims: such as CAH-7-1-f.")
@click.option(
    "--least",
    type=one_of(Consistency),
    default=Consistency.TYPICAL_OF.value,
    show_default=True,
    help="For findings: the weakest degree of consistency wanted.",
)
@click.option(
    "--ask",
    default="",
    metavar="REASON",
    help=f"Only ask a custodian to approve it, which more than {ALONE} items need.",
)
@pass_session
def table(
    session: Session,
    /,
    way: str,
    path: Path,
    text: tuple[str, ...],
    crime: str,
    least: str,
    ask: str,
    **options: Any,
) -> None:
    """Lay what TEXT and options find out by WAY, and write it to the new CSV file FILE.

    One row for each act. Logged as an export, with the records it was made of.
    """
    if path.suffix.lower() != ".csv":
        raise InvalidRequest(f"A table is written to a .csv file; {path.name} is none.")
    if path.exists() or path.is_symlink():
        raise Conflict(f"{path} exists; an export makes a new file.", safe="Nothing was exported.")
    if way == Way.ELEMENTS and not crime:
        raise InvalidRequest("Elements are those of a crime: name it with --crime.")
    layout = Layout(Way(way), crime, Consistency(least))
    query = asked(session, text, options)
    if ask:
        say_asked(request_export(session.archive, session.actor, query, layout.form, ask))
        return
    made = export_layout(
        session.archive, session.actor, query, layout, lambda found: layout_csv(layout.way, found)
    )
    write_new(path, iter((made.data,)))
    entry = f", entry {made.leaf_index}" if made.rows else ""
    behind = f" The index is behind by {made.behind} items." if made.behind else ""
    click.echo(f"{path}: made of {made.rows} items{entry}.{behind}")
    raise_damaged(made.damaged)
