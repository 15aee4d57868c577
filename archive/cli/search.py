"""`sviedka search`: who did what to whom, when, under whose command, and may it be used."""

from pathlib import Path
from typing import Any

import click

from archive.cli.approval import say_asked
from archive.cli.conditions import (
    condition_options,
    how_read,
    query_of,
    table_options,
    tables_asked,
)
from archive.cli.context import Session, columns, emit, one_of, pass_session
from archive.cli.files import write_new
from archive.cli.tables import tables_text
from archive.cli.visible import visible
from archive.domain.errors import Conflict, EvidenceError, InvalidRequest, Problem
from archive.domain.vocabulary import Vocabularies
from archive.services.indexing import catch_up_if_possible
from archive.services.result_export import ALONE, export_results, request_export
from archive.services.search import Results
from archive.services.search import search as run_search
from schemas.count_tables import tables_json
from schemas.how_read import how_read_json
from schemas.result_table import results_csv, results_json
from search.names import Verdict
from search.passages import Passage
from search.persons import NamedPerson
from search.query import Order, SearchQuery

_FORMS = {".csv": results_csv, ".json": results_json}
_BOLD = ("\x1b[1m", "\x1b[0m")


@click.command()
@click.argument("text", nargs=-1)
@condition_options
@table_options
@click.option(
    "--order",
    type=one_of(Order),
    default=Order.RELEVANCE.value,
    show_default=True,
    help="By the first or last possible day told of, by deposit, or by number.",
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--page-size", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option(
    "--export",
    "export_to",
    type=click.Path(path_type=Path),
    help="Write all matches to this new file, as its ending says: .csv or .json. Logged as an export.",
)
@click.option(
    "--ask",
    default="",
    metavar="REASON",
    help=f"With --export: only ask a custodian to approve it, which more than {ALONE} items need.",
)
@pass_session
def search(
    session: Session,
    /,
    text: tuple[str, ...],
    as_json: bool,
    export_to: Path | None,
    ask: str,
    **options: Any,
) -> None:
    """Search for words and "phrases", units, violation types and dates.

    TEXT may join them with AND, OR, NOT and parentheses, and name fields: unit:by-mvd date:2020-08. Options
    are conditions beside it. `docs/formats/query.md` tells all of it.

    Only what its source allows for the declared purpose, recipient and State is found.
    Every search is logged.
    """
    archive, actor = session.archive, session.actor
    query = query_of(
        session,
        text,
        options,
        order=Order(options["order"]),
        page=options["page"],
        page_size=options["page_size"],
        **tables_asked(options),
    )
    if export_to is not None:
        _export(session, query, export_to, ask)
        return
    if ask:
        raise InvalidRequest("--ask goes with --export: what is to be approved?")
    catch_up_if_possible(archive, actor)
    show_results(run_search(archive, actor, query), query, archive.vocabularies, as_json=as_json)


def show_results(results: Results, query: SearchQuery, vocabularies: Vocabularies, *, as_json: bool) -> None:
    """Print results; raise EvidenceError after them if some are in doubt."""
    emit(_json(results), as_json=as_json, text=lambda: _text(results, query, vocabularies))
    _raise_damaged(results.damaged)


def _raise_damaged(damaged: tuple[str, ...]) -> None:
    if damaged:
        raise EvidenceError(
            f"{len(damaged)} stored objects of the matches are not what was taken in.",
            safe="The other matches are not affected. `sviedka verify` names all defects.",
            problems=tuple(Problem("", message) for message in damaged),
        )


