"""The published log is accepted by `fsck` of transparency-dev/tessera, which knows nothing of Sviedka."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from archive.adapters.tiles.filesystem import FilesystemTileStore
from archive.log_tiles import EMPTY_TREE, LogTiles, extend_tiles
from crypto.checkpoint import Checkpoint, sign_checkpoint
from crypto.cosignature import Mldsa44Cosigner
from crypto.dsse import sign_envelope
from crypto.merkle import leaf_hash
from crypto.merkle_proof import verify_consistency, verify_inclusion
from crypto.note import Ed25519NoteSigner
from crypto.signing import Ed25519SigningKey, Mldsa44SigningKey

ORIGIN = "sviedka/00000000fictional"
LOG = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x31" * 32))
MLDSA = Mldsa44Cosigner(ORIGIN + "/mldsa44", Mldsa44SigningKey(b"\x32" * 32), 1_790_000_000)
AGENT = Ed25519SigningKey(b"\x33" * 32)
ROOT = Path(__file__).resolve().parents[2]


def tool(name):
    """Path of a tool from SVIEDKA_TOOLS/bin or .cache/tools/bin; the test fails without it."""
    folder = Path(os.environ.get("SVIEDKA_TOOLS", ROOT / ".cache" / "tools")) / "bin"
    path = folder / name
    if not path.is_file():
        pytest.fail(f"{name} is not in {folder}: run `make setup-test`")
    return path


def publish(folder, steps):
    """Grow and publish a log in `folder`; `steps` are lists of entries. Returns the heads."""
    store = FilesystemTileStore(folder)
    heads = [EMPTY_TREE]
    for entries in steps:
        heads.append(extend_tiles(store, heads[-1], entries))
        checkpoint = Checkpoint(ORIGIN, heads[-1].size, heads[-1].root)
        store.publish_checkpoint(sign_checkpoint(checkpoint, [LOG, MLDSA]))
    return store, heads


def fsck(folder, tmp_path):
    """What fsck says. Its exit status is 0 even when it finds another root hash, so only its words count."""
    key_file = tmp_path / "log.vkey"
    key_file.write_text(f"{LOG.vkey}\n")
    command = [tool("fsck"), f"--storage_url=file://{folder}/", f"--public_key={key_file}", "--ui=false"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    return result.stdout + result.stderr


def envelopes(start, end):
    return [sign_envelope(b'{"fictional":%d}' % n, AGENT) for n in range(start, end)]


def test_fsck_accepts_a_small_log(tmp_path):
    publish(tmp_path / "log", [envelopes(0, 1), envelopes(1, 300), envelopes(300, 301)])
    assert "Successfully fsck'd log with size 301" in fsck(tmp_path / "log", tmp_path)


def test_fsck_refuses_a_root_hash_that_the_tiles_do_not_have(tmp_path):
    """With a flipped bit in a tile fsck 1.0.4 would wait for ever; that we find it is tested elsewhere."""
    store, _ = publish(tmp_path / "log", [envelopes(0, 300)])
    store.publish_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, 300, b"\x42" * 32), [LOG, MLDSA]))
    words = fsck(tmp_path / "log", tmp_path)
    assert "Successfully" not in words
    assert "checkpoint claims 4242" in words


def test_a_log_of_more_than_seventy_thousand_entries(tmp_path):
    """Grown in uneven steps over partial tiles of three levels. Plain entries: fsck does not read them."""
    sizes = [1, 255, 256, 257, 40_000, 65_535, 65_536, 65_537, 70_000, 70_123]
    entries = [b'{"fictional":%d,"text":"%032d"}' % (n, n) for n in range(sizes[-1])]
    begun = time.perf_counter()
    steps = [entries[start:end] for start, end in zip([0, *sizes], sizes, strict=False)]
    store, heads = publish(tmp_path / "log", steps)
    print(f"published {sizes[-1]} entries in {len(sizes)} steps: {time.perf_counter() - begun:.1f} s")
    assert "Successfully fsck'd log with size 70123" in fsck(tmp_path / "log", tmp_path)
    tiles = LogTiles(store, heads[-1].size)
    for old in heads[1:]:
        proof = tiles.prove_consistency(old.size)
        verify_consistency(old.size, heads[-1].size, proof, old.root, heads[-1].root)
    for index in (0, 65_536, 70_122):
        leaf = leaf_hash(entries[index])
        verify_inclusion(leaf, index, heads[-1].size, tiles.prove_inclusion(index), heads[-1].root)
