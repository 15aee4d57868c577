"""A report of the custody log with its proof: what it rests on, and what checks it offline.

Rows and numbers are made by the verifier's own functions, from entries alone (docs/formats/report.md). The
same question under the same checkpoint gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date

from archive.bundle import BundleFile, bag_files
from archive.bundle_readme import CHECK
from archive.domain.agent import Act
from archive.domain.errors import CustodyError, InvalidRequest, NotFound
from archive.log_tiles import LogTiles
from archive.ports import LogRow, Transaction
from archive.services.bundling import about_agents, log_policy
from archive.services.context import Actor, Archive
from archive.services.growth_report import growth_files
from archive.services.ledger import require
from archive.verifier.entry import CustodyEntry, read_envelope, read_statement
from archive.verifier.growth import GROWTH
from archive.verifier.report import FORMAT, REPORT, TABLE
from archive.verifier.report_rows import (
    KINDS,
    UNLIMITED,
    Handles,
    Question,
    belonging,
    counts_of,
    rows_of,
    table_of,
)
from archive.verifier.standing_out import standing_out
from crypto.canonical import canonical_json
from crypto.checkpoint import read_checkpoint
from crypto.errors import CryptoError
from crypto.tlog_policy import format_policy
from crypto.tlog_proof import LogProof, format_log_proof

REPORTS = (*KINDS, GROWTH)
"""All kinds of report."""
Found = tuple[LogRow, CustodyEntry, str]
"""An entry as it is stored, as it is read, and the handle of its agent."""
MOST_ON_A_PAGE = 2000
"""Entries of a report that a page hands out: each brings about 8 KB of proof. The console has no limit."""
_README = """\
WHAT THIS FOLDER IS

A report of the custody log of an evidence archive, with every entry that it rests on and the proof that each
is in the log. Nothing here needs the archive's own software.

  data/report.csv           the rows, for reading
  data/report.json          the same, with the question and the numbers
  data/entries/I.json       the entry behind a row; I is its place in the log
  data/entries/I.tlog-proof the proof that it is there
  data/agents/              the entries that say who could sign, with proofs
  data/checkpoint           size and root hash of the log, signed by the log
  data/policy               the public key of the log: compare it with one that you got elsewhere

