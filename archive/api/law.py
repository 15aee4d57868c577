"""What a question finds, laid out for a case: elements of a crime, norms, victims, roles, bodies, findings.

A table to argue with: it follows from types and recorded facts, not from reading, and finds nothing in law.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.domain.description import Consistency
from archive.services import law as service
from archive.services.casework import Gathered
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

_SEARCHES = needs(Act.SEARCH)
T = TypeVar("T")


@api.at("/law/elements", _SEARCHES, "POST", answers=ElementsSchema)
@api.takes(ElementsRequestSchema)
def elements(asked: dict[str, Any]) -> ResponseReturnValue:
    """Which element of a crime has evidence, possible evidence or none, by which acts and why."""
    return laid_out(asked, service.coverage, told.coverage_json, asked["crime"])


@api.at("/law/norms", _SEARCHES, "POST", answers=NormsSchema)
@api.takes(NormsRequestSchema)
def norms(asked: dict[str, Any]) -> ResponseReturnValue:
    """The norms that the acts found are alleged to breach, and which acts are older than they."""
    return laid_out(asked, service.norms, told.norms_json, asked["instruments"])


@api.at("/law/victims", _SEARCHES, "POST", answers=VictimsSchema)
@api.takes(VictimsRequestSchema)
def victims(asked: dict[str, Any]) -> ResponseReturnValue:
    """Victims to whom several things were done; each stays a token."""
    together = service.Together(asked["at_least"], asked["crime"], tuple(asked["including"]))
    return laid_out(asked, service.cooccurrence, told.victims_json, together)


@api.at("/law/roles", _SEARCHES, "POST", answers=RolesSchema)
@api.takes(QuestionSchema)
def roles(asked: dict[str, Any]) -> ResponseReturnValue:
    """Persons told of both as harmed and as taking part, joined by references; each stays a token."""
    return laid_out(asked, service.roles, told.roles_json)


@api.at("/law/bodies", _SEARCHES, "POST", answers=BodiesSchema)
@api.takes(QuestionSchema)
def bodies(asked: dict[str, Any]) -> ResponseReturnValue:
    """Whom the acts found are claimed of, by the part taken."""
    return laid_out(asked, service.bodies, told.bodies_json)


@api.at("/law/findings", _SEARCHES, "POST", answers=FindingsSchema)
@api.takes(FindingsRequestSchema)
def findings(asked: dict[str, Any]) -> ResponseReturnValue:
    """Medical reports with findings of a degree or a stronger one, for the items found."""
    return laid_out(asked, service.medical_findings, told.reports_json, Consistency(asked["least"]))


def laid_out(
    asked: dict[str, Any],
    gather: Callable[..., tuple[Gathered, T]],
    tell: Callable[[T], dict[str, Any]],
    *more: object,
) -> ResponseReturnValue:
    """Ask once, and lay out all that was found; every record that was opened is named in the log.

    `gather`: a service of archive, actor, query and `more`; `tell` says what it found as JSON.
    """
    query = question_of(asked)
    catch_up_if_possible(archive(), actor())
    gathered, found = gather(archive(), actor(), query, *more)
    return jsonify({**told.gathered_json(gathered), **tell(found)})
