"""The Merkle tree against the definitions of RFC 6962, written out recursively, for random sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import ProofError
from crypto.merkle import Frontier, frontier_of, leaf_hash, perfect_root, root_hash
from crypto.merkle_proof import prove_consistency, prove_inclusion, verify_consistency, verify_inclusion
from tests.vectors.generate_merkle import path, subproof, tree_hash

ENTRIES = [b"entry %d" % n for n in range(300)]
LEAVES = [leaf_hash(each) for each in ENTRIES]
SIZES = st.integers(1, len(ENTRIES))


def read_node(level, index):
    return perfect_root(LEAVES[index << level : (index + 1) << level])


@given(st.integers(0, len(ENTRIES)))
def test_roots(size):
    assert root_hash(LEAVES[:size]) == tree_hash(ENTRIES[:size])


@given(SIZES, st.data())
def test_inclusion(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = prove_inclusion(index, size, read_node)
    assert list(proof) == path(index, ENTRIES[:size])
    root = tree_hash(ENTRIES[:size])
    verify_inclusion(LEAVES[index], index, size, proof, root)
    for other in {index ^ 1, size - 1 - index, size} - {index}:
        with pytest.raises(ProofError):
            verify_inclusion(LEAVES[index], other, size, proof, root)


@given(SIZES, st.data())
def test_consistency(new_size, data):
    old_size = data.draw(st.integers(1, new_size))
    proof = prove_consistency(old_size, new_size, read_node)
    assert list(proof) == subproof(old_size, ENTRIES[:new_size], True)
    old_root, new_root = tree_hash(ENTRIES[:old_size]), tree_hash(ENTRIES[:new_size])
    verify_consistency(old_size, new_size, proof, old_root, new_root)
    if old_size != new_size:
        for spoiled in (proof[:-1], (*proof, new_root)):
            with pytest.raises(ProofError):
                verify_consistency(old_size, new_size, spoiled, old_root, new_root)
        with pytest.raises(ProofError):
            verify_consistency(old_size, new_size, proof, new_root, old_root)


@given(st.integers(0, 200), st.integers(0, 100))
def test_a_frontier_grows_comes_back_and_copies(size, more):
    frontier = frontier_of(LEAVES[:size])
    again = Frontier.from_bytes(frontier.to_bytes())
    copy = frontier.copy()
    for leaf in LEAVES[size : size + more]:
        again.append(leaf)
    assert again.root() == tree_hash(ENTRIES[: size + more])
    assert copy.root() == frontier.root() == tree_hash(ENTRIES[:size])
    assert len(frontier.hashes) == size.bit_count()


@given(st.integers(0, 7), st.integers(0, 30))
def test_a_subtree_appended_whole_equals_its_leaves(level, count):
    width = 1 << level
    frontier = Frontier()
    whole = len(ENTRIES) // width
    for n in range(min(count, whole)):
        frontier.append_subtree(read_node(level, n), level)
    assert frontier.root() == tree_hash(ENTRIES[: min(count, whole) * width])


def test_proofs_outside_the_tree_are_errors():
    for index, size in [(0, 0), (5, 5), (-1, 5)]:
        with pytest.raises(ProofError):
            prove_inclusion(index, size, read_node)
    for old, new in [(0, 5), (6, 5)]:
        with pytest.raises(ProofError):
            prove_consistency(old, new, read_node)
