"""`make bench`: every benchmark with its peer, one after the other, and what became of the targets.

    python -m benchmarks [NAME ...]     (a NAME is a file bench_NAME.py of this folder)

Each compares with a real peer in the same run and prints ratios; run them on a machine that does nothing
else. Exit status 1 when one of them misses a target.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAMES = tuple(sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")))


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks named, or all; answer 1 if one failed or missed its target."""
    unknown = sorted(set(arguments) - set(NAMES))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    codes: dict[str, int] = {}
    for name in arguments or NAMES:
        print(f"\n== {name}", flush=True)
        codes[name] = subprocess.run(
            [sys.executable, "-m", f"benchmarks.bench_{name}"], cwd=ROOT, check=False
        ).returncode
    print("\n== in short")
    for name, code in codes.items():
        print(f"  {name:<16} {'targets met' if code == 0 else 'MISSED, or could not run'}")
    return 1 if any(codes.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
