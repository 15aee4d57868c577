"""Agents, collections and memberships in SQL."""

from sqlalchemy import bindparam, select, update

from archive.adapters.sql.rows import to_agent, to_collection, to_membership
from archive.adapters.sql.session import Session
from archive.adapters.sql.tables import agent, collection, membership
from archive.domain.agent import Agent, Membership, Role
from archive.domain.errors import NotFound
from archive.domain.item import Collection

_AGENT = select(agent).where(agent.c.agent_id == bindparam("agent_id"))
_AGENT_BY_HANDLE = select(agent).where(agent.c.handle == bindparam("handle"))
_AGENTS = select(agent).order_by(agent.c.handle)
_RETIRE = update(agent).where(agent.c.agent_id == bindparam("id")).values(retired=True)
_ROLES = update(agent).where(agent.c.agent_id == bindparam("id")).values(roles=bindparam("words"))
_COLLECTION = select(collection).where(collection.c.collection_id == bindparam("collection_id"))
_COLLECTIONS = select(collection).order_by(collection.c.name)
_CLEARED = select(membership).where(membership.c.clearance > 0)
_OF_AGENT = _CLEARED.where(membership.c.agent_id == bindparam("agent_id")).order_by(
    membership.c.collection_id
)
_OF_COLLECTION = _CLEARED.where(membership.c.collection_id == bindparam("collection_id")).order_by(
    membership.c.agent_id
)


def _words(roles: frozenset[Role]) -> str:
    return " ".join(sorted(role.value for role in roles))


class SqlPeople:
    """`AgentRecords` on one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_agent(self, agent_: Agent) -> None:
        """Roles are kept as their sorted names, separated by blanks."""
        row = (
            agent_.agent_id,
            agent_.handle,
            agent_.public_key,
            agent_.recipient,
            _words(agent_.roles),
            agent_.retired,
        )
        self._session.insert_many(agent, [row])

    def agent(self, agent_id: str) -> Agent:
        """By id, retired or not."""
        row = self._session.first(_AGENT, {"agent_id": agent_id})
        if row is None:
            raise NotFound(f"There is no agent {agent_id}.")
        return to_agent(row)

    def agent_by_handle(self, handle: str) -> Agent:
        """By pseudonym, retired or not."""
        row = self._session.first(_AGENT_BY_HANDLE, {"handle": handle})
        if row is None:
            raise NotFound(f"There is no agent named {handle}.")
        return to_agent(row)

    def agents(self) -> tuple[Agent, ...]:
        """By handle."""
        return tuple(map(to_agent, self._session.rows(_AGENTS)))

    def retire_agent(self, agent_id: str) -> None:
        """The row stays: entries that the agent signed must remain checkable."""
        if not self._session.change(_RETIRE, {"id": agent_id}):
            raise NotFound(f"There is no agent {agent_id}.")

    def set_roles(self, agent_id: str, roles: frozenset[Role]) -> None:
        """Kept as when the agent was added."""
        if not self._session.change(_ROLES, {"id": agent_id, "words": _words(roles)}):
            raise NotFound(f"There is no agent {agent_id}.")

    def add_collection(self, collection_: Collection) -> None:
        """Id, name and prefix are each unique."""
        row = (
            collection_.collection_id,
            collection_.name,
            collection_.prefix,
            collection_.content_recipient,
            collection_.recovery_recipient,
            collection_.vault_recipient,
            collection_.sealed,
            collection_.ceiling,
        )
        self._session.insert_many(collection, [row])

    def collection(self, collection_id: str) -> Collection:
        """By id."""
        row = self._session.first(_COLLECTION, {"collection_id": collection_id})
        if row is None:
            raise NotFound(f"There is no collection {collection_id}.")
        return to_collection(row)

    def collections(self) -> tuple[Collection, ...]:
        """By name."""
        return tuple(map(to_collection, self._session.rows(_COLLECTIONS)))

    def set_membership(self, membership_: Membership) -> None:
        """Ended memberships stay as rows with clearance 0."""
        statement = self._session.insert(membership).values(
            collection_id=membership_.collection_id,
            agent_id=membership_.agent_id,
            clearance=membership_.clearance,
        )
        self._session.change(
            statement.on_conflict_do_update(
                index_elements=["collection_id", "agent_id"],
                set_={"clearance": statement.excluded.clearance},
            )
        )

    def memberships(self, agent_id: str) -> tuple[Membership, ...]:
        """By collection id."""
        return tuple(map(to_membership, self._session.rows(_OF_AGENT, {"agent_id": agent_id})))

    def members(self, collection_id: str) -> tuple[Membership, ...]:
        """By agent id, ended memberships left out."""
        return tuple(map(to_membership, self._session.rows(_OF_COLLECTION, {"collection_id": collection_id})))
