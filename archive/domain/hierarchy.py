"""What stood under what, and when: days on which a unit possibly, and certainly, stood under each superior.

Everything is worked out once, as sets of days per pair of units, so that a question costs a look-up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from archive.domain.dates import BEGINNING, END, Period
from archive.domain.dayset import Days
from archive.domain.unit import (
    ROLLS_UP,
    Presence,
    RelationKind,
    Unit,
    UnitRelation,
    When,
    answer,
    days_of,
)

Path = tuple[UnitRelation, ...]
_Sure = Callable[[UnitRelation], Days]
_Kinds = frozenset[RelationKind]


@dataclass(frozen=True, slots=True)
class Standing:
    """That `unit` stood under `superior` at the time asked, with every path that leads there, command first.

    `presumed`: it would be certain if beginnings and ends that nobody recorded were open; `disputed`:
    one of the paths rests on a claim that another source contradicts.
    """

    unit: str
    superior: str
    certainty: Presence
    presumed: bool
    disputed: bool
    paths: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """The shortest path of command from the unit upwards, or the shortest of any kind."""
        return self.paths[0]


@dataclass(frozen=True, slots=True)
class _Above:
    """Days on which one unit stood under one superior."""

    possible: Days
    certain: Days
    presumed: Days


class Hierarchy:
    """The relations that roll up, over all time."""

    def __init__(self, units: Mapping[str, Unit], relations: Iterable[UnitRelation]) -> None:
        self._units = units
        self._parents: dict[str, list[UnitRelation]] = {unit_id: [] for unit_id in units}
        for relation in relations:
            self._parents[relation.unit].append(relation)
        self._held = {id(one): self._span(one) for above in self._parents.values() for one in above}
        possible = {unit_id: self._reach(unit_id, self._possible, ROLLS_UP, ()) for unit_id in units}
        commands = frozenset({RelationKind.COMMAND})
        certain = {unit_id: self._agreed(unit_id, self._certain, commands, ()) for unit_id in units}
        presumed = {unit_id: self._agreed(unit_id, self._presumed, commands, ()) for unit_id in units}
        self._above: dict[str, dict[str, _Above]] = {
            unit_id: {
                superior: _Above(
                    days, certain[unit_id].get(superior, Days()), presumed[unit_id].get(superior, Days())
                )
                for superior, days in above.items()
            }
            for unit_id, above in possible.items()
        }
        self._below: dict[str, list[str]] = {unit_id: [] for unit_id in units}
        for unit_id, above in self._above.items():
            for superior in above:
                self._below[superior].append(unit_id)

    def parents(self, unit_id: str, when: When) -> tuple[UnitRelation, ...]:
        """The direct relations of every kind that may have held at that time."""
        days = days_of(when)
        return tuple(relation for relation in self._parents[unit_id] if self._possible(relation) & days)

    def superiors(self, unit_id: str, when: When) -> tuple[Standing, ...]:
        """All units it may have stood under at that time, the nearest first."""
        found = (self._standing(unit_id, superior, when) for superior in self._above[unit_id])
        return _ordered(found)

    def superior_ids(self, unit_id: str, when: When) -> tuple[str, ...]:
        """The ids of `superiors` in alphabetical order, without working out paths."""
        days = days_of(when)
        found = (superior for superior, above in self._above[unit_id].items() if above.possible & days)
        return tuple(sorted(found))

    def subordinates(self, unit_id: str, when: When) -> tuple[Standing, ...]:
        """All units that may have stood under it at that time, the nearest first."""
        found = (self._standing(below, unit_id, when) for below in self._below[unit_id])
        return _ordered(found)

    def _standing(self, unit_id: str, superior: str, when: When) -> Standing | None:
        above = self._above[unit_id][superior]
        certainty = answer(above.possible, above.certain, when)
        if certainty is Presence.NO:
            return None
        days = days_of(when)
        paths = sorted(self._paths(unit_id, superior, days, ()), key=_rank)
        return Standing(
            unit=unit_id,
            superior=superior,
            certainty=certainty,
            presumed=answer(above.possible, above.presumed, when) is Presence.CERTAINLY,
            disputed=any(self._disputed(relation, days) for path in paths for relation in path),
            paths=tuple(paths),
        )

    def _paths(self, unit_id: str, superior: str, days: Days, path: Path) -> list[Path]:
        """The chains of relations on which at least one of `days` is possible at every step."""
        found: list[Path] = []
        passed = {relation.unit for relation in path}
        for relation in self._parents[unit_id]:
            left = days & self._possible(relation)
            if not left or relation.kind not in ROLLS_UP or relation.parent in passed:
                continue
            if relation.parent == superior:
                found.append((*path, relation))
            elif superior in self._above[relation.parent]:
                found.extend(self._paths(relation.parent, superior, left, (*path, relation)))
        return found

    def _reach(self, unit_id: str, on: _Sure, kinds: _Kinds, passed: tuple[str, ...]) -> dict[str, Days]:
        """Days on which each superior is reached through relations of these kinds, by any of them."""
        found: dict[str, Days] = {}
        for relation in self._parents[unit_id]:
            if relation.kind in kinds and relation.parent not in passed:
                _join(found, self._through(relation, on, self._reach, kinds, (*passed, unit_id)))
        return found

    def _agreed(self, unit_id: str, on: _Sure, kinds: _Kinds, passed: tuple[str, ...]) -> dict[str, Days]:
        """Like `_reach`, but on days on which claims conflict only superiors to which all of them lead."""
        contested = self._contested(unit_id)
        candidates = [
            relation
            for relation in self._parents[unit_id]
            if relation.kind in kinds or relation.kind is RelationKind.CONFLICT_CLAIM
        ]
        alternatives = [
            (relation, self._through(relation, on, self._agreed, kinds, (*passed, unit_id)))
            for relation in candidates
            if relation.parent not in passed
        ]
        found: dict[str, Days] = {}
        for superior in {superior for _, reached in alternatives for superior in reached}:
            by_any, by_all = Days(), Days.every()
            for relation, reached in alternatives:
                days = reached.get(superior, Days())
                if relation.kind in kinds:
                    by_any |= days & ~contested
                by_all &= days | ~self._possible(relation)
            found[superior] = by_any | (by_all & contested)
        return {superior: days for superior, days in found.items() if days}

    def _contested(self, unit_id: str) -> Days:
        """Days on which a conflicting claim about the unit's parent may hold."""
        days = Days()
        for relation in self._parents[unit_id]:
            if relation.kind is RelationKind.CONFLICT_CLAIM:
                days |= self._possible(relation)
        return days

    @staticmethod
    def _through(
        relation: UnitRelation,
        on: _Sure,
        onward: Callable[[str, _Sure, _Kinds, tuple[str, ...]], dict[str, Days]],
        kinds: _Kinds,
        passed: tuple[str, ...],
    ) -> dict[str, Days]:
        """The parent and all above it, on the days of the relation."""
        days = on(relation)
        if not days:
            return {}
        above = {
            superior: days & further
            for superior, further in onward(relation.parent, on, kinds, passed).items()
        }
        _join(above, {relation.parent: days})
        return {superior: reached for superior, reached in above.items() if reached}

    def _disputed(self, relation: UnitRelation, days: Days) -> bool:
        """Whether it is a conflicting claim, or a command that one contradicts on some of the days."""
        if relation.kind is RelationKind.CONFLICT_CLAIM:
            return True
        contested = self._contested(relation.unit) & self._possible(relation) & days
        return relation.kind is RelationKind.COMMAND and bool(contested)

    def _lives(self, relation: UnitRelation) -> Days:
        return Days.of(self._units[relation.unit].life.span) & Days.of(self._units[relation.parent].life.span)

    def _possible(self, relation: UnitRelation) -> Days:
        """Days on which the relation may have held, while both units may have existed; worked out once."""
        return self._held[id(relation)]

    def _span(self, relation: UnitRelation) -> Days:
        return Days.of(relation.validity.span) & self._lives(relation)

    def _certain(self, relation: UnitRelation) -> Days:
        """Days on which it held, whichever way its bounds are read."""
        return Days.of(relation.validity.core) & self._lives(relation)

    def _presumed(self, relation: UnitRelation) -> Days:
        """Days on which it held if an unrecorded beginning or end is taken as open."""
        return Days.of(_opened(relation.validity).core) & self._lives(relation)


def _opened(period: Period) -> Period:
    return Period(
        period.earliest_start,
        BEGINNING if period.unknown_start else period.latest_start,
        END if period.unknown_end else period.earliest_end,
        period.latest_end,
    )


def _join(into: dict[str, Days], more: dict[str, Days]) -> None:
    for superior, days in more.items():
        into[superior] = into.get(superior, Days()) | days


def _rank(path: Path) -> tuple[bool, int, tuple[str, ...]]:
    other = any(relation.kind is not RelationKind.COMMAND for relation in path)
    return other, len(path), tuple(relation.parent for relation in path)


def _ordered(found: Iterable[Standing | None]) -> tuple[Standing, ...]:
    standings = [standing for standing in found if standing is not None]
    return tuple(sorted(standings, key=lambda one: (len(one.path), one.superior, one.unit)))


def life_answer(life: Period, when: When) -> Presence:
    """Whether a unit with this life existed at that time."""
    return answer(Days.of(life.span), Days.of(life.core), when)
