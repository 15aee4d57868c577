"""`sviedka saved`, `alerts`: searches that are kept, and how many matches of each are new."""

from typing import Any

import click

from archive.cli.conditions import condition_options, query_of
from archive.cli.context import Session, columns, emit, pass_session
from archive.cli.search import show_results
from archive.cli.visible import visible
from archive.services.indexing import catch_up_if_possible
from archive.services.questions import query_json
from archive.services.saved import alerts as count_new
from archive.services.saved import (
    drop_search,
    find_saved,
    rename_search,
    save_search,
    saved_searches,
)
from archive.services.search import search as run_search
from schemas.saved_json import alerts_json, saved_json

_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def saved() -> None:
    """Searches that you keep. Only you can open them; nothing shows what you look for."""


@saved.command()
@click.argument("name")
@click.argument("text", nargs=-1)
@condition_options
@pass_session
def add(session: Session, /, name: str, text: tuple[str, ...], **options: Any) -> None:
    """Keep a search under NAME, with its declared use: TEXT and options as for `sviedka search`."""
    kept = save_search(session.archive, session.actor, name, query_of(session, text, options))
    click.echo(f"Saved as search {kept.number}: {visible(kept.name)}.")


@saved.command(name="list")
@_JSON
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """List your saved searches."""
    found = saved_searches(session.archive, session.actor)
    rows = [
        (str(s.number), s.saved_at[:10], s.name, str(query_json(s.query).get("query", ""))) for s in found
    ]
    emit(
        [saved_json(each) for each in found],
        as_json=as_json,
        text=lambda: columns([("search", "saved", "name", "query"), *rows]) if rows else "No saved searches.",
    )


@saved.command()
@click.argument("name")
@_JSON
@pass_session
def run(session: Session, name: str, as_json: bool) -> None:
    """Ask the saved search NAME (or its number) again, as `sviedka search` would. It is logged."""
    archive, actor = session.archive, session.actor
    query = find_saved(archive, actor, name).query
    catch_up_if_possible(archive, actor)
    show_results(run_search(archive, actor, query), query, archive.vocabularies, as_json=as_json)


@saved.command()
@click.argument("name")
@click.argument("wanted")
@pass_session
def rename(session: Session, name: str, wanted: str) -> None:
    """Keep the saved search NAME (or its number) under the name WANTED."""
    kept = rename_search(session.archive, session.actor, name, wanted)
    click.echo(f"Saved as search {kept.number}: {visible(kept.name)}.")


@saved.command()
@click.argument("name")
@pass_session
def drop(session: Session, name: str) -> None:
    """Drop the saved search NAME (or its number)."""
    dropped = drop_search(session.archive, session.actor, name)
    click.echo(f"Dropped search {dropped.number}: {visible(dropped.name)}.")


@click.command()
@click.option(
    "--names", is_flag=True, help="Show names of searches too; leave it out of what is sent by mail."
)
@_JSON
@pass_session
def alerts(session: Session, names: bool, as_json: bool) -> None:
    """Count the new matches of your saved searches since you last asked.

    The digest names searches by number only. Every search is asked under your present rights, and logged.
    """
    archive, actor = session.archive, session.actor
    catch_up_if_possible(archive, actor)
    found = count_new(archive, actor)
    data = alerts_json(found)
    if names:
        for told, each in zip(data["alerts"], found.alerts, strict=True):
            told["name"] = each.saved.name
    rows = [
        (
            f"search {each.saved.number}",
            f"{each.new} new{'' if each.is_whole else ' or more'}",
            f"of {each.total}",
            *((each.saved.name,) if names else ()),
        )
        for each in found.alerts
    ]
    behind = f"\nThe index is behind by {found.behind} items." if found.behind else ""
    emit(data, as_json=as_json, text=lambda: (columns(rows) or "No saved searches.") + behind)
