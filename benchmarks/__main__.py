"""`make bench`: every benchmark with its peer, one after the other, and what became of the targets.

    python -m benchmarks [NAME ...]          (a NAME is a file bench_NAME.py of this folder)
    python -m benchmarks NAME --OPTION ...   (options go to that benchmark)

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
    at = next((at for at, word in enumerate(arguments) if word.startswith("-")), len(arguments))
    names, options = arguments[:at], arguments[at:]
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}; there are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    if options and len(names) != 1:
        print("Options go to one benchmark: name it before them.", file=sys.stderr)
        return 2
    failed = []
    with tempfile.NamedTemporaryFile(prefix="sviedka-bench-") as results:
        environment = {**os.environ, RESULTS_VARIABLE: results.name}
        for name in names or NAMES:
            print(f"\n== {name}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.bench_{name}", *options]
            if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
                failed.append(name)
        print("\n== what was promised")
        print_table(read_results(Path(results.name)))
    if failed:
        print(f"\nTargets missed, or could not run: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
