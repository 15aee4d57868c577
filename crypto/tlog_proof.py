"""C2SP tlog-proof: one file that proves offline that an entry is in a log (`.tlog-proof`).

It holds the index of the entry, the inclusion proof and the signed checkpoint; not the entry itself.
Source: c2sp.org/tlog-proof.
"""

from dataclasses import dataclass
from typing import Final

from crypto.checkpoint import Checkpoint, parse_decimal, read_checkpoint, verify_checkpoint
from crypto.errors import FormatError
from crypto.merkle import HASH_SIZE
from crypto.merkle_proof import verify_inclusion
from crypto.note import NoteVerifier
from crypto.strict_base64 import decode_base64, encode_base64

_FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_MAX_HASHES: Final = 63
_MAX_HEAD_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LogProof:
    """`hashes` start with the leaf's sibling; `checkpoint` is the signed note; `extra` is unauthenticated."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def format_log_proof(proof: LogProof) -> bytes:
    """Return the bytes of a `.tlog-proof` file."""
    if len(proof.hashes) > _MAX_HASHES or any(len(each) != HASH_SIZE for each in proof.hashes):
        raise FormatError("a log proof has at most 63 hashes of 32 bytes")
    lines = [_FIRST_LINE]
    if proof.extra is not None:
        lines.append(f"extra {encode_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [encode_base64(each) for each in proof.hashes]
    return "\n".join([*lines, "", ""]).encode() + proof.checkpoint


def parse_log_proof(data: bytes) -> LogProof:
    """Return the proof that `data` spells, nothing verified; FormatError if malformed."""
    head, separator, checkpoint = data.partition(b"\n\n")
    if not separator or len(head) > _MAX_HEAD_BYTES:
        raise FormatError("a log proof has an empty line before its checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise FormatError("a log proof is not ASCII before its checkpoint") from error
    if lines.pop(0) != _FIRST_LINE:
        raise FormatError("a log proof starts with another line than c2sp.org/tlog-proof@v1")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode_base64(lines.pop(0).removeprefix("extra "), "extra data of a log proof")
    if not lines or not lines[0].startswith("index "):
        raise FormatError("a log proof has no index line")
    index = parse_decimal(lines.pop(0).removeprefix("index "), "a leaf index")
    hashes = tuple(decode_base64(line, "a proof hash") for line in lines)
    if len(hashes) > _MAX_HASHES or any(len(each) != HASH_SIZE for each in hashes):
        raise FormatError("a log proof has at most 63 hashes of 32 bytes")
    read_checkpoint(checkpoint)
    return LogProof(index, hashes, checkpoint, extra)


def verify_log_proof(
    proof: LogProof, leaf: bytes, log_verifier: NoteVerifier, others: tuple[NoteVerifier, ...] = ()
) -> Checkpoint:
    """Return the checkpoint that includes leaf hash `leaf` at `proof.index`.

    Raises FormatError, SignatureError (origin, signatures; see `verify_checkpoint`) or ProofError.
    """
    checkpoint, _ = verify_checkpoint(proof.checkpoint, log_verifier, others)
    verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return checkpoint
