"""C2SP tlog-witness: the body of `add-checkpoint`, by which a log shows a witness that it only grew.

`old <size>`, the consistency proof from that size as base64 lines, an empty line, the signed checkpoint.
Source: c2sp.org/tlog-witness.
"""

from dataclasses import dataclass
from typing import Final

from crypto.checkpoint import parse_decimal
from crypto.errors import FormatError
from crypto.merkle import HASH_SIZE
from crypto.strict_base64 import decode_base64, encode_base64

_MAX_HASHES: Final = 63


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A step of growth: `old_size` is 0 where there was nothing before; then there is no proof."""

    old_size: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes


def format_add_checkpoint(step: AddCheckpoint) -> bytes:
    """The body for a step."""
    lines = [f"old {step.old_size}", *(encode_base64(each) for each in step.hashes), "", ""]
    return "\n".join(lines).encode() + step.checkpoint


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """Return the step in a body, its checkpoint unread; FormatError if malformed."""
    head, separator, checkpoint = data.partition(b"\n\n")
    try:
        first, *rest = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise FormatError("a step of growth begins with ASCII") from error
    if not separator or not first.startswith("old ") or len(rest) > _MAX_HASHES:
        raise FormatError("a step of growth has an old size, at most 63 hashes, an empty line, a checkpoint")
    hashes = tuple(decode_base64(line, "a hash") for line in rest)
    if any(len(each) != HASH_SIZE for each in hashes):
        raise FormatError("a hash of a consistency proof has 32 bytes")
    old_size = parse_decimal(first.removeprefix("old "), "an old size")
    if old_size == 0 and hashes:
        raise FormatError("nothing is proven of an empty log")
    return AddCheckpoint(old_size, hashes, checkpoint)
