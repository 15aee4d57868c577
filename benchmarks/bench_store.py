"""How long it takes to store 10,000 small deposits: 20,000 objects with their headers, in one batch.

`python -m benchmarks.bench_store [FOLDER]`. The folder must lie on the disk to be measured. Sealing is
measured apart, as it needs no disk. The last line compares with one fsync for each file, on a fortieth of the
objects.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from archive.adapters.objects import filesystem_files
from archive.adapters.objects.filesystem import FilesystemObjectStore
from crypto.age import HybridIdentity, encrypt

OBJECTS = 20_000
SIZE = 5_000


def seal(count: int) -> list[tuple[bytes, bytes, str]]:
    """Return `count` objects as (payload, header, digest)."""
    recipients = [HybridIdentity.generate().recipient() for _ in range(2)]
    sealed = []
    for _ in range(count):
        header, payload = encrypt(os.urandom(SIZE), recipients)
        sealed.append((payload, header, hashlib.sha256(payload).hexdigest()))
    return sealed


def store_all(folder: Path, sealed: list[tuple[bytes, bytes, str]]) -> tuple[float, float]:
    """Return (seconds until commit, seconds of commit)."""
    with FilesystemObjectStore.create(folder) as store, store.new_batch() as batch:
        start = time.perf_counter()
        for payload, header, digest in sealed:
            batch.put(payload, header, digest)
        written = time.perf_counter()
        batch.commit()
        return written - start, time.perf_counter() - written


def main() -> None:
    """Measure and print."""
    parent = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd() / ".cache"
    folder = Path(tempfile.mkdtemp(prefix="bench-store-", dir=parent))
    try:
        start = time.perf_counter()
        sealed = seal(OBJECTS)
        took = time.perf_counter() - start
        print(f"seal {OBJECTS} objects of {SIZE} bytes for two hybrid recipients: {took:.2f} s")
        writing, committing = store_all(folder / "one", sealed)
        print(f"store them in one batch: {writing + committing:.2f} s")
        print(f"  of which write {writing:.2f} s, commit {committing:.2f} s")
        filesystem_files.FEW_FILES = 1 << 30
        some = seal(500)
        writing, committing = store_all(folder / "two", some)
        each = (writing + committing) / len(some)
        print(f"with an fsync for every file it would be {each * OBJECTS:.1f} s (from {len(some)} objects)")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
