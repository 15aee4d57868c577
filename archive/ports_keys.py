"""Where secret keys are kept. What is not here raises KeyUnavailable, as does a wrong passphrase.

A collection's identities are a ring: the present one, and those before it, which what was sealed before
still needs. While a rotation is under way the new ring and the new index key are staged under their
recipient. Which of the two counts is said by the recipient that the store of record names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crypto.age.hybrid import HybridIdentity, HybridRecipient
from crypto.age.ring import IdentityRing


@dataclass(frozen=True, slots=True)
class AgentSecret:
    """An agent's two secrets: 32-byte Ed25519 seed and age identity. Never printed."""

    agent_id: str
    signing_seed: bytes = field(repr=False)
    identity: HybridIdentity = field(repr=False)


@dataclass(frozen=True, slots=True)
class LogSecret:
    """The log's signing seeds (32 bytes each): Ed25519, and ML-DSA-44 beside it."""

    ed25519_seed: bytes = field(repr=False)
    mldsa44_seed: bytes = field(repr=False)


class Guard(StrEnum):
    """What stands between a key file and who holds it."""

    CLEAR = "clear"
    PASSPHRASE = "passphrase"  # noqa: S105 - a word, not a secret
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class KeptKey:
    """One file of secrets. `place`: its path below `keys/`, as docs/formats/archive-folder.md names it.

    `work_factor`: log2 of scrypt's N for a passphrase, else 0. `is_exposed`: others here can read it.
    """

    place: str
    guard: Guard
    work_factor: int
    changed_at: datetime
    is_exposed: bool


class KeyStore(Protocol):
    """Keys of one archive. What opens evidence is an age file under a passphrase or a recipient."""

    def save_agent(self, handle: str, secret: AgentSecret, passphrase: str) -> None:
        """Raise Conflict if there is one of this handle."""
        ...

    def rekey_agent(self, handle: str, secret: AgentSecret, passphrase: str) -> None:
        """Replace the agent's file by one under another passphrase: the old one or the new, never none."""
        ...

    def discard_agent(self, handle: str) -> None:
        """Remove the key file of an agent whose registration failed; no error if there is none."""
        ...

    def open_agent(self, handle: str, passphrase: str) -> AgentSecret:
        """Raise KeyUnavailable: no such file here, or the passphrase does not open it."""
        ...

    def save_collection_identity(self, collection_id: str, ring: IdentityRing, passphrase: str) -> None:
        """Keep the collection's identity under its passphrase."""
        ...

    def open_collection_identity(self, collection_id: str, recipient: str, passphrase: str) -> IdentityRing:
        """The ring of the collection whose present recipient is this; raise KeyUnavailable."""
        ...

    def stage_ring(self, collection_id: str, recipient: str, ring: IdentityRing, passphrase: str) -> None:
        """Keep the ring that counts once `recipient` is the collection's; an older attempt is replaced."""
        ...

    def stage_index_key(
        self, collection_id: str, recipient: str, index_key: bytes, readers: Sequence[HybridRecipient]
    ) -> None:
        """The same with the index key."""
        ...

    def settle(self, collection_id: str, recipient: str) -> None:
        """Give what is staged under the present recipient its place, and drop all else that is staged.

        Safe to repeat. Nobody may stage meanwhile: call it with the append lock held.
        """
        ...

    def grant(
        self, collection_id: str, agent_id: str, ring: IdentityRing, recipient: HybridRecipient
    ) -> None:
        """Wrap the identities to a member's own recipient; the copy is the old one or the new, never none."""
        ...

    def revoke(self, collection_id: str, agent_id: str) -> None:
        """Remove a member's copy; no error if there is none."""
        ...

    def open_granted(self, collection_id: str, agent_id: str, identity: HybridIdentity) -> IdentityRing:
        """The collection's identities by a member's own; raise KeyUnavailable."""
        ...

    def save_index_key(
        self, collection_id: str, index_key: bytes, recipients: Sequence[HybridRecipient]
    ) -> None:
        """Keep the 32-byte index key, wrapped to the collection's recipients."""
        ...

    def open_index_key(self, collection_id: str, recipient: str, ring: IdentityRing) -> bytes:
        """32 bytes, of the collection whose present recipient is this; raise KeyUnavailable."""
        ...

    def save_intake_key(self, collection_id: str, intake_key: bytes) -> None:
        """Keep the 32-byte key of duplicate fingerprints, in clear: it opens nothing."""
        ...

    def intake_key(self, collection_id: str) -> bytes:
        """32 bytes; raise KeyUnavailable."""
        ...

    def save_vault(self, identity: HybridIdentity, passphrase: str) -> None:
        """Keep the identity vault's identity under its own passphrase."""
        ...

    def open_vault(self, passphrase: str) -> HybridIdentity:
        """Raise KeyUnavailable."""
        ...

    def save_log_secret(self, secret: LogSecret, vkeys: Sequence[str]) -> None:
        """Keep the log's signing seeds (in clear, owner-readable: it signs unattended) and public vkeys."""
        ...

    def log_secret(self) -> LogSecret:
        """Raise KeyUnavailable."""
        ...

    def kept(self) -> tuple[KeptKey, ...]:
        """Every file of secrets that is here, by place; nothing is opened."""
        ...

    def log_vkeys(self) -> tuple[str, ...]:
        """The log's public verifier keys, C2SP vkey format; raise KeyUnavailable."""
        ...
