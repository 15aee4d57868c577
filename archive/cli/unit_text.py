"""Units as text for people and as JSON for programs."""

from collections.abc import Sequence
from typing import Any

from archive.cli.context import columns
from archive.cli.words import dates, word
from archive.domain.labels import LANGUAGES
from archive.domain.units import (
    Candidate,
    Descent,
    Presence,
    Standing,
    SuccessionType,
    Unit,
    UnitRegister,
    UnitRelation,
    When,
)
from archive.domain.vocabulary import Vocabularies
from schemas.how_read import succession_json

_ANY = frozenset(SuccessionType)


def unit_json(unit: Unit, found: Vocabularies, at: str, when: When) -> dict[str, Any]:
    """Everything the register says of a unit; with a date also its existence and superiors then."""
    units = found.units
    data: dict[str, Any] = {
        **_brief_json(unit),
        "aliases": list(unit.aliases),
        "kind": unit.kind,
        "place": unit.place,
        "sources": [
            {"key": key, "description": found.sources[key].description, "locator": found.sources[key].locator}
            for key in unit.sources
        ],
        "confidence": unit.confidence,
        "note": unit.note,
        "parents": [_relation_json(relation) for relation in units.parents(unit.id, when)],
        "predecessors": [succession_json(one.path[-1]) for one in _direct(units, unit.id, back=True)],
        "successors": [succession_json(one.path[-1]) for one in _direct(units, unit.id, back=False)],
        "vocabulary": found.version,
    }
    if when is not None:
        data["at"] = at
        data["existed"] = units.exists(unit.id, when).value
        data["superiors"] = [standing_json(standing) for standing in units.superiors(unit.id, when)]
    return data


def _brief_json(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "names": {language: unit.names[language] for language in LANGUAGES},
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    }


def _relation_json(relation: UnitRelation) -> dict[str, Any]:
    return {
        "unit": relation.unit,
        "parent": relation.parent,
        "relation": relation.kind.value,
        "valid_from": relation.valid_from,
        "valid_to": relation.valid_to,
        "sources": list(relation.sources),
        "confidence": relation.confidence,
        "note": relation.note,
    }


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """A unit that a name may mean, and whether it existed."""
    return {
        **_brief_json(candidate.unit),
        "matched": candidate.matched,
        "match": candidate.match.name.lower(),
        "existed": candidate.presence.value if candidate.presence else None,
    }


def standing_json(standing: Standing) -> dict[str, Any]:
    """That one unit stood under another, with every path."""
    return {
        "unit": standing.unit,
        "superior": standing.superior,
        "certainty": standing.certainty.value,
        "presumed": standing.presumed,
        "disputed": standing.disputed,
        "paths": [[_relation_json(relation) for relation in path] for path in standing.paths],
    }


def _direct(units: UnitRegister, unit_id: str, *, back: bool) -> tuple[Descent, ...]:
    follow = units.predecessors if back else units.successors
    return follow(unit_id, _ANY, transitive=False)


def unit_page(unit_id: str, found: Vocabularies, at: str, when: When, language: str) -> str:
    """One unit as a page."""
    units = found.units
    unit = units.unit(unit_id)
    facts = [
        ("aliases", "; ".join(unit.aliases)),
        ("kind", unit.kind.replace("_", " ")),
        ("existed", dates(unit.valid_from, unit.valid_to, language)),
        ("place", unit.place),
        ("confidence", unit.confidence),
        ("note", unit.note),
        ("sources", "; ".join(found.sources[key].description for key in unit.sources)),
    ]
    other = [name for name in unit.names.all() if name != unit.names[language]]
    lines = [unit.id, unit.names[language], *other, ""]
    lines += columns([(f"{word(key, language)}:", value) for key, value in facts if value]).splitlines()
    lines += _block(
        word("parents", language), [_relation_row(r, units, language) for r in units.parents(unit_id, when)]
    )
    for key, back in (("before", True), ("after", False)):
        rows = [_succession_row(one, units, language) for one in _direct(units, unit_id, back=back)]
        lines += _block(word(key, language), rows)
    if when is not None:
        existed = units.exists(unit_id, when)
        lines += [
            "",
            f"{word('at', language)} {at}: {word('existed', language)}: {word(existed.value, language)}",
        ]
        lines += _block(
            word("superiors", language), _standing_rows(units.superiors(unit_id, when), units, language)
        )
    return "\n".join(lines)


def _block(heading: str, rows: list[tuple[str, ...]]) -> list[str]:
    return ["", f"{heading}:", *(f"  {line}" for line in columns(rows).splitlines())] if rows else []


def _relation_row(relation: UnitRelation, units: UnitRegister, language: str) -> tuple[str, ...]:
    return (
        relation.parent,
        units.unit(relation.parent).names[language],
        relation.kind.replace("_", " "),
        dates(relation.valid_from, relation.valid_to, language),
        relation.confidence,
        relation.note,
    )


def _succession_row(descent: Descent, units: UnitRegister, language: str) -> tuple[str, ...]:
    one = descent.path[-1]
    when = one.when.edtf if one.when else word("unknown", language)
    return descent.unit, units.unit(descent.unit).names[language], one.type.replace("_", " "), when, one.note


def candidates(found: Sequence[Candidate], language: str) -> str:
    """All units that a name may mean, with their dates."""
    rows = []
    for one in found:
        outside = one.presence is Presence.NO
        existed = (
            word("outside", language)
            if outside
            else word(one.presence.value, language)
            if one.presence
            else ""
        )
        unit = one.unit
        rows.append((unit.id, unit.names[language], dates(unit.valid_from, unit.valid_to, language), existed))
    inside = [one for one in found if one.presence is not Presence.NO]
    note = [word("several", language), ""] if len(inside) > 1 else []
    return "\n".join([*note, columns(rows)])


def standings(found: Sequence[Standing], units: UnitRegister, language: str, *, upwards: bool) -> str:
    """Superiors or subordinates, with certainty and the path between."""
    rows = _standing_rows(found, units, language, upwards=upwards)
    return columns(rows) if rows else word("none", language)


def _standing_rows(
    found: Sequence[Standing], units: UnitRegister, language: str, *, upwards: bool = True
) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in found:
        other = one.superior if upwards else one.unit
        marks = [word("disputed", language)] if one.disputed else []
        if one.presumed and one.certainty is not Presence.CERTAINLY:
            marks.append(word("presumed", language))
        certainty = word(one.certainty.value, language) + (f" ({'; '.join(marks)})" if marks else "")
        steps = " → ".join(f"{r.kind.replace('_', ' ')} {r.parent}" for r in one.path)
        rows.append((other, units.unit(other).names[language], certainty, f"{one.unit} → {steps}"))
    return rows


def descents(found: Sequence[Descent], units: UnitRegister, language: str) -> str:
    """Successors or predecessors, with the days whose acts belong to the line and the path."""
    rows = []
    for one in found:
        first, last = one.span.earliest, one.span.latest
        span = f"{first or '…'} – {last or '…'}"
        rows.append((one.unit, units.unit(one.unit).names[language], span, _steps(one)))
    return columns(rows) if rows else word("none", language)


def path_text(asked: str, descent: Descent) -> str:
    """The path by which a unit is reached from the one asked about."""
    return f"{asked} → {_steps(descent)}"


def _steps(descent: Descent) -> str:
    back = descent.path[-1].before == descent.unit
    names = [(step.before if back else step.after, step) for step in descent.path]
    return ", ".join(
        f"{step.type.replace('_', ' ')} {unit} {step.when.edtf if step.when else ''}".rstrip()
        for unit, step in names
    )
