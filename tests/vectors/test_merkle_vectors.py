"""The public Merkle proof vectors (transparency-dev/merkle), or self-made ones in a clone without them.

The public files are read from the shared folder and never committed. Without it the same checks run on
vectors that `generate_merkle.py` makes; in CI (CI=true) the folder must be there.
"""

import base64
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from crypto.errors import ProofError
from crypto.merkle_proof import verify_consistency, verify_inclusion
from tests.vectors.generate_merkle import generate_vectors

SHARED = Path(os.environ.get("SVIEDKA_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "vectors" / "merkle"


def load_vectors():
    """Return {kind: [(name, vector)]} and a word for their origin."""
    if FOLDER.is_dir():
        found = {
            kind: [
                (str(path.relative_to(FOLDER)), json.loads(path.read_text()))
                for path in sorted((FOLDER / kind).rglob("*.json"))
            ]
            for kind in ("inclusion", "consistency")
        }
        return found, "public"
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs the public Merkle vectors in {FOLDER}")
    print(f"no {FOLDER}: running on self-generated Merkle vectors")
    return generate_vectors(), "self-generated"


def unbase64(value):
    return base64.b64decode(value or "")


def outcome(kind, vector):
    """Return whether the verifier refuses the vector."""
    proof = [unbase64(each) for each in vector["proof"] or []]
    try:
        if kind == "inclusion":
            leaf, root = unbase64(vector["leafHash"]), unbase64(vector["root"])
            verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
        else:
            roots = unbase64(vector["root1"]), unbase64(vector["root2"])
            verify_consistency(vector["size1"], vector["size2"], proof, *roots)
    except ProofError:
        return True
    return False


def test_all_merkle_vectors_give_the_expected_result():
    vectors, origin = load_vectors()
    counts, wrong = Counter(), []
    for kind, files in vectors.items():
        for name, vector in files:
            counts[kind] += 1
            counts["refused"] += vector["wantErr"]
            if outcome(kind, vector) != vector["wantErr"]:
                wrong.append(name)
    print(f"{origin} Merkle vectors: {dict(counts)}")
    assert wrong == []
    if origin == "public":
        assert (counts["inclusion"], counts["consistency"]) == (98, 98)
    assert 0 < counts["refused"] < counts["inclusion"] + counts["consistency"]


def test_self_generated_vectors_give_the_expected_result():
    vectors = generate_vectors()
    for kind, files in vectors.items():
        assert len(files) > 60
        for name, vector in files:
            assert outcome(kind, vector) == vector["wantErr"], name


def test_a_consistency_proof_from_the_empty_tree_is_an_error():
    with pytest.raises(ProofError):
        verify_consistency(0, 1, [], b"\0" * 32, b"\0" * 32)
