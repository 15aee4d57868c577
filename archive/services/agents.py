"""Agents: signing in, registering, retiring; who may read which collection."""

import base64
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from archive.domain.agent import Act, Agent, Membership, Role
from archive.domain.custody import EventType
from archive.domain.errors import (
    Conflict,
    InvalidRequest,
    KeyUnavailable,
    NotFound,
    NotPermitted,
    UnknownTerm,
)
from archive.domain.item import Collection
from archive.domain.passphrase import check_passphrase
from archive.ports import AgentSecret, Transaction
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, agent_subject, require
from archive.services.opening import collection_identity
from crypto.age.hybrid import HybridIdentity, HybridRecipient
from crypto.age.keys import parse_recipient
from crypto.age.ring import IdentityRing
from crypto.digest import sha256_hex
from crypto.errors import CryptoError
from crypto.signing import Ed25519SigningKey

_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)
MAX_CLEARANCE = 3


def new_agent(handle: str, roles: Iterable[Role]) -> tuple[Agent, AgentSecret]:
    """A new agent with fresh keys, not yet stored; raise InvalidRequest for a bad handle or no role."""
    if not _HANDLE.fullmatch(handle):
        raise InvalidRequest(
            "A handle has 1 to 40 of a-z, 0-9, dot, dash and underscore, and begins with a letter or digit. "
            "It appears in the custody log: use a pseudonym, never a real name."
        )
    held = frozenset(roles)
    if not held:
        raise InvalidRequest("An agent needs at least one role.")
    signing_key = Ed25519SigningKey.generate()
    identity = HybridIdentity.generate()
    agent = Agent(str(uuid.uuid4()), handle, signing_key.public_key, str(identity.recipient()), held)
    return agent, AgentSecret(agent.agent_id, signing_key.seed(), identity)


def agent_detail(agent: Agent) -> dict[str, Any]:
    """What the custody log says of an agent: enough to check every entry it signs later."""
    return {
        "agent_id": agent.agent_id,
        "handle": agent.handle,
        "public_key": base64.b64encode(agent.public_key).decode(),
        "recipient_sha256": sha256_hex(agent.recipient.encode()),
        "roles": sorted(agent.roles),
    }


def sign_in(archive: Archive, handle: str, passphrase: str) -> Actor:
    """Open the agent's key file and match it with the register; raise KeyUnavailable or NotPermitted."""
    try:
        with archive.records.reading() as tx:
            agent = tx.people.agent_by_handle(handle)
    except NotFound as error:
        raise KeyUnavailable(
            f"No agent named {handle} belongs to this archive.", safe="Nothing was read or changed."
        ) from error
    if agent.retired:
        raise NotPermitted(
            f"{handle} has been retired and can no longer act.", safe="Nothing was read or changed."
        )
    return acting_as(agent, archive.keys.open_agent(handle, passphrase))


def acting_as(agent: Agent, secret: AgentSecret) -> Actor:
    """The agent with its open keys; raise KeyUnavailable if they are another's."""
    signing_key = Ed25519SigningKey(secret.signing_seed)
    if signing_key.public_key != agent.public_key or secret.agent_id != agent.agent_id:
        raise KeyUnavailable(
            f"The key file of {agent.handle} belongs to another archive.", safe="Nothing was read or changed."
        )
    return Actor(agent, signing_key, secret.identity)


def register_agent(
    archive: Archive, actor: Actor, handle: str, roles: Iterable[Role], passphrase: str
) -> Agent:
    """Add an agent with its own key file under its own passphrase."""
    require(archive, actor, Act.MANAGE_AGENTS)
    check_passphrase(passphrase, [handle])
    agent, secret = new_agent(handle, roles)
    saved = False
    try:
        with acting(archive, actor) as work:
            work.tx.people.add_agent(agent)
            work.ledger.record(
                EventType.AGENT_REGISTRATION,
                [agent_subject(agent.public_key)],
                detail={"agent": agent_detail(agent)},
            )
            archive.keys.save_agent(handle, secret, passphrase)
            saved = True
    except BaseException:
        if saved:
            archive.keys.discard_agent(handle)
        raise
    return agent


def retire_agent(archive: Archive, actor: Actor, handle: str) -> None:
    """End an agent's right to act, and remove its copies of collection identities."""
    require(archive, actor, Act.MANAGE_AGENTS)
    with acting(archive, actor) as work:
        agent = work.tx.people.agent_by_handle(handle)
        if agent.agent_id == actor.agent.agent_id:
            raise InvalidRequest(
                "Nobody retires themselves: another custodian must do it.", safe="Nothing was changed."
            )
        work.tx.people.retire_agent(agent.agent_id)
        work.ledger.record(
            EventType.AGENT_RETIREMENT, [agent_subject(agent.public_key)], detail={"agent_id": agent.agent_id}
        )
        for collection in work.tx.people.collections():
            archive.keys.revoke(collection.collection_id, agent.agent_id)


