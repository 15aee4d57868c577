"""Agents and the one table of what each role may do."""

from dataclasses import dataclass
from enum import StrEnum

from archive.domain.errors import NotPermitted


class Role(StrEnum):
    """What an agent is trusted to do. An agent may hold more than one."""

    DOCUMENTER = "documenter"
    LAWYER = "lawyer"
    AUDITOR = "auditor"
    CUSTODIAN = "custodian"


class Act(StrEnum):
    """Everything a command can do to the archive."""

    DEPOSIT = "deposit"
    AMEND = "amend"
    READ = "read"
    SEARCH = "search"
    COUNT = "count"
    COUNT_EXACTLY = "count_exactly"
    INDEX = "index"
    MANAGE_INDEX = "manage_index"
    EXPORT = "export"
    CHANGE_CONSENT = "change_consent"
    WITHDRAW = "withdraw"
    LINK = "link"
    VERIFY = "verify"
    READ_LOG = "read_log"
    COUNT_HIDDEN = "count_hidden"
    MANAGE_AGENTS = "manage_agents"
    MANAGE_COLLECTIONS = "manage_collections"
    REVEAL_IDENTITY = "reveal_identity"
    PUBLISH_CHECKPOINT = "publish_checkpoint"
    APPROVE = "approve"
    SHARE_WORK = "share_work"


MAY: dict[Role, frozenset[Act]] = {
    Role.DOCUMENTER: frozenset({Act.DEPOSIT, Act.PUBLISH_CHECKPOINT}),
    Role.LAWYER: frozenset(
        {
            Act.READ,
            Act.SEARCH,
            Act.COUNT,
            Act.INDEX,
            Act.EXPORT,
            Act.AMEND,
            Act.LINK,
            Act.CHANGE_CONSENT,
            Act.SHARE_WORK,
        }
    ),
    Role.AUDITOR: frozenset({Act.VERIFY, Act.READ_LOG, Act.COUNT_HIDDEN}),
    Role.CUSTODIAN: frozenset(
        {
            Act.MANAGE_AGENTS,
            Act.MANAGE_COLLECTIONS,
            Act.COUNT,
            Act.COUNT_EXACTLY,
            Act.WITHDRAW,
            Act.CHANGE_CONSENT,
            Act.VERIFY,
            Act.READ_LOG,
            Act.REVEAL_IDENTITY,
            Act.APPROVE,
            Act.PUBLISH_CHECKPOINT,
            Act.INDEX,
            Act.MANAGE_INDEX,
        }
    ),
}
"""The policy table. What is not in it is refused."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or program that acts. `handle` is a pseudonym; a real name belongs nowhere here.

    `public_key`: 32 raw bytes, Ed25519. `recipient`: the agent's own age recipient, to which
    collection identities are wrapped. `roles` hold in the whole archive.
    `scope`: the acts that a token is limited to; None for the agent itself.
    """

    agent_id: str
    handle: str
    public_key: bytes
    recipient: str
    roles: frozenset[Role]
    retired: bool = False
    scope: frozenset[Act] | None = None

    def may(self, act: Act) -> bool:
        """Whether any role of the agent allows the act, and the token's scope if there is one."""
        in_scope = self.scope is None or act in self.scope
        return in_scope and not self.retired and any(act in MAY[role] for role in self.roles)

    def require(self, act: Act) -> None:
        """Raise NotPermitted unless the policy table allows `act`."""
        if self.scope is not None and act not in self.scope:
            raise NotPermitted(
                f"The scope of this token does not hold {act.value}.",
                safe="Nothing was changed. The refusal is in the custody log.",
            )
        if not self.may(act):
            holders = ", ".join(sorted(role for role in Role if act in MAY[role]))
            raise NotPermitted(
                f"{self.handle} may not {act.value.replace('_', ' ')}: this needs the role {holders}.",
                safe="Nothing was changed. The refusal is in the custody log.",
            )


@dataclass(frozen=True, slots=True)
class Membership:
    """An agent's place in one collection: the highest sensitivity (1 to 3) it is cleared for."""

    collection_id: str
    agent_id: str
    clearance: int
