"""Shared work on items: each step is one entry; one that the state does not allow is a conflict."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import TAKES_KEY, api
from archive.api.items import use_of
from archive.api.repeating import key_of_request, repeatable
from archive.domain.agent import Act
from archive.domain.description import Certainty, RelationType
from archive.domain.shared_work import StepType
from archive.services import shared_work as service
from archive.services.repeats import Answer
from archive.services.revisions import revisions as all_revisions
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.api import UseSchema
from schemas.work_answers import (
    AllAssignedSchema,
    AssignmentSchema,
    DecisionSchema,
    LabelSchema,
    NoteSchema,
    RelationStepSchema,
    RevisionsSchema,
    StatusStepSchema,
    TakenSchema,
    WorkSchema,
)
from schemas.work_json import assigned_json, revision_json, work_json

_SHARES = needs(Act.SHARE_WORK)
_DECIDES = {"verify": StepType.LABEL_VERIFIED, "refuse": StepType.LABEL_REFUSED}


@api.at("/shared-work", _SHARES, answers=AllAssignedSchema)
def work() -> ResponseReturnValue:
    """All items that are worked on, by what the log says in clear: nothing is opened."""
    rows = service.assigned(archive(), actor(), everybody=True)
    return jsonify(items=[assigned_json(each) for each in rows])


@api.at("/items/<number>/shared-work", _SHARES, answers=WorkSchema)
def item_work(number: str) -> ResponseReturnValue:
    """The work on an item, with notes and labels; the opening is logged, for analysis inside the archive."""
    return jsonify(work_json(service.show_work(archive(), actor(), number)))


@api.at("/items/<number>/revisions", needs(Act.READ), answers=RevisionsSchema)
@api.takes(UseSchema, "query")
def revisions(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Every version of the record and what it changed; the opening is logged."""
    opened, found = all_revisions(archive(), actor(), number, use_of(asked))
    return jsonify(number=opened.item.number, revisions=[revision_json(each) for each in found])


@api.at(
    "/items/<number>/shared-work/status", _SHARES, "POST", answers=TakenSchema, status=201, more=TAKES_KEY
)
@api.takes(StatusStepSchema)
def move(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Another status; that it is reviewed is said by a second person."""
    return _taken(asked, number, partial(_step, number, StepType.STATUS, asked["case"], asked["status"]))


@api.at(
    "/items/<number>/shared-work/assignee", _SHARES, "POST", answers=TakenSchema, status=201, more=TAKES_KEY
)
@api.takes(AssignmentSchema)
def assign(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Assign an item to an agent of its collection, oneself too, or to nobody."""
    return _taken(
        asked, number, partial(service.assign, archive(), actor(), number, asked["handle"], asked["case"])
    )


@api.at(
    "/items/<number>/shared-work/labels", _SHARES, "POST", answers=TakenSchema, status=201, more=TAKES_KEY
)
@api.takes(LabelSchema)
def propose(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Propose a label."""
    return _taken(
        asked,
        number,
        partial(service.propose_label, archive(), actor(), number, asked["label"], asked["case"]),
    )


@api.at(
    "/items/<number>/shared-work/labels/<proposal>",
    _SHARES,
    "POST",
    answers=TakenSchema,
    status=201,
    more=TAKES_KEY,
)
@api.takes(DecisionSchema)
def decide(asked: dict[str, Any], number: str, proposal: str) -> ResponseReturnValue:
    """Verify or refuse a label that somebody else proposed."""
    type_ = _DECIDES[asked["decision"]]
    return _taken(
        {**asked, "proposal": proposal}, number, partial(_step, number, type_, asked["case"], proposal)
    )


@api.at("/items/<number>/shared-work/notes", _SHARES, "POST", answers=TakenSchema, status=201, more=TAKES_KEY)
@api.takes(NoteSchema)
def note(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Write a note. It stays: a later one can correct it."""
    return _taken(
        asked, number, partial(service.write_note, archive(), actor(), number, asked["text"], asked["case"])
    )


@api.at(
    "/items/<number>/shared-work/relations", _SHARES, "POST", answers=TakenSchema, status=201, more=TAKES_KEY
)
@api.takes(RelationStepSchema)
def relate(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Relate an item to another item, a person or an incident."""
    related = service.Related(
        asked["kind"],
        asked["to"],
        RelationType(asked["type"]),
        Certainty(asked["certainty"]),
        asked["comment"],
    )
    return _taken(asked, number, partial(service.relate, archive(), actor(), number, related, asked["case"]))


def _step(number: str, type_: StepType, case: str, value: str, *, act_id: str | None) -> str:
    return service.take_step(archive(), actor(), number, type_, case=case, value=value, act_id=act_id)


def _taken(asked: dict[str, Any], number: str, step: Callable[..., str]) -> ResponseReturnValue:
    """Take a step, once for each request even if it is cut off; answer with its id."""

    def act(act_id: str) -> Answer:
        return {"step": step(act_id=act_id or None)}

    return jsonify(repeatable(key_of_request(), {"item": number, **asked}, act)), 201
