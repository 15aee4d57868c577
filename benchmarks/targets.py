"""What a benchmark measured beside what was promised, and one table of it."""

from collections.abc import Sequence
from dataclasses import dataclass


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


def print_table(measured: Sequence[Measured]) -> int:
    """Print one line for each number; return 1 if a target is missed, else 0."""
    width = max((len(each.name) for each in measured), default=0)
    print()
    for each in measured:
        bound = f"at {'least' if each.at_least else 'most'} {each.target:g}"
        print(f"{each.name:<{width}}  {each.value:8.2f}  {bound:<14} {'met' if each.met else 'MISSED'}")
    return 0 if all(each.met for each in measured) else 1
