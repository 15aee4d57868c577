"""The custody log in the database against the signed checkpoint, and its replay from authentic entries."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from archive.domain.errors import NotFound
from archive.ports import LogRow, Transaction
from archive.services.context import Archive
from archive.services.verification.codes import finding
from archive.services.verification.heads import Heads, check_published_is_known, check_rows, choose_head
from archive.services.verification.logged import Logged, item_of
from archive.services.verification.published import PublishedEntries, authentic_leaves, check_tiles
from archive.verifier.findings import Finding
from archive.verifier.log import check_log
from crypto.digest import sha256_hex
from crypto.errors import CryptoError
from crypto.merkle import Frontier, frontier_of, leaf_hash
from crypto.tlog_policy import LogPolicy

ENDLESS = 2**62
"""Rows are read beyond the size that the database states: one may have been added behind its back."""

_ENTRY = re.compile(r"entry ([0-9]+)")
_HEAD_CODES = frozenset({"V201", "V202", "V203", "V209", "V210"})
_MANY = 1000


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What the log came to: findings, the replay, and how many entries it has and how many are signed for."""

    findings: tuple[Finding, ...]
    logged: Logged
    entries: int
    covered: int
    root: bytes


def check_custody_log(
    archive: Archive,
    tx: Transaction,
    note: bytes | None,
    policy: LogPolicy,
    remembered: Sequence[bytes] = (),
    on_progress: Callable[[int, int], None] | None = None,
) -> LogCheck:
    """Check entries, checkpoints and tiles against each other, and replay what is authentic.

    1. Choose the checkpoint that decides (`choose_head`) and find the leaves it signs (`authentic_leaves`).
    2. Each entry: form, signature, place, signer, chain (`archive.verifier.log.check_log`).
    3. What one cause shows in two places is reported once: a database that is older, a row that was
       dropped or repeated beyond the checkpoint.
    4. Replay authentic entries; the columns beside each entry (V703) and what it keeps sealed (V705, V706).
    5. Size and frontier (V704), checkpoints (V762 to V765), tiles (V771 to V773).
    """
    heads = choose_head(note, tx.log.checkpoints(), policy)
    log = _Log(archive, tx, heads)
    log.authentic = authentic_leaves(heads.checkpoint, archive.tiles, log.read_leaves)
    report = check_log(
        log.feed(on_progress),
        heads.note,
        policy,
        leaf_hashes=log.authentic,
        remembered=remembered,
        processes=os.cpu_count() or 1,
    )
    findings = [*heads.findings, *log.settle(report.findings)]
    findings += log.replay()
    findings += _check_sealed(tx, log.logged)
    if not any(_ENTRY.match(f.subject) or f.code.number == "V702" for f in findings):
        findings += log.check_state()
    known = log.known_leaves()
    if not log.is_older:
        findings += check_published_is_known(heads)
    if heads.checkpoint is not None or note is None:
        findings += check_rows(heads, known, policy)
    if heads.checkpoint is not None and len(known) >= heads.checkpoint.size:
        findings += check_tiles(archive.tiles, heads.checkpoint.size, known)
    covered = heads.checkpoint.size if heads.checkpoint else 0
    root = frontier_of(log.leaves).root()
    return LogCheck(tuple(findings), log.logged, len(log.leaves), min(covered, len(log.leaves)), root)


