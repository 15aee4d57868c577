"""Items, objects and links in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.adapters.memory_state import Unit
from archive.domain.errors import Conflict, NotFound
from archive.domain.item import Item, ItemState, ObjectRole, StoredObject
from archive.ports_records import HeaderChange, Link

_ORDER = (ObjectRole.EXHIBIT, ObjectRole.RECORD, ObjectRole.RENDITION, ObjectRole.IDENTITY)


class MemoryItems:
    """`ItemRecords` on one unit of work."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def next_sequences(self, prefix: str, year: int, count: int) -> range:
        """Rolled back with the unit of work."""
        series = self._unit.change.series
        last = series.get((prefix, year), 0)
        series[prefix, year] = last + count
        return range(last + 1, last + count + 1)

    def add(self, items: Sequence[Item], objects: Sequence[StoredObject]) -> None:
        """Items first, since objects refer to them."""
        state = self._unit.change
        numbers = {item.number for item in state.items.values()}
        for item in items:
            if item.item_id in state.items or item.number in numbers:
                self._unit.refuse(Conflict("An item with this id or number is there already."))
            if item.collection_id not in state.collections or item.deposited_by not in state.agents:
                self._unit.refuse(NotFound("There is no such collection or agent."))
            state.items[item.item_id] = item
            numbers.add(item.number)
        self._add_objects(objects)

    def _add_objects(self, objects: Sequence[StoredObject]) -> None:
        state = self._unit.change
        for each in objects:
            if each.digest in state.objects:
                self._unit.refuse(Conflict("An object with this digest is there already."))
            if each.item_id not in state.items:
                self._unit.refuse(NotFound("There is no such item."))
            state.objects[each.digest] = each

    def item(self, item_id: str) -> Item:
        """By id."""
        found = self._unit.now.items.get(item_id)
        if found is None:
            raise NotFound(f"There is no item {item_id}.")
        return found

    def those_of(self, item_ids: Sequence[str]) -> dict[str, Item]:
        """Unknown ids are left out."""
        items = self._unit.now.items
        return {each: items[each] for each in item_ids if each in items}

    def by_number(self, number: str) -> Item:
        """By its human number."""
        for item in self._unit.now.items.values():
            if item.number == number:
                return item
        raise NotFound(f"There is no item {number}.")

    def items(self, collection_id: str | None = None) -> Iterator[Item]:
        """By number."""
        for item in sorted(self._unit.now.items.values(), key=lambda item: item.number):
            if collection_id in (None, item.collection_id):
                yield item

    def count(self) -> int:
        """Of all collections together."""
        return len(self._unit.now.items)

    def by_item_fingerprint(self, collection_id: str, fingerprints: Sequence[str]) -> dict[str, Item]:
        """First means the lowest number; an empty fingerprint is nobody's."""
        found: dict[str, Item] = {}
        for item in self.items(collection_id):
            if item.fingerprint and item.fingerprint in fingerprints:
                found.setdefault(item.fingerprint, item)
        return found

    def by_object_fingerprint(
        self, collection_id: str, fingerprints: Sequence[str], role: ObjectRole = ObjectRole.EXHIBIT
    ) -> dict[str, Item]:
        """First means the lowest number; an empty fingerprint is nobody's."""
        found: dict[str, Item] = {}
        for item in self.items(collection_id):
            for each in self.objects(item.item_id):
                if each.role is role and each.fingerprint and each.fingerprint in fingerprints:
                    found.setdefault(each.fingerprint, item)
        return found

    def objects(self, item_id: str) -> tuple[StoredObject, ...]:
        """Shredded ones too."""
        found = [each for each in self._unit.now.objects.values() if each.item_id == item_id]
        return tuple(sorted(found, key=lambda each: (_ORDER.index(each.role), each.position, each.digest)))

    def object(self, digest: str) -> StoredObject:
        """By the digest of its payload."""
        found = self._unit.now.objects.get(digest)
        if found is None:
            raise NotFound(f"There is no object {digest}.")
        return found

    def all_objects(self) -> Iterator[StoredObject]:
        """By digest."""
        yield from (each for _, each in sorted(self._unit.now.objects.items()))

    def advance(
        self, item_id: str, *, based_on: int, record: str, new_objects: Sequence[StoredObject]
    ) -> Item:
        """Compare the version, then set it."""
        item = self._at(item_id, based_on)
        moved = replace(item, version=based_on + 1, record=record)
        self._unit.change.items[item_id] = moved
        self._add_objects(new_objects)
        return moved

    def withdraw(self, item_id: str, *, based_on: int) -> Item:
        """Compare the version, then set it."""
        moved = replace(self._at(item_id, based_on), version=based_on + 1, state=ItemState.WITHDRAWN)
        self._unit.change.items[item_id] = moved
        return moved

    def _at(self, item_id: str, based_on: int) -> Item:
        item = self.item(item_id)
        if item.version != based_on:
            raise Conflict(
                f"The item has moved on: this was based on version {based_on}, present is {item.version}."
            )
        return item

    def mark_shredded(self, digests: Sequence[str]) -> None:
        """Raise NotFound if one of them is not there."""
        for known in [self.object(digest) for digest in digests]:
            mark = "" if known.role is ObjectRole.IDENTITY else known.fingerprint
            self._unit.change.objects[known.digest] = replace(known, shredded=True, fingerprint=mark)

    def change_headers(self, changes: Sequence[HeaderChange]) -> None:
        """Raise NotFound if one of the objects is not there."""
        for known, change in [(self.object(change.digest), change) for change in changes]:
            self._unit.change.objects[known.digest] = replace(known, header_digest=change.header_digest)

    def add_links(self, links: Sequence[Link]) -> None:
        """Of two links between the same items and of the same type the first stays."""
        state = self._unit.change
        for link in links:
            if link.from_item not in state.items or link.to_item not in state.items:
                self._unit.refuse(NotFound("There is no such item."))
            state.links.setdefault((link.from_item, link.to_item, link.type.value), link)

    def links(self, item_id: str) -> tuple[Link, ...]:
        """By both ends and type."""
        return tuple(link for link in self.all_links() if item_id in (link.from_item, link.to_item))

    def all_links(self) -> Iterator[Link]:
        """By both ends and type."""
        yield from (link for _, link in sorted(self._unit.now.links.items(), key=lambda pair: pair[0]))
