"""Trees of values: what stands under what when counts are shown, and at which depth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archive.domain.dates import BEGINNING
from archive.domain.errors import Problem
from archive.domain.sentences import sentence
from archive.domain.unit import ROLLS_UP, RelationKind, UnitRelation, When
from archive.domain.units import UnitRegister
from archive.domain.vocabulary import ViolationVocabulary

MAX_MATRIX_DEPTH = 9
MEMO_TREES = 64
"""Trees that are remembered, one for each register and day asked for: working one out takes longer than
reading a match. Registers are public."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units against violation types, each axis at one depth of its tree (0: the top)."""

    unit_depth: int = 1
    violation_depth: int = 0

    def problems(self) -> Iterator[Problem]:
        """Yield what is wrong with it."""
        for name in ("unit_depth", "violation_depth"):
            if not 0 <= getattr(self, name) <= MAX_MATRIX_DEPTH:
                yield Problem(
                    name, sentence("not between %(first)d and %(last)d", first=0, last=MAX_MATRIX_DEPTH)
                )


@dataclass(frozen=True, slots=True)
class Tree:
    """Values, each with its parent ("" at the top); parents are values, and no value is above itself."""

    parents: Mapping[str, str]
    _depths: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    _children: dict[str, Sequence[str]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        below: dict[str, list[str]] = {}
        for value, parent in self.parents.items():
            below.setdefault(parent, []).append(value)
        self._children.update((parent, sorted(values)) for parent, values in below.items())

    @classmethod
    def flat(cls, values: Iterable[str]) -> "Tree":
        """Values without anything above them."""
        return cls(dict.fromkeys(values, ""))

    def depth(self, value: str) -> int:
        """How many values stand above one."""
        found = self._depths.get(value)
        if found is None:
            parent = self.parents[value]
            found = self._depths[value] = self.depth(parent) + 1 if parent else 0
        return found

    def children(self, value: str) -> Sequence[str]:
        """What stands directly under a value, or at the top (""), in the order of the alphabet."""
        return self._children.get(value, ())

    def at_depth(self, depth: int) -> tuple[str, ...]:
        """Every value at a depth, in order."""
        return tuple(value for value in self.parents if self.depth(value) == depth)

    def with_parents(self, values: Iterable[str]) -> set[str]:
        """Return the values and all that stand above them."""
        found: set[str] = set()
        for value in values:
            at = value
            while at and at not in found:
                found.add(at)
                at = self.parents[at]
        return found

    def walk(self, counts: Mapping[str, int]) -> Iterator[str]:
        """Yield the values of `counts`, parents before children, among siblings the greatest count first.

        What stands above one of them must be among them.
        """

        def ordered(value: str) -> Iterator[str]:
            counted = [each for each in self.children(value) if each in counts]
            return iter(sorted(counted, key=counts.__getitem__, reverse=True))

        waiting = [ordered("")]
        while waiting:
            value = next(waiting[-1], None)
            if value is None:
                waiting.pop()
            else:
                yield value
                waiting.append(ordered(value))


@lru_cache(MEMO_TREES)
def violation_tree(vocabulary: ViolationVocabulary) -> Tree:
    """The violation types under their wider terms."""
    return Tree({term.id: term.parent for term in vocabulary.all()})


@lru_cache(MEMO_TREES)
def unit_tree(register: UnitRegister, when: When = None) -> Tree:
    """The units, each under one superior: that of the day, or the last one that commanded it.

    It only says where a unit is shown. What counts for which superior was decided for every act by its own
    date, so a unit that moved may count for more than the superior under which it stands here.
    """
    parents: dict[str, str] = {}
    for unit in register.all():
        known = [one for one in register.parents(unit.id, when) if one.kind in ROLLS_UP]
        parents[unit.id] = max(known, key=_weight).parent if known else ""
    for value in parents:
        _cut_circle(parents, value)
    return Tree(parents)


def _weight(relation: UnitRelation) -> tuple[object, ...]:
    life = relation.validity
    start = life.latest_start if not life.unknown_start else BEGINNING
    return relation.kind is RelationKind.COMMAND, life.latest_end, start, relation.parent


def _cut_circle(parents: dict[str, str], value: str) -> None:
    """Over all time two units may each have stood under the other: the one met again goes to the top."""
    passed, at = {value}, value
    while parents[at]:
        if parents[at] in passed:
            parents[at] = ""
            return
        at = parents[at]
        passed.add(at)
