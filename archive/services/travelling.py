"""Items that belong with another one: what must travel with it, and what exonerates."""

from dataclasses import dataclass

from archive.domain.consent import Use
from archive.domain.description import RelationType
from archive.domain.errors import ArchiveError, NotFound
from archive.domain.item import Item, ItemState
from archive.services.agents import clearance
from archive.services.context import Actor, Archive
from archive.services.reading import OpenedItem, hidden_because, open_item

BINDING = frozenset({RelationType.MUST_TRAVEL_WITH, RelationType.EXONERATES})


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An item that is not in the folder. `is_visible`: whether the actor may know of it for this use."""

    item_id: str
    number: str
    relation: RelationType
    is_visible: bool


def left_behind(archive: Archive, actor: Actor, opened: OpenedItem, use: Use) -> tuple[LinkedItem, ...]:
    """What links (either way) and the record's own relations bind to the item; withdrawn items are left out.

    Relations that another item's sealed record states are known only if they were linked too.
    """
    item = opened.item
    bound: dict[str, RelationType] = {}
    with archive.records.reading() as tx:
        for link in tx.items.links(item.item_id):
            if link.type in BINDING:
                bound[link.to_item if link.from_item == item.item_id else link.from_item] = link.type
        for relation in opened.record.description.relations:
            if relation.type in BINDING:
                try:
                    bound.setdefault(tx.items.by_number(relation.to).item_id, relation.type)
                except NotFound:
                    continue  # a label of long ago, or an item that was never deposited here
        items = [tx.items.item(item_id) for item_id in bound if item_id != item.item_id]
    return tuple(
        LinkedItem(each.item_id, each.number, bound[each.item_id], _is_visible(archive, actor, each, use))
        for each in sorted(items, key=lambda each: each.number)
        if each.state is ItemState.ACTIVE
    )


def _is_visible(archive: Archive, actor: Actor, item: Item, use: Use) -> bool:
    level = clearance(archive, actor, item.collection_id)
    if level == 0:
        return False
    try:
        record = open_item(archive, actor, item).record
    except ArchiveError:
        return False
    return not hidden_because(record, level, use)
