"""What a seizure of this machine would reveal at this moment, counted from what is really here.

The list of what lies in clear is that of docs/trust.md; here it gets numbers. What the machine's memory holds
besides the sessions below cannot be seen from inside.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archive.domain.account import SessionLimits
from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.domain.item import ObjectRole
from archive.ports import Transaction
from archive.ports_keys import Guard
from archive.services.context import Actor, Archive
from archive.services.keys import KeyKind, KeyRow, KeyState, key_report
from archive.services.ledger import require
from archive.services.sessions import open_sessions

WEAK_AGENT, WEAK_IDENTITY = 16, 18
"""Work factors below these let passphrases be tried fast (config.settings.KdfSettings)."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Who opens a collection when forced to: members with a copy of its identity. `items`: what it holds."""

    collection: str
    items: int
    sealed: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Browsers that an agent is signed in with; seized, each opens `collections` until its session ends."""

    handle: str
    sessions: int
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seizure:
    """`clear`: what can be read without any passphrase, by stable word, with how many there are.

    `guessable`: key files whose passphrase can be tried, weak ones first. `sealed_objects`: files that
    nothing on this disk opens without a passphrase.
    """

    clear: tuple[tuple[str, int], ...]
    clear_keys: tuple[KeyRow, ...]
    guessable: tuple[tuple[KeyRow, bool], ...]
    exposed: tuple[KeyRow, ...]
    openers: tuple[Opener, ...]
    identities: int
    sealed_objects: int
    sessions: tuple[LiveSession, ...]


def seizure(archive: Archive, actor: Actor, limits: SessionLimits) -> Seizure:
    """Count it. Raise NotPermitted."""
    require(archive, actor, Act.MANAGE_COLLECTIONS)
    keys = key_report(archive, actor)
    copies = {row.of for row in keys if row.kind is KeyKind.MEMBER and row.state is KeyState.PRESENT}
    live = open_sessions(archive, limits)
    with archive.records.reading() as tx:
        roles = Counter(each.role for each in tx.items.all_objects() if not each.shredded)
        openers = tuple(_openers(tx, copies))
        accounts = {each.account_id: each.handle for each in tx.accounts.accounts()}
        clear = tuple(_clear(archive, tx, sum(roles.values()), len(live)))
    guessable = [
        (row, row.kept.work_factor < (WEAK_AGENT if row.kind is KeyKind.AGENT else WEAK_IDENTITY))
        for row in keys
        if row.kept and row.kept.guard is Guard.PASSPHRASE
    ]
    return Seizure(
        clear=clear,
        clear_keys=tuple(row for row in keys if row.is_in_clear),
        guessable=tuple(sorted(guessable, key=lambda pair: not pair[1])),
        exposed=tuple(row for row in keys if row.kept and row.kept.is_exposed),
        openers=openers,
        identities=roles[ObjectRole.IDENTITY],
        sealed_objects=sum(roles.values()),
        sessions=tuple(_live(Counter(accounts[each.account_id] for each in live), openers)),
    )


def _clear(archive: Archive, tx: Transaction, objects: int, sessions: int) -> Iterator[tuple[str, int]]:
    agents = tx.people.agents()
    yield "agents", len(agents)
    yield "memberships", sum(len(tx.people.memberships(each.agent_id)) for each in agents)
    yield "collections", len(tx.people.collections())
    yield "items", tx.items.count()
    yield "objects", objects
    yield "links", sum(1 for _ in tx.items.all_links())
    yield "entries", tx.log.size()
    yield "queries", len(tx.log.by_type([EventType.QUERY.value]))
    yield "openings", len(tx.log.by_type([EventType.DECRYPTION.value]))
    yield "drafts", sum(len(archive.drafts.list(each.agent_id)) for each in agents)
    yield "waiting", len(tx.outbox.pending(archive.index_task))
    yield "accounts", len(tx.accounts.accounts())
    yield "sessions", sessions


def _openers(tx: Transaction, copies: set[str]) -> Iterator[Opener]:
    handles = {each.agent_id: each.handle for each in tx.people.agents()}
    for each in tx.people.collections():
        members = (handles[member.agent_id] for member in tx.people.members(each.collection_id))
        yield Opener(
            each.name,
            sum(1 for _ in tx.items.items(each.collection_id)),
            each.sealed,
            tuple(sorted(handle for handle in members if f"{handle}, {each.name}" in copies)),
        )


def _live(signed_in: Counter[str], openers: tuple[Opener, ...]) -> Iterator[LiveSession]:
    for handle, sessions in sorted(signed_in.items()):
        yield LiveSession(
            handle, sessions, tuple(each.collection for each in openers if handle in each.members)
        )
