"""Whole-archive verification of many small items, and its memory on one large object.

Run: python benchmarks/bench_verify_archive.py [ITEMS] [MEGABYTES]
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

from archive.services.context import Archive
from archive.services.verification import examine_archive
from tests.factories import describe, make_archive

GROUP = 250
EXHIBIT = 5_000


def main(items: int, megabytes: int) -> None:
    """Deposit, publish, verify, and print seconds, items per second and peak memory."""
    with tempfile.TemporaryDirectory(prefix="sviedka-bench-") as folder:
        made = make_archive(Path(folder))
        started = time.monotonic()
        for first in range(0, items, GROUP):
            numbers = range(first, min(items, first + GROUP))
            made.deposit_all([((_exhibit(n),), describe(f"FICTIONAL {n}"), None) for n in numbers])
        made.publish()
        print(f"deposited {items} items in {time.monotonic() - started:.1f} s")
        _verify(made.archive, "small items")
        made.deposit((bytes(megabytes << 20),))
        made.publish()
        _verify(made.archive, f"and one exhibit of {megabytes} MiB")
        made.close()


def _verify(archive: Archive, what: str) -> None:
    stages: dict[str, float] = {}
    started = time.monotonic()
    report = examine_archive(
        archive, on_progress=lambda stage, *_: stages.__setitem__(stage, time.monotonic())
    )
    seconds = time.monotonic() - started
    assert report.is_valid, report.findings
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = report.counts
    ends = ", ".join(f"{stage} until {end - started:.1f} s" for stage, end in stages.items())
    print(
        f"{what}: {seconds:.2f} s for {counts.items} items, {counts.entries} entries, "
        f"{counts.objects} objects, {counts.payload_bytes >> 20} MiB; peak {peak:.0f} MiB ({ends})"
    )


def _exhibit(number: int) -> bytes:
    return f"FICTIONAL statement {number}. ".encode().ljust(EXHIBIT, b".")


if __name__ == "__main__":
    words = [*sys.argv[1:], *("10000", "512")[len(sys.argv) - 1 :]]
    main(int(words[0]), int(words[1]))
