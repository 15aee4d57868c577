"""What the commands share that lay out everything a search finds: options, asking, and how acts are named."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from archive.cli.conditions import condition_options, how_read, query_of
from archive.cli.context import Session, emit
from archive.cli.visible import visible
from archive.domain.acts import ToldAct
from archive.domain.errors import EvidenceError, Problem
from archive.services.casework import Gathered
from archive.services.indexing import catch_up_if_possible
from schemas.law_json import gathered_json
from search.query import SearchQuery

F = TypeVar("F", bound=Callable[..., Any])


def search_options(command: F) -> F:
    """Add the text and all conditions of a search, and --json."""
    command = click.option("--json", "as_json", is_flag=True, help="For programs.")(command)
    return click.argument("text", nargs=-1)(condition_options(command))


def asked(session: Session, text: tuple[str, ...], options: Mapping[str, Any]) -> SearchQuery:
    """The query, after the index has caught up if it can."""
    query = query_of(session, text, options)
    catch_up_if_possible(session.archive, session.actor)
    return query


def show(
    gathered: Gathered, data: Mapping[str, Any], lines: Callable[[], list[str]], *, as_json: bool
) -> None:
    """Print what was laid out, with how the query was read and how much was behind it.

    Raises EvidenceError when records of matches are damaged.
    """
    read = gathered.expanded.followed, gathered.expanded.resolved
    head = f"Items found: {gathered.total}; acts that the question is about: {len(gathered.acts)}."
    if gathered.behind:
        head += f" The index is behind by {gathered.behind} items."
    emit(
        {**gathered_json(gathered), **data},
        as_json=as_json,
        text=lambda: "\n".join([head, *how_read(*read), *lines()]),
    )
    raise_damaged(gathered.damaged)


def raise_damaged(damaged: Sequence[str]) -> None:
    """Raise EvidenceError when records of matches are damaged."""
    if damaged:
        raise EvidenceError(
            f"{len(damaged)} records of the matches are not what was taken in.",
            safe="What is laid out leaves them out. `sviedka verify` names all defects.",
            problems=tuple(Problem("", message) for message in damaged),
        )


def told_of(act: ToldAct) -> str:
    """An act in a few words: type, date as told, place."""
    when = act.when.edtf if act.when else "not dated"
    return visible(
        "  ".join(part for part in (act.violation or "no violation type", when, act.place) if part)
    )
