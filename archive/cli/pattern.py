"""`sviedka pattern`: results of searches, kept to be cited and asked again."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.cli.conditions import condition_options, query_of
from archive.cli.context import Session, columns, emit, one_of, pass_session
from archive.cli.files import write_new
from archive.cli.pattern_check import check, opening
from archive.cli.visible import visible
from archive.domain.errors import InvalidRequest
from archive.domain.pattern import ItemDifference, pattern_json
from archive.services.collections import find_collection
from archive.services.comparison import comparison_file, comparison_json
from archive.services.indexing import catch_up_if_possible
from archive.services.pace import checkpoint_after_act
from archive.services.pattern import KeptPattern, create_pattern, show_pattern
from archive.services.pattern_history import PatternHistory, pattern_history
from archive.services.recompute import Recomputed, recompute_pattern
from search.query import Facet

_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def pattern() -> None:
    """Pattern exhibits: a result with its query, registers, date and records, under a number to cite."""


for _command in (opening, check):
    pattern.add_command(_command)


@pattern.command()
@click.argument("title")
@click.argument("text", nargs=-1)
@condition_options
@click.option("--facet", "facets", multiple=True, type=one_of(Facet), help="Count the items by this as well.")
@_JSON
@pass_session
def create(session: Session, /, title: str, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Ask, and keep the whole result as a sealed object under TITLE: TEXT and options as for a search.

    It is about one collection; name it with --collection if there are several.
    """
    archive, actor = session.archive, session.actor
    if len(options["collections"]) > 1:
        raise InvalidRequest("A pattern exhibit is about one collection. Make one for each.")
    collection = find_collection(archive, *options["collections"])
    query = query_of(session, text, options, facets=tuple(map(Facet, options["facets"])))
    catch_up_if_possible(archive, actor)
    kept = create_pattern(archive, actor, collection, title, query)
    checkpoint_after_act(archive)
    emit(_json(kept), as_json=as_json, text=lambda: _text(kept, is_short=True))


@pattern.command()
@click.argument("number")
@_JSON
@pass_session
def show(session: Session, number: str, as_json: bool) -> None:
    """Show pattern exhibit NUMBER as it was made. The opening is logged."""
    kept = show_pattern(session.archive, session.actor, number)
    emit(_json(kept), as_json=as_json, text=lambda: _text(kept, is_short=False))


@pattern.command()
@click.argument("number")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A ZIP file with entries and proofs.")
@_JSON
@pass_session
def recompute(session: Session, number: str, output: Path | None, as_json: bool) -> None:
    """Ask the question of pattern exhibit NUMBER again, and say what differs and why.

    Each reason is a custody entry, or another version of the registers. With --output, the comparison is
    written with every such entry and its proof.
    """
    archive, actor = session.archive, session.actor
    catch_up_if_possible(archive, actor)
    found = recompute_pattern(archive, actor, number)
    if output is not None:
        write_new(output, iter([comparison_file(archive, found)]))
    emit(comparison_json(found), as_json=as_json, text=lambda: _recomputed_text(found))


@pattern.command()
@click.argument("number")
@_JSON
@pass_session
def history(session: Session, number: str, as_json: bool) -> None:
    """What the custody log tells of pattern exhibit NUMBER, for an auditor: nothing is opened.

    Whether its object is the one recorded, who asked its question and again, what differed then, and why.
    """
    found = pattern_history(session.archive, session.actor, number)
    emit(asdict(found), as_json=as_json, text=lambda: _history_text(found))


def _history_text(found: PatternHistory) -> str:
    facts = [
        ("collection", visible(found.collection)),
        ("made", f"{found.at} by {found.handle}, entry {found.entry}"),
        ("object", f"{found.digest}  {found.object_state}"),
        ("since then", _numbers(found.since) or "nothing in the collection that can change it"),
    ]
    lines = [found.number, "", columns(facts)]
    for asking in found.asked:
        lines += [
            "",
            f"entry {asking.entry}  {asking.at}  {asking.handle}: {asking.total} items",
            f"  commitment to the question  {asking.commitment}",
            f"  hidden from the one who asked: {_numbers(asking.hidden) or 'nothing'}",
        ]
        if asking.entry > found.entry:
            lines.append(f"  differs from the exhibit: {_numbers(asking.differences) or 'in nothing'}")
        if asking.because:
            lines.append(f"  because of: {_numbers(asking.because)}")
    return "\n".join(lines)


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)


def _json(kept: KeptPattern) -> dict[str, Any]:
    return {"object": kept.digest, "entry": kept.leaf_index, "pattern": pattern_json(kept.pattern)}


def _text(kept: KeptPattern, *, is_short: bool) -> str:
    pattern = kept.pattern
    question = pattern.question
    use = " ".join(
        str(question[name]) for name in ("purpose", "recipient", "jurisdiction") if name in question
    )
    facts = [
        ("query", str(question.get("query", ""))),
        ("for", use.replace("_", " ")),
        ("consent as of", pattern.made_at),
        ("made by", pattern.made_by),
        ("registers", pattern.vocabulary),
        ("analysis", pattern.analysis),
        ("items", str(len(pattern.items))),
        ("object", kept.digest),
        ("entry", str(kept.leaf_index)),
    ]
    lines = [f"{pattern.number}  {visible(pattern.title)}", "", columns(facts)]
    for facet, counts in pattern.counts.items():
        lines += ["", f"By {facet}, in items:", columns([(count, value) for value, count in counts.items()])]
    if not is_short and pattern.items:
        rows = [(item.number, f"version {item.version}", item.record) for item in pattern.items]
        lines += ["", columns(rows)]
    return "\n".join(lines)


def _recomputed_text(found: Recomputed) -> str:
    pattern = found.kept.pattern
    if found.is_same:
        return f"{pattern.number} is the same: {found.total} items, with the same records and counts."
    lines = [f"{pattern.number} is not the same: {len(pattern.items)} items then, {found.total} now.", ""]
    lines.append(columns([_difference(each) for each in found.differences]))
    if found.vocabulary != pattern.vocabulary:
        lines.append(f"The registers were {pattern.vocabulary}, and are {found.vocabulary}.")
    if found.analysis != pattern.analysis:
        lines.append(f"The analysis of words was {pattern.analysis}, and is {found.analysis}.")
    if found.counts:
        lines += ["", columns([("facet", "value", "then", "now"), *found.counts])]
    return "\n".join(lines)


def _difference(each: ItemDifference) -> tuple[str, str, str]:
    reasons = (
        b.reason.replace("_", " ") + (f" (entry {b.leaf_index})" if b.leaf_index >= 0 else "")
        for b in each.because
    )
    return each.number, each.difference.value, ", ".join(reasons)
