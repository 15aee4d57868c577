"""Tables of counts for people and for programs: trees of facets, a matrix, a timeline with its doubts."""

from collections.abc import Sequence
from string import ascii_uppercase

from archive.cli.context import columns
from archive.domain.counts import Count, Pair
from archive.domain.vocabulary import Vocabularies
from archive.services.counting import FacetRow, MatrixTable, Tables, TimelineTable
from search.query import Facet
from search.timeline import Scale

WIDTH = 40
"""Longest bar of a timeline, in characters."""
_CERTAINLY, _POSSIBLY = "█", "░"


def tables_text(tables: Tables, vocabularies: Vocabularies, scale: Scale | None) -> list[str]:
    """Lines for all tables, and below them what their marks mean."""
    lines: list[str] = []
    for facet, rows in tables.facets.items():
        lines += ["", f"By {facet.value}, in items:", *_facet(facet, rows, vocabularies)]
    if tables.matrix is not None:
        lines += ["", *_matrix(tables.matrix, vocabularies)]
    if tables.timeline is not None and scale is not None:
        lines += ["", *_timeline(tables.timeline, scale)]
    return [*lines, "", legend(tables.few)] if lines and tables.few is not None else lines


def legend(few: Count) -> str:
    """What the marks of counts that are not exact mean."""
    return (
        f"15+ is 15 or more. What is too few to be shown is left out, or written {few}: "
        f"fewer than {few.below}, perhaps none."
    )


def _facet(facet: Facet, rows: Sequence[FacetRow], vocabularies: Vocabularies) -> list[str]:
    if not rows:
        return ["nothing that can be shown"]
    table = [
        (
            str(row.items),
            "*" if row.chosen else "",
            "  " * row.depth + row.value,
            label(facet, row.value, vocabularies),
        )
        for row in rows
    ]
    return columns(table).splitlines()


def label(facet: Facet, value: str, vocabularies: Vocabularies) -> str:
    """What a value is called in English; "" for what says itself."""
    if facet is Facet.UNIT:
        return vocabularies.units.unit(value).names["en"]
    if facet is Facet.VIOLATION:
        return vocabularies.violations.term(value).labels["en"]
    if facet is Facet.CHARGE:
        names = (one.labels["en"] for one in vocabularies.charges.entries(value))
        return "; ".join(dict.fromkeys(names))
    return ""


def _matrix(matrix: MatrixTable, vocabularies: Vocabularies) -> list[str]:
    """Rows are units, columns letters that are told below."""
    heads = [_letter(number) for number in range(len(matrix.violations))]
    table = [("", *heads, "any type")]
    for unit in (*matrix.units, ""):
        cells = (_cell(matrix.cells[unit, violation]) for violation in (*matrix.violations, ""))
        table.append((unit or "any unit", *cells))
    legend = [
        (head, violation, label(Facet.VIOLATION, violation, vocabularies))
        for head, violation in zip(heads, matrix.violations, strict=True)
    ]
    return ["Units by violation types, in items / acts:", columns(table), *columns(legend).splitlines()]


def _letter(number: int) -> str:
    first, second = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]


def _cell(pair: Pair) -> str:
    return f"{pair.items} / {pair.acts}" if pair.acts.shown else str(pair.items)


def _timeline(timeline: TimelineTable, scale: Scale) -> list[str]:
    lines = [f"By {scale.value}, in items: {_CERTAINLY} certainly then, {_POSSIBLY} possibly then"]
    most = max((row.possibly.at_least for row in timeline.bins), default=0)
    table = []
    for row in timeline.bins:
        possibly = round(row.possibly.at_least / most * WIDTH) if most else 0
        certainly = min(possibly, round(row.certainly.at_least / most * WIDTH) if most else 0)
        bar = _CERTAINLY * certainly + _POSSIBLY * (possibly - certainly)
        name = f"{row.name}0s" if scale is Scale.DECADE else row.name
        table.append((name, str(row.certainly), str(row.possibly), bar))
    if table:
        lines += columns([("", "certainly", "possibly", ""), *table]).splitlines()
    else:
        lines.append("no bin that can be shown")
    return [*lines, f"without a known date: {timeline.undated}"]
