"""Public registers: violation types and units, with their names in three languages."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.domain.account import LANGUAGES
from archive.domain.labels import Labels
from archive.domain.unit import Unit
from archive.domain.vocabulary import Term
from archive.web.policy import SIGNED_IN
from archive.web.visit import archive
from schemas.answers import TermsSchema, UnitSchema, UnitsSchema


@api.at("/vocabularies/violations", SIGNED_IN, answers=TermsSchema)
def violations() -> ResponseReturnValue:
    """All violation types."""
    return jsonify(violations=[_term(each) for each in archive().vocabularies.violations.all()])


@api.at("/units", SIGNED_IN, answers=UnitsSchema)
def units() -> ResponseReturnValue:
    """All units of the register."""
    return jsonify(units=[_unit(each) for each in archive().vocabularies.units.all()])


@api.at("/units/<unit_id>", SIGNED_IN, answers=UnitSchema)
def unit(unit_id: str) -> ResponseReturnValue:
    """One unit."""
    return jsonify(_unit(archive().vocabularies.units.unit(unit_id)))


def _term(term: Term) -> dict[str, object]:
    return {"id": term.id, "parent": term.parent, "labels": _names(term.labels)}


def _unit(found: Unit) -> dict[str, object]:
    return {"id": found.id, "names": _names(found.names)}


def _names(labels: Labels) -> dict[str, str]:
    return {language: labels[language] for language in LANGUAGES}
