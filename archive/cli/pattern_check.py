"""`sviedka pattern opening` and `pattern check`: a pattern exhibit for an auditor who has no key to it."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from archive.cli.context import Session, columns, emit, pass_session
from archive.cli.files import write_new
from archive.cli.visible import visible
from archive.domain.errors import EvidenceError
from archive.services.pattern_opening import CheckedItem, CheckedPattern, check_opening, opening_of
from schemas.pattern_json import checked_json

_MOST = 4096
"""Bytes of an opening; more is none."""


@click.command()
@click.argument("number")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, help="A new file, to be handed over."
)
@pass_session
def opening(session: Session, number: str, output: Path) -> None:
    """Write what opens pattern exhibit NUMBER, and nothing else, for an auditor. Logged as a disclosure.

    Whoever has the file and the archive's objects reads the question and the numbers of the items.
    """
    made = opening_of(session.archive, session.actor, number)
    write_new(output, iter([json.dumps(made, indent=1).encode() + b"\n"]))
    click.echo(f"{output}: opens {made['number']}, for whoever has it. Hand it over, then erase it.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def check(session: Session, file: Path, as_json: bool) -> None:
    """Open a pattern exhibit with the opening in FILE, and check all of it that the log can bear out.

    Was each item in custody then, with that very record? What has happened to it since? Do the numbers of
    every later asking add up, and are there entries for its reasons? Only a search can say more.
    """
    with file.open("rb") as source:
        found = check_opening(session.archive, session.actor, source.read(_MOST))
    emit(checked_json(found), as_json=as_json, text=lambda: _text(found))
    if not found.is_borne_out:
        raise EvidenceError(
            f"The custody log does not bear out {found.pattern.number}.",
            safe="Nothing was changed. `sviedka verify` checks the log itself.",
        )


def _text(found: CheckedPattern) -> str:
    pattern = found.pattern
    facts = [
        ("query", visible(str(pattern.question.get("query", "")))),
        ("for", str(pattern.question.get("purpose", "")).replace("_", " ")),
        ("asked at", f"{pattern.made_at} by {pattern.made_by}, when the log had {pattern.entries} entries"),
        ("registers", pattern.vocabulary),
        ("object", f"{found.digest}, entry {found.entry}"),
        ("other items since", _numbers(found.others_since) or "none that could have come to it"),
    ]
    lines = [f"{pattern.number}  {visible(pattern.title)}", "", columns(facts), ""]
    lines.append(columns([_row(one) for one in found.items]) if found.items else "It names no item.")
    for one in found.askings:
        said = "; ".join(one.doubts) or "its numbers add up, and the log has entries for its reasons"
        lines.append(f"asked again, entry {one.asking.entry}: {one.asking.total} items; {said}")
    whole = "bears out every item and number" if found.is_borne_out else "does NOT bear all of it out"
    return "\n".join(
        [*lines, "", f"The custody log {whole}. What else the question finds, only a search says."]
    )


def _row(one: CheckedItem) -> tuple[str, str, str]:
    return one.number, one.then.value, f"since then: {_numbers(one.since) or 'nothing'}"


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
