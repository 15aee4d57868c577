"""Tiles, log proofs and policies: one defect at a time."""

import pytest

from crypto.checkpoint import Checkpoint, sign_checkpoint
from crypto.cosignature import Ed25519Cosigner, Mldsa44Cosigner
from crypto.errors import FormatError, KeyFormatError, ProofError, SignatureError
from crypto.merkle import Frontier, leaf_hash, node_hash, perfect_root, root_hash
from crypto.note import Ed25519NoteSigner, Ed25519NoteVerifier
from crypto.signing import Ed25519SigningKey, Mldsa44SigningKey
from crypto.tiles import (
    TilePath,
    format_bundle,
    format_hash_tile,
    format_index,
    parse_bundle,
    parse_hash_tile,
    parse_tile_path,
    tile_of,
    tiles_between,
    tiles_of,
)
from crypto.tlog_policy import Group, LogPolicy, format_policy, parse_policy, verify_quorum
from crypto.tlog_proof import LogProof, format_log_proof, parse_log_proof, verify_log_proof

ORIGIN = "sviedka/0123456789abcdef"
LOG = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x11" * 32))
VERIFIER = Ed25519NoteVerifier(LOG.vkey)
LEAVES = [leaf_hash(bytes([n])) for n in range(2)]
NOTE = sign_checkpoint(Checkpoint(ORIGIN, 2, node_hash(*LEAVES)), [LOG])
PROOF = LogProof(1, (LEAVES[0],), NOTE)
PROOF_TEXT = format_log_proof(PROOF)
W1 = Ed25519Cosigner("w.example/1", Ed25519SigningKey(b"\x21" * 32), 1).vkey
W2 = Mldsa44Cosigner("w.example/2", Mldsa44SigningKey(b"\x22" * 32), 1).vkey
W3 = Ed25519Cosigner("w.example/3", Ed25519SigningKey(b"\x23" * 32), 1).vkey


def test_paths_of_the_specification():
    assert format_index(1234067) == "x001/x234/067"
    assert str(TilePath(0, 0)) == "tile/0/000"
    assert str(TilePath(None, 273, 112)) == "tile/entries/273.p/112"
    assert parse_tile_path("tile/63/x001/x234/067.p/1") == TilePath(63, 1234067, 1)


@pytest.mark.parametrize(
    "text",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/01",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/٠٠٠",
        "tile/0/000\n",
        "tile/entries/../000",
        "",
    ],
)
def test_other_paths_are_refused(text):
    with pytest.raises(FormatError):
        parse_tile_path(text)


def test_a_negative_index_has_no_path():
    with pytest.raises(FormatError):
        format_index(-1)


