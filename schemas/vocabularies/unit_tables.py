"""Units, their parents, successions and homonyms, from rows to domain objects."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from archive.domain.dayset import Days
from archive.domain.unit import (
    RelationKind,
    Succession,
    SuccessionType,
    Unit,
    UnitRelation,
)
from archive.domain.vocabulary import SourceNote
from schemas.vocabularies.tables import Findings, Row

_UNIT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KIND = re.compile(r"[a-z]+(_[a-z]+)*")
_CONFIDENCE: Final = ("high", "medium", "low")

Tables = Mapping[str, list[Row]]


def sources(tables: Tables, findings: Findings) -> dict[str, SourceNote]:
    """The sources by key."""
    found: dict[str, SourceNote] = {}
    for row in tables["sources.csv"]:
        if not row["key"] or row["key"] in found:
            findings.wrong(row, f"key {row['key']!r} is empty or used before", "duplicate-id")
        found[row["key"]] = SourceNote(row["key"], row["description"], row["locator"])
    return found


def units(tables: Tables, known_sources: Iterable[str], findings: Findings) -> dict[str, Unit]:
    """The units by id."""
    rows = tables["units.csv"]
    ids = {row["unit_id"] for row in rows}
    related = {(row["unit_id"], row["parent_id"]) for row in tables["unit_parents.csv"]}
    found: dict[str, Unit] = {}
    for row in rows:
        unit_id = row["unit_id"]
        if not _UNIT_ID.fullmatch(unit_id):
            findings.wrong(
                row, f"unit_id {unit_id!r} is not lower-case words joined by hyphens", "malformed-id"
            )
        if unit_id in found:
            findings.wrong(row, f"unit_id {unit_id!r} was used before", "duplicate-id")
        if not _KIND.fullmatch(row["kind"]):
            findings.wrong(row, "kind is not lower-case words joined by underscores", "malformed-id")
        if row["parent_id"]:
            findings.known(row, "parent_id", [row["parent_id"]], ids)
            if (unit_id, row["parent_id"]) not in related:
                findings.wrong(row, "unit_parents.csv does not have this parent", "unknown-reference")
        names = findings.labels(row, "name")
        life = findings.validity(row)
        check_sources(row, known_sources, findings)
        if life is not None:
            found[unit_id] = Unit(
                id=unit_id,
                names=names,
                aliases=row.several("aliases"),
                kind=row["kind"],
                life=life,
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
                place=row["place"],
                sources=row.several("source"),
                confidence=row["confidence"],
                note=row["note"],
            )
    return found


def check_sources(row: Row, known_sources: Iterable[str], findings: Findings) -> None:
    """Report a row without a source, with one that is not known, or with no word for its confidence."""
    findings.known(row, "source", row.several("source"), known_sources)
    if not row.several("source"):
        findings.wrong(row, "source is empty", "missing-source")
    findings.one_of(row, "confidence", _CONFIDENCE)


def relations(
    tables: Tables, known: Mapping[str, Unit], known_sources: Iterable[str], findings: Findings
) -> tuple[UnitRelation, ...]:
    """The relations; those of unknown units are reported and left out."""
    ids = {row["unit_id"] for row in tables["units.csv"]}
    found: list[UnitRelation] = []
    for row in tables["unit_parents.csv"]:
        findings.known(row, "unit_id", [row["unit_id"]], ids)
        findings.known(row, "parent_id", [row["parent_id"]], ids)
        check_sources(row, known_sources, findings)
        validity = findings.validity(row)
        word = findings.one_of(row, "relation", RelationKind)
        if validity is None or not word or not {row["unit_id"], row["parent_id"]} <= set(known):
            continue
        relation = UnitRelation(
            unit=row["unit_id"],
            parent=row["parent_id"],
            kind=RelationKind(row["relation"]),
            validity=validity,
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            sources=row.several("source"),
            confidence=row["confidence"],
            note=row["note"],
        )
        _check_lives(row, relation, known, findings)
        found.append(relation)
    _check_cycles(tables["unit_parents.csv"], found, known, findings)
    return tuple(found)


def _check_lives(row: Row, relation: UnitRelation, known: Mapping[str, Unit], findings: Findings) -> None:
    """Warn when a relation says that it held while one of its units did not exist."""
    held = relation.validity
    for unit in (known[relation.unit], known[relation.parent]):
        life = Days.of(unit.life.span)
        if not Days.of(held.span) & life:
            findings.contradictory(row, f"never held while {unit.id} existed", "outside-existence")
        elif held.core is not None and not life.covers(Days.of(held.core)):
            findings.contradictory(row, f"held longer than {unit.id} existed", "outside-existence")


def _check_cycles(
    rows: list[Row], found: list[UnitRelation], known: Mapping[str, Unit], findings: Findings
) -> None:
    """Report every unit that would stand above itself on some day."""
    above: dict[str, list[UnitRelation]] = {unit_id: [] for unit_id in known}
    for relation in found:
        above[relation.unit].append(relation)

    def returns(start: str, current: str, days: Days, passed: frozenset[str]) -> bool:
        for relation in above[current]:
            left = days & Days.of(relation.validity.span)
            if left and relation.parent == start:
                return True
            onward = left and relation.parent not in passed
            if onward and returns(start, relation.parent, left, passed | {relation.parent}):
                return True
        return False

    for unit_id in known:
        if returns(unit_id, unit_id, Days.every(), frozenset({unit_id})):
            row = next(row for row in rows if row["unit_id"] == unit_id)
            findings.wrong(row, f"{unit_id} stands above itself at some date", "cycle")


def successions(
    tables: Tables, known: Mapping[str, Unit], known_sources: Iterable[str], findings: Findings
) -> tuple[Succession, ...]:
    """The successions; those of unknown units are reported and left out."""
    ids = {row["unit_id"] for row in tables["units.csv"]}
    found: list[Succession] = []
    for row in tables["unit_successions.csv"]:
        findings.known(row, "from_id", [row["from_id"]], ids)
        findings.known(row, "to_id", [row["to_id"]], ids)
        check_sources(row, known_sources, findings)
        word = findings.one_of(row, "type", SuccessionType)
        when = findings.date(row, "date")
        if row["from_id"] == row["to_id"]:
            findings.wrong(row, "a unit does not succeed itself", "cycle")
        elif word and {row["from_id"], row["to_id"]} <= set(known):
            found.append(
                Succession(
                    before=row["from_id"],
                    after=row["to_id"],
                    type=SuccessionType(row["type"]),
                    when=when,
                    sources=row.several("source"),
                    confidence=row["confidence"],
                    note=row["note"],
                )
            )
    return tuple(found)


def check_homonyms(tables: Tables, known: Mapping[str, Unit], findings: Findings) -> None:
    """The list of homonyms must be what the names and aliases of the units say."""
    holders: dict[str, set[str]] = {}
    for unit in known.values():
        for text in (*unit.names.all(), *unit.aliases):
            holders.setdefault(text.casefold(), set()).add(unit.id)
    for row in tables["unit_homonyms.csv"]:
        listed = set(row.several("unit_ids"))
        findings.known(row, "unit_ids", sorted(listed), known)
        actual = holders.get(row["alias_casefold"], set())
        if listed != actual:
            says = ", ".join(sorted(actual)) or "no unit"
            findings.wrong(row, f"units.csv gives this alias to {says}", "homonym-mismatch")
