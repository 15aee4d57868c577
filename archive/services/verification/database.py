"""Items, objects and links in the database against what the custody log says of them."""

import re
from collections.abc import Callable, Iterator

from archive.domain.item import Item, ItemState, StoredObject
from archive.ports import Transaction
from archive.services.verification.codes import finding
from archive.services.verification.logged import Logged, LoggedItem, LoggedObject
from archive.verifier.findings import Finding

_NUMBER = re.compile(r"([A-Z]+)-([0-9]{4})-([0-9]{7,})")
_MANY = 1000


class DatabaseCheck:
    """Remembers what it saw, so that one missing row is reported once. `only`: an item id, or empty."""

    def __init__(self, tx: Transaction, logged: Logged, only: str = "") -> None:
        self._tx = tx
        self._logged = logged
        self._only = only
        self._collections = {c.collection_id: c for c in tx.people.collections()}
        self.numbers: dict[str, str] = {}
        """Item id -> number, as the database has it."""

    def items(self) -> Iterator[Finding]:
        """V711 to V717."""
        logged = self._logged
        for item in self._tx.items.items():
            self.numbers[item.item_id] = item.number
            if not self._concerns(item.item_id):
                continue
            said = logged.items.get(item.item_id)
            if said is None:
                yield finding("V712", item.number)
            else:
                yield from _check_item(item, said)
        for item_id, said in logged.items.items():
            if item_id not in self.numbers and self._concerns(item_id):
                yield finding("V711", said.number or f"item {item_id}")
        if not self._only:
            yield from self._numbers()

    def objects(self, on_progress: Callable[[int], None] | None = None) -> Iterator[Finding]:
        """V721 to V725."""
        logged = self._logged
        seen: set[str] = set()
        for count, stored in enumerate(self._tx.items.all_objects()):
            seen.add(stored.digest)
            if on_progress is not None and count % 1000 == 0:
                on_progress(count)
            said = logged.objects.get(stored.digest)
            if not self._concerns(said.item_id if said else stored.item_id):
                continue
            if said is None:
                # A whole item made up is one finding, not one for each of its objects.
                if stored.item_id in logged.items or stored.item_id not in self.numbers:
                    yield finding("V722", self.name(stored.digest, stored.item_id))
            else:
                yield from self._check_object(stored, said)
        for digest, said in logged.objects.items():
            if digest not in seen and said.item_id in self.numbers and self._concerns(said.item_id):
                yield finding("V721", self.name(digest, said.item_id))

    def links(self) -> Iterator[Finding]:
        """V731 and V732. Saying a link twice makes one row, so each is looked up by its ends and type."""
        logged = self._logged
        said = {each: event_id for event_id, each in logged.links.items()}
        present = set()
        for link in self._tx.items.all_links():
            each = (link.from_item, link.to_item, link.type.value)
            present.add(each)
            if self._concerns(link.from_item) and logged.links.get(link.event_id) != each:
                yield finding("V732", self._link(each))
        for each in said:
            known = each[0] in self.numbers and each[1] in self.numbers
            if each not in present and known and self._concerns(each[0]):
                yield finding("V731", self._link(each))

    def name(self, digest: str, item_id: str) -> str:
        """An object for people: its digest, and its item's number."""
        said = self._logged.items.get(item_id)
        number = self.numbers.get(item_id) or (said.number if said else "")
        return f"object {digest}" + (f" of {number}" if number else "")

    def _concerns(self, item_id: str) -> bool:
        return (not self._only or item_id == self._only) and self._logged.trusts(item_id)

    def _link(self, each: tuple[str, str, str]) -> str:
        source, target, type_ = each
        return f"{self.numbers.get(source, source)} {type_} {self.numbers.get(target, target)}"

    def _check_object(self, stored: StoredObject, said: LoggedObject) -> Iterator[Finding]:
        subject = self.name(stored.digest, said.item_id)
        present = (stored.item_id, stored.role.value, stored.position)
        size = said.size if said.size is not None else stored.size
        if (*present, stored.size) != (said.item_id, said.role, said.position, size):
            yield finding(
                "V723",
                subject,
                f"{said.role} {said.position}, {size} bytes",
                f"{stored.role} {stored.position}, {stored.size} bytes",
            )
        if stored.header_digest != said.header:
            yield finding("V724", subject, said.header, stored.header_digest)
        if stored.shredded != said.erased:
            yield finding("V725", subject, _erased(said.erased), _erased(stored.shredded))

    def _numbers(self) -> Iterator[Finding]:
        """Series of numbers without gaps; a number that the log knows and the database lost is no gap."""
        series: dict[tuple[str, int], set[int]] = {}
        taken: dict[str, str] = {}
        said = {item_id: each.number for item_id, each in self._logged.items.items() if each.number}
        for item_id, number in self.numbers.items():
            if number in taken:
                yield finding("V717", number)
            taken[number] = item_id
        for number in (*self.numbers.values(), *said.values()):
            match = _NUMBER.fullmatch(number)
            if match:
                series.setdefault((match[1], int(match[2])), set()).add(int(match[3]))
        for (prefix, year), sequences in sorted(series.items()):
            gaps = [n for n in range(1, min(max(sequences), len(sequences) + _MANY)) if n not in sequences]
            if gaps and self._logged.trusts(""):
                yield finding("V716", f"{prefix}-{year:04d}", found=", ".join(f"{n:07d}" for n in gaps[:10]))


def _check_item(item: Item, said: LoggedItem) -> Iterator[Finding]:
    present = (item.collection_id, item.accession_id, item.deposited_by, item.number)
    if present != (said.collection_id, said.accession_id, said.deposited_by, said.number or item.number):
        yield finding("V713", said.number or item.number, found=item.number)
    if (item.version, item.record) != (said.version, said.record):
        yield finding(
            "V714",
            item.number,
            f"version {said.version}, record {said.record}",
            f"version {item.version}, record {item.record}",
        )
    if (item.state is ItemState.WITHDRAWN) != said.withdrawn:
        yield finding("V715", item.number, _state(said.withdrawn), item.state.value)


def _state(withdrawn: bool) -> str:  # noqa: FBT001 - one word for each
    return ItemState.WITHDRAWN.value if withdrawn else ItemState.ACTIVE.value


def _erased(erased: bool) -> str:  # noqa: FBT001
    return "erased" if erased else "kept"
