"""What is laid out over law, as tables for spreadsheets: one row for each act and what it bears on.

Columns keep their names and order; new ones come at the end. What has no act has one row without.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from archive.services.law_export import Way
from schemas import law_json as told
from schemas.result_table import table_csv

_ACT = ("number", "act", "violation", "when", "quantifier", "place")
Row = dict[str, Any]


def layout_csv(way: Way, found: Any) -> bytes:  # noqa: ANN401 - what `lay_out` answers of this way
    """The table of a layout. Every cell is text that no spreadsheet takes for a formula."""
    table = _TABLES[way]
    return table_csv(table.columns, table.rows(table.tell(found)))


@dataclass(frozen=True, slots=True)
class _Table:
    """`tell` says what was found as JSON values, and `rows` makes rows of them."""

    tell: Callable[[Any], Row]
    columns: tuple[str, ...]
    rows: Callable[[Row], Iterator[Row]]


def _elements(data: Row) -> Iterator[Row]:
    for one in data["elements"]:
        head = {
            "crime": data["crime"],
            "element": one["number"],
            "kind": one["kind"],
            "text": one["text"],
            "weight": one["weight"],
            "needs_pattern_exhibit": "yes" if one["needs_pattern_exhibit"] else "no",
        }
        for act in one["support"]:
            yield {**head, **act, "weight": one["weight"], "act_weight": act["weight"]}
        for act in one["against"]:
            yield {**head, **act, "act_weight": "exonerating"}
        if not one["support"] and not one["against"]:
            yield head


def _norms(data: Row) -> Iterator[Row]:
    for one in data["instruments"]:
        head = {name: one[name] for name in ("prefix", "title", "belarus", "applicable_from")}
        yield from ({**head, **act} for act in one["acts"])


def _victims(data: Row) -> Iterator[Row]:
    for one in data["joined"]:
        yield from ({"victim": one["victim"], "types": one["types"], **act} for act in one["acts"])


def _bodies(data: Row) -> Iterator[Row]:
    for one in data["parts"]:
        head = {name: one[name] for name in ("involvement", "named", "name")}
        yield from ({**head, **act} for act in one["acts"])


def _roles(data: Row) -> Iterator[Row]:
    for one in data["both"]:
        for role in ("harmed", "named"):
            yield from ({"person": one["person"], "role": role, **act} for act in one[role])


def _findings(data: Row) -> Iterator[Row]:
    for one in data["reports"]:
        yield from ({"number": one["number"], "of": one["of"], **finding} for finding in one["findings"])


_ELEMENT = ("crime", "element", "kind", "text", "weight", "needs_pattern_exhibit")
_NORM = ("prefix", "title", "belarus", "applicable_from")
_TABLES = {
    Way.ELEMENTS: _Table(told.coverage_json, (*_ELEMENT, *_ACT, "act_weight", "why"), _elements),
    Way.NORMS: _Table(told.norms_json, (*_NORM, *_ACT, "references", "applies"), _norms),
    Way.VICTIMS: _Table(told.victims_json, ("victim", "types", *_ACT), _victims),
    Way.BODIES: _Table(told.bodies_json, ("involvement", "named", "name", *_ACT), _bodies),
    Way.ROLES: _Table(told.roles_json, ("person", "role", *_ACT), _roles),
    Way.FINDINGS: _Table(told.reports_json, ("number", "of", "consistency", "description"), _findings),
}
