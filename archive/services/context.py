"""What every use case is given: the archive's ports, and who acts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from archive.domain.agent import Agent
from archive.domain.counts import DEFAULT_SMALLEST
from archive.domain.vocabulary import Vocabularies
from archive.ports import Clock, KeyStore, ObjectStore, RecordCodec, RecordStore, TileStore
from archive.ports_accounts import Passkeys, PassphraseHasher
from archive.ports_drafts import DraftStore
from crypto.age.hybrid import HybridIdentity
from crypto.signing import Ed25519SigningKey
from search.analysis import Analyzer
from search.indexer import Resolver
from search.ports import SearchIndex
from search.word_lists import WordLists


@dataclass(frozen=True, slots=True)
class Archive:
    """One opened archive. `origin` is the first line of its checkpoints (C2SP tlog-checkpoint).

    `index_task`: the kind of outbox task that keeps the engine in use up to date; each engine has its own.
    `smallest_count`: no count of fewer items is shown (`archive.domain.counts`). `two_person`: what cannot be
    taken back needs a second custodian (`archive.services.approvals`).
    """

    archive_id: str
    origin: str
    records: RecordStore
    objects: ObjectStore
    tiles: TileStore
    keys: KeyStore
    index: SearchIndex
    words: WordLists
    registers: Callable[[], Vocabularies]
    codec: RecordCodec
    clock: Clock
    analyzer: Analyzer
    resolver: Resolver
    hasher: PassphraseHasher
    passkeys: Passkeys
    drafts: DraftStore
    index_task: str = "index"
    smallest_count: int = DEFAULT_SMALLEST
    two_person: bool = True

    @property
    def vocabularies(self) -> Vocabularies:
        """Violation types, crimes, units; read when first asked for, the same each time."""
        return self.registers()


@dataclass(frozen=True, slots=True)
class Actor:
    """An agent whose key files are open: it can sign entries and open what is wrapped to it."""

    agent: Agent
    signing_key: Ed25519SigningKey = field(repr=False)
    identity: HybridIdentity = field(repr=False)