def change_roles(archive: Archive, actor: Actor, handle: str, roles: Iterable[Role]) -> Agent:
    """Give an agent these roles instead of those it has; they hold from its next request on.

    Who can neither read nor index any more loses the copies of collection identities. Raise NotPermitted,
    NotFound, InvalidRequest for no role or one's own roles, Conflict for a retired agent or the same roles.
    """
    require(archive, actor, Act.MANAGE_AGENTS)
    held = frozenset(roles)
    if not held:
        raise InvalidRequest("An agent needs at least one role. Who needs none is retired.")
    with acting(archive, actor) as work:
        agent = work.tx.people.agent_by_handle(handle)
        if agent.agent_id == actor.agent.agent_id:
            raise InvalidRequest(
                "Nobody changes their own roles: another custodian must do it.", safe="Nothing was changed."
            )
        if agent.retired or agent.roles == held:
            what = "is retired" if agent.retired else "has these roles already"
            raise Conflict(f"{handle} {what}.", safe="Nothing was changed.")
        changed = replace(agent, roles=held)
        work.tx.people.set_roles(agent.agent_id, held)
        work.ledger.record(
            EventType.AGENT_REGISTRATION,
            [agent_subject(agent.public_key)],
            detail={"agent": agent_detail(changed), "instead_of": sorted(agent.roles)},
        )
        if not needs_identity(changed):
            for collection in work.tx.people.collections():
                archive.keys.revoke(collection.collection_id, agent.agent_id)
    return changed


def set_membership(
    archive: Archive, actor: Actor, collection: Collection, handle: str, clearance: int, passphrase: str
) -> None:
    """Let an agent into a collection up to a sensitivity, or (0) end it. `passphrase`: the collection's own.

    Only agents who may read or index get a copy of the collection's identity; others need none. Without a
    passphrase it is wrapped from the actor's own copy; raise KeyUnavailable if the actor has none.
    """
    require(archive, actor, Act.MANAGE_COLLECTIONS)
    if not 0 <= clearance <= MAX_CLEARANCE:
        raise InvalidRequest("Clearance is 1 (open), 2 (restricted), 3 (secret), or 0 to end the membership.")
    with archive.records.reading() as tx:
        agent = tx.people.agent_by_handle(handle)
    identity = identity_to_grant(archive, actor, agent, collection, passphrase) if clearance else None
    with acting(archive, actor) as work:
        work.tx.people.set_membership(Membership(collection.collection_id, agent.agent_id, clearance))
        work.ledger.record(
            EventType.MEMBERSHIP_CHANGE,
            [agent_subject(agent.public_key)],
            collection_id=collection.collection_id,
            detail={
                "agent_id": agent.agent_id,
                "clearance": clearance,
                "holds_identity": identity is not None,
            },
        )
        if identity is None:
            archive.keys.revoke(collection.collection_id, agent.agent_id)
    if identity is not None:
        # After the entry is durable: nobody holds a copy that the log does not know of.
        archive.keys.grant(
            collection.collection_id, agent.agent_id, identity, hybrid_recipient(agent.recipient)
        )


def identity_to_grant(
    archive: Archive, actor: Actor, agent: Agent, collection: Collection, passphrase: str
) -> IdentityRing | None:
    """What a member needs a copy of: None for who reads nothing and for sealed collections."""
    if collection.sealed or not needs_identity(agent):
        return None
    if passphrase:
        return archive.keys.open_collection_identity(
            collection.collection_id, collection.content_recipient, passphrase
        )
    return collection_identity(archive, actor, collection)


def needs_identity(agent: Agent) -> bool:
    """Whether a member like this one gets a copy of a collection's identity."""
    return agent.may(Act.READ) or agent.may(Act.INDEX)


def clearance(archive: Archive, actor: Actor, collection_id: str) -> int:
    """The actor's clearance in the collection, 0 for none."""
    with archive.records.reading() as tx:
        return clearance_in(tx, actor, collection_id)


def clearance_in(tx: Transaction, actor: Actor, collection_id: str) -> int:
    """As `clearance`, within a transaction."""
    held = {m.collection_id: m.clearance for m in tx.people.memberships(actor.agent.agent_id)}
    return held.get(collection_id, 0)


def hybrid_recipient(text: str) -> HybridRecipient:
    """The loaded recipient; raise InvalidRequest for none, or one that is not post-quantum hybrid."""
    try:
        recipient = parse_recipient(text)
    except CryptoError as error:
        raise InvalidRequest(
            f"This is no age recipient: {error}. One begins with age1pq1.", safe="Nothing was changed."
        ) from error
    if not isinstance(recipient, HybridRecipient):
        raise InvalidRequest(
            "Only post-quantum recipients (age1pq1…) are used here: what is sealed today must hold in 2050."
        )
    return recipient


def parse_roles(names: Iterable[str]) -> frozenset[Role]:
    """Roles by name; raise UnknownTerm."""
    roles = set()
    for name in names:
        if name not in set(Role):
            raise UnknownTerm(f"There is no role {name!r}.", nearest=tuple(Role))
        roles.add(Role(name))
    return frozenset(roles)
