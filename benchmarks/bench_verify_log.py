"""Full verification of a custody log against the bare cost of its Ed25519 signatures, in one run.

`python -m benchmarks.bench_verify_log [ENTRIES] [PROCESSES]` prints the ratio; the bound is 1.5. "Bare"
verifies the same signatures over messages already prepared, in as many processes, with keys already parsed.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor

from archive.verifier.log import check_log
from benchmarks.targets import Measured, report
from crypto.dsse import pae, parse_envelope
from crypto.signing import Ed25519VerifyingKey
from tests.fictional_log import DOCUMENTER, VKEYS, fictional_log

BOUND = 1.5
CHUNK = 1024


def verify_bare(part: list[tuple[bytes, bytes]]) -> int:
    """Verify prepared (signature, message) pairs by one agent."""
    key = Ed25519VerifyingKey(DOCUMENTER.signing_key.public_key)
    for signature, message in part:
        key.verify(signature, message)
    return len(part)


def prepared(entries: list[bytes]) -> list[tuple[bytes, bytes]]:
    """(signature, message) of every entry but the first two, which another agent signed."""
    envelopes = [parse_envelope(entry) for entry in entries[2:]]
    return [(each.signature, pae(each.payload_type, each.payload)) for each in envelopes]


def measure_bare(pairs: list[tuple[bytes, bytes]], processes: int) -> float:
    """Seconds to verify the pairs and nothing else."""
    parts = [pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK)]
    begun = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        assert sum(pool.map(verify_bare, parts)) == len(pairs)
    return time.perf_counter() - begun


def measure_full(entries: list[bytes], checkpoint: bytes, leaves: list[bytes], processes: int) -> float:
    """Seconds to check the whole log."""
    begun = time.perf_counter()
    report = check_log(entries, checkpoint, VKEYS, leaf_hashes=leaves, processes=processes)
    seconds = time.perf_counter() - begun
    assert report.findings == ()
    assert report.entries == len(entries)
    return seconds


def main() -> None:
    """Build a log, measure both twice (the better counts), print the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    log = fictional_log(count)
    checkpoint, leaves, pairs = log.checkpoint(), log.leaves, prepared(log.entries)
    size = sum(map(len, log.entries)) / count
    print(f"{count:,} entries of {size:.0f} bytes on average, {processes} processes")
    bare, full = [], []
    for _ in range(2):
        bare.append(measure_bare(pairs, processes))
        full.append(measure_full(log.entries, checkpoint, leaves, processes))
    ratio = min(full) / min(bare)
    print(f"bare Ed25519 verification  {min(bare):6.2f} s  {min(bare) / count * 1e6:5.0f} µs each")
    print(f"full verification          {min(full):6.2f} s  {min(full) / count * 1e6:5.0f} µs each")
    sys.exit(report([Measured(f"log of {count} verified / its bare signatures", ratio, BOUND)]))


if __name__ == "__main__":
    main()
