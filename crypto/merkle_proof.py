"""Inclusion and consistency proofs of RFC 6962 sections 2.1.1 and 2.1.2: made from nodes, checked from bytes.

Provers ask a `NodeReader` for the root of a perfect subtree: level l, index i covers the leaves i * 2^l to
(i + 1) * 2^l - 1. Verifiers raise ProofError; they never answer with a boolean.
"""

from collections.abc import Callable, Sequence

from crypto.errors import ProofError
from crypto.merkle import HASH_SIZE, node_hash

NodeReader = Callable[[int, int], bytes]
"""(level, index) -> hash of that perfect subtree."""


def subtree_root(start: int, end: int, read_node: NodeReader) -> bytes:
    """Return MTH(D[start:end]); `start` is a multiple of the largest power of two up to `end - start`."""
    width = end - start
    level = width.bit_length() - 1
    if width == 1 << level:
        return read_node(level, start >> level)
    middle = start + (1 << level)
    return node_hash(read_node(level, start >> level), subtree_root(middle, end, read_node))


def prove_inclusion(index: int, size: int, read_node: NodeReader) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree of `size` leaves, the leaf's sibling first."""
    if not 0 <= index < size:
        raise ProofError("the leaf is not in a tree of this size")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(subtree_root(middle, end, read_node))
            end = middle
        else:
            proof.append(subtree_root(start, middle, read_node))
            start = middle
    return tuple(reversed(proof))


def prove_consistency(old_size: int, new_size: int, read_node: NodeReader) -> tuple[bytes, ...]:
    """Return the proof that the tree of `new_size` extends that of `old_size` (at least 1)."""
    if not 0 < old_size <= new_size:
        raise ProofError("a consistency proof needs 0 < old size <= new size")
    proof: list[bytes] = []
    start, end = 0, new_size
    whole = True  # the old tree still fills the left side from leaf 0: the verifier has its root
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(subtree_root(middle, end, read_node))
            end = middle
        else:
            proof.append(subtree_root(start, middle, read_node))
            start = middle
            whole = False
    if not whole:
        proof.append(subtree_root(start, end, read_node))
    return tuple(reversed(proof))


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root hash to which `proof` leads from a leaf hash; ProofError if its length does not fit."""
    if not 0 <= index < size:
        raise ProofError("the leaf is not in a tree of this size")
    _check_hashes(leaf, *proof)
    position, last = index, size - 1
    root = leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if position & 1 or position == last:
            root = node_hash(sibling, root)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            root = node_hash(root, sibling)
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the inclusion proof is too short")
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless `proof` leads from leaf hash `leaf` at `index` to `root` of `size` leaves."""
    _check_hashes(root)
    if root_from_inclusion(leaf, index, size, proof) != root:
        raise ProofError("the inclusion proof leads to another root hash")


def verify_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raise ProofError unless `proof` shows that the tree `new_root` extends the tree `old_root`.

    An old size of 0 is an error: every tree extends the empty one, so such a proof proves nothing. For equal
    sizes nothing is hashed: the two roots must be equal, whatever they are (a public vector has 12-byte
    ones); in every other case equality with a computed hash makes them 32 bytes.
    """
    _check_hashes(*proof)
    if not 0 < old_size <= new_size:
        raise ProofError("a consistency proof needs 0 < old size <= new size")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError("two trees of the same size have the same root and an empty proof")
        return
    rest = list(proof)
    if not rest:
        raise ProofError("the consistency proof is too short")
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position >>= 1
        last >>= 1
    # A complete old tree is a node of the new one, which the proof leaves out.
    seed = old_root if position == 0 else rest.pop(0)
    old, new = seed, seed
    for sibling in rest:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if position & 1 or position == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        position >>= 1
        last >>= 1
    if last != 0:
        raise ProofError("the consistency proof is too short")
    if old != old_root or new != new_root:
        raise ProofError("the consistency proof leads to another root hash")


def _split(width: int) -> int:
    """Return the largest power of two below `width` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise ProofError("a Merkle hash has 32 bytes")
