"""Deposits of one's own: handing in, what became of each file, receipts, another try."""

from math import ceil
from typing import Any

from flask import Response, jsonify, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from archive.api.blueprint import NEEDS_KEY, api
from archive.api.receiving import DESCRIPTION, FILES, Received, receive
from archive.api.repeating import key_of_request, repeatable
from archive.domain.agent import Act
from archive.domain.errors import ArchiveError, NotFound
from archive.ports import ObjectBatch
from archive.services.collections import find_collection
from archive.services.deposit import Deposit, open_intake
from archive.services.handing_in import HandedIn, hand_in_now, receipt_of
from archive.services.indexing import catch_up_if_possible
from archive.services.own_deposits import OwnFile, OwnItem, own_item, own_items, retry_own, states_of
from archive.services.receipts import format_receipt
from archive.services.repeats import Answer
from archive.web.policy import needs
from archive.web.streaming import drain
from archive.web.visit import actor, archive
from schemas.answers import (
    DepositedSchema,
    OwnDepositSchema,
    OwnDepositsSchema,
    ReceiptSchema,
    RetriedSchema,
)
from schemas.api import IntoSchema, PageNumberSchema

ON_A_PAGE = 20
_LISTENED = 64 * 1024 * 1024
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [DESCRIPTION],
                    "additionalProperties": False,
                    "properties": {
                        DESCRIPTION: {"type": "object", "description": "docs/formats/deposit.md, as JSON"},
                        FILES: {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                },
                "encoding": {DESCRIPTION: {"contentType": "application/json"}},
            }
        },
    }
}


@api.at("/deposits", needs(Act.DEPOSIT), "POST", answers=DepositedSchema, status=201, more=_FORM | NEEDS_KEY)
@api.takes(IntoSchema, "query")
def deposit(asked: dict[str, Any]) -> ResponseReturnValue:
    """One item with its files, whole or not at all. Answers when it is sealed, logged and published."""
    try:
        return _deposited(asked["collection"])
    except (ArchiveError, RequestEntityTooLarge):
        drain(_LISTENED)
        raise


@api.at("/deposits", needs(Act.DEPOSIT), answers=OwnDepositsSchema)
@api.takes(PageNumberSchema, "query")
def deposits(asked: dict[str, Any]) -> ResponseReturnValue:
    """One's own deposits, the newest first, with what became of each file."""
    items = own_items(archive(), actor())
    last = max(1, ceil(len(items) / ON_A_PAGE))
    page = min(asked["page"], last)
    shown = states_of(archive(), actor(), items[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    return jsonify(page=page, last=last, total=len(items), deposits=[_own(each) for each in shown])


@api.at("/deposits/<number>", needs(Act.DEPOSIT), answers=OwnDepositSchema)
def own_deposit(number: str) -> ResponseReturnValue:
    """What became of one of them: received, sealed, readable, indexed, and why not."""
    return jsonify(_own(own_item(archive(), actor(), number)))


@api.at("/deposits/<number>/receipt", needs(Act.DEPOSIT), answers=ReceiptSchema)
def receipt(number: str) -> ResponseReturnValue:
    """Its receipt, the same file that pages and commands give (docs/formats/receipt.md)."""
    found = own_item(archive(), actor(), number)
    if found.kept is None:
        raise NotFound("The receipt of this item was given where it was deposited, not here.")
    answer = Response(format_receipt(dict(receipt_of(archive(), found.kept))), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.item.number}.receipt.json"'
    return answer


@api.at("/deposits/<number>/retry", needs(Act.DEPOSIT), "POST", answers=RetriedSchema)
def retry(number: str) -> ResponseReturnValue:
    """Ask again for the indexing of an item that was set aside."""
    was_set_aside = retry_own(archive(), actor(), number)
    catch_up_if_possible(archive(), actor())
    found = own_item(archive(), actor(), number)
    return jsonify(number=found.item.number, was_set_aside=was_set_aside, indexed=found.indexed is None)


def _deposited(collection: str) -> Response:
    key = key_of_request(needed=True)
    into = find_collection(archive(), collection)
    with archive().objects.new_batch() as batch:
        received = receive(open_intake(archive(), actor(), into), batch)
        content = {"collection": into.collection_id, **received.content()}
        made = repeatable(key, content, lambda act_id: _take(into.name, received, batch, act_id))
    answer = jsonify(made)
    answer.status_code = 201
    answer.headers["Location"] = url_for("api.own_deposit", number=made["number"])
    return answer


def _take(into: str, received: Received, batch: ObjectBatch, act_id: str) -> Answer:
    """The files may have been arriving for hours: the collection may have other keys by now."""
    intake = open_intake(archive(), actor(), find_collection(archive(), into))
    described = received.described
    told = Deposit(described.description, received.exhibits, described.identity, was_kept=True)
    return _taken(hand_in_now(archive(), actor(), act_id, intake, told, batch))


def _taken(kept: HandedIn) -> Answer:
    exhibits = [
        {"name": each.name, "size": each.size, "sha256": each.plaintext_digest}
        for each in kept.outcome.exhibits
    ]
    return {"number": kept.outcome.number, "result": kept.outcome.result.value, "exhibits": exhibits}


def _own(own: OwnItem) -> dict[str, Any]:
    return {
        "number": own.item.number,
        "collection": own.collection.name,
        "at": own.at.isoformat(),
        "indexed": own.indexed is None,
        "reason": own.indexed or "",
        "failure": own.failure,
        "receipt": own.kept is not None,
        "files": [_file(each, own) for each in own.files],
    }


def _file(file: OwnFile, own: OwnItem) -> dict[str, Any]:
    reasons = {"sealed": file.sealed, "readable": file.readable, "indexed": own.indexed}
    return {
        "name": file.name,
        "size": file.size,
        "received": True,
        **{name: reason is None for name, reason in reasons.items()},
        "reasons": {name: reason for name, reason in reasons.items() if reason is not None},
    }
