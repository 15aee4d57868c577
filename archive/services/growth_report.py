"""A report of all checkpoints with its proof: each as it was published, and that each extends the last."""

from collections.abc import Iterator

from archive.bundle import BundleFile, bag_files
from archive.domain.agent import Act
from archive.domain.errors import CustodyError, InvalidRequest, NotFound
from archive.log_tiles import LogTiles
from archive.ports import CheckpointRow
from archive.services.bundling import log_policy
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from archive.services.publish import published_head
from archive.verifier.growth import (
    GROWTH_FORMAT,
    GROWTH_REPORT,
    GROWTH_TABLE,
    growth_rows,
    growth_table,
    step_path,
)
from crypto.canonical import canonical_json
from crypto.errors import CryptoError
from crypto.merkle_proof import prove_consistency
from crypto.tlog_policy import format_policy
from crypto.tlog_witness import AddCheckpoint, format_add_checkpoint

_README = """\
WHAT THIS FOLDER IS

Every checkpoint that an evidence archive signed over its custody log, and the proof that each goes on from
the one before: nothing was taken out of the log or changed in it between them.

  data/report.csv           the rows, for reading: entries, how many of them new, when signed, root hash
  data/report.json          the same
  data/checkpoints/N.add-checkpoint   the step to N entries, as a witness is sent it (c2sp.org/tlog-witness):
                            the size before, the consistency proof, an empty line, the signed checkpoint
  data/policy               the public keys of the log: compare them with those that you got elsewhere

Check all of it:

  sviedka-verify report --log-key "the archive's log key" .

Each step can be sent to any witness of that standard, in order. A checkpoint is a signed note
(c2sp.org/signed-note): any tool for such notes checks its signature.

That every checkpoint is here cannot be shown; beside the whole log it shows that the log still holds all that
they cover:

  sviedka-verify report --log-key "the archive's log key" --log LOG-FOLDER .
"""


def growth_files(archive: Archive, actor: Actor, most: int | None = None) -> Iterator[BundleFile]:
    """The files of the report as a BagIt bag, up to the checkpoint published last.

    Raise NotPermitted, NotFound without a checkpoint, InvalidRequest for more than `most` checkpoints,
    CustodyError where the published log does not hold what it should.
    """
    require(archive, actor, Act.READ_LOG)
    size = published_head(archive).size
    with archive.records.reading() as tx:
        found = [row for row in tx.log.checkpoints() if row.size <= size]
    if not found:
        raise NotFound("No checkpoint was published yet.")
    if most is not None and len(found) > most:
        raise InvalidRequest(
            f"{len(found)} checkpoints are too many for a page, which proves {most}: use "
            "`sviedka log report checkpoints`.",
            safe="Nothing was left out silently: no file was made.",
        )
    try:
        rows = growth_rows([row.note for row in found])
    except CryptoError as error:
        raise CustodyError(
            f"A checkpoint in the database is damaged: {error}.", safe="Run `sviedka verify`."
        ) from error
    sizes = [row.size for row in found]
    files = [
        *_steps(archive, found, size),
        ("data/policy", format_policy(log_policy(archive))),
        (
            GROWTH_REPORT,
            canonical_json({"format": GROWTH_FORMAT, "checkpoints": sizes, "rows": rows}),
        ),
        (GROWTH_TABLE, growth_table(rows)),
        ("data/README.txt", _README.encode()),
    ]
    return bag_files(files, found[-1].at.strftime("%Y-%m-%d"), f"{archive.origin} checkpoints")


def _steps(archive: Archive, found: list[CheckpointRow], size: int) -> Iterator[tuple[str, bytes]]:
    tiles, before = LogTiles(archive.tiles, size), 0
    for row in found:
        hashes = prove_consistency(before, row.size, tiles.node) if before else ()
        yield step_path(row.size), format_add_checkpoint(AddCheckpoint(before, hashes, row.note))
        before = row.size
