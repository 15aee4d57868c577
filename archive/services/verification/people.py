"""Agents, collections and memberships in the database against what custodians signed."""

from collections.abc import Iterator

from archive.domain.agent import Agent
from archive.domain.item import Collection
from archive.ports import Transaction
from archive.services.recipients import recipients_of
from archive.services.verification.codes import finding
from archive.services.verification.logged import Logged, LoggedAgent, LoggedCollection
from archive.verifier.findings import Finding
from crypto.digest import sha256_hex


def check_people(tx: Transaction, logged: Logged) -> Iterator[Finding]:
    """V74x and V751. Says nothing where an entry that nobody can read may explain a difference."""
    if logged.is_doubtful:
        return
    agents = {agent.agent_id: agent for agent in tx.people.agents()}
    for agent_id, registered in logged.agents.items():
        agent = agents.get(agent_id)
        if agent is None:
            yield finding("V741", f"agent {registered.handle}")
        else:
            yield from _check_agent(agent, registered)
    for agent_id, agent in agents.items():
        if agent_id not in logged.agents:
            yield finding("V742", f"agent {agent.handle}")
    collections = {c.collection_id: c for c in tx.people.collections()}
    for collection_id, created in logged.collections.items():
        collection = collections.get(collection_id)
        if collection is None:
            yield finding("V746", f"collection {created.name}")
        else:
            yield from _check_collection(collection, created)
    for collection_id, collection in collections.items():
        if collection_id not in logged.collections:
            yield finding("V747", f"collection {collection.name}")
    yield from _check_memberships(tx, logged, collections, agents)


def _check_agent(agent: Agent, registered: LoggedAgent) -> Iterator[Finding]:
    subject = f"agent {registered.handle}"
    present = (agent.handle, agent.public_key, sha256_hex(agent.recipient.encode()))
    if present != (registered.handle, registered.public_key, registered.recipient_digest):
        yield finding("V743", subject)
    if agent.roles != registered.roles:
        yield finding("V744", subject, _words(registered.roles), _words(agent.roles))
    if agent.retired != registered.retired:
        yield finding("V745", subject, _retired(registered.retired), _retired(agent.retired))


def _check_collection(collection: Collection, created: LoggedCollection) -> Iterator[Finding]:
    subject = f"collection {created.name}"
    present = (collection.name, collection.prefix, collection.ceiling, collection.sealed)
    said = (created.name, created.prefix, created.ceiling, created.sealed)
    if present != said:
        yield finding("V748", subject, said, present)
    if dict(recipients_of(collection)) != created.recipients:
        wrong = [p for p, recipient in recipients_of(collection) if created.recipients.get(p) != recipient]
        yield finding("V749", subject, found=", ".join(wrong))


def _check_memberships(
    tx: Transaction, logged: Logged, collections: dict[str, Collection], agents: dict[str, Agent]
) -> Iterator[Finding]:
    present = {(m.collection_id, m.agent_id): m.clearance for c in collections for m in tx.people.members(c)}
    said = {key: clearance for key, clearance in logged.memberships.items() if clearance}
    for key in sorted(present.keys() | said.keys()):
        collection_id, agent_id = key
        known = collection_id in collections and agent_id in agents
        if known and present.get(key, 0) != said.get(key, 0):
            subject = f"agent {agents[agent_id].handle} in collection {collections[collection_id].name}"
            yield finding("V751", subject, said.get(key, 0), present.get(key, 0))


def _words(roles: frozenset[str]) -> str:
    return " ".join(sorted(roles))


def _retired(retired: bool) -> str:  # noqa: FBT001 - one word for each
    return "retired" if retired else "active"
