"""What every use case is given: the archive's ports, and who acts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

from archive.domain.agent import Agent
from archive.domain.counts import DEFAULT_SMALLEST
from archive.domain.vocabulary import Vocabularies
from archive.ports import Clock, KeyStore, ObjectStore, RecordCodec, RecordStore, TileStore
from archive.ports_accounts import Passkeys, PassphraseHasher
from archive.ports_drafts import DraftStore
from archive.services.log_facts import LogFacts
from crypto.age.hybrid import HybridIdentity
from crypto.signing import Ed25519SigningKey

if TYPE_CHECKING:  # loading them takes a twentieth of a second, which no deposit should wait for
    from archive.ports_texts import TextReader
    from search.analysis import Analyzer
    from search.indexer import Resolver
    from search.making import Makers
    from search.ports import SearchIndex
    from search.word_lists import WordLists


@dataclass(frozen=True, slots=True)
class Finding:
    """What is needed to index and to find, and not to deposit.

    `beside` starts processes that make the documents of many items; None where one process does as well.
    """

    index: "SearchIndex"
    words: "WordLists"
    analyzer: "Analyzer"
    resolver: "Resolver"
    texts: "TextReader"
    beside: "Callable[[], Makers] | None" = None

    def close(self) -> None:
        """Give back files and connections, and let go of the words that were analysed."""
        self.analyzer.forget()
        self.texts.close()
        self.index.close()


class OnDemand:
    """Makes `Finding` when it is first asked for, and closes what it made."""

    __slots__ = ("_lock", "_made", "_make")

    def __init__(self, make: Callable[[], Finding]) -> None:
        self._make = make
        self._made: Finding | None = None
        self._lock = Lock()

    def __call__(self) -> Finding:
        """The same each time."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def close(self) -> None:
        """Close what was made, if anything was."""
        if self._made is not None:
            self._made.close()


@dataclass(frozen=True, slots=True)
class Archive:
    """One opened archive. `origin` is the first line of its checkpoints (C2SP tlog-checkpoint).

    `index_task`: the kind of outbox task that keeps the engine in use up to date; each engine has its own.
    `smallest_count`: no count of fewer items is shown (`archive.domain.counts`). `two_person`: what cannot be
    taken back needs a second custodian (`archive.services.approvals`). `checkpoint_seconds`: the pace of
    checkpoints, 0 for one after each run (`archive.services.pace`).
    """

    archive_id: str
    origin: str
    records: RecordStore
    objects: ObjectStore
    tiles: TileStore
    keys: KeyStore
    registers: Callable[[], Vocabularies]
    codec: RecordCodec
    clock: Clock
    hasher: PassphraseHasher
    passkeys: Passkeys
    drafts: DraftStore
    finding: OnDemand
    index_task: str = "index"
    smallest_count: int = DEFAULT_SMALLEST
    two_person: bool = True
    checkpoint_seconds: int = 0
    log_facts: LogFacts = field(default_factory=LogFacts, repr=False)

    @property
    def vocabularies(self) -> Vocabularies:
        """Violation types, crimes, units; read when first asked for, the same each time."""
        return self.registers()

    @property
    def index(self) -> "SearchIndex":
        """The search engine in use."""
        return self.finding().index

    @property
    def words(self) -> "WordLists":
        """The words of that index, for suggestions and beginnings of words."""
        return self.finding().words

    @property
    def analyzer(self) -> "Analyzer":
        """What turns text into words."""
        return self.finding().analyzer

    @property
    def resolver(self) -> "Resolver":
        """The registers as the indexer asks them."""
        return self.finding().resolver

    @property
    def texts(self) -> "TextReader":
        """What gives the text inside PDF, office and web files."""
        return self.finding().texts

    def with_index(self, index: "SearchIndex") -> "Archive":
        """The same archive with another engine; whoever brings it closes it."""
        return replace(self, finding=OnDemand(lambda: replace(self.finding(), index=index)))


@dataclass(frozen=True, slots=True)
class Actor:
    """An agent whose key files are open: it can sign entries and open what is wrapped to it."""

    agent: Agent
    signing_key: Ed25519SigningKey = field(repr=False)
    identity: HybridIdentity = field(repr=False)
