"""Claims about units that need a person's eye: out of time, too vague, or of somebody's time in command."""

from typing import Any

from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.law import LaidOut, laid_out
from archive.domain.agent import Act
from archive.services import unit_claims as service
from archive.services.context import Actor, Archive
from archive.web.policy import needs
from schemas import claims_json as told
from schemas.api import QuestionSchema
from schemas.claims_answers import (
    AnomaliesSchema,
    CandidatesRequestSchema,
    CandidatesSchema,
    InPostRequestSchema,
    InPostSchema,
)
from search.query import SearchQuery

_SEARCHES = needs(Act.SEARCH)


@api.at("/claims/anomalies", _SEARCHES, "POST", answers=AnomaliesSchema)
@api.takes(QuestionSchema)
def anomalies(asked: dict[str, Any]) -> ResponseReturnValue:
    """Acts attributed to a unit that did not exist then: kept as the source has them."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, found = service.anomalies(archive, actor, query)
        return gathered, told.anomalies_json(found)

    return laid_out(asked, lay_out)


@api.at("/claims/candidates", _SEARCHES, "POST", answers=CandidatesSchema)
@api.takes(CandidatesRequestSchema)
def candidates(asked: dict[str, Any]) -> ResponseReturnValue:
    """Claims that do not name a unit and could mean it; nothing is attributed anew."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, found = service.candidates(archive, actor, query, asked["unit"])
        return gathered, told.candidates_json(found)

    return laid_out(asked, lay_out)


@api.at("/claims/postings", _SEARCHES, "POST", answers=InPostSchema)
@api.takes(InPostRequestSchema)
def postings(asked: dict[str, Any]) -> ResponseReturnValue:
    """Where a person is claimed to have served, with gaps, and the acts under the person meanwhile."""

    def lay_out(archive: Archive, actor: Actor, query: SearchQuery) -> LaidOut:
        gathered, found = service.in_post(archive, actor, query, asked["person"])
        return gathered, told.in_post_json(found)

    return laid_out(asked, lay_out)