def test_tiles_of_seventy_thousand_entries():
    """The example of c2sp.org/tlog-tiles."""
    levels = {}
    for path in tiles_of(70_000):
        levels.setdefault(path.level, []).append(path.width)
    assert levels[0] == levels[None] == [256] * 273 + [112]
    assert levels[1] == [256, 17]
    assert levels[2] == [1]
    assert sorted(map(str, levels)) == ["0", "1", "2", "None"]
    assert [str(path) for path in tiles_of(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]
    assert list(tiles_of(0)) == []


def test_tiles_between_two_sizes_are_the_new_ones():
    assert set(tiles_between(300, 600)) == set(tiles_of(600)) - set(tiles_of(300))
    assert list(tiles_between(600, 600)) == []
    with pytest.raises(FormatError):
        tile_of(256, 0, 1)


def test_entry_bundles():
    entries = [b"", b"a", b"\0" * 65_535]
    data = format_bundle(entries)
    assert data[:5] == b"\0\0\0\x01a"
    assert parse_bundle(data, 3) == entries
    for defect, width in [(data, 2), (data, 4), (data[:-1], 3), (data + b"\0", 3), (b"", 1), (b"", 0)]:
        with pytest.raises(FormatError):
            parse_bundle(defect, width)
    for wrong in ([], [b""] * 257, [b"\0" * 65_536]):
        with pytest.raises(FormatError):
            format_bundle(wrong)


def test_hash_tiles():
    assert parse_hash_tile(format_hash_tile(LEAVES), 2) == LEAVES
    for data, width in [(b"\0" * 63, 2), (b"\0" * 64, 1), (b"", 0), (b"\0" * 32 * 257, 257)]:
        with pytest.raises(FormatError):
            parse_hash_tile(data, width)
    for wrong in ([], [b""], LEAVES * 129):
        with pytest.raises(FormatError):
            format_hash_tile(wrong)


def test_frontiers_refuse_what_is_none():
    good = Frontier()
    for leaf in LEAVES * 3:
        good.append(leaf)
    data = good.to_bytes()
    assert Frontier.from_bytes(data).root() == root_hash(LEAVES * 3)
    for defect in (data[:-1], data + bytes(32), data[:7], b"\xff" * 8, data[:7] + b"\x07" + data[8:]):
        with pytest.raises(FormatError):
            Frontier.from_bytes(defect)
    with pytest.raises(FormatError):
        good.append(b"short")
    with pytest.raises(FormatError):
        good.append_subtree(LEAVES[0], 2)
    with pytest.raises(FormatError):
        perfect_root(LEAVES + LEAVES[:1])


def test_a_log_proof_verifies_and_comes_back():
    assert parse_log_proof(PROOF_TEXT) == PROOF
    assert verify_log_proof(PROOF, LEAVES[1], VERIFIER).size == 2
    with_extra = LogProof(1, (LEAVES[0],), NOTE, b"extra")
    assert parse_log_proof(format_log_proof(with_extra)) == with_extra


def test_a_log_proof_of_something_else_is_refused():
    for leaf, proof in [
        (LEAVES[0], PROOF),
        (LEAVES[1], LogProof(0, PROOF.hashes, NOTE)),
        (LEAVES[1], LogProof(2, PROOF.hashes, NOTE)),
        (LEAVES[1], LogProof(1, (), NOTE)),
        (LEAVES[1], LogProof(1, PROOF.hashes * 2, NOTE)),
    ]:
        with pytest.raises(ProofError):
            verify_log_proof(proof, leaf, VERIFIER)
    stranger = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x99" * 32))
    with pytest.raises(SignatureError):
        verify_log_proof(PROOF, LEAVES[1], Ed25519NoteVerifier(stranger.vkey))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PROOF_TEXT.replace(b"@v1", b"@v2"), id="another version"),
        pytest.param(PROOF_TEXT.replace(b"index 1\n", b""), id="no index"),
        pytest.param(PROOF_TEXT.replace(b"index 1", b"index 01"), id="leading zero"),
        pytest.param(PROOF_TEXT.replace(b"index 1", b"index -1"), id="negative"),
        pytest.param(PROOF_TEXT.replace(b"index 1", b"extra !\nindex 1"), id="extra is not base64"),
        pytest.param(PROOF_TEXT.replace(b"\n\n", b"=\n\n", 1), id="hash is not base64"),
        pytest.param(PROOF_TEXT.replace(b"\n\n", b"\nQUJD\n\n", 1), id="short hash"),
        pytest.param(PROOF_TEXT.replace(b"\n\n", b"\n", 1), id="no empty line"),
        pytest.param(b"\xc3\xa9" + PROOF_TEXT, id="not ASCII"),
        pytest.param(PROOF_TEXT[:-1], id="cut off"),
        pytest.param(PROOF_TEXT.replace(ORIGIN.encode() + b"\n2", b"o\n02"), id="bad checkpoint"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_log_proof_with_one_defect_is_refused(data):
    with pytest.raises(FormatError):
        parse_log_proof(data)


def test_a_log_proof_has_at_most_63_hashes():
    with pytest.raises(FormatError):
        format_log_proof(LogProof(1, tuple(LEAVES * 32), NOTE))


POLICY = LogPolicy(
    logs=(LOG.vkey,),
    witnesses=(("W1", W1), ("W2", W2), ("W3", W3)),
    groups=(Group("pair", 2, ("W1", "W2")), Group("all", 1, ("pair", "W3"))),
    quorum="all",
)


def test_a_policy_comes_back_and_reads_freely_spaced_lines():
    assert parse_policy(format_policy(POLICY)) == POLICY
    head = f" \t log {LOG.vkey}  https://log.example/ \n# a comment\n\n"
    text = f"{head}\twitness W1 {W1}\n group g any W1\nquorum g"
    assert parse_policy(text.encode()) == LogPolicy(
        (LOG.vkey,), (("W1", W1),), (Group("g", 1, ("W1",)),), "g"
    )
    assert parse_policy(f"witness W1 {W1}\ngroup g all W1\nquorum none".encode()).groups[0].threshold == 1


def test_the_quorum_counts_cosigners():
    for enough in ((W3,), (W1, W2), (W1, W2, W3)):
        verify_quorum(POLICY, enough)
    for too_few in ((), (W1,), (W2,)):
        with pytest.raises(SignatureError):
            verify_quorum(POLICY, too_few)
    verify_quorum(LogPolicy((LOG.vkey,)), ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"log {LOG.vkey}", id="no quorum"),
        pytest.param("quorum none\nquorum none", id="two quorums"),
        pytest.param("quorum W1", id="unknown quorum"),
        pytest.param(f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none", id="a log twice"),
        pytest.param(f"witness A {W1}\nwitness B {W1}\nquorum none", id="a witness key twice"),
        pytest.param(f"witness A {W1}\nwitness A {W3}\nquorum none", id="a name twice"),
        pytest.param(f"witness none {W1}\nquorum none", id="a witness called none"),
        pytest.param("group g any W1\nquorum none", id="an unknown member"),
        pytest.param("group g any none\nquorum none", id="none as a member"),
        pytest.param(f"witness A {W1}\ngroup g 2 A\nquorum none", id="an impossible threshold"),
        pytest.param(f"witness A {W1}\ngroup g 0 A\nquorum none", id="a threshold of nothing"),
        pytest.param(f"witness A {W1}\ngroup g some A\nquorum none", id="a threshold that is no number"),
        pytest.param(f"witness A {W1}\ngroup g any A\ngroup h any A\nquorum none", id="a member twice"),
        pytest.param("witness A\nquorum none", id="a short line"),
        pytest.param("quorum none # comment", id="a comment after"),
        pytest.param("quorum none\r\n", id="a carriage return"),
    ],
)
def test_a_policy_with_one_defect_is_refused(text):
    with pytest.raises(FormatError):
        parse_policy(text.encode())


def test_a_policy_puts_each_key_where_it_belongs():
    for text in (f"log {W1}\nquorum none", f"witness A {LOG.vkey}\nquorum none", "log x\nquorum none"):
        with pytest.raises(KeyFormatError):
            parse_policy(text.encode())
