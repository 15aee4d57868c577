"""Changes of items. Each names in `If-Match` the version it starts from; a stale one overwrites nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from archive.api.blueprint import TAKES_KEY, VERSION, api
from archive.api.repeating import key_of_request, repeatable
from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.record import RecordVersion
from archive.services.change import amend as amend_item
from archive.services.change import change_consent
from archive.services.indexing import catch_up_if_possible
from archive.services.pace import checkpoint_after_act
from archive.services.repeats import Answer
from archive.services.withdrawal import withdraw as withdraw_item
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.answers import ChangedSchema, ShreddedSchema
from schemas.api import AmendmentSchema, ConsentChangeSchema, ReasonSchema
from schemas.consent import read_consent
from schemas.deposit import DepositReader

_AS_DEPOSITED = {"files": ["as deposited"]}
"""What a description that names no files has in their place: an amendment leaves them as they are."""
OF_VERSION = {"parameters": [VERSION, *TAKES_KEY["parameters"]]}


@api.at("/items/<number>/versions", needs(Act.AMEND), "POST", answers=ChangedSchema, more=OF_VERSION)
@api.takes(AmendmentSchema)
def amend(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """A new version of the record with another description. Consent has an endpoint of its own."""
    based_on = _version()
    described = DepositReader(archive().registers).read({**_AS_DEPOSITED, **asked["description"]}).description
    return _changed(
        {"item": number, "version": based_on, **asked},
        lambda: amend_item(archive(), actor(), number, based_on, described, asked["reason"]),
    )


@api.at("/items/<number>/consent", needs(Act.CHANGE_CONSENT), "POST", answers=ChangedSchema, more=OF_VERSION)
@api.takes(ConsentChangeSchema)
def consent(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Other answers of the source, which every search follows at once."""
    based_on, answers = _version(), read_consent(asked["consent"])
    return _changed(
        {"item": number, "version": based_on, **asked},
        lambda: change_consent(archive(), actor(), number, based_on, answers, asked["reason"]),
    )


@api.at("/items/<number>/withdrawal", needs(Act.WITHDRAW), "POST", answers=ShreddedSchema, more=TAKES_KEY)
@api.takes(ReasonSchema)
def withdraw(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Destroy what opens the item; its custody stays. Needs the approval of another custodian."""

    def act(_act_id: str) -> Answer:
        destroyed = withdraw_item(archive(), actor(), number, asked["reason"])
        checkpoint_after_act(archive())
        return {"number": number.strip().upper(), "headers_destroyed": destroyed}

    return jsonify(repeatable(key_of_request(), {"item": number, **asked}, act))


def _changed(content: Mapping[str, object], change: Callable[[], RecordVersion]) -> ResponseReturnValue:
    def act(_act_id: str) -> Answer:
        record = change()
        checkpoint_after_act(archive())
        catch_up_if_possible(archive(), actor())
        return {"number": record.number, "version": record.version}

    made = repeatable(key_of_request(), content, act)
    answer = jsonify(made)
    answer.set_etag(str(made["version"]))
    return answer


def _version() -> int:
    tags = list(request.if_match.as_set())
    if len(tags) != 1 or not tags[0].isascii() or not tags[0].isdigit() or len(tags[0]) > 9:
        raise InvalidRequest(
            'Name the version that your change starts from in the header If-Match, such as "1".',
            problems=(Problem("If-Match", "one version in quotation marks, as the item's ETag", "missing"),),
            safe="Nothing was changed.",
        )
    return int(tags[0])
