"""Keys of the archive: which there should be, which are on this machine, since when. Nothing is opened."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from archive.domain.account import InvitationState
from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.ports import Transaction
from archive.ports_keys import Guard, KeptKey
from archive.services.agents import needs_identity
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from crypto.dsse import parse_envelope

_ID = 36
"""Characters of a collection's id, with which the subject of a member's copy begins."""


class _Moment(NamedTuple):
    """When an entry was made: they compare by their place in the log."""

    leaf_index: int
    at: str


_NEVER = _Moment(-1, "")


class KeyKind(StrEnum):
    """What a key is for."""

    LOG = "log"
    VAULT = "vault"
    AGENT = "agent"
    COLLECTION = "collection"
    MEMBER = "member"
    INDEX = "index"
    INTAKE = "intake"
    RECOVERY = "recovery"
    UNKNOWN = "unknown"


class KeyState(StrEnum):
    """STRAY: it is here, and nothing in the archive asks for it any more. ELSEWHERE: it must not be here."""

    PRESENT = "present"
    MISSING = "missing"
    STRAY = "stray"
    ELSEWHERE = "elsewhere"


_ROTATED = frozenset({KeyKind.COLLECTION, KeyKind.MEMBER, KeyKind.INDEX})
"""What the rotation of a collection replaces."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key. `of`: handle, collection, or both. `made_at`: instant of the entry that made it, or "".

    `version`: from 1, the epoch of a collection's keys; 0 for what is unknown. `rotated_at`: instant of the
    entry that last replaced it, "" if none did. `place`: below `keys`, or "". `kept`: the file, if any.
    """

    kind: KeyKind
    of: str
    place: str
    state: KeyState
    made_at: str
    version: int
    rotated_at: str
    kept: KeptKey | None

    @property
    def is_in_clear(self) -> bool:
        """Whether who holds the disk holds the key."""
        return self.kept is not None and self.kept.guard is Guard.CLEAR


def key_report(archive: Archive, actor: Actor) -> tuple[KeyRow, ...]:
    """Keys that should be here or elsewhere, then files that nothing asks for. Raise NotPermitted."""
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
    rows = []
    for kind, of, place, subject in expected:
        state = KeyState.PRESENT if place in kept else KeyState.MISSING
        first = made.get(subject, _NEVER)
        replaced = rotations.get(subject[:_ID], []) if kind in _ROTATED else []
        rows.append(
            KeyRow(
                kind,
                of,
                place,
                state if place else KeyState.ELSEWHERE,
                first.at,
                len(replaced) + 1,
                max((each for each in replaced if each > first), default=_NEVER).at,
                kept.get(place),
            )
        )
    known = {row.place for row in rows} | waiting
    strays = [
        KeyRow(KeyKind.UNKNOWN, "", place, KeyState.STRAY, "", 0, "", each)
        for place, each in kept.items()
        if place not in known
    ]
    return (*rows, *strays)


def _expected(tx: Transaction) -> Iterator[tuple[KeyKind, str, str, str]]:
    """(kind, of, place, id that the log knows it by)."""
    agents = {each.agent_id: each for each in tx.people.agents()}
    yield KeyKind.LOG, "", "log.key", ""
    yield KeyKind.VAULT, "", "vault.age", ""
    yield KeyKind.RECOVERY, "", "", ""
    for agent in agents.values():
        if not agent.retired:
            yield KeyKind.AGENT, agent.handle, f"agents/{agent.handle}.age", agent.agent_id
    for each in tx.people.collections():
        folder = f"collections/{each.collection_id}"
        yield KeyKind.INTAKE, each.name, f"{folder}/intake.key", each.collection_id
        if each.sealed:
            yield KeyKind.COLLECTION, each.name, "", each.collection_id
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


def _rotations(tx: Transaction) -> dict[str, list[_Moment]]:
    """Collection id -> when its keys were replaced."""
    found: dict[str, list[_Moment]] = {}
    for row in tx.log.by_type([EventType.KEY_ROTATION.value]):
        predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
        if "recipients" in predicate["detail"]:
            found.setdefault(predicate["collection_id"], []).append(_Moment(row.leaf_index, predicate["at"]))
    return found


def _made(tx: Transaction) -> dict[str, _Moment]:
    """When keys were made; "" is the founding, which made log, vault and recovery."""
    kinds = (
        EventType.ARCHIVE_CREATION,
        EventType.AGENT_REGISTRATION,
        EventType.COLLECTION_CREATION,
        EventType.MEMBERSHIP_CHANGE,
    )
    made: dict[str, _Moment] = {}
    for row in tx.log.by_type([kind.value for kind in kinds]):
        predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
        detail, collection = predicate["detail"], predicate["collection_id"] or ""
        moment = _Moment(row.leaf_index, predicate["at"])
        if row.event_type == EventType.ARCHIVE_CREATION:
            made[""] = moment
        if row.event_type == EventType.MEMBERSHIP_CHANGE:
            made[collection + detail["agent_id"]] = moment
        else:
            # Roles that change are registrations too: the key is from the first.
            made.setdefault(collection or detail["agent"]["agent_id"], moment)
    return made
