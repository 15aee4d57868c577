"""Sealing one large file into the object store, against the real age encrypting it to one hybrid recipient.

`python -m benchmarks.bench_seal [--size MIB] [--runs N] [--folder F]`. Both runs read the same random file,
both end when the result is durable (ours after its two digests, two recipients, fsync, name and folder sync;
age's output is fsynced by sync(1)), both are whole processes, start-up included. Runs alternate and results
are removed. `--size 10240` shows that memory is flat.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crypto.age import HybridIdentity

ROOT = Path(__file__).resolve().parents[1]
OURS = """
import sys
from pathlib import Path
from archive.adapters.objects.filesystem import FilesystemObjectStore
from crypto.age import parse_recipient
from ingest.sealing import seal_stream
recipients = [parse_recipient(text) for text in sys.argv[3:]]
with FilesystemObjectStore.create(Path(sys.argv[1])) as store, store.new_batch() as batch:
    staged = batch.create()
    with open(sys.argv[2], "rb", buffering=0) as source:
        sealed = seal_stream(source, staged, recipients)
    batch.add(staged, sealed.payload_digest, sealed.header)
    batch.commit()
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def age() -> str:
    """Return the path of the real age, which the set-up of the test tools installs."""
    tools = Path(os.environ.get("SVIEDKA_TOOLS", ROOT / ".cache" / "tools"))
    return str(tools / "bin" / "age")


def make_source(path: Path, mebibytes: int) -> None:
    """Write random bytes and sync them, so that no run pays for them."""
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(1 << 20))
        file.flush()
        os.fsync(file.fileno())


def run_age(folder: Path, source: Path, recipients: list[str]) -> float:
    """Return the seconds until age's output is on disk."""
    out = folder / "age-output"
    start = time.perf_counter()
    subprocess.run([age(), "-r", recipients[0], "-o", str(out), str(source)], check=True)
    subprocess.run(["sync", str(out)], check=True)
    took = time.perf_counter() - start
    out.unlink()
    return took


def run_ours(folder: Path, source: Path, recipients: list[str]) -> tuple[float, int]:
    """Return (seconds until the object is durable under its name, peak resident KiB)."""
    archive = folder / "archive"
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", OURS, str(archive), str(source), *recipients],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    took = time.perf_counter() - start
    shutil.rmtree(archive)
    return took, int(done.stdout)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=int, default=1024, help="MiB (1024)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache")
    options = parser.parse_args()
    recipients = [str(HybridIdentity.generate().recipient()) for _ in range(2)]
    options.folder.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-seal-", dir=options.folder))
    try:
        source = folder / "source"
        make_source(source, options.size)
        theirs, ours, peaks = [], [], []
        for number in range(options.runs):
            theirs.append(run_age(folder, source, recipients))
            took, peak = run_ours(folder, source, recipients)
            ours.append(took)
            peaks.append(peak)
            print(
                f"run {number + 1}: age {theirs[-1]:.2f} s, sviedka {took:.2f} s, peak {peak / 1024:.0f} MiB"
            )
        ratio = statistics.median(ours) / statistics.median(theirs)
        medians = f"age {statistics.median(theirs):.2f} s, sviedka {statistics.median(ours):.2f} s"
        print(f"{options.size} MiB: {medians}")
        print(f"ratio of medians {ratio:.2f}, of best runs {min(ours) / min(theirs):.2f}")
        print(f"peak memory {max(peaks) / 1024:.0f} MiB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
