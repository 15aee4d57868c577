"""Walking entries in log order: who may sign, is every item's chain whole, does every act occur once.

The state is what the entries before have said: the agents registered, the last entry of each item, the
event ids. The caller has checked that each entry is in the log and that its signature verifies under
the key it names; a key id is the digest of a key, so that check needs no order. Here it is decided
whether that key was allowed to sign.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from archive.verifier.codes import finding
from archive.verifier.entry import CustodyEntry, is_uuid
from archive.verifier.findings import Finding
from crypto.errors import CryptoError
from crypto.signing import ED25519_PUBLIC_SIZE, key_id
from crypto.strict_base64 import decode_base64

CREATION = "archive_creation"
REGISTRATION = "agent_registration"
RETIREMENT = "agent_retirement"
ROTATION = "key_rotation"
CUSTODIAN = "custodian"

ABOUT_AGENTS = frozenset({CREATION, REGISTRATION, RETIREMENT, ROTATION})
"""Event types whose detail the walk reads."""


class Facts(NamedTuple):
    """What the walk needs of one entry; `detail` only for the event types in ABOUT_AGENTS."""

    key_id: str
    event_id: str
    event_type: str
    agent_id: str
    item_id: str | None
    previous: str | None
    detail: dict[str, Any] | None


def facts_of(entry: CustodyEntry) -> Facts:
    """Return the facts of a whole entry."""
    detail = entry.detail if entry.event_type in ABOUT_AGENTS else None
    return Facts(
        entry.key_id, entry.event_id, entry.event_type, entry.agent_id, entry.item_id, entry.previous, detail
    )


@dataclass(frozen=True, slots=True)
class RegisteredAgent:
    """An agent as registered. `public_key` is 32 raw Ed25519 bytes; the handle is a pseudonym."""

    agent_id: str
    handle: str
    public_key: bytes
    key_id: str
    roles: frozenset[str]


def read_agent(detail: dict[str, Any] | None) -> RegisteredAgent | None:
    """Return the agent that the detail of a creation or registration describes; None if it is malformed."""
    agent = detail.get("agent") if detail else None
    if not isinstance(agent, dict):
        return None
    agent_id, handle, roles = agent.get("agent_id"), agent.get("handle"), agent.get("roles")
    if not (is_uuid(agent_id) and isinstance(handle, str) and isinstance(roles, list)):
        return None
    if not all(isinstance(role, str) for role in roles):
        return None
    try:
        public_key = decode_base64(str(agent.get("public_key")), "public key")
        if len(public_key) != ED25519_PUBLIC_SIZE:
            return None
        return RegisteredAgent(str(agent_id), handle, public_key, key_id(public_key), frozenset(roles))
    except CryptoError:
        return None


class CustodyWalk:
    """Takes entries in log order and collects findings; see the module for what is checked before.

    `agents` maps agent ids to their present registration; `log_vkeys` and `origin` are what the archive
    itself says about its log. With `agents_incomplete` (an entry that registers agents is defective or
    missing, and named by another finding) an unknown signer is not reported again.
    """

    def __init__(self, *, agents_incomplete: bool = False) -> None:
        self.findings: list[Finding] = []
        self.agents: dict[str, RegisteredAgent] = {}
        self.origin: str | None = None
        self.archive_id: str | None = None
        self.log_vkeys: set[str] = set()
        self._agents_incomplete = agents_incomplete
        self._by_key: dict[str, RegisteredAgent] = {}
        self._ended: set[str] = set()
        self._retired: set[str] = set()
        self._event_ids: set[str] = set()
        self._tails: dict[str, str | None] = {}
        self._lost: set[str] = set()
        self._unreadable = 0

    def lose(self, leaf: str) -> None:
        """Note that the entry with this leaf hash in the log is named by a finding already.

        What follows from it is not named again: the next entry of its item, and the signers whom it may have
        registered.
        """
        self._lost.add(leaf)
        self._agents_incomplete = True

    def lose_unknown(self, item_id: str | None) -> None:
        """As `lose`, when the leaf hash in the log is not known; `item_id` if at least that can be read.

        An entry of an item registers nobody.
        """
        if item_id is not None:
            self._tails[item_id] = None
        else:
            self._unreadable += 1
            self._agents_incomplete = True

    def step(self, index: int, leaf: str, facts: Facts) -> None:
        """Check one entry (leaf hash in hexadecimal digits) against everything before it."""
        subject = f"entry {index}"
        if facts.event_id in self._event_ids:
            self._report("V107", subject, found=facts.event_id)
            return
        self._event_ids.add(facts.event_id)
        if index == 0 or facts.event_type == CREATION:
            self._begin(index, subject, facts)
        elif self._may_sign(subject, facts) and facts.detail is not None:
            self._learn(subject, facts, facts.detail)
        if facts.item_id is not None:
            self._check_chain(subject, facts.item_id, facts.previous)
            self._tails[facts.item_id] = leaf
        elif facts.previous is not None:
            self._report("V501", subject, "no previous entry without an item", facts.previous)

    def _report(self, number: str, subject: str, expected: str = "", found: str = "") -> None:
        self.findings.append(finding(number, subject, expected, found))

    def _begin(self, index: int, subject: str, facts: Facts) -> None:
        """Entry 0 creates the archive and describes the first custodian, who signs it."""
        agent = read_agent(facts.detail)
        if index != 0 or facts.event_type != CREATION or agent is None or facts.detail is None:
            self._report("V506", subject, CREATION if index == 0 else "entry 0 only", facts.event_type)
            return
        origin, vkeys = facts.detail.get("origin"), facts.detail.get("log_vkeys")
        if (
            (agent.agent_id, agent.key_id) != (facts.agent_id, facts.key_id)
            or CUSTODIAN not in agent.roles
            or not isinstance(origin, str)
            or not isinstance(vkeys, list)
        ):
            self._report("V506", subject, "origin, log keys and a custodian who signs")
            return
        self.origin = origin
        self.archive_id = str(facts.detail.get("archive_id"))
        self.log_vkeys.update(map(str, vkeys))
        self._register(agent)

    def _may_sign(self, subject: str, facts: Facts) -> bool:
        """Check that the signer is a registered agent, the one named, and not ended."""
        agent = self._by_key.get(facts.key_id)
        if agent is None:
            if not self._agents_incomplete:
                self._report("V502", subject, "the key of a registered agent", facts.key_id)
            return False
        if facts.key_id in self._ended:
            self._report("V505", subject, found=facts.key_id)
            return False
        if agent.agent_id != facts.agent_id:
            self._report("V503", subject, agent.agent_id, facts.agent_id)
            return False
        return True

    def _learn(self, subject: str, facts: Facts, detail: dict[str, Any]) -> None:
        """Take in a registration, retirement or rotation of log keys by an agent who may sign."""
        signer = self._by_key[facts.key_id]
        is_custodian = CUSTODIAN in signer.roles
        if facts.event_type == ROTATION:
            vkeys = detail.get("log_vkeys")
            if is_custodian and isinstance(vkeys, list):
                self.log_vkeys.update(map(str, vkeys))
        elif facts.event_type == RETIREMENT:
            self._retire(subject, str(detail.get("agent_id")), signer)
        elif not is_custodian:
            self._report("V504", subject, "a custodian", signer.agent_id)
        else:
            self._admit(subject, detail)

    def _admit(self, subject: str, detail: dict[str, Any]) -> None:
        agent = read_agent(detail)
        if agent is None or agent.agent_id in self._retired or agent.key_id in self._ended:
            self._report("V507", subject)
            return
        holder = self._by_key.get(agent.key_id)
        if holder is not None and holder.agent_id != agent.agent_id:
            self._report("V507", subject, holder.agent_id, agent.agent_id)
            return
        before = self.agents.get(agent.agent_id)
        if before is not None and before.key_id != agent.key_id:
            self._ended.add(before.key_id)
        self._register(agent)

    def _retire(self, subject: str, agent_id: str, signer: RegisteredAgent) -> None:
        """An agent is retired by a custodian, or retires itself."""
        if CUSTODIAN not in signer.roles and signer.agent_id != agent_id:
            self._report("V504", subject, "a custodian", signer.agent_id)
            return
        agent = self.agents.pop(agent_id, None)
        if agent is None:
            if not self._agents_incomplete:
                self._report("V507", subject, "a registered agent", agent_id)
            return
        self._retired.add(agent_id)
        self._ended.add(agent.key_id)

    def _register(self, agent: RegisteredAgent) -> None:
        self.agents[agent.agent_id] = agent
        self._by_key[agent.key_id] = agent

    def _check_chain(self, subject: str, item_id: str, previous: str | None) -> None:
        """`previous` names the item's last entry, or an entry that another finding names already."""
        expected = self._tails.get(item_id)
        if previous == expected or (previous is not None and previous in self._lost):
            return
        if item_id in self._tails and expected is None:
            return
        if previous is not None and self._unreadable:
            self._unreadable -= 1
            return
        self._report(
            "V501", subject, expected or "the first entry of its item", previous or "no previous entry"
        )
