"""Messages between intake and a process that it starts: lists of byte strings, which can carry no code.

A frame is its length, then the message; a message is the number of its parts, the length of each, and the
parts. Numbers are four bytes, big-endian.
"""

import struct
from collections.abc import Sequence
from typing import IO, Final

_NUMBER: Final = struct.Struct(">I")


def pack(parts: Sequence[bytes]) -> bytes:
    """Return one message."""
    return struct.pack(f">{len(parts) + 1}I", len(parts), *map(len, parts)) + b"".join(parts)


def unpack(message: bytes) -> list[bytes]:
    """Return the parts of a message; raise ValueError for anything else."""
    try:
        (count,) = _NUMBER.unpack_from(message)
        sizes = struct.unpack_from(f">{count}I", message, _NUMBER.size)
    except struct.error as error:
        raise ValueError("a message is cut off") from error
    start = _NUMBER.size * (count + 1)
    if start + sum(sizes) != len(message):
        raise ValueError("a message has another length than its parts")
    parts = []
    for size in sizes:
        parts.append(message[start : start + size])
        start += size
    return parts


def write_frame(stream: IO[bytes], message: bytes) -> None:
    """Write a frame, and flush; raise OSError when nobody reads any more."""
    stream.write(_NUMBER.pack(len(message)) + message)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return the next message, None at the end of the stream; raise EOFError in the middle of a frame."""
    head = stream.read(_NUMBER.size)
    if not head:
        return None
    size = _NUMBER.unpack(head)[0] if len(head) == _NUMBER.size else 0
    message = stream.read(size)
    if len(head) < _NUMBER.size or len(message) < size:
        raise EOFError("the stream ends inside a frame")
    return message
