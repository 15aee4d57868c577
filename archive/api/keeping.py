"""How the archive is kept: agents, collections, the state of the index."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.domain.agent import Act
from archive.services.index_status import status
from archive.services.recipients import recipients_of
from archive.web.policy import SIGNED_IN, needs
from archive.web.visit import archive
from schemas.answers import AgentsSchema, CollectionsSchema, IndexSchema


@api.at("/index", SIGNED_IN, answers=IndexSchema)
def index() -> ResponseReturnValue:
    """How far the index is, and what is wrong with it."""
    found = status(archive())
    return jsonify(
        items=found.items,
        indexed=found.indexed,
        pending=found.pending,
        set_aside=[
            {"number": each.number, "reason": each.reason, "since": each.since} for each in found.set_aside
        ],
        conditions=[{"code": each.code, "text": each.text} for each in found.conditions],
    )


@api.at("/agents", needs(Act.MANAGE_AGENTS), answers=AgentsSchema)
def agents() -> ResponseReturnValue:
    """Everybody who acts or has acted here, by pseudonym."""
    with archive().records.reading() as tx:
        known = tx.people.agents()
    return jsonify(
        agents=[
            {
                "agent_id": each.agent_id,
                "handle": each.handle,
                "roles": sorted(each.roles),
                "retired": each.retired,
            }
            for each in known
        ]
    )


@api.at("/collections", needs(Act.MANAGE_COLLECTIONS), answers=CollectionsSchema)
def collections() -> ResponseReturnValue:
    """All collections with their recipients."""
    with archive().records.reading() as tx:
        known = tx.people.collections()
    return jsonify(
        collections=[
            {
                "collection_id": each.collection_id,
                "name": each.name,
                "sealed": each.sealed,
                "ceiling": each.ceiling,
                "recipients": [{"purpose": what, "recipient": text} for what, text in recipients_of(each)],
            }
            for each in known
        ]
    )
