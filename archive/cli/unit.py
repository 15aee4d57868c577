"""`sviedka unit`: units, what stood under what at a date, what a name means, what followed what."""

import click

from archive.cli import unit_text as render
from archive.cli.context import emit
from archive.cli.unit_claims import anomalies, candidates, postings
from archive.cli.words import json_option, language_option
from archive.domain.errors import UnknownTerm
from archive.domain.units import LINEAGE, Presence, SuccessionType, When
from schemas.edtf import parse
from schemas.how_read import descent_json
from schemas.vocabularies.loader import load_vocabularies

at_option = click.option(
    "--at", "at", default="", metavar="EDTF", help="The date of the act, such as 2020-08 or 1937~."
)
unit_argument = click.argument("unit_id", metavar="ID")


def _when(at: str) -> When:
    return parse(at) if at else None


@click.group()
def unit() -> None:
    """Units in time: names, superiors, subordinates and successors at a date."""


for _command in (anomalies, candidates, postings):
    unit.add_command(_command)


@unit.command()
@unit_argument
@at_option
@language_option
@json_option
def show(unit_id: str, at: str, language: str, as_json: bool) -> None:
    """One unit with its names, existence, parents, successions and sources."""
    found, when = load_vocabularies(), _when(at)
    data = render.unit_json(found.units.unit(unit_id), found, at, when)
    emit(data, as_json=as_json, text=lambda: render.unit_page(unit_id, found, at, when, language))


@unit.command()
@click.argument("name")
@at_option
@language_option
@json_option
def resolve(name: str, at: str, language: str, as_json: bool) -> None:
    """All units that NAME (an id, name or alias in any script) may mean at a date; the choice stays yours."""
    units, when = load_vocabularies().units, _when(at)
    candidates = units.resolve(name, when)
    if not candidates:
        raise UnknownTerm("No unit has this name.", nearest=units.suggest(name))
    data = [render.candidate_json(candidate) for candidate in candidates]
    emit(data, as_json=as_json, text=lambda: render.candidates(candidates, language))


@unit.command()
@unit_argument
@at_option
@language_option
@json_option
def superiors(unit_id: str, at: str, language: str, as_json: bool) -> None:
    """What an act of the unit counts for: everything it stood under at that date, with the path."""
    units = load_vocabularies().units
    standings = units.superiors(unit_id, _when(at))
    data = [render.standing_json(standing) for standing in standings]
    emit(data, as_json=as_json, text=lambda: render.standings(standings, units, language, upwards=True))


@unit.command()
@unit_argument
@at_option
@language_option
@json_option
def subordinates(unit_id: str, at: str, language: str, as_json: bool) -> None:
    """Everything that stood under the unit at that date, with the path."""
    units = load_vocabularies().units
    standings = units.subordinates(unit_id, _when(at))
    data = [render.standing_json(standing) for standing in standings]
    emit(data, as_json=as_json, text=lambda: render.standings(standings, units, language, upwards=False))


@unit.command()
@unit_argument
@click.option("--back", is_flag=True, help="Predecessors instead.")
@click.option("--direct", is_flag=True, help="One step only.")
@click.option(
    "--type",
    "types",
    multiple=True,
    type=click.Choice([str(one) for one in SuccessionType]),
    help=f"Follow only these. Without it: {', '.join(sorted(LINEAGE))}, which continue an institution.",
)
@at_option
@language_option
@json_option
def successors(
    unit_id: str,
    back: bool,
    direct: bool,
    types: tuple[str, ...],
    at: str,
    language: str,
    as_json: bool,
) -> None:
    """What followed the unit, or what it came from; with --at only where an act of that time may count."""
    units, when = load_vocabularies().units, _when(at)
    follow = units.predecessors if back else units.successors
    chosen = frozenset(SuccessionType(one) for one in types) or LINEAGE
    found = [
        one
        for one in follow(unit_id, chosen, transitive=not direct)
        if one.applies(when) and units.exists(one.unit, when) is not Presence.NO
    ]
    data = [descent_json(descent) for descent in found]
    emit(data, as_json=as_json, text=lambda: render.descents(found, units, language))
