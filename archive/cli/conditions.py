"""The conditions of a search as options, shared by every command that asks about what a search finds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from archive.cli.context import Session, columns, one_of
from archive.cli.query import query_json_option, read_query
from archive.cli.unit_text import path_text
from archive.cli.use import declared_use, use_options
from archive.domain.claims import Ground, Response
from archive.domain.description import Basis, Certainty, Flag, Kind, Level, Named, Valence
from archive.domain.unit import LINEAGE, SuccessionType
from archive.services.collections import find_collection
from search.days import parse_range
from search.query import DateMode, Facet, SearchQuery
from search.timeline import Scale
from search.trees import MAX_MATRIX_DEPTH, Matrix
from search.unit_names import FOLLOWABLE, Followed, Resolved

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--unit",
        "units",
        multiple=True,
        help="Unit id or name, with everything below it at the time of the act.",
    ),
    click.option("--unit-only", is_flag=True, help="The unit itself, nothing below it."),
    click.option(
        "--violation", "violations", multiple=True, help="Violation type, with everything narrower."
    ),
    click.option("--violation-only", is_flag=True, help="The type itself, nothing narrower."),
    click.option(
        "--person", "persons", multiple=True, help="Person named in a claim, in any script and spelling."
    ),
    click.option(
        "--charge", "charges", multiple=True, help="Article that was charged: BY-CC-361-4, BY-CC-361-4/1."
    ),
    click.option("--ground", "grounds", multiple=True, type=one_of(Ground), help="On which ground."),
    click.option(
        "--measure", "measures", multiple=True, type=one_of(Response), help="What a superior did about it."
    ),
    click.option("--from", "date_from", default="", help="First day: 2020, 2020-08 or 2020-08-09."),
    click.option("--to", "date_to", default="", help="Last day, likewise."),
    click.option(
        "--certainly", is_flag=True, help="Only acts that every reading of their date puts inside the range."
    ),
    click.option("--kind", "kinds", multiple=True, type=one_of(Kind), help="Kind of item."),
    click.option("--language", "languages", multiple=True, help="Language of the item: be, ru, en, uk …"),
    click.option("--flag", "flags", multiple=True, type=one_of(Flag), help="Content flag."),
    click.option("--level", "levels", multiple=True, type=one_of(Level), help="Level of attribution."),
    click.option("--certainty", "certainties", multiple=True, type=one_of(Certainty), help="Of attribution."),
    click.option("--basis", "bases", multiple=True, type=one_of(Basis), help="Basis of attribution."),
    click.option("--valence", "valences", multiple=True, type=one_of(Valence), help="Which way it cuts."),
    click.option("--collection", "collections", multiple=True, help="Only these collections."),
    click.option(
        "--follow-succession",
        is_flag=True,
        help="Also the units that these continue or that continue them (rename, replace, merge, split, "
        "relocate), with the path.",
    ),
    click.option(
        "--succession",
        "succession",
        multiple=True,
        type=click.Choice([one.value for one in FOLLOWABLE]),
        help="Follow only this type; may be repeated. The reuse of a site is never followed.",
    ),
    click.option("--not-followed", multiple=True, metavar="ID", help="Stop at this unit when following."),
    click.option(
        "--attributed", "attributed", multiple=True, type=one_of(Named), help="What a claim points at."
    ),
)
_DEPTH = click.IntRange(0, MAX_MATRIX_DEPTH)
_TABLES = (
    click.option(
        "--facet",
        "facets",
        multiple=True,
        type=one_of(Facet),
        help="Count the matches by this, as if no value of it had been chosen.",
    ),
    click.option("--matrix", is_flag=True, help="Count by unit and violation type together."),
    click.option(
        "--unit-depth", type=_DEPTH, default=1, show_default=True, help="Of the matrix; 0 is the top."
    ),
    click.option(
        "--violation-depth", type=_DEPTH, default=0, show_default=True, help="Of the matrix; 0 is the top."
    ),
    click.option("--timeline", type=one_of(Scale), help="Count by this, between --from and --to."),
)


def condition_options(command: F) -> F:
    """Add the declared use, every condition of a search but its text, and the query as an object."""
    command = query_json_option(use_options(command))
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def table_options(command: F) -> F:
    """Add what can be counted beside the matches."""
    for option in reversed(_TABLES):
        command = option(command)
    return command


def tables_asked(options: Mapping[str, Any]) -> dict[str, Any]:
    """What `table_options` add to a query."""
    return {
        "facets": tuple(map(Facet, options["facets"])),
        "matrix": Matrix(options["unit_depth"], options["violation_depth"]) if options["matrix"] else None,
        "timeline": Scale(options["timeline"]) if options["timeline"] else None,
    }


def query_of(session: Session, text: tuple[str, ...], options: Mapping[str, Any], **more: Any) -> SearchQuery:
    """The query of the text and the options; `more`: what the command itself adds. Raises InvalidRequest."""
    first, last = parse_range(options["date_from"], options["date_to"])
    use = declared_use(
        purpose=options["purpose"], recipient=options["recipient"], jurisdiction=options["jurisdiction"]
    )
    collections = tuple(
        find_collection(session.archive, name).collection_id for name in options["collections"]
    )
    return SearchQuery(
        use=use,
        expression=read_query(text, options["query_json"]),
        units=options["units"],
        units_exactly=options["unit_only"],
        violations=options["violations"],
        violations_exactly=options["violation_only"],
        date_from=first,
        date_to=last,
        date_mode=DateMode.CERTAINLY if options["certainly"] else DateMode.POSSIBLY,
        kinds=tuple(map(Kind, options["kinds"])),
        languages=options["languages"],
        flags=tuple(map(Flag, options["flags"])),
        levels=tuple(map(Level, options["levels"])),
        certainties=tuple(map(Certainty, options["certainties"])),
        bases=tuple(map(Basis, options["bases"])),
        valences=tuple(map(Valence, options["valences"])),
        attributed=tuple(map(Named, options["attributed"])),
        persons=options["persons"],
        charges=options["charges"],
        grounds=tuple(map(Ground, options["grounds"])),
        measures=tuple(map(Response, options["measures"])),
        succession=_succession(options),
        not_followed=options["not_followed"],
        collections=collections,
        **more,
    )


def how_read(followed: Sequence[Followed], resolved: Sequence[Resolved]) -> list[str]:
    """What to say of how a query was read: names settled by dates, units followed and by which path."""
    lines = [f"{r.name} is read as {r.unit}: {', '.join(r.others)} did not exist then." for r in resolved]
    if followed:
        rows = []
        for one in followed:
            first, last = one.descent.span.earliest, one.descent.span.latest
            line = f"acts {f'from {first}' if first else f'to {last}' if last else 'of any date'}"
            rows.append((f"  {one.descent.unit}", line, path_text(one.asked, one.descent)))
        lines += ["Followed by succession:", columns(rows)]
    return lines


def _succession(options: Mapping[str, Any]) -> tuple[SuccessionType, ...]:
    """The types to follow: those named, else with --follow-succession all that continue an institution."""
    named = tuple(map(SuccessionType, options["succession"]))
    return named or (tuple(sorted(LINEAGE)) if options["follow_succession"] else ())
