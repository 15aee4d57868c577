"""Running whole programs to compare them: wall time, processor time and peak memory of all they start."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET_LOAD = 0.5


@dataclass(frozen=True, slots=True)
class Run:
    """One program from start to end: seconds, processor seconds, and the KiB of its largest process."""

    wall: float
    cpu: float
    peak: int

    def __add__(self, other: "Run") -> "Run":
        return Run(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))


def run(arguments: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> Run:
    """Run a program to its end with all it starts; raise SystemExit with its words when it fails."""
    start = time.perf_counter()
    # vfork: `ru_maxrss` of a child begins with what its parent had, which is little here.
    process = subprocess.Popen(
        [str(each) for each in arguments],
        cwd=ROOT,
        env={**_environment(), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{arguments[0]} ended with {process.returncode}:\n{words.decode(errors='replace')}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def _environment() -> dict[str, str]:
    """Ours, in which Python may keep what it compiled, as it does wherever Sviedka is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def alternate(sides: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Run the sides in turn, so that what else the machine does falls on all of them; print every run."""
    runs: dict[str, list[Run]] = {name: [] for name in sides}
    for number in range(1, rounds + 1):
        for name, side in sides.items():
            runs[name].append(side())
        told = ", ".join(
            f"{name} {each[-1].wall:.2f} s ({each[-1].cpu:.2f} s of processor, {each[-1].peak // 1024} MiB)"
            for name, each in runs.items()
        )
        print(f"  round {number}: {told}, load {os.getloadavg()[0]:.1f}", flush=True)
    return runs


def median(runs: Sequence[Run]) -> Run:
    """The median of each measure."""
    return Run(
        statistics.median(each.wall for each in runs),
        statistics.median(each.cpu for each in runs),
        max(each.peak for each in runs),
    )


def tool(name: str) -> Path:
    """The path of a program that the set-up of the test tools installs."""
    return Path(os.environ.get("SVIEDKA_TOOLS", ROOT / ".cache" / "tools")) / "bin" / name
