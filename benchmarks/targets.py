"""What a benchmark measured beside what was promised, and one table of it."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS_VARIABLE = "SVIEDKA_BENCH_RESULTS"
"""Names a file to which a benchmark adds a line of JSON for each number: `python -m benchmarks` reads it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One number and its target: at most so much, or at least so much for a rate."""

    name: str
    value: float
    target: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is kept."""
        return self.value >= self.target if self.at_least else self.value <= self.target


def report(measured: Sequence[Measured]) -> int:
    """Print the numbers, and leave them to whoever runs all benchmarks; return 1 if a target is missed."""
    print_table(measured)
    results = os.environ.get(RESULTS_VARIABLE)
    if results:
        with Path(results).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(each)) + "\n" for each in measured)
    return 0 if all(each.met for each in measured) else 1


def read_results(path: Path) -> list[Measured]:
    """What benchmarks have added to a file."""
    return [Measured(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def print_table(measured: Sequence[Measured]) -> None:
    """Print one line for each number."""
    width = max((len(each.name) for each in measured), default=0)
    print()
    for each in measured:
        bound = f"at {'least' if each.at_least else 'most'} {each.target:g}"
        print(f"{each.name:<{width}}  {each.value:8.2f}  {bound:<14} {'met' if each.met else 'MISSED'}")
