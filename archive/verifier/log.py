"""Checking a whole custody log: each entry, its place, signature and agent, and the signed checkpoint."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from archive.verifier.chunks import Chunk, checked_chunks, verify_pending
from archive.verifier.codes import finding
from archive.verifier.custody import CustodyWalk, Facts, RegisteredAgent, read_agent
from archive.verifier.findings import Finding, is_valid
from archive.verifier.heads import HeadCheck, check_checkpoint, policy_of
from archive.verifier.order import compare_order
from crypto.checkpoint import Checkpoint, read_checkpoint
from crypto.errors import CryptoError
from crypto.merkle import Frontier, root_hash
from crypto.note import VerifierKey
from crypto.tlog_policy import LogPolicy

Observer = Callable[[int, bytes, Facts], None]
"""Called with leaf index, leaf hash and facts of every entry that could be read, in the order given."""


@dataclass(frozen=True, slots=True)
class LogReport:
    """The outcome: `uncovered` entries lie beyond the checkpoint, checked but not yet signed for."""

    findings: tuple[Finding, ...]
    entries: int
    uncovered: int
    checkpoint: Checkpoint | None
    agents: tuple[RegisteredAgent, ...]
    origin: str | None
    archive_id: str | None

    @property
    def is_valid(self) -> bool:
        """Tell whether there is no finding but warnings."""
        return is_valid(self.findings)


def check_log(
    entries: Iterable[bytes],
    checkpoint: bytes,
    trust: LogPolicy | Sequence[VerifierKey],
    *,
    leaf_hashes: Iterable[bytes] | None = None,
    remembered: Sequence[bytes] = (),
    processes: int = 2,
    observe: Observer | None = None,
) -> LogReport:
    """Check `entries` (all, from leaf 0) against a signed checkpoint; collect every finding.

    `trust` holds the keys that must have signed; `leaf_hashes` are those of the published tiles (they
    tell a changed entry from a moved one); `remembered` are checkpoints that were seen earlier.

    1. The checkpoint is one, of this log, signed by it and by the keys beside it (`check_checkpoint`).
    2. The leaf hashes, if given, have the checkpoint's root hash; then they decide about each entry (step 4).
    3. Each entry is canonical (V102) and signed by the key it names (V106).
    4. Each entry is the one that was logged at its place (V101, V103, V104, V105; see `compare_order`).
    5. In log order: genesis, signers, agents, item chains, event ids (`CustodyWalk`).
    6. The entries have the checkpoint's size and root hash (V204, V205), unless an earlier finding says
    why not. 7. The log key is one that the archive itself announces (V206), and the origin is the
    archive's (V202). 8. The log extends every remembered checkpoint (V207, V208).
    Left to others: whether objects exist, timestamp tokens, what the statements say.
    """
    policy = trust if isinstance(trust, LogPolicy) else policy_of(tuple(trust))
    head = check_checkpoint(checkpoint, policy)
    check = _Check(head, _proven(head, leaf_hashes), observe)
    earlier = _read_remembered(remembered, check)
    for chunk in checked_chunks(entries, check.known, processes):
        check.take(chunk)
    check.finish()
    check.compare_root()
    check.compare_announced()
    check.compare_remembered(earlier)
    walk = check.walk
    size = head.checkpoint.size if head.checkpoint else 0
    return LogReport(
        findings=tuple(check.findings),
        entries=len(check.leaves),
        uncovered=max(0, len(check.leaves) - size),
        checkpoint=head.checkpoint,
        agents=tuple(walk.agents.values()),
        origin=walk.origin,
        archive_id=walk.archive_id,
    )


@dataclass(frozen=True, slots=True)
class _Proven:
    """Leaf hashes from tiles; `leaves` only if they have the signed root hash."""

    leaves: list[bytes] | None
    is_contradicted: bool = False


def _proven(head: HeadCheck, leaf_hashes: Iterable[bytes] | None) -> _Proven:
    if leaf_hashes is None or head.trusted is None:
        return _Proven(None)
    leaves = list(leaf_hashes)[: head.trusted.size]
    if len(leaves) == head.trusted.size and root_hash(leaves) == head.trusted.root:
        return _Proven(leaves)
    return _Proven(None, is_contradicted=True)


class _Read(NamedTuple):
    """One entry as it was read: facts, or the number and words of what is wrong with its bytes."""

    leaf: bytes
    facts: Facts | None
    defect: str = ""
    words: str = ""


@dataclass(slots=True)
class _Check:
    """The state of one check of a log."""

    head: HeadCheck
    proven: _Proven
    observe: Observer | None
    findings: list[Finding] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    known: dict[str, bytes] = field(default_factory=dict)
    walk: CustodyWalk = field(default_factory=CustodyWalk)
    _has_bad_bytes: bool = False
    _tail_start: int | None = None
    """From here on the entries differ from the proven leaves, and wait in `_tail`."""
    _tail: list[_Read] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.findings.extend(self.head.findings)

    def take(self, chunk: Chunk) -> None:
        """Take in the next chunk, in order."""
        proven = self.proven.leaves
        for offset, (leaf, facts) in enumerate(zip(chunk.leaves, chunk.facts, strict=True)):
            index = chunk.start + offset
            self.leaves.append(leaf)
            if facts is not None and facts.detail is not None:
                self._learn_key(facts)
            read = self._read(chunk, offset, leaf, facts)
            if self.observe is not None and facts is not None:
                self.observe(index, leaf, facts)
            if (
                self._tail_start is None
                and proven is not None
                and proven[index : index + 1] not in ([], [leaf])
            ):
                self._tail_start = index
            if self._tail_start is None:
                self._step(index, read)
            else:
                self._tail.append(read)

    def _learn_key(self, facts: Facts) -> None:
        agent = read_agent(facts.detail)
        if agent is not None:
            self.known[agent.key_id] = agent.public_key

    def _read(self, chunk: Chunk, offset: int, leaf: bytes, facts: Facts | None) -> _Read:
        if facts is None:
            return _Read(leaf, None, "V102", chunk.malformed[offset])
        if offset in chunk.bad_signatures:
            return _Read(leaf, facts, "V106")
        if offset in chunk.pending:
            # A key that is still unknown belongs to nobody registered so far: the walk says so.
            public_key = self.known.get(facts.key_id)
            if public_key is not None and not verify_pending(chunk.pending[offset], public_key):
                return _Read(leaf, facts, "V106")
        return _Read(leaf, facts)

    def _step(self, index: int, read: _Read) -> None:
        """Walk one entry, or name what is wrong with its bytes."""
        if read.facts is not None and not read.defect:
            self.walk.step(index, read.leaf.hex(), read.facts)
            return
        self._has_bad_bytes = True
        self.findings.append(finding(read.defect, f"entry {index}", found=read.words))
        self.walk.lose(read.leaf.hex())
        if self.proven.leaves is None:
            # The leaf hash that later entries name is not the one of these bytes.
            self.walk.lose_unknown(read.facts.item_id if read.facts else None)

    def finish(self) -> None:
        """Name the entries that differ from the proven leaves, then walk the rest in the order of the log."""
        proven = self.proven.leaves
        if proven is not None and (self._tail_start is not None or len(self.leaves) < len(proven)):
            start = len(self.leaves) if self._tail_start is None else self._tail_start
            difference = compare_order([read.leaf for read in self._tail], proven[start:])
            self.findings.extend(difference.findings(start))
            lost = set(difference.lost)
            for leaf in lost:
                self.walk.lose(leaf.hex())
            by_leaf = {read.leaf: read for read in self._tail}
            for index in range(start, len(proven)):
                if proven[index] not in lost:
                    self._step(index, by_leaf[proven[index]])
            for position in difference.beyond:
                self._step(start + position, self._tail[position])
        self.findings.extend(self.walk.findings)

    def compare_root(self) -> None:
        """Compare size and root hash, unless leaf hashes or bad bytes have said what is wrong."""
        checkpoint = self.head.trusted
        if checkpoint is None or self.proven.leaves is not None:
            return
        if len(self.leaves) < checkpoint.size:
            here = f"{len(self.leaves)} entries"
            self.findings.append(finding("V204", "checkpoint", f"{checkpoint.size} entries", here))
            return
        root = root_hash(self.leaves[: checkpoint.size])
        if root == checkpoint.root:
            if self.proven.is_contradicted:
                self.findings.append(finding("V212", "tile/0", "the leaf hashes of the entries"))
        elif not self._has_bad_bytes:
            self.findings.append(finding("V205", "checkpoint", checkpoint.root.hex(), root.hex()))

    def compare_announced(self) -> None:
        """Compare origin and log key with what the archive's own entries say about them."""
        walk, signed_by = self.walk, self.head.signed_by
        if walk.origin is None or signed_by is None:
            return
        if walk.origin != signed_by.name:
            self.findings.append(finding("V202", "checkpoint", walk.origin, signed_by.name))
        elif str(signed_by) not in walk.log_vkeys:
            self.findings.append(finding("V206", "checkpoint", "a key announced in the log", str(signed_by)))

    def compare_remembered(self, earlier: Sequence[Checkpoint]) -> None:
        """The log must extend every checkpoint that was seen before."""
        leaves = self.leaves if self.proven.leaves is None else self.proven.leaves
        frontier, done = Frontier(), 0
        for old in sorted(earlier, key=lambda each: each.size):
            subject = f"remembered checkpoint of size {old.size}"
            if old.size > max(len(leaves), len(self.leaves)):
                self.findings.append(finding("V208", subject, f"{old.size} entries", str(len(self.leaves))))
                continue
            if old.size > len(leaves):
                leaves = [*leaves, *self.leaves[len(leaves) :]]
            for leaf in leaves[done : old.size]:
                frontier.append(leaf)
            done = max(done, old.size)
            explained = self.proven.leaves is None and self._has_bad_bytes
            if frontier.root() != old.root and not explained:
                self.findings.append(finding("V207", subject, old.root.hex(), frontier.root().hex()))


def _read_remembered(remembered: Sequence[bytes], check: _Check) -> list[Checkpoint]:
    """Read remembered checkpoints: the auditor's own, so their signatures are not asked for again."""
    earlier = []
    for number, data in enumerate(remembered):
        subject = f"remembered checkpoint {number + 1}"
        try:
            old = read_checkpoint(data)
        except CryptoError as error:
            check.findings.append(finding("V201", subject, found=str(error)))
            continue
        checkpoint = check.head.checkpoint
        if checkpoint is not None and old.origin != checkpoint.origin:
            check.findings.append(finding("V202", subject, old.origin, checkpoint.origin))
            continue
        earlier.append(old)
    return earlier