Is every entry in the log? Save these lines as check.py and run: python3 check.py data/entries/*.json

----8<----
{check}----8<----

All of this at once, and that rows and numbers follow from the entries:

  sviedka-verify report --log-key "the archive's log key" .

That no entry was left out shows only beside the whole log:

  sviedka-verify report --log-key "the archive's log key" --log LOG-FOLDER .
""".replace("{check}", CHECK)


def question_for(kind: str, *, types: tuple[str, ...] = (), **limits: str) -> Question:
    """The question of a kind of report; `types` narrows the kind `log` only. Raise InvalidRequest."""
    if kind not in REPORTS:
        raise InvalidRequest(f"There is no report {kind!r}: {', '.join(REPORTS)}.")
    for name in ("since", "until"):
        try:
            date.fromisoformat(limits.get(name) or "2026-11-22")
        except ValueError as error:
            raise InvalidRequest(f"--{name}: write a day as 2026-11-22.") from error
    if kind in (*UNLIMITED, GROWTH) and (types or any(limits.values())):
        raise InvalidRequest(f"A report {kind} has no limits: a part of it would say something else.")
    return Question(types=KINDS.get(kind) or types, **limits)


def report_files(
    archive: Archive, actor: Actor, kind: str, question: Question, most: int | None = None
) -> Iterator[BundleFile]:
    """The files of the report as a BagIt bag, over what the published checkpoint covers.

    Raise NotPermitted, NotFound without a checkpoint, InvalidRequest for more than `most` entries or, of
    them, checkpoints.
    """
    if kind == GROWTH:
        return growth_files(archive, actor, most)
    require(archive, actor, Act.COUNT_HIDDEN if kind == "hidden" else Act.READ_LOG)
    note = archive.tiles.read_checkpoint()
    try:
        size = read_checkpoint(note).size
    except CryptoError as error:
        raise CustodyError(f"log/checkpoint is damaged: {error}.", safe="Run `sviedka verify`.") from error
    with archive.records.reading() as tx:
        checkpoint = tx.log.checkpoint(size)
        if checkpoint is None:
            raise NotFound("The database does not know the published checkpoint. Run `sviedka verify`.")
        agents = [row for row in about_agents(tx) if row.leaf_index < size]
        found = list(_found(archive, tx, kind, question, agents, size))
    if most is not None and len(found) > most:
        raise InvalidRequest(
            f"{len(found)} entries are too many for a page, which proves {most}. Narrow the days, or use "
            "`sviedka log report`.",
            safe="Nothing was left out silently: no file was made.",
        )
    last = found[-1][0].leaf_index if found else 0
    agents = [row for row in agents if row.leaf_index <= last]
    rows = rows_of(kind, [(row.leaf_index, entry, handle) for row, entry, handle in found])
    contents = canonical_json(
        {
            "format": FORMAT,
            "kind": kind,
            "question": {
                "types": list(question.types),
                "agent": question.agent,
                "item_id": question.item_id,
                "since": question.since,
                "until": question.until,
            },
            "size": size,
            "entries": [row.leaf_index for row, _, _ in found],
            "agents": [row.leaf_index for row in agents],
            "rows": rows,
            "counts": counts_of(rows),
        }
    )
    files = [
        *_proven(archive, "entries", (row for row, _, _ in found), size, note),
        *_proven(archive, "agents", agents, size, note),
        ("data/checkpoint", note),
        ("data/policy", format_policy(log_policy(archive))),
        (REPORT, contents),
        (TABLE, table_of(kind, rows)),
        ("data/README.txt", _README.encode()),
    ]
    return bag_files(files, checkpoint.at.strftime("%Y-%m-%d"), f"{archive.origin} {kind}")


def zipped(files: Iterable[BundleFile]) -> bytes:
    """The files as a zip file whose bytes depend on nothing but them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path, content in files:
            if isinstance(content, bytes):
                packed.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _found(  # what it reads, for what
    archive: Archive, tx: Transaction, kind: str, question: Question, agents: list[LogRow], size: int
) -> Iterator[Found]:
    """Entries that belong into the report, with their agents' handles as of then."""
    if kind == "anomalies":
        facts = (each for each in archive.log_facts.of(tx) if each.leaf_index < size)
        wanted = {index for each in standing_out(facts) for index in (each.leaf_index, *each.because)}
        yield from _with_handles((tx.log.entry(index) for index in sorted(wanted)), agents, size)
        return
    found = _with_handles(_rows(tx, question, size), agents, size)
    if kind in UNLIMITED:
        together = list(found)
        wanted = belonging(
            kind, question, ((row.leaf_index, entry, handle) for row, entry, handle in together)
        )
        yield from (each for each in together if each[0].leaf_index in wanted)
    else:
        yield from (each for each in found if question.asks_for(*each[1:]))


def _rows(tx: Transaction, question: Question, size: int) -> Iterable[LogRow]:
    if question.item_id:
        return tx.log.of_item(question.item_id)
    return tx.log.by_type(question.types) if question.types else tx.log.entries(0, size)


def _with_handles(rows: Iterable[LogRow], agents: list[LogRow], size: int) -> Iterator[Found]:
    handles, known = Handles(), iter(agents)
    waiting = next(known, None)
    for row in rows:
        if row.leaf_index >= size:
            return
        while waiting is not None and waiting.leaf_index <= row.leaf_index:
            handles.of(read_statement(read_envelope(waiting.entry)))
            waiting = next(known, None)
        entry = read_statement(read_envelope(row.entry))
        yield row, entry, handles.of(entry)


def _proven(
    archive: Archive, place: str, rows: Iterable[LogRow], size: int, note: bytes
) -> Iterator[tuple[str, bytes]]:
    tiles = LogTiles(archive.tiles, size)
    for row in rows:
        proof = LogProof(row.leaf_index, tiles.prove_inclusion(row.leaf_index), note)
        yield f"data/{place}/{row.leaf_index}.json", row.entry
        yield f"data/{place}/{row.leaf_index}.tlog-proof", format_log_proof(proof)
