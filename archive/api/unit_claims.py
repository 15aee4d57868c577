"""Claims about units that need a person's eye: out of time, too vague, or of somebody's time in command."""

from typing import Any

from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.law import laid_out
from archive.domain.agent import Act
from archive.services import unit_claims as service
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

_SEARCHES = needs(Act.SEARCH)


@api.at("/claims/anomalies", _SEARCHES, "POST", answers=AnomaliesSchema)
@api.takes(QuestionSchema)
def anomalies(asked: dict[str, Any]) -> ResponseReturnValue:
    """Acts attributed to a unit that did not exist then: kept as the source has them."""
    return laid_out(asked, service.anomalies, told.anomalies_json)


@api.at("/claims/candidates", _SEARCHES, "POST", answers=CandidatesSchema)
@api.takes(CandidatesRequestSchema)
def candidates(asked: dict[str, Any]) -> ResponseReturnValue:
    """Claims that do not name a unit and could mean it; nothing is attributed anew."""
    return laid_out(asked, service.candidates, told.candidates_json, asked["unit"])


@api.at("/claims/postings", _SEARCHES, "POST", answers=InPostSchema)
@api.takes(InPostRequestSchema)
def postings(asked: dict[str, Any]) -> ResponseReturnValue:
    """Where a person is claimed to have served, with gaps, and the acts under the person meanwhile."""
    return laid_out(asked, service.in_post, told.in_post_json, asked["person"])
