"""`make bench`: every benchmark with its peer, one after the other, and what became of the targets.

    python -m benchmarks [NAME ...]     (a NAME is a file bench_NAME.py of this folder)

Each compares with a real peer in the same run; one table shows all ratios and targets at the end. Run them on
a machine that does nothing else. Exit status 1 when one of them misses a target.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.targets import RESULTS_VARIABLE, print_table, read_results

ROOT = Path(__file__).resolve().parents[1]
NAMES = tuple(sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py")))


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks named, or all; answer 1 if one failed or missed its target."""
    unknown = sorted(set(arguments) - set(NAMES))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    failed = []
    with tempfile.NamedTemporaryFile(prefix="sviedka-bench-") as results:
        environment = {**os.environ, RESULTS_VARIABLE: results.name}
        for name in arguments or NAMES:
            print(f"\n== {name}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.bench_{name}"]
            if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
        print("\n== what was promised")
        print_table(read_results(Path(results.name)))
    if failed:
        print(f"\nTargets missed, or could not run: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
