"""What is laid out over law, as JSON values: what commands and the API answer."""

from collections.abc import Iterable
from typing import Any

from archive.domain.acts import ToldAct
from archive.domain.applicability import KNOWN_STATES, InstrumentUse
from archive.domain.bodies import Part
from archive.domain.cooccurrence import Cooccurrence
from archive.domain.coverage import Coverage
from archive.domain.roles import Roles
from archive.services.casework import Gathered
from archive.services.law import MedicalReport
from schemas.how_read import how_read_json


def gathered_json(gathered: Gathered) -> dict[str, Any]:
    """What stands behind everything that is laid out: how much was found, and how the question was read."""
    return {
        "items": gathered.total,
        "acts": len(gathered.acts),
        "behind": gathered.behind,
        "damaged": list(gathered.damaged),
        **how_read_json(gathered.expanded.followed, gathered.expanded.resolved),
    }


def coverage_json(covered: Coverage) -> dict[str, Any]:
    """A crime, element by element, with the acts that bear on each."""
    return {
        "crime": covered.crime.id,
        "title": covered.crime.title,
        "mapped": covered.mapped,
        "unmapped": covered.unmapped,
        "elements": [
            {
                "number": one.element.number,
                "text": one.element.text,
                "kind": one.element.kind,
                "weight": one.weight.value,
                "needs_pattern_exhibit": one.needs_pattern,
                "support": [
                    {**act_json(each.act), "weight": each.weight.value, "why": list(each.why)}
                    for each in one.support
                ],
                "against": [act_json(act) for act in one.against],
            }
            for one in covered.elements
        ],
    }


def norms_json(uses: Iterable[InstrumentUse]) -> dict[str, Any]:
    """Instruments with the acts whose types rest on them; of which States it is known what applies."""
    return {"states": list(KNOWN_STATES), "instruments": [_instrument_json(use) for use in uses]}


def victims_json(joined: Cooccurrence) -> dict[str, Any]:
    """Victims of several acts, as tokens."""
    return {
        "victims": joined.victims,
        "unjoined": joined.unjoined,
        "matching": len(joined.joined),
        "joined": [
            {"victim": one.victim, "types": list(one.types), "acts": [act_json(act) for act in one.acts]}
            for one in joined.joined
        ],
    }


def roles_json(found: Roles) -> dict[str, Any]:
    """Persons told of in both roles, as tokens."""
    return {
        "unreferenced": found.unreferenced,
        "both": [
            {
                "person": one.person,
                "harmed": [act_json(act) for act in one.harmed],
                "named": [act_json(act) for act in one.named],
            }
            for one in found.both
        ],
    }


def bodies_json(parts: Iterable[Part]) -> dict[str, Any]:
    """Whom claims name, by the part taken."""
    return {"parts": list(map(_part_json, parts))}


def reports_json(reports: Iterable[MedicalReport]) -> dict[str, Any]:
    """Medical reports with their strong findings."""
    return {"reports": list(map(_report_json, reports))}


def name_of(act: ToldAct) -> str:
    """An act by item number and its place in the item's description."""
    return f"{act.number} act {act.position}"


def act_json(act: ToldAct) -> dict[str, Any]:
    """An act for programs."""
    return {
        "number": act.number,
        "act": act.position,
        "violation": act.violation,
        "when": act.when.edtf if act.when else "",
        "quantifier": act.quantifier.value,
        "place": act.place,
    }


def _instrument_json(use: InstrumentUse) -> dict[str, Any]:
    return {
        "prefix": use.instrument.prefix,
        "title": use.instrument.title,
        "belarus": use.instrument.belarus_status,
        "applicable_from": use.instrument.applicable_from.edtf,
        "acts": [
            {**act_json(one.act), "references": list(one.references), "applies": one.applies.value}
            for one in use.acts
        ],
    }


def _part_json(one: Part) -> dict[str, Any]:
    return {
        "involvement": one.involvement.value,
        "named": one.named.value,
        "name": one.name,
        "acts": list(map(act_json, one.acts)),
    }


def _report_json(one: MedicalReport) -> dict[str, Any]:
    return {
        "number": one.number,
        "of": list(one.of),
        "findings": [{"description": f.description, "consistency": f.consistency} for f in one.findings],
    }
