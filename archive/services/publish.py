"""Publishing the custody log: tiles, a signed checkpoint, and proofs that stand on it."""

from archive.domain.agent import Act
from archive.domain.errors import CustodyError, NotFound
from archive.log_tiles import EMPTY_TREE, LogTiles, TreeHead, extend_tiles
from archive.ports import CheckpointRow
from archive.services.context import Actor, Archive
from archive.services.founding import cosigner_name
from archive.services.ledger import refuse_stale, require
from crypto.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from crypto.cosignature import Mldsa44Cosigner
from crypto.errors import CryptoError
from crypto.merkle import Frontier
from crypto.note import Ed25519NoteSigner
from crypto.signing import Ed25519SigningKey, Mldsa44SigningKey
from crypto.tlog_proof import LogProof, format_log_proof


def publish_checkpoint(archive: Archive) -> TreeHead:
    """Bring the tiles up to the database, sign a checkpoint over what was read back from them, publish it.

    The signature comes last: entries written to tiles are read again and hashed, and must give the root that
    the database's own tree has (a bit flipped on the way to the disk must never be signed for). A crash
    between two steps leaves a log that the next call completes.
    """
    with archive.records.reading() as tx:
        refuse_stale(archive, tx)
        size = tx.log.size()
        stored = tx.log.frontier()
        root = (Frontier.from_bytes(stored) if stored else Frontier()).root()
        old = published_head(archive)
        if old == TreeHead(size, root) and tx.log.checkpoint(size) is not None:
            return old
        written = extend_tiles(archive.tiles, old, (row.entry for row in tx.log.entries(old.size, size)))
    if written != TreeHead(size, root):
        raise CustodyError(
            "The log's tiles on disk do not hash to the tree of the database: no checkpoint was signed.",
            safe="The database and the objects are not affected. Run `sviedka verify`.",
        )
    note = _sign(archive, Checkpoint(archive.origin, size, root))
    with archive.records.transaction() as tx:
        tx.log.add_checkpoint(CheckpointRow(size, root, note, archive.clock.now()))
    archive.tiles.publish_checkpoint(note)
    return written


def publish_as(archive: Archive, actor: Actor) -> TreeHead:
    """The same, on an agent's request."""
    require(archive, actor, Act.PUBLISH_CHECKPOINT)
    return publish_checkpoint(archive)


def published_head(archive: Archive) -> TreeHead:
    """What the checkpoint published last covers; nothing where there is none."""
    try:
        checkpoint = read_checkpoint(archive.tiles.read_checkpoint())
    except NotFound:
        return EMPTY_TREE
    return TreeHead(checkpoint.size, checkpoint.root)


def _sign(archive: Archive, checkpoint: Checkpoint) -> bytes:
    secret = archive.keys.log_secret()
    seconds = int(archive.clock.now().timestamp())
    return sign_checkpoint(
        checkpoint,
        [
            Ed25519NoteSigner(archive.origin, Ed25519SigningKey(secret.ed25519_seed)),
            Mldsa44Cosigner(cosigner_name(archive.origin), Mldsa44SigningKey(secret.mldsa44_seed), seconds),
        ],
    )


class Prover:
    """Makes `.tlog-proof`s of entries under the checkpoint published now; every tile is read once."""

    def __init__(self, archive: Archive) -> None:
        """Raise NotFound without a checkpoint, CustodyError for a damaged one."""
        self._note = archive.tiles.read_checkpoint()
        try:
            checkpoint = read_checkpoint(self._note)
        except CryptoError as error:
            raise CustodyError(
                f"log/checkpoint is damaged: {error}.", safe="Run `sviedka verify`; entries are not affected."
            ) from error
        self._tiles = LogTiles(archive.tiles, checkpoint.size)

    def prove(self, leaf_index: int) -> bytes:
        """The `.tlog-proof` of one entry; raise NotFound if the checkpoint does not cover it yet."""
        if leaf_index >= self._tiles.size:
            raise NotFound(
                f"Entry {leaf_index} is not covered by a checkpoint yet.", safe="It will be by the next one."
            )
        return format_log_proof(LogProof(leaf_index, self._tiles.prove_inclusion(leaf_index), self._note))


def log_proof(archive: Archive, leaf_index: int) -> bytes:
    """The `.tlog-proof` of one entry; raise as `Prover` does."""
    return Prover(archive).prove(leaf_index)
