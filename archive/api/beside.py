"""What belongs with an item: its custody, other accounts, similar items, links, and matches of one search."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import TAKES_KEY, api
from archive.api.items import readable, use_of
from archive.api.log import entry_json
from archive.api.repeating import key_of_request, repeatable
from archive.domain.agent import Act
from archive.domain.description import RelationType
from archive.services.accounts import other_accounts
from archive.services.change import link_items
from archive.services.custody_log import chain_of
from archive.services.hits import Place, open_hit
from archive.services.indexing import catch_up_if_possible
from archive.services.pace import checkpoint_after_act
from archive.services.reading import read_item
from archive.services.repeats import Answer
from archive.services.similar import similar_items
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.api import UseSchema
from schemas.kin_answers import (
    AccountsSchema,
    ChainSchema,
    LinkedSchema,
    LinkSchema,
    OpenedMatchSchema,
    SimilarRequestSchema,
    SimilarSchema,
)
from schemas.kin_json import accounts_json, similar_json
from schemas.match_json import match_json


@api.at("/items/<number>/custody", needs(Act.READ), answers=ChainSchema)
@api.takes(UseSchema, "query")
def custody(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Every custody entry of an item that the agent may read; the opening is the last of them."""
    opened = readable(read_item(archive(), actor(), number, use_of(asked)))
    entries = chain_of(archive(), opened.item.item_id)
    return jsonify(number=opened.item.number, entries=[entry_json(each) for each in entries])


@api.at("/items/<number>/accounts", needs(Act.READ), answers=AccountsSchema)
@api.refuses(409)
@api.takes(UseSchema, "query")
def accounts(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Other accounts of the witness or the incident, with where they differ; none is said to be right."""
    catch_up_if_possible(archive(), actor())
    return jsonify(accounts_json(other_accounts(archive(), actor(), number, use_of(asked))))


@api.at("/items/<number>/similar", needs(Act.READ), answers=SimilarSchema)
@api.refuses(409)
@api.takes(SimilarRequestSchema, "query")
def similar(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Items whose text is largely that of this one: copies, drafts, form letters."""
    catch_up_if_possible(archive(), actor())
    found = similar_items(archive(), actor(), number, use_of(asked), asked["least"] / 100)
    return jsonify(similar_json(found))


@api.at("/items/<number>/links", needs(Act.LINK), "POST", answers=LinkedSchema, status=201, more=TAKES_KEY)
@api.takes(LinkSchema)
def link(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """Record that two items belong together; why is sealed."""

    def act(act_id: str) -> Answer:
        type_, basis = RelationType(asked["type"]), asked["basis"]
        link_items(archive(), actor(), number, type_, asked["to"], basis, act_id=act_id or None)
        checkpoint_after_act(archive())
        catch_up_if_possible(archive(), actor())
        return {"number": number.strip().upper(), "to": asked["to"].strip().upper(), "type": asked["type"]}

    return jsonify(repeatable(key_of_request(), {"item": number, **asked}, act)), 201


@api.at("/searches/<int:entry>/matches/<int:place>", needs(Act.READ), answers=OpenedMatchSchema)
def open_match(entry: int, place: int) -> ResponseReturnValue:
    """A match of one's own search by its place, from 1, opened for the use that the search declared."""
    return jsonify(match_json(open_hit(archive(), actor(), Place(entry, place))))
