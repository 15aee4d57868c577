"""C2SP tlog-checkpoint: origin, tree size and root hash of a log, as the text of a signed note.

Source: c2sp.org/tlog-checkpoint. Extension lines are refused: auditors cannot check them (NOT
RECOMMENDED there).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crypto.errors import FormatError, SignatureError
from crypto.merkle import EMPTY_ROOT, HASH_SIZE, MAX_TREE_SIZE
from crypto.note import NoteSigner, NoteVerifier, VerifierKey, parse_note, sign_note, verify_note
from crypto.strict_base64 import decode_base64, encode_base64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log claims: the tree of its first `size` entries has the root hash `root` (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin:
            raise FormatError("a checkpoint origin is one line that is not empty")
        if not 0 <= self.size <= MAX_TREE_SIZE or len(self.root) != HASH_SIZE:
            raise FormatError("a checkpoint has a tree size below 2^63 and a root hash of 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise FormatError("a checkpoint of the empty tree has another root hash than that tree")


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """Return the note text of `checkpoint`: three lines."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{encode_base64(checkpoint.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that a note text spells; FormatError if malformed or with extension lines."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise FormatError("a checkpoint has exactly three lines")
    size = parse_decimal(lines[1], "a tree size")
    return Checkpoint(lines[0], size, decode_base64(lines[2], "a root hash"))


def sign_checkpoint(checkpoint: Checkpoint, signers: Iterable[NoteSigner]) -> bytes:
    """Return the signed note of `checkpoint` with one signature line per signer."""
    return sign_note(format_checkpoint(checkpoint), signers)


def read_checkpoint(data: bytes) -> Checkpoint:
    """Return the checkpoint in a signed note without checking any signature; FormatError if malformed."""
    return parse_checkpoint(parse_note(data).text)


def verify_checkpoint(
    data: bytes, log_verifier: NoteVerifier, others: Sequence[NoteVerifier] = ()
) -> tuple[Checkpoint, tuple[VerifierKey, ...]]:
    """Return the checkpoint in a signed note and the keys that signed it, the log's among them.

    The origin must be the name of the log's key. Raises FormatError if malformed; SignatureError if the
    origin is another, the log's signature is missing, or a signature by the log or by one of `others`
    does not verify.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != log_verifier.vkey.name:
        raise SignatureError("the checkpoint has the origin of another log")
    signed_by = verify_note(note, [log_verifier, *others])
    if log_verifier.vkey not in signed_by:
        raise SignatureError("the checkpoint is not signed by the log")
    return checkpoint, signed_by


def parse_decimal(text: str, what: str) -> int:
    """Return the number below 2^63 that ASCII digits spell, no leading zeros; FormatError names `what`."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 19:
        raise FormatError(f"{what} is a decimal number without leading zeros")
    value = int(text)
    if value > MAX_TREE_SIZE:
        raise FormatError(f"{what} is below 2^63")
    return value
