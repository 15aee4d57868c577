"""Checkpoints: the published one, those in the database, and which of them the log is checked against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.domain.errors import NotFound
from archive.ports import CheckpointRow, TileStore
from archive.services.verification.codes import finding
from archive.verifier.findings import Finding
from archive.verifier.heads import check_checkpoint
from crypto.checkpoint import Checkpoint, read_checkpoint
from crypto.errors import CryptoError
from crypto.merkle import Frontier
from crypto.tlog_policy import LogPolicy

PUBLISHED = "log/checkpoint"


@dataclass(frozen=True, slots=True)
class Heads:
    """The signed checkpoint that decides (`note`), and what is wrong with the others."""

    note: bytes
    checkpoint: Checkpoint | None
    published: Checkpoint | None
    rows: tuple[CheckpointRow, ...]
    findings: list[Finding] = field(default_factory=list)


def read_published(tiles: TileStore) -> bytes | None:
    """The published note as it is, None without one. Read it before the database: it only grows after."""
    try:
        return tiles.read_checkpoint()
    except NotFound:
        return None


def choose_head(note: bytes | None, rows: Sequence[CheckpointRow], policy: LogPolicy) -> Heads:
    """The published checkpoint if it is sound, else the newest sound one that the database keeps.

    Findings: V761 nothing is published; V2xx of a published one that is not sound; V766 it is behind.
    """
    findings: list[Finding] = []
    published = None
    if note is None:
        findings.append(finding("V761", PUBLISHED))
    else:
        head = check_checkpoint(note, policy, PUBLISHED)
        findings.extend(head.findings)
        published = head.checkpoint
        if published is not None and not head.findings:
            if rows and rows[-1].size > published.size:
                findings.append(finding("V766", PUBLISHED, rows[-1].size, published.size))
            return Heads(note, published, published, tuple(rows), findings)
    for row in reversed(rows):
        kept = check_checkpoint(row.note, policy)
        if kept.checkpoint is not None and not kept.findings:
            return Heads(row.note, kept.checkpoint, None, tuple(rows), findings)
    return Heads(note or b"", None, None, tuple(rows), findings)


def check_rows(heads: Heads, leaves: Sequence[bytes], policy: LogPolicy) -> Iterator[Finding]:
    """Every checkpoint in the database against its own columns, the log's keys, and the tree of `leaves`."""
    frontier, done = Frontier(), 0
    for row in heads.rows:
        subject = f"checkpoint row of size {row.size}"
        try:
            checkpoint = read_checkpoint(row.note)
        except CryptoError as error:
            yield finding("V763", subject, found=error)
            continue
        problems = check_checkpoint(row.note, policy, subject).findings
        if problems:
            yield finding("V763", subject, found=problems[0].code.name)
        elif (checkpoint.size, checkpoint.root) != (row.size, row.root):
            yield finding("V762", subject, checkpoint.root.hex(), row.root.hex())
        elif checkpoint.size > len(leaves):
            yield finding("V764", subject, f"{checkpoint.size} entries", f"{len(leaves)} entries")
        else:
            for leaf in leaves[done : checkpoint.size]:
                frontier.append(leaf)
            done = checkpoint.size
            if frontier.root() != checkpoint.root:
                yield finding("V764", subject, checkpoint.root.hex(), frontier.root().hex())


def check_published_is_known(heads: Heads) -> Iterator[Finding]:
    """The database must know the published checkpoint: it is stored before it is published."""
    published = heads.published
    if published is not None and published.size not in {row.size for row in heads.rows}:
        yield finding("V765", PUBLISHED, f"a checkpoint of size {published.size} in the database", "none")
