"""The Merkle tree of RFC 6962 section 2.1 with SHA-256: hashes, roots and a frontier for appending.

Everything takes and returns bytes (hashes of exactly 32) and integers. A `Frontier` is the row of perfect
subtrees that a tree of n leaves consists of, one per set bit of n: enough to append in O(log n) without any
other node.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from crypto.errors import FormatError

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""Root hash of the tree without leaves."""

MAX_TREE_SIZE: Final = 2**63 - 1
_HEADER: Final = 8


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right) of two 32-byte hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The perfect subtrees of a growing tree, largest first. Mutable; `copy` it before what may fail."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size: int = size
        self._hashes: list[bytes] = list(hashes)
        if not 0 <= size <= MAX_TREE_SIZE:
            raise FormatError("a tree size is between 0 and 2^63 - 1")
        if len(self._hashes) != size.bit_count() or any(len(each) != HASH_SIZE for each in self._hashes):
            raise FormatError("a frontier holds one 32-byte hash per set bit of its size")

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The root hashes of the perfect subtrees, from the largest (leftmost) to the smallest."""
        return tuple(self._hashes)

    def copy(self) -> "Frontier":
        """Return an independent frontier of the same tree."""
        return Frontier(self.size, self._hashes)

    def append(self, leaf: bytes) -> None:
        """Append one leaf hash (32 bytes)."""
        self.append_subtree(leaf, 0)

    def append_subtree(self, root: bytes, level: int) -> None:
        """Append a perfect subtree of 2^level leaves; the size must be a multiple of that."""
        if len(root) != HASH_SIZE:
            raise FormatError("a Merkle hash has 32 bytes")
        width = 1 << level
        if self.size & (width - 1):
            raise FormatError("a subtree can only be appended at a multiple of its width")
        hashes = self._hashes
        remaining = self.size >> level
        while remaining & 1:
            root = node_hash(hashes.pop(), root)
            remaining >>= 1
        hashes.append(root)
        self.size += width

    def root(self) -> bytes:
        """Return the root hash of the tree (`EMPTY_ROOT` without leaves)."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for each in reversed(self._hashes[:-1]):
            root = node_hash(each, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the size as eight big-endian bytes, then the hashes."""
        return self.size.to_bytes(_HEADER, "big") + b"".join(self._hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """Return the frontier that `to_bytes` wrote; FormatError for any other bytes."""
        body = data[_HEADER:]
        if len(data) < _HEADER or len(body) % HASH_SIZE:
            raise FormatError("a frontier is eight bytes of size and 32-byte hashes")
        hashes = [body[start : start + HASH_SIZE] for start in range(0, len(body), HASH_SIZE)]
        return cls(int.from_bytes(data[:_HEADER], "big"), hashes)


def frontier_of(leaves: Iterable[bytes]) -> Frontier:
    """Return the frontier of the tree with these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash of the tree with these leaf hashes (not entries)."""
    return frontier_of(leaves).root()


def perfect_root(hashes: list[bytes]) -> bytes:
    """Return the root of a perfect subtree over `hashes` (their number a power of two)."""
    count = len(hashes)
    if count == 0 or count & (count - 1):
        raise FormatError("a perfect subtree has a power of two of hashes")
    row = hashes
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]
