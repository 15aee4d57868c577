"""Items, their objects and the links between them in SQL."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Update, bindparam, case, func, or_, select, tuple_, update

from archive.adapters.sql.rows import to_item, to_link, to_object
from archive.adapters.sql.session import Session
from archive.adapters.sql.tables import FINGERPRINTED, item, link, number_series, stored_object
from archive.domain.errors import Conflict, NotFound
from archive.domain.item import Item, ItemState, ObjectRole, StoredObject
from archive.ports_records import HeaderChange, Link

_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_ITEM = select(item).where(item.c.item_id == bindparam("item_id"))
_THOSE_OF = select(item).where(item.c.item_id.in_(_VALUES))
_BY_NUMBER = select(item).where(item.c.number == bindparam("number"))
_ITEMS = select(item).where(item.c.number > bindparam("after")).order_by(item.c.number)
_ITEMS_OF = _ITEMS.where(item.c.collection_id == bindparam("collection_id"))
_COUNT = select(func.count()).select_from(item)
_SAME_ITEM = select(item).where(
    item.c.collection_id == bindparam("collection_id"), item.c.fingerprint.in_(_VALUES)
)
# Two plain look-ups: SQLite, without statistics, would join these from the wrong end.
_SAME_OBJECT = select(stored_object.c.fingerprint, stored_object.c.item_id).where(
    stored_object.c.fingerprint.in_(_VALUES),
    FINGERPRINTED,
    stored_object.c.role == bindparam("role"),
)
_ITEMS_AMONG = select(item).where(
    item.c.item_id.in_(_VALUES), item.c.collection_id == bindparam("collection_id")
)
_OBJECT = select(stored_object).where(stored_object.c.digest == bindparam("digest"))
_OBJECTS = (
    select(stored_object).where(stored_object.c.digest > bindparam("after")).order_by(stored_object.c.digest)
)
_OBJECTS_OF = select(stored_object).where(stored_object.c.item_id == bindparam("item_id"))
_KNOWN_OBJECTS = select(stored_object.c.digest).where(stored_object.c.digest.in_(_VALUES))
_SHRED = (
    update(stored_object)
    .where(stored_object.c.digest == bindparam("key"))
    .values(
        shredded=True,
        fingerprint=case(
            (stored_object.c.role == ObjectRole.IDENTITY.value, ""), else_=stored_object.c.fingerprint
        ),
    )
)
_REWRAP = (
    update(stored_object)
    .where(stored_object.c.digest == bindparam("key"))
    .values(header_digest=bindparam("header"))
)
_MOVE = (
    update(item)
    .where(item.c.item_id == bindparam("key"), item.c.version == bindparam("based_on"))
    .values(version=item.c.version + 1)
)
_ADVANCE = _MOVE.values(record=bindparam("new_record"))
_WITHDRAW = _MOVE.values(state=ItemState.WITHDRAWN.value)
_LINK_KEY = (link.c.from_item, link.c.to_item, link.c.type)
_LINKS = (
    select(link)
    .where(or_(link.c.from_item == bindparam("item_id"), link.c.to_item == bindparam("item_id")))
    .order_by(*_LINK_KEY)
)
_ALL_LINKS = (
    select(link)
    .where(tuple_(*_LINK_KEY) > tuple_(bindparam("from_item"), bindparam("to_item"), bindparam("type")))
    .order_by(*_LINK_KEY)
)

_ORDER = {
    role: place
    for place, role in enumerate(
        (ObjectRole.EXHIBIT, ObjectRole.RECORD, ObjectRole.RENDITION, ObjectRole.IDENTITY)
    )
}


def in_order(found: Sequence[StoredObject]) -> tuple[StoredObject, ...]:
    """Exhibits by position, then records by version, renditions, identities."""
    return tuple(sorted(found, key=lambda each: (_ORDER[each.role], each.position, each.digest)))


class SqlItems:
    """`ItemRecords` on one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_sequences(self, prefix: str, year: int, count: int) -> range:
        """Rolled back with the transaction, so that no number is ever skipped."""
        statement = self._session.insert(number_series).values(prefix=prefix, year=year, last=count)
        last: int = self._session.scalar(
            statement.on_conflict_do_update(
                index_elements=["prefix", "year"],
                set_={"last": number_series.c.last + statement.excluded.last},
            ).returning(number_series.c.last)
        )
        return range(last - count + 1, last + 1)

    def add(self, items: Sequence[Item], objects: Sequence[StoredObject]) -> None:
        """Two statements for any number of items and objects."""
        self._session.insert_many(
            item,
            [
                (
                    each.item_id,
                    each.collection_id,
                    each.number,
                    each.version,
                    each.record,
                    each.state.value,
                    each.accession_id,
                    each.fingerprint,
                    each.deposited_by,
                )
                for each in items
            ],
        )
        self._add_objects(objects)

    def _add_objects(self, objects: Sequence[StoredObject]) -> None:
        self._session.insert_many(
            stored_object,
            [
                (
                    each.item_id,
                    each.digest,
                    each.role.value,
                    each.position,
                    each.size,
                    each.header_digest,
                    each.fingerprint,
                    each.shredded,
                )
                for each in objects
            ],
        )

    def item(self, item_id: str) -> Item:
        """By id."""
        row = self._session.first(_ITEM, {"item_id": item_id})
        if row is None:
            raise NotFound(f"There is no item {item_id}.")
        return to_item(row)

    def those_of(self, item_ids: Sequence[str]) -> dict[str, Item]:
        """One statement for every 500 ids."""
        return {found.item_id: found for found in map(to_item, self._session.among(_THOSE_OF, item_ids))}

    def by_number(self, number: str) -> Item:
        """By its human number, as `BYA-2020-0000123`."""
        row = self._session.first(_BY_NUMBER, {"number": number})
        if row is None:
            raise NotFound(f"There is no item {number}.")
        return to_item(row)

    def items(self, collection_id: str | None = None) -> Iterator[Item]:
        """Pages along the index of numbers."""
        statement, after = (_ITEMS, {"after": ""})
        if collection_id is not None:
            statement, after = _ITEMS_OF, {"after": "", "collection_id": collection_id}
        return map(to_item, self._session.pages(statement, after, lambda row: {"after": row[2]}))

    def count(self) -> int:
        """Of all collections together."""
        return int(self._session.scalar(_COUNT))

    def by_item_fingerprint(self, collection_id: str, fingerprints: Sequence[str]) -> dict[str, Item]:
        """First means the lowest number; an empty fingerprint is nobody's."""
        rows = self._session.among(_SAME_ITEM, _real(fingerprints), {"collection_id": collection_id})
        return _first((found.fingerprint, found) for found in map(to_item, rows))

    def by_object_fingerprint(
        self, collection_id: str, fingerprints: Sequence[str], role: ObjectRole = ObjectRole.EXHIBIT
    ) -> dict[str, Item]:
        """First means the lowest number; an empty fingerprint is nobody's."""
        pairs = list(self._session.among(_SAME_OBJECT, _real(fingerprints), {"role": role.value}))
        holders = list(dict.fromkeys(item_id for _, item_id in pairs))
        rows = self._session.among(_ITEMS_AMONG, holders, {"collection_id": collection_id})
        items = {found.item_id: found for found in map(to_item, rows)}
        return _first((fingerprint, items[item_id]) for fingerprint, item_id in pairs if item_id in items)

    def objects(self, item_id: str) -> tuple[StoredObject, ...]:
        """Shredded ones too."""
        return in_order([to_object(row) for row in self._session.rows(_OBJECTS_OF, {"item_id": item_id})])

    def object(self, digest: str) -> StoredObject:
        """By the digest of its payload."""
        row = self._session.first(_OBJECT, {"digest": digest})
        if row is None:
            raise NotFound(f"There is no object {digest}.")
        return to_object(row)

    def all_objects(self) -> Iterator[StoredObject]:
        """Pages along the primary key."""
        return map(to_object, self._session.pages(_OBJECTS, {"after": ""}, lambda row: {"after": row[1]}))

    def advance(
        self, item_id: str, *, based_on: int, record: str, new_objects: Sequence[StoredObject]
    ) -> Item:
        """The version is compared and set in one statement."""
        self._move(_ADVANCE, item_id, based_on, {"new_record": record})
        self._add_objects(new_objects)
        return self.item(item_id)

    def withdraw(self, item_id: str, *, based_on: int) -> Item:
        """The version is compared and set in one statement; record and objects stay listed."""
        self._move(_WITHDRAW, item_id, based_on, {})
        return self.item(item_id)

    def _move(self, statement: Update, item_id: str, based_on: int, values: dict[str, str]) -> None:
        if not self._session.change(statement, {"key": item_id, "based_on": based_on, **values}):
            present = self.item(item_id).version
            raise Conflict(
                f"The item has moved on: this change was based on version {based_on}, present is {present}.",
                safe="Nothing was changed. Read the present version and decide again.",
            )

    def mark_shredded(self, digests: Sequence[str]) -> None:
        """Raise NotFound if one of them is not there: a header would be gone without anybody knowing."""
        self._require(digests)
        if digests:
            self._session.change(_SHRED, [{"key": digest} for digest in digests])

    def change_headers(self, changes: Sequence[HeaderChange]) -> None:
        """Raise NotFound if one of the objects is not there."""
        self._require([change.digest for change in changes])
        if changes:
            self._session.change(
                _REWRAP, [{"key": change.digest, "header": change.header_digest} for change in changes]
            )

    def _require(self, digests: Sequence[str]) -> None:
        known = {row[0] for row in self._session.among(_KNOWN_OBJECTS, digests)}
        for digest in digests:
            if digest not in known:
                raise NotFound(f"There is no object {digest}.", safe="Nothing was changed.")

    def add_links(self, links: Sequence[Link]) -> None:
        """Of two links between the same items and of the same type the first stays."""
        self._session.insert_many(
            link,
            [(each.from_item, each.to_item, each.type.value, each.basis, each.event_id) for each in links],
            keep_existing=True,
        )

    def links(self, item_id: str) -> tuple[Link, ...]:
        """By both ends and type."""
        return tuple(map(to_link, self._session.rows(_LINKS, {"item_id": item_id})))

    def all_links(self) -> Iterator[Link]:
        """Pages along the primary key."""
        after = {"from_item": "", "to_item": "", "type": ""}
        return map(
            to_link,
            self._session.pages(
                _ALL_LINKS, after, lambda row: {"from_item": row[0], "to_item": row[1], "type": row[2]}
            ),
        )


def _real(fingerprints: Sequence[str]) -> list[str]:
    return [each for each in dict.fromkeys(fingerprints) if each]


def _first(candidates: Iterable[tuple[str, Item]]) -> dict[str, Item]:
    chosen: dict[str, Item] = {}
    for fingerprint, candidate in candidates:
        present = chosen.get(fingerprint)
        if present is None or candidate.number < present.number:
            chosen[fingerprint] = candidate
    return chosen