class _Log:
    """The state of one check."""

    def __init__(self, archive: Archive, tx: Transaction, heads: Heads) -> None:
        self._archive = archive
        self._tx = tx
        self._heads = heads
        self.authentic: list[bytes] | None = None
        self.leaves: list[bytes] = []
        self.places: list[int] = []
        self.is_older = False
        self.logged = Logged()
        self._shift = 0
        """How many places the rows beyond the checkpoint have moved up, because signed ones were cut out."""
        self._bad: set[int] = set()
        """Leaf indexes of rows that some finding names."""

    def read_leaves(self) -> list[bytes]:
        """The leaf hashes of the database's entries."""
        return [leaf_hash(row.entry) for row in self._tx.log.entries(0, ENDLESS)]

    def feed(self, on_progress: Callable[[int, int], None] | None) -> Iterator[bytes]:
        """The entries as the database has them."""
        total = self._tx.log.size()
        for row in self._tx.log.entries(0, ENDLESS):
            self.leaves.append(leaf_hash(row.entry))
            self.places.append(row.leaf_index)
            if on_progress is not None and len(self.leaves) % 256 == 0:
                on_progress(len(self.leaves), total)
            yield row.entry

    def known_leaves(self) -> list[bytes]:
        """The signed leaves where they are known, then what the database holds beyond them."""
        if self.authentic is None:
            return self.leaves
        return [*self.authentic, *self.leaves[len(self.authentic) :]]

    def settle(self, found: Sequence[Finding]) -> list[Finding]:
        """The verifier's findings without those that follow from another one."""
        size, checkpoint = self._tx.log.size(), self._heads.checkpoint
        findings = [f for f in found if not (checkpoint is None and f.code.number in _HEAD_CODES)]
        if self._is_beginning(size):
            self.is_older = True
            expected = f"{checkpoint.size} entries" if checkpoint else ""
            findings = [f for f in findings if f.code.number not in {"V103", "V204"}]
            return [finding("V702", "database", expected, f"{size} entries"), *findings]
        findings = self._settle_repeated(findings)
        self._note_shift(findings)
        gaps = self._gaps(size)
        if gaps:
            findings = [
                f
                for f in findings
                if f.code.number not in {"V204", "V205"}
                and not (_place(f, gaps[0]) and f.code.number[1] == "5")
            ]
            findings += [finding("V103", f"entry {gap}") for gap in gaps]
        self._bad = {
            self.places[int(match[1])]
            for f in findings
            if (match := _ENTRY.fullmatch(f.subject)) and int(match[1]) < len(self.places)
        }
        return findings

    def _is_beginning(self, size: int) -> bool:
        """Whether the database holds an earlier state of the signed log, whole and by its own account."""
        checkpoint = self._heads.checkpoint
        if checkpoint is None or not len(self.leaves) == size < checkpoint.size:
            return False
        return self.authentic is None or self.authentic[:size] == self.leaves

    def _settle_repeated(self, findings: list[Finding]) -> list[Finding]:
        """A row beyond the checkpoint that repeats an earlier one is that, whatever else it breaks."""
        seen: set[bytes] = set()
        repeated = set()
        for position, leaf in enumerate(self.leaves):
            if leaf in seen and position >= len(self.authentic or ()):
                repeated.add(f"entry {position}")
            seen.add(leaf)
        if not repeated:
            return findings
        kept = [f for f in findings if f.subject not in repeated]
        return kept + [finding("V104", subject) for subject in sorted(repeated)]

    def _note_shift(self, findings: Sequence[Finding]) -> None:
        is_dense = not self.places or self.places[-1] == len(self.places) - 1
        if is_dense and self.authentic is not None:
            codes = [f.code.number for f in findings]
            self._shift = max(0, codes.count("V103") - codes.count("V104"))

    def _gaps(self, size: int) -> list[int]:
        """Leaf indexes that have no row and that nothing else accounts for."""
        frontier = _frontier(self._tx)
        if frontier is None or frontier.size != size or abs(size - len(self.places)) > _MANY:
            size = self.places[-1] + 1 if self.places else 0
        first = len(self.authentic or ())
        present = set(self.places)
        gaps = [place for place in range(first, size) if place not in present]
        return gaps[self._shift :][:_MANY]

    def replay(self) -> Iterator[Finding]:
        """Take authentic entries in log order; rows that are in place are compared with their columns."""
        signed = self.authentic or []
        if self.is_older:
            signed = signed[: len(self.leaves)]
        rows = self._tx.log.entries(0, ENDLESS)
        row = next(rows, None)
        published = PublishedEntries(self._archive.tiles, len(self.authentic or ()))
        for index, leaf in enumerate(signed):
            while row is not None and row.leaf_index < index:
                row = next(rows, None)
            if row is not None and row.leaf_index == index and leaf_hash(row.entry) == leaf:
                entry: bytes | None = row.entry
                yield from self._take(row)
            else:
                entry = published.entry(index, leaf) or self._moved(leaf)
                if entry is None:
                    self.logged.doubt(None)
                else:
                    self.logged.take(index, entry)
        known = frozenset(signed) if self._shift else frozenset()
        for row in self._tx.log.entries(max(0, len(signed) - self._shift), ENDLESS):
            if leaf_hash(row.entry) not in known:
                if row.leaf_index in self._bad:
                    self.logged.doubt(item_of(row.entry))
                else:
                    yield from self._take(row)
        if self.authentic is None and self._heads.checkpoint is not None and not self.is_older:
            self.logged.doubt(None)
        yield from (finding("V708", f"entry {index}") for index in self.logged.malformed)
        yield from (finding("V733", f"entry {index}") for index in self.logged.impossible_steps())
        yield from self._check_identity()

    def _take(self, row: LogRow) -> Iterator[Finding]:
        entry = self.logged.take(row.leaf_index, row.entry)
        if entry is None:
            return
        said = (leaf_hash(row.entry), entry.event_id, entry.event_type, entry.item_id or None)
        if said != (row.leaf_hash, row.event_id, row.event_type, row.item_id):
            yield finding("V703", f"columns of entry {row.leaf_index}")

    def _moved(self, leaf: bytes) -> bytes | None:
        """The entry with this leaf hash, wherever the database has it."""
        try:
            return self._tx.log.entry(self.places[self.leaves.index(leaf)]).entry
        except (ValueError, NotFound):
            return None

    def _check_identity(self) -> Iterator[Finding]:
        logged, archive = self.logged, self._archive
        if logged.archive_id and (logged.archive_id, logged.origin) != (archive.archive_id, archive.origin):
            yield finding("V707", "sviedka.toml", logged.archive_id, archive.archive_id)

    def check_state(self) -> Iterator[Finding]:
        """Size and frontier, from which the next entry goes on."""
        frontier = _frontier(self._tx)
        size = self._tx.log.size()
        expected = frontier_of(self.leaves)
        if size != len(self.leaves):
            yield finding("V704", "size of the log", len(self.leaves), size)
        elif frontier is None or frontier.to_bytes() != expected.to_bytes():
            yield finding("V704", "frontier of the log", expected.root().hex())


def _check_sealed(tx: Transaction, logged: Logged) -> Iterator[Finding]:
    """What entries only commit to must be kept, and unchanged."""
    for event_id, (leaf_index, digest) in logged.sealed.items():
        subject = f"sealed detail of entry {leaf_index}"
        try:
            sealed = tx.log.sealed_detail(event_id)
        except NotFound:
            yield finding("V705", subject)
            continue
        if digest and sha256_hex(sealed) != digest:
            yield finding("V706", subject, digest, sha256_hex(sealed))


def _frontier(tx: Transaction) -> Frontier | None:
    stored = tx.log.frontier()
    try:
        return Frontier.from_bytes(stored) if stored else Frontier()
    except CryptoError:
        return None


def _place(found: Finding, first: int) -> bool:
    """Whether a finding names an entry at or after this place."""
    match = _ENTRY.fullmatch(found.subject)
    return match is not None and int(match[1]) >= first
