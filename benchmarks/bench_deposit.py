"""Deposits by the real command, with everything they entail, against `age` and `restic` on the same files.

    python -m benchmarks.bench_deposit [--size MIB] [--statements N] [--rounds N] [--memory MIB] [--folder F]

One large file: `sviedka ingest` (two digests, two hybrid recipients, fsync, custody entries, checkpoint and
receipt) against the real age encrypting the file to one hybrid recipient and sync(1) of its output. Many
statements: `sviedka ingest` of a folder against `restic backup` of the same folder into a new repository.
All are whole processes, and runs alternate. What they made is removed: after each run with the large file,
with statements only at the end, because ext4 gives no inode away again for five minutes after its file was
removed, and searches past all of them for every new file (0.2 ms where it takes 0.01 ms otherwise, after the
removal of one round's 50,000 files). For the same reason wait five minutes between two calls. `--memory`
deposits one more file of that size, which is sparse, to show that the peak does not grow. Exit status 1 when
a target is missed.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.programs import ROOT, Run, alternate, median, run, tool
from benchmarks.targets import Measured, report

STATEMENT_BYTES = 5000
SECRET = "fictional words for a benchmark"  # noqa: S105 - of an archive that lives for a minute
_SYLLABLES = "ка ро мин ста ле ви под зна бо тер ск ни да го пе шо лу ж".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Founded:
    """An archive that runs copy: founding is not what is measured."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Founded":
        """Found an archive with one custodian who documents, too; key stretching is cheap."""
        secrets = folder / "passphrases"
        secrets.mkdir(parents=True)
        for name in ("custodian", "collection", "vault"):
            (secrets / name).write_text(f"{SECRET}\n")
        options: list[str | Path] = ["--passphrases", secrets, "--insecure-kdf", "--role", "documenter"]
        run([*_SVIEDKA, "init", folder / "archive", *options, "--shares-to", folder / "shares"])
        return cls(folder)

    def ingest(self, source: Path, *, keep: bool = False) -> Run:
        """Deposit a file or folder into a copy of the archive, which may be kept till the end."""
        own = Path(tempfile.mkdtemp(prefix="copy-", dir=self.folder))
        shutil.copytree(self.folder / "archive", own / "archive")
        agent: list[str | Path] = [
            "--as",
            "custodian",
            "--passphrase-file",
            self.folder / "passphrases" / "custodian",
        ]
        command: list[str | Path] = [
            "--archive",
            own / "archive",
            *agent,
            "ingest",
            source,
            "--receipts",
            own / "receipts",
        ]
        try:
            return run([*_SVIEDKA, *command, "--quiet"])
        finally:
            if not keep:
                shutil.rmtree(own)


_SVIEDKA = (sys.executable, "-m", "archive.cli.main")


def make_file(path: Path, mebibytes: int) -> None:
    """Write random bytes and sync them, so that no run pays for them."""
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(1 << 20))
        file.flush()
        os.fsync(file.fileno())


def make_statements(folder: Path, count: int) -> None:
    """Write statements of invented Cyrillic words, each of about `STATEMENT_BYTES` bytes."""
    rng = random.Random(7)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(5000)]
    folder.mkdir()
    for number in range(count):
        text = f"Показание {number}, вымышленное. " + " ".join(rng.choices(words, k=500))
        data = text.encode()[:STATEMENT_BYTES].decode(errors="ignore") + "\n"
        (folder / f"statement-{number:05d}.txt").write_text(data, encoding="utf-8")
    os.sync()


def run_age(folder: Path, source: Path, recipient: str) -> Run:
    """Encrypt with age, and sync the result."""
    out = folder / "age-output"
    try:
        return run([tool("age"), "-r", recipient, "-o", out, source]) + run(["sync", out])
    finally:
        out.unlink()


def run_restic(folder: Path, source: Path) -> Run:
    """Back up into a new repository, with a cache of its own."""
    repository = Path(tempfile.mkdtemp(prefix="restic-", dir=folder))
    environment = {"RESTIC_PASSWORD": SECRET, "RESTIC_CACHE_DIR": str(repository / "cache")}
    run(["restic", "init", "--quiet", "--repo", repository / "store"], environment=environment)
    return run(
        ["restic", "backup", "--quiet", "--repo", repository / "store", source], environment=environment
    )


def compare_large(folder: Path, founded: Founded, mebibytes: int, rounds: int) -> list[Measured]:
    """One large file against age."""
    from crypto.age import HybridIdentity  # noqa: PLC0415 - the runs inherit the memory of this process

    recipient = str(HybridIdentity.generate().recipient())
    source = folder / "large"
    make_file(source, mebibytes)
    print(f"One file of {mebibytes} MiB:")
    runs = alternate(
        {"age": lambda: run_age(folder, source, recipient), "sviedka": lambda: founded.ingest(source)}, rounds
    )
    source.unlink()
    theirs, ours = median(runs["age"]), median(runs["sviedka"])
    print(f"  processor time: {ours.cpu / theirs.cpu:.2f} times that of age")
    return [
        Measured(f"{mebibytes} MiB deposited / age, wall time", ours.wall / theirs.wall, 1.0),
        Measured("peak memory of that, MiB", ours.peak / 1024, 150),
    ]


def compare_statements(folder: Path, founded: Founded, count: int, rounds: int) -> list[Measured]:
    """Many statements against restic."""
    source = folder / "statements"
    make_statements(source, count)
    print(f"{count} statements of {STATEMENT_BYTES} bytes:")
    runs = alternate(
        {
            "restic": lambda: run_restic(folder, source),
            "sviedka": lambda: founded.ingest(source, keep=True),
        },
        rounds,
    )
    theirs, ours = median(runs["restic"]), median(runs["sviedka"])
    print(f"  processor time: {ours.cpu / theirs.cpu:.2f} times that of restic")
    return [
        Measured(f"{count} statements deposited / restic, wall time", ours.wall / theirs.wall, 10.0),
    ]


def measure_memory(folder: Path, founded: Founded, mebibytes: int) -> list[Measured]:
    """One sparse file, once."""
    source = folder / "sparse"
    source.touch()
    os.truncate(source, mebibytes << 20)
    done = founded.ingest(source)
    source.unlink()
    print(f"One sparse file of {mebibytes} MiB: {done.wall:.1f} s, {done.cpu:.1f} s of processor")
    return [Measured(f"peak memory at {mebibytes} MiB, MiB", done.peak / 1024, 150)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--size", type=int, default=1024, help="MiB of the large file; 0 leaves it out (1024)"
    )
    parser.add_argument("--statements", type=int, default=10_000, help="0 leaves them out (10000)")
    parser.add_argument("--memory", type=int, default=10_240, help="MiB of the sparse file; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache", help="on the disk to be measured")
    options = parser.parse_args()
    options.folder.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-deposit-", dir=options.folder))
    measured: list[Measured] = []
    try:
        founded = Founded.make(folder / "founded")
        if options.size:
            measured += compare_large(folder, founded, options.size, options.rounds)
        if options.statements:
            measured += compare_statements(folder, founded, options.statements, options.rounds)
        if options.memory:
            measured += measure_memory(folder, founded, options.memory)
    finally:
        shutil.rmtree(folder)
    return report(measured)


if __name__ == "__main__":
    sys.exit(main())
