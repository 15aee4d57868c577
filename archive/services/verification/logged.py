"""What the custody log says of the archive: its entries replayed, to be set against database and store.

Entries are taken in log order. Whoever feeds them has found them authentic: covered by the signed checkpoint,
or signed and in their place beyond it.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from archive.domain.custody import EventType
from archive.domain.errors import ArchiveError
from archive.domain.item import ObjectRole
from archive.domain.shared_work import ItemWork
from archive.services.ledger import PRIVATE_TAG, SEALED
from archive.services.work_log import step_of

_ROLES = frozenset(ObjectRole)


@dataclass(slots=True)
class LoggedObject:
    """An object as logged. `header` (hex SHA-256) follows re-wraps; sizes in bytes, None where not logged."""

    item_id: str
    role: str
    position: int
    header: str
    size: int | None
    erased: bool = False


@dataclass(slots=True)
class LoggedItem:
    """An item as logged; `number` is empty in entries that do not name it."""

    collection_id: str
    accession_id: str
    deposited_by: str
    number: str
    version: int
    record: str = ""
    withdrawn: bool = False
    exhibits: int = 0
    renditions: int = 0


@dataclass(slots=True)
class LoggedAgent:
    """An agent as a custodian registered it."""

    handle: str
    public_key: bytes
    recipient_digest: str
    roles: frozenset[str]
    retired: bool = False


@dataclass(frozen=True, slots=True)
class LoggedCollection:
    """A collection as a custodian created it. `recipients`: purpose -> recipient, as of the last rotation."""

    name: str
    prefix: str
    ceiling: int
    sealed: bool
    recipients: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """The parts of one entry that the replay needs."""

    event_id: str
    event_type: str
    agent_id: str
    at: str
    collection_id: str
    item_id: str
    subjects: tuple[tuple[str, str], ...]
    detail: dict[str, Any]
    commitments: tuple[tuple[str, int, str], ...]


def read_quickly(data: bytes) -> Entry:
    """The statement of an entry, its form checked elsewhere; raise ValueError, KeyError or TypeError."""
    statement = json.loads(base64.b64decode(json.loads(data)["payload"]))
    predicate = statement["predicate"]
    return Entry(
        event_id=predicate["event_id"],
        event_type=predicate["event_type"],
        agent_id=predicate["agent_id"],
        at=predicate["at"],
        collection_id=predicate["collection_id"] or "",
        item_id=predicate["item_id"] or "",
        subjects=tuple((s["name"], s["digest"]["sha256"]) for s in statement["subject"]),
        detail=predicate["detail"],
        commitments=tuple((c["tag"], c["subject"], c["value"]) for c in predicate["commitments"]),
    )


def item_of(data: bytes) -> str | None:
    """The item an entry names, None if it cannot be read: for entries that are in doubt."""
    try:
        return read_quickly(data).item_id
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(slots=True)
class Logged:
    """The state of the archive after the entries taken so far."""

    items: dict[str, LoggedItem] = field(default_factory=dict)
    objects: dict[str, LoggedObject] = field(default_factory=dict)
    agents: dict[str, LoggedAgent] = field(default_factory=dict)
    collections: dict[str, LoggedCollection] = field(default_factory=dict)
    memberships: dict[tuple[str, str], int] = field(default_factory=dict)
    links: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Event id -> (from item, to item, type)."""
    sealed: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Event id -> (leaf index, SHA-256 of what is kept beside the log, empty if the entry does not say)."""
    commitments: dict[tuple[str, str], str] = field(default_factory=dict)
    """(tag, object digest) -> commitment, hex."""
    patterns: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Object digest -> (collection id, number) of a pattern exhibit."""
    archive_id: str = ""
    origin: str = ""
    work: dict[str, ItemWork] = field(default_factory=dict)
    """Item id -> the shared work on it."""
    impossible: list[tuple[int, str]] = field(default_factory=list)
    """(leaf index, item id) of steps of shared work that the state before them did not allow."""
    malformed: list[int] = field(default_factory=list)
    """Leaf indexes of entries whose detail lacks what their type needs."""
    doubtful_items: set[str] = field(default_factory=set)
    is_doubtful: bool = False
    """Some entry is in doubt, and it cannot be said what it was about: absence proves nothing."""

    _leaf_index: int = -1
    _steps: dict[str, Callable[[Entry], None]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._steps = {
            EventType.ARCHIVE_CREATION: self._found,
            EventType.AGENT_REGISTRATION: self._register,
            EventType.AGENT_RETIREMENT: self._retire,
            EventType.COLLECTION_CREATION: self._create_collection,
            EventType.MEMBERSHIP_CHANGE: self._set_membership,
            EventType.ACCESSION: self._accession,
            EventType.IDENTITY_DEPOSIT: self._add_identity,
            EventType.DESCRIPTION: self._new_version,
            EventType.CONSENT_CHANGE: self._new_version,
            EventType.KEY_ROTATION: self._rotate,
            EventType.REWRAP: self._rewrap,
            EventType.WITHDRAWAL: self._withdraw,
            EventType.ERASURE: self._erase,
            EventType.LINK: self._link,
            EventType.PATTERN: self._add_pattern,
            EventType.SHARED_WORK: self._work_on,
        }

    def take(self, leaf_index: int, data: bytes) -> Entry | None:
        """Replay one entry."""
        try:
            entry = read_quickly(data)
            self._apply(leaf_index, entry)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.malformed.append(leaf_index)
            return None
        return entry

    def doubt(self, item_id: str | None) -> None:
        """An entry about this item (empty: about none; None: not known) cannot be trusted."""
        if item_id:
            self.doubtful_items.add(item_id)
        else:
            self.is_doubtful = True

    def trusts(self, item_id: str) -> bool:
        """Whether everything the log says of this item is at hand."""
        return not self.is_doubtful and item_id not in self.doubtful_items

    def impossible_steps(self) -> tuple[int, ...]:
        """Leaf indexes of impossible steps, of items of whose work every step is at hand."""
        return tuple(leaf_index for leaf_index, item_id in self.impossible if self.trusts(item_id))

    def _apply(self, leaf_index: int, entry: Entry) -> None:
        self._leaf_index = leaf_index
        if SEALED in entry.detail or any(tag == PRIVATE_TAG for tag, _, _ in entry.commitments):
            self.sealed[entry.event_id] = (leaf_index, str(entry.detail.get(SEALED, "")))
        for tag, subject, value in entry.commitments:
            if tag != PRIVATE_TAG:
                self.commitments[tag, entry.subjects[subject][1]] = value
        step = self._steps.get(entry.event_type)
        if step is not None:
            step(entry)

    def _found(self, entry: Entry) -> None:
        self.archive_id, self.origin = entry.detail["archive_id"], entry.detail["origin"]
        self._register(entry)

    def _register(self, entry: Entry) -> None:
        agent = entry.detail["agent"]
        self.agents[agent["agent_id"]] = LoggedAgent(
            handle=agent["handle"],
            public_key=base64.b64decode(agent["public_key"]),
            recipient_digest=agent["recipient_sha256"],
            roles=frozenset(agent["roles"]),
        )

    def _retire(self, entry: Entry) -> None:
        self.agents[entry.detail["agent_id"]].retired = True

    def _create_collection(self, entry: Entry) -> None:
        detail = entry.detail
        self.collections[entry.collection_id] = LoggedCollection(
            name=detail["name"],
            prefix=detail["prefix"],
            ceiling=detail["ceiling"],
            sealed=detail["sealed"],
            recipients={r["purpose"]: r["recipient"] for r in detail["recipients"]},
        )

    def _set_membership(self, entry: Entry) -> None:
        self.memberships[entry.collection_id, entry.detail["agent_id"]] = entry.detail["clearance"]

    def _accession(self, entry: Entry) -> None:
        item = self.items.get(entry.item_id)
        if item is None:
            item = self.items[entry.item_id] = LoggedItem(
                collection_id=entry.collection_id,
                accession_id=entry.detail["accession_id"],
                deposited_by=entry.agent_id,
                number=str(entry.detail.get("number", "")),
                version=entry.detail["version"],
            )
        self._add_objects(entry, item)

    def _add_identity(self, entry: Entry) -> None:
        self._add_objects(entry, self.items[entry.item_id])

    def _new_version(self, entry: Entry) -> None:
        item = self.items[entry.item_id]
        item.version = entry.detail["version"]
        self._add_objects(entry, item)

    def _add_objects(self, entry: Entry, item: LoggedItem) -> None:
        headers = entry.detail["headers"]
        sizes = entry.detail.get("sizes") or [None] * len(headers)
        for (name, digest), header, size in zip(entry.subjects, headers, sizes, strict=True):
            if name not in _ROLES:
                raise ValueError(name)
            position = 1
            if name == ObjectRole.RECORD:
                position = entry.detail["version"]
                item.record = digest
            elif name == ObjectRole.EXHIBIT:
                position = item.exhibits
                item.exhibits += 1
            elif name == ObjectRole.RENDITION:
                position = item.renditions
                item.renditions += 1
            self.objects[digest] = LoggedObject(entry.item_id, name, position, header, size)

    def _work_on(self, entry: Entry) -> None:
        before = self.work.get(entry.item_id, ItemWork())
        step = step_of(entry.agent_id, entry.event_id, entry.detail)
        try:
            self.work[entry.item_id] = before.after(step)
        except ArchiveError:
            self.impossible.append((self._leaf_index, entry.item_id))

    def _rotate(self, entry: Entry) -> None:
        """New recipients count when a custodian signed them; else the database differs from the log."""
        if "recipients" in entry.detail and "custodian" in self.agents[entry.agent_id].roles:
            collection = self.collections[entry.collection_id]
            said = {r["purpose"]: r["recipient"] for r in entry.detail["recipients"]}
            self.collections[entry.collection_id] = replace(collection, recipients=said)

    def _rewrap(self, entry: Entry) -> None:
        for (_, digest), header in zip(entry.subjects, entry.detail["headers"], strict=True):
            self.objects[digest].header = header

    def _withdraw(self, entry: Entry) -> None:
        item = self.items[entry.item_id]
        item.withdrawn, item.version = True, entry.detail["version"]

    def _erase(self, entry: Entry) -> None:
        for _, digest in entry.subjects:
            self.objects[digest].erased = True

    def _link(self, entry: Entry) -> None:
        self.links[entry.event_id] = (entry.item_id, entry.detail["to"], entry.detail["type"])

    def _add_pattern(self, entry: Entry) -> None:
        (_, digest), (header,), (size,) = entry.subjects[0], entry.detail["headers"], entry.detail["sizes"]
        self.objects[digest] = LoggedObject("", "pattern", 0, header, size)
        self.patterns[digest] = (entry.collection_id, str(entry.detail["number"]))
