"""What became of a unit and what it came from, followed by type, with the path shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from archive.domain.dates import Span
from archive.domain.dayset import Days
from archive.domain.unit import LINEAGE, Succession, SuccessionType, When, days_of


@dataclass(frozen=True, slots=True)
class Descent:
    """A unit reached by succession. `path` leads there from the unit asked about.

    `span` bounds the acts that belong to the line: those of a predecessor up to the day it was left,
    those of a successor from the day it was entered. Without it, acts of the MVD of 1970 would count
    for the KGB, which split from the MVD in 1954.
    """

    unit: str
    path: tuple[Succession, ...]
    span: Span

    def applies(self, when: When) -> bool:
        """Whether an act at that time may belong to the line."""
        return bool(Days.of(self.span) & days_of(when))


class Successions:
    """The successions of a register, both ways."""

    def __init__(self, unit_ids: Iterable[str], successions: Iterable[Succession]) -> None:
        ids = tuple(unit_ids)
        self._after: dict[str, list[Succession]] = {unit_id: [] for unit_id in ids}
        self._before: dict[str, list[Succession]] = {unit_id: [] for unit_id in ids}
        for succession in successions:
            self._after[succession.before].append(succession)
            self._before[succession.after].append(succession)

    def successors(
        self, unit_id: str, types: frozenset[SuccessionType] = LINEAGE, *, transitive: bool = True
    ) -> tuple[Descent, ...]:
        """The units that followed, the nearest first; dates along a path never go back."""
        return self._follow(unit_id, types, transitive=transitive, forward=True)

    def predecessors(
        self, unit_id: str, types: frozenset[SuccessionType] = LINEAGE, *, transitive: bool = True
    ) -> tuple[Descent, ...]:
        """The units it came from, the nearest first; dates along a path never go forward."""
        return self._follow(unit_id, types, transitive=transitive, forward=False)

    def _follow(
        self, unit_id: str, types: frozenset[SuccessionType], *, transitive: bool, forward: bool
    ) -> tuple[Descent, ...]:
        edges = self._after if forward else self._before
        found: dict[str, Descent] = {}
        todo: list[tuple[str, tuple[Succession, ...]]] = [(unit_id, ())]
        while todo:
            current, path = todo.pop(0)
            for succession in edges[current]:
                reached = succession.after if forward else succession.before
                if succession.type not in types or reached in found or reached == unit_id:
                    continue
                if path and not _in_order(path[-1], succession, forward=forward):
                    continue
                onward = (*path, succession)
                found[reached] = Descent(reached, onward, _span(succession, forward=forward))
                if transitive:
                    todo.append((reached, onward))
        return tuple(found.values())


def _in_order(last: Succession, following: Succession, *, forward: bool) -> bool:
    """Whether the dates of two steps can be in order; unknown dates always can."""
    earlier, later = (last, following) if forward else (following, last)
    first = earlier.when.earliest if earlier.when else None
    final = later.when.latest if later.when else None
    return first is None or final is None or first <= final


def _span(succession: Succession, *, forward: bool) -> Span:
    if succession.when is None:
        return Span(None, None)
    bound: date | None = succession.when.earliest if forward else succession.when.latest
    return Span(bound, None) if forward else Span(None, bound)
