"""Looking at an exhibit in pieces: one entry for the opening, and as many ranges as a player asks for.

An opening is named by its entry in the custody log, which says whose it is, of which exhibit and for which
use. Nothing else has to be kept, and nobody can make one up.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from archive.domain.agent import Act
from archive.domain.consent import Purpose, Use
from archive.domain.custody import EventType
from archive.domain.errors import NotFound
from archive.domain.item import ItemState, ObjectRole
from archive.domain.record import ExhibitRecord
from archive.services.agents import clearance
from archive.services.context import Actor, Archive
from archive.services.ledger import record_refusal, require
from archive.services.opening import read_range
from archive.services.reading import OpenedItem, hidden_because, open_item
from crypto.dsse import parse_envelope

LIFE = timedelta(hours=4)
"""So long an opening gives out ranges; then it must be opened, and logged, again."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """An exhibit under an opening that still holds. `page`: the only one opened of it, from 1; 0 for all."""

    item: OpenedItem
    exhibit: ExhibitRecord
    page: int = 0


def viewed_exhibit(archive: Archive, actor: Actor, entry: int) -> Viewed:
    """What the actor opened by entry `entry`, if clearance and consent still allow it now.

    NotFound for another's opening, an old one, none, and for what may not be read any more.
    """
    require(archive, actor, Act.READ)
    predicate, digest = _opening(archive, actor, entry)
    with archive.records.reading() as tx:
        item = tx.items.item(predicate["item_id"])
    level = clearance(archive, actor, item.collection_id)
    if level == 0 or item.state is ItemState.WITHDRAWN:
        raise _none()
    opened = open_item(archive, actor, item)
    reason = hidden_because(opened.record, level, _use(predicate["detail"]))
    if reason:
        record_refusal(archive, actor, Act.READ, reason=reason, item_id=item.item_id)
        raise _none()
    kept = (*opened.record.exhibits, *(each.exhibit for each in opened.record.renditions))
    for exhibit in kept:
        if exhibit.object_digest == digest:
            return Viewed(opened, exhibit, int(predicate["detail"].get("page", 0)))
    raise _none()


def viewed_range(archive: Archive, viewed: Viewed, offset: int, count: int) -> Iterator[bytes]:
    """Plaintext of [offset, offset+count), the first chunk checked before this returns."""
    pieces = read_range(archive.objects, viewed.exhibit.object_digest, [viewed.item.identity], offset, count)
    first = next(pieces, b"")

    def all_of_them() -> Iterator[bytes]:
        yield first
        yield from pieces

    return all_of_them()


def _opening(archive: Archive, actor: Actor, entry: int) -> tuple[dict[str, Any], str]:
    """The predicate of the actor's own opening of an exhibit, and the digest of its object."""
    try:
        with archive.records.reading() as tx:
            row = tx.log.entry(entry)
    except NotFound:
        raise _none() from None
    statement = json.loads(parse_envelope(row.entry).payload)
    predicate, subject = statement["predicate"], statement["subject"][0]
    if (
        row.event_type != EventType.DECRYPTION
        or subject["name"] != ObjectRole.EXHIBIT
        or predicate["agent_id"] != actor.agent.agent_id
        or "purpose" not in predicate["detail"]
        or archive.clock.now() - datetime.fromisoformat(predicate["at"]) > LIFE
    ):
        raise _none()
    return predicate, subject["digest"]["sha256"]


def _use(detail: dict[str, Any]) -> Use:
    return Use(Purpose(detail["purpose"]), detail.get("recipient", ""), detail.get("jurisdiction", ""))


def _none() -> NotFound:
    return NotFound("There is no such opening, or it is over.", safe="Open the exhibit again.")
