"""Keys of the archive: which there should be, which are on this machine, since when. Nothing is opened."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.account import InvitationState
from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.ports import Transaction
from archive.ports_keys import Guard, KeptKey
from archive.services.agents import needs_identity
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from crypto.dsse import parse_envelope


class KeyKind(StrEnum):
    """What a key is for."""

    LOG = "log"
    VAULT = "vault"
    AGENT = "agent"
    COLLECTION = "collection"
    MEMBER = "member"
    INDEX = "index"
    INTAKE = "intake"
    UNKNOWN = "unknown"


class KeyState(StrEnum):
    """STRAY: it is here, and nothing in the archive asks for it any more."""

    PRESENT = "present"
    MISSING = "missing"
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key. `of`: handle, collection, or both. `made_at`: instant of the entry that made it, "" if none.

    `rotations`: how often the log says it was replaced. `kept`: the file, None when it is missing.
    """

    kind: KeyKind
    of: str
    place: str
    state: KeyState
    made_at: str
    rotations: int
    kept: KeptKey | None

    @property
    def is_in_clear(self) -> bool:
        """Whether who holds the disk holds the key."""
        return self.kept is not None and self.kept.guard is Guard.CLEAR


def key_report(archive: Archive, actor: Actor) -> tuple[KeyRow, ...]:
    """Keys that should be here, then files that nothing asks for. Raise NotPermitted."""
    require(archive, actor, Act.MANAGE_COLLECTIONS)
    with archive.records.reading() as tx:
        expected = list(_expected(tx))
        made, rotations = _made(tx), _rotations(tx)
        waiting = {
            f"agents/{each.handle}.age"
            for each in tx.accounts.invitations()
            if each.state is InvitationState.ACCEPTED
        }
    kept = {each.place: each for each in archive.keys.kept()}
    rows = [
        KeyRow(
            kind,
            of,
            place,
            KeyState.PRESENT if place in kept else KeyState.MISSING,
            made.get(subject, ""),
            rotations.get(subject, 0) if kind in (KeyKind.COLLECTION, KeyKind.INDEX) else 0,
            kept.get(place),
        )
        for kind, of, place, subject in expected
    ]
    known = {row.place for row in rows} | waiting
    strays = [
        KeyRow(KeyKind.UNKNOWN, "", place, KeyState.STRAY, "", 0, each)
        for place, each in kept.items()
        if place not in known
    ]
    return (*rows, *strays)


def _expected(tx: Transaction) -> Iterator[tuple[KeyKind, str, str, str]]:
    """(kind, of, place, id that the log knows it by)."""
    agents = {each.agent_id: each for each in tx.people.agents()}
    yield KeyKind.LOG, "", "log.key", ""
    yield KeyKind.VAULT, "", "vault.age", ""
    for agent in agents.values():
        if not agent.retired:
            yield KeyKind.AGENT, agent.handle, f"agents/{agent.handle}.age", agent.agent_id
    for each in tx.people.collections():
        folder = f"collections/{each.collection_id}"
        yield KeyKind.INTAKE, each.name, f"{folder}/intake.key", each.collection_id
        if each.sealed:
            continue
        yield KeyKind.COLLECTION, each.name, f"{folder}/identity.age", each.collection_id
        yield KeyKind.INDEX, each.name, f"{folder}/index.key.age", each.collection_id
        for member in tx.people.members(each.collection_id):
            agent = agents[member.agent_id]
            if not agent.retired and needs_identity(agent):
                place = f"{folder}/members/{agent.agent_id}.age"
                yield (
                    KeyKind.MEMBER,
                    f"{agent.handle}, {each.name}",
                    place,
                    each.collection_id + agent.agent_id,
                )


def _rotations(tx: Transaction) -> dict[str, int]:
    """Collection id -> how often its keys were replaced."""
    found = Counter[str]()
    for row in tx.log.by_type([EventType.KEY_ROTATION.value]):
        predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
        if "recipients" in predicate["detail"]:
            found[predicate["collection_id"]] += 1
    return found


def _made(tx: Transaction) -> dict[str, str]:
    """Instants of the entries that made keys; "" is the founding, which made log and vault."""
    kinds = (
        EventType.ARCHIVE_CREATION,
        EventType.AGENT_REGISTRATION,
        EventType.COLLECTION_CREATION,
        EventType.MEMBERSHIP_CHANGE,
        EventType.KEY_ROTATION,
    )
    made: dict[str, str] = {}
    for row in tx.log.by_type([kind.value for kind in kinds]):
        predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
        detail, collection = predicate["detail"], predicate["collection_id"] or ""
        if row.event_type == EventType.ARCHIVE_CREATION:
            made[""] = predicate["at"]
        if row.event_type == EventType.KEY_ROTATION:
            if "recipients" in detail:
                made[collection] = predicate["at"]
        elif row.event_type == EventType.MEMBERSHIP_CHANGE:
            made[collection + detail["agent_id"]] = predicate["at"]
        else:
            # Roles that change are registrations too: the key is from the first.
            made.setdefault(collection or detail["agent"]["agent_id"], predicate["at"])
    return made
