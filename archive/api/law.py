"""What a question finds, laid out for a case: elements of a crime, norms, victims, roles, bodies, findings.

A table to argue with: it follows from types and recorded facts, not from reading, and finds nothing in law.
"""

from collections.abc import Callable
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.domain.description import Consistency
from archive.services import law as service
from archive.services.casework import Gathered
from archive.services.context import Actor, Archive
from archive.services.indexing import catch_up_if_possible
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas import law_json as told
from schemas.api import QuestionSchema
from schemas.law_answers import (
    BodiesSchema,
    ElementsRequestSchema,
    ElementsSchema,
    FindingsRequestSchema,
    FindingsSchema,
    NormsRequestSchema,
    NormsSchema,
    RolesSchema,
    VictimsRequestSchema,
    VictimsSchema,
)
from search.query import SearchQuery

_SEARCHES = needs(Act.SEARCH)
LaidOut = tuple[Gathered, dict[str, Any]]


@api.at("/law/elements", _SEARCHES, "POST", answers=ElementsSchema)
@api.takes(ElementsRequestSchema)
def elements(asked: dict[str, Any]) -> ResponseReturnValue:
    """Which element of a crime has evidence, possible evidence or none, by which acts and why."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, covered = service.coverage(archive, actor, query, asked["crime"])
        return gathered, told.coverage_json(covered)

    return laid_out(asked, lay_out)


@api.at("/law/norms", _SEARCHES, "POST", answers=NormsSchema)
@api.takes(NormsRequestSchema)
def norms(asked: dict[str, Any]) -> ResponseReturnValue:
    """The norms that the acts found are alleged to breach, and which acts are older than they."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, uses = service.norms(archive, actor, query, asked["instruments"])
        return gathered, told.norms_json(uses)

    return laid_out(asked, lay_out)


@api.at("/law/victims", _SEARCHES, "POST", answers=VictimsSchema)
@api.takes(VictimsRequestSchema)
def victims(asked: dict[str, Any]) -> ResponseReturnValue:
    """Victims to whom several things were done; each stays a token."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        together = service.Together(asked["at_least"], asked["crime"], tuple(asked["including"]))
        gathered, joined = service.cooccurrence(archive, actor, query, together)
        return gathered, told.victims_json(joined)

    return laid_out(asked, lay_out)


@api.at("/law/roles", _SEARCHES, "POST", answers=RolesSchema)
@api.takes(QuestionSchema)
def roles(asked: dict[str, Any]) -> ResponseReturnValue:
    """Persons told of both as harmed and as taking part, joined by references; each stays a token."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, found = service.roles(archive, actor, query)
        return gathered, told.roles_json(found)

    return laid_out(asked, lay_out)


@api.at("/law/bodies", _SEARCHES, "POST", answers=BodiesSchema)
@api.takes(QuestionSchema)
def bodies(asked: dict[str, Any]) -> ResponseReturnValue:
    """Whom the acts found are claimed of, by the part taken."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, parts = service.bodies(archive, actor, query)
        return gathered, told.bodies_json(parts)

    return laid_out(asked, lay_out)


@api.at("/law/findings", _SEARCHES, "POST", answers=FindingsSchema)
@api.takes(FindingsRequestSchema)
def findings(asked: dict[str, Any]) -> ResponseReturnValue:
    """Medical reports with findings of a degree or a stronger one, for the items found."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, reports = service.medical_findings(archive, actor, query, Consistency(asked["least"]))
        return gathered, told.reports_json(reports)

    return laid_out(asked, lay_out)


def laid_out(
    asked: dict[str, Any], lay_out: Callable[[Archive, Actor, SearchQuery], LaidOut]
) -> ResponseReturnValue:
    """Ask once, and lay out all that was found; every record that was opened is named in the log."""
    query = question_of(asked)
    catch_up_if_possible(archive(), actor())
    gathered, data = lay_out(archive(), actor(), query)
    return jsonify({**told.gathered_json(gathered), **data})