def _export(session: Session, query: SearchQuery, path: Path, ask: str) -> None:
    """Export to a new file; what was logged as given out is then written whole or not at all."""
    archive, actor = session.archive, session.actor
    render = _FORMS.get(path.suffix.lower())
    if render is None:
        raise InvalidRequest(f"--export writes {' or '.join(_FORMS)} files; {path.name} is neither.")
    if path.exists() or path.is_symlink():
        raise Conflict(f"{path} exists; an export makes a new file.", safe="Nothing was exported.")
    form = path.suffix.lower().lstrip(".")
    if ask:
        say_asked(request_export(archive, actor, query, form, ask))
        return
    catch_up_if_possible(archive, actor)
    made = export_results(archive, actor, query, form, render)
    write_new(path, iter((made.data,)))
    entry = f", entry {made.leaf_index}" if made.rows else ""
    behind = f" The index is behind by {made.behind} items." if made.behind else ""
    click.echo(f"{path}: {made.rows} items{entry}.{behind}")
    _raise_damaged(made.damaged)


def _json(results: Results) -> dict[str, Any]:
    return {
        "search": results.entry,
        "total": results.total,
        "behind": results.behind,
        "damaged": list(results.damaged),
        **how_read_json(results.followed, results.resolved),
        "suggestions": [
            {"why": each.why.value, "query": each.query, "total": each.total} for each in results.suggestions
        ],
        **tables_json(results.tables),
        "items": [
            {
                "number": found.number,
                "title": found.record.description.title,
                "label": found.record.description.label,
                "kind": found.record.description.kind,
                "persons": [
                    {
                        "person": one.person,
                        "asked": one.asked,
                        "verdict": one.decision.verdict.value,
                        "reasons": list(one.decision.reasons),
                    }
                    for one in found.persons
                ],
                "warnings": list(found.warnings),
                "passages": [
                    {"text": p.text, "spans": [list(span) for span in p.spans]} for p in found.passages
                ],
            }
            for found in results.found
        ],
    }


def _text(results: Results, query: SearchQuery, vocabularies: Vocabularies) -> str:
    lines = [_headline(results, query), *how_read(results.followed, results.resolved)]
    if results.suggestions:
        rows = [(str(s.total), s.why.value, visible(s.query)) for s in results.suggestions]
        lines += ["", "These find something:", columns(rows)]
    for found in results.found:
        d = found.record.description
        mark = "  FICTIONAL" if d.fictional and "FICTIONAL" not in d.title else ""
        lines += ["", f"{found.number}  {visible(d.title)}{mark}"]
        facts = "  ".join(part for part in (d.kind.replace("_", " "), d.when, d.place) if part)
        lines.append(f"  {visible(facts)}")
        lines += [f"  WARNING {warning}" for warning in found.warnings]
        lines += [f"  {_named(person)}" for person in found.persons]
        lines += [f"  … {highlighted(passage)} …" for passage in found.passages]
    lines += tables_text(results.tables, vocabularies, query.timeline)
    if results.found:
        hit = (query.page - 1) * query.page_size + 1
        lines += ["", f"Open them in order: sviedka show --in-search {results.entry} --hit {hit}"]
    return "\n".join(lines)


def _named(person: NamedPerson) -> str:
    """The name as the item has it, with the first reason where it is not simply the same."""
    line = f"names {visible(person.person)}"
    if person.decision.verdict is Verdict.SAME:
        return line
    decision = person.decision
    return f"{line}: {decision.verdict.value} as {visible(person.asked)}, {visible(decision.reasons[0])}"


def _headline(results: Results, query: SearchQuery) -> str:
    first = (query.page - 1) * query.page_size + 1
    shown = (
        f"{first} to {first + len(results.found) - 1} of {results.total}"
        if results.found
        else str(results.total)
    )
    use = " ".join(filter(None, (query.use.purpose.value, query.use.recipient, query.use.jurisdiction)))
    behind = f" The index is behind by {results.behind} items." if results.behind else ""
    past = " This page is after the last one." if 0 < results.total < first else ""
    return f"{shown} items, for {use.replace('_', ' ')}.{past}{behind}"


def highlighted(passage: Passage) -> str:
    """A passage on one line, with the matched words bold."""
    pieces, at = [], 0
    for start, end in passage.spans:
        pieces += [visible(passage.text[at:start]), _BOLD[0], visible(passage.text[start:end]), _BOLD[1]]
        at = end
    return " ".join("".join([*pieces, visible(passage.text[at:])]).split())
