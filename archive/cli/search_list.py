"""`sviedka search-list`: a list of names, units or queries searched at once."""

import sys
from pathlib import Path
from typing import Any

import click

from archive.cli.conditions import condition_options, query_of
from archive.cli.context import Session, columns, emit, one_of, pass_session
from archive.domain.errors import UnreadableFile
from archive.services.indexing import catch_up_if_possible
from archive.services.list_search import MAX_BYTES, RowKind, read_list
from archive.services.list_search import search_list as count_rows


@click.command(name="search-list")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--each",
    type=one_of(RowKind),
    default=RowKind.WORDS.value,
    show_default=True,
    help="What a row is: words that must all occur, a phrase, a unit's id or name, or a query.",
)
@click.option("--column", help="FILE is a CSV table: its column of this heading or number.")
@condition_options
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def search_list(
    session: Session, /, file: Path, each: str, column: str | None, as_json: bool, **options: Any
) -> None:
    """Count the items that each row of FILE finds; - is standard input.

    Every bad row is named with its line, and then nothing is searched. Options are conditions beside each
    row. The list is one entry of the custody log, which commits to it and does not show it.
    """
    archive, actor = session.archive, session.actor
    where = "the list" if str(file) == "-" else file.name
    rows = read_list(_read(file), where, column)
    beside = query_of(session, (), options)
    catch_up_if_possible(archive, actor)
    results = count_rows(archive, actor, rows, RowKind(each), where, beside)
    data = {
        "behind": results.behind,
        "rows": [{"line": row.line, "text": row.text, "total": row.total} for row in results.rows],
    }
    table = [("line", "items", "row"), *((str(r.line), str(r.total), r.text) for r in results.rows)]
    behind = f"\nThe index is behind by {results.behind} items." if results.behind else ""
    emit(data, as_json=as_json, text=lambda: columns(table) + behind)


def _read(file: Path) -> bytes:
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}.") from error
