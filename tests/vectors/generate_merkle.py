"""Makes Merkle proof vectors in the layout of the public ones, with a tree of its own.

Recursive, straight from the definitions in RFC 6962 section 2.1, on purpose unlike the code it tests.
`python -m tests.vectors.generate_merkle` prints them as JSON.
"""

import base64
import hashlib
import json
from collections.abc import Iterator

LEAVES = [f"self-made leaf {n}".encode() for n in range(13)]


def tree_hash(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def split(n: int) -> int:
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962 PATH(m, D[n])."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), tree_hash(entries[k:])]
    return [*path(m - k, entries[k:]), tree_hash(entries[:k])]


def subproof(m: int, entries: list[bytes], complete: bool) -> list[bytes]:
    """RFC 6962 SUBPROOF(m, D[n], b)."""
    if m == len(entries):
        return [] if complete else [tree_hash(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], complete), tree_hash(entries[k:])]
    return [*subproof(m - k, entries[k:], False), tree_hash(entries[:k])]


def spoiled(proof: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    """Each way to spoil a proof, one defect each."""
    yield "trailing-garbage", [*proof, b"garbage"]
    yield "trailing-hash", [*proof, b"\x07" * 32]
    yield "preceding-hash", [b"\x07" * 32, *proof]
    if proof:
        yield "truncated", proof[:-1]
        yield "modified-bit", [bytes([proof[0][0] ^ 16]) + proof[0][1:], *proof[1:]]
        yield "short-hash", [proof[0][:-1], *proof[1:]]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def inclusion_vectors() -> Iterator[tuple[str, dict[str, object]]]:
    for size, index in [(1, 0), (2, 1), (3, 2), (5, 3), (7, 6), (8, 0), (8, 7), (11, 10), (13, 8), (13, 12)]:
        entries = LEAVES[:size]
        good = {
            "leafIdx": index,
            "treeSize": size,
            "root": b64(tree_hash(entries)),
            "leafHash": b64(tree_hash([entries[index]])),
            "proof": [b64(each) for each in path(index, entries)],
            "wantErr": False,
        }
        name = f"inclusion/{size}-{index}"
        yield f"{name}/happy-path", good
        bad = {**good, "wantErr": True}
        yield f"{name}/index-outside", {**bad, "leafIdx": size}
        yield f"{name}/other-root", {**bad, "root": b64(b"\x05" * 32)}
        yield f"{name}/other-leaf", {**bad, "leafHash": b64(b"\x05" * 32)}
        for defect, proof in spoiled(path(index, entries)):
            yield f"{name}/{defect}", {**bad, "proof": [b64(each) for each in proof]}


def consistency_vectors() -> Iterator[tuple[str, dict[str, object]]]:
    for size1, size2 in [(1, 1), (1, 2), (2, 5), (3, 7), (4, 8), (6, 8), (8, 13), (5, 11), (7, 13), (13, 13)]:
        proof = subproof(size1, LEAVES[:size2], True)
        good = {
            "size1": size1,
            "size2": size2,
            "root1": b64(tree_hash(LEAVES[:size1])),
            "root2": b64(tree_hash(LEAVES[:size2])),
            "proof": [b64(each) for each in proof],
            "wantErr": False,
        }
        name = f"consistency/{size1}-{size2}"
        yield f"{name}/happy-path", good
        bad = {**good, "wantErr": True}
        yield f"{name}/size1-zero", {**bad, "size1": 0}
        yield f"{name}/size1-larger", {**bad, "size1": size2 + 1}
        yield f"{name}/other-root1", {**bad, "root1": b64(b"\x05" * 32)}
        yield f"{name}/other-root2", {**bad, "root2": b64(b"\x05" * 32)}
        for defect, wrong in spoiled(proof):
            yield f"{name}/{defect}", {**bad, "proof": [b64(each) for each in wrong]}


def generate_vectors() -> dict[str, list[tuple[str, dict[str, object]]]]:
    """Return {kind: [(name, vector)]}."""
    return {"inclusion": list(inclusion_vectors()), "consistency": list(consistency_vectors())}


if __name__ == "__main__":
    print(json.dumps(generate_vectors(), indent=1))
