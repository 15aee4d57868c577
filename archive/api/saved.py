"""Saved searches, which only their agent can open, and the digest of what is new among their matches."""

from dataclasses import replace
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import TAKES_KEY, api
from archive.api.repeating import key_of_request, repeatable
from archive.api.searching import answered, question_of
from archive.domain.agent import Act
from archive.services import saved as service
from archive.services.indexing import catch_up_if_possible
from archive.services.repeats import Answer
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.answers import FoundSchema
from schemas.saved_answers import (
    AlertsSchema,
    NewNameSchema,
    SavedPageSchema,
    SavedSearchesSchema,
    SavedSearchRequestSchema,
    SavedSearchSchema,
)
from schemas.saved_json import alerts_json, saved_json

_SEARCHES = needs(Act.SEARCH)


@api.at("/saved-searches", _SEARCHES, answers=SavedSearchesSchema)
def saved_searches() -> ResponseReturnValue:
    """The agent's own saved searches, the oldest first."""
    found = service.saved_searches(archive(), actor())
    return jsonify(searches=[saved_json(each) for each in found])


@api.at("/saved-searches", _SEARCHES, "POST", answers=SavedSearchSchema, status=201)
@api.takes(SavedSearchRequestSchema)
def save_search(asked: dict[str, Any]) -> ResponseReturnValue:
    """Keep a question under a name, sealed for its agent; a name that is taken is a conflict."""
    return jsonify(
        saved_json(service.save_search(archive(), actor(), asked["name"], question_of(asked)))
    ), 201


@api.at("/saved-searches/<int:number>/searches", _SEARCHES, "POST", answers=FoundSchema)
@api.takes(SavedPageSchema, "query")
def ask_saved(asked: dict[str, Any], number: int) -> ResponseReturnValue:
    """Ask a saved search again, page by page; it is logged like any other."""
    query = service.find_saved(archive(), actor(), str(number)).query
    size = asked["page_size"] or query.page_size
    return answered(replace(query, page=asked["page"], page_size=size))


@api.at("/saved-searches/<int:number>/name", _SEARCHES, "POST", answers=SavedSearchSchema)
@api.takes(NewNameSchema)
def rename_saved(asked: dict[str, Any], number: int) -> ResponseReturnValue:
    """Keep a saved search under another name, and so under another number; alerts go on."""
    return jsonify(saved_json(service.rename_search(archive(), actor(), str(number), asked["name"])))


@api.at("/saved-searches/<int:number>", _SEARCHES, "DELETE", answers=None, status=204)
def drop_saved(number: int) -> ResponseReturnValue:
    """Keep a search no longer; its entry stays in the log, sealed."""
    service.drop_search(archive(), actor(), str(number))
    return "", 204


@api.at("/saved-searches/new-matches", _SEARCHES, "POST", answers=AlertsSchema, more=TAKES_KEY)
def new_matches() -> ResponseReturnValue:
    """How many matches of each saved search are new since this was last asked; by number, nothing else.

    Sent again with its idempotency key it is answered again: otherwise what is told once is not new any more.
    """

    def act(_act_id: str) -> Answer:
        catch_up_if_possible(archive(), actor())
        return alerts_json(service.alerts(archive(), actor()))

    return jsonify(repeatable(key_of_request(), {}, act))
