"""`sviedka count`: how many items match, by what, and opened by nobody."""

from typing import Any

import click

from archive.cli.conditions import (
    condition_options,
    how_read,
    query_of,
    table_options,
    tables_asked,
)
from archive.cli.context import Session, emit, pass_session
from archive.cli.tables import legend, tables_text
from archive.domain.vocabulary import Vocabularies
from archive.services.count import Counts
from archive.services.count import count as run_count
from archive.services.indexing import catch_up_if_possible
from schemas.count_tables import count_json, tables_json
from schemas.how_read import how_read_json
from search.query import SearchQuery


@click.command()
@click.argument("text", nargs=-1)
@condition_options
@table_options
@click.option("--exact", is_flag=True, help="The numbers themselves: for custodians.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def count(session: Session, /, text: tuple[str, ...], exact: bool, as_json: bool, **options: Any) -> None:
    """Count what a search would find, and open nothing.

    TEXT and options are those of `sviedka search`. Small counts are not shown, and all others are lower
    bounds, so that tables can leave the archive. Only what its source allows for the declared use is counted.
    Every count is logged.
    """
    archive, actor = session.archive, session.actor
    query = query_of(session, text, options, **tables_asked(options))
    catch_up_if_possible(archive, actor)
    counts = run_count(archive, actor, query, exactly=exact)
    emit(
        {
            "total": count_json(counts.total),
            "behind": counts.behind,
            **how_read_json(counts.followed, counts.resolved),
            **tables_json(counts.tables),
        },
        as_json=as_json,
        text=lambda: _text(counts, query, archive.vocabularies),
    )


def _text(counts: Counts, query: SearchQuery, vocabularies: Vocabularies) -> str:
    use = " ".join(filter(None, (query.use.purpose.value, query.use.recipient, query.use.jurisdiction)))
    behind = f" The index is behind by {counts.behind} items." if counts.behind else ""
    lines = tables_text(counts.tables, vocabularies, query.timeline)
    if not lines and counts.tables.few is not None:
        lines = ["", legend(counts.tables.few)]
    head = f"{counts.total} items, for {use.replace('_', ' ')}.{behind}"
    return "\n".join([head, *how_read(counts.followed, counts.resolved), *lines])
