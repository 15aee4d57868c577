"""From a name in a source to the units it may mean. Names are reused: the answer needs the act's date."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from archive.domain.hierarchy import life_answer
from archive.domain.labels import fold
from archive.domain.unit import Presence, Unit, When


class Match(IntEnum):
    """What of a unit equals the name looked for, the strongest first."""

    ID = 0
    NAME = 1
    ALIAS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a name may mean. `presence` is None when no date was given; NO: outside its existence."""

    unit: Unit
    match: Match
    matched: str
    presence: Presence | None = None


_ORDER = {Presence.CERTAINLY: 0, None: 0, Presence.POSSIBLY: 1, Presence.NO: 2}


class UnitNames:
    """All ids, names and aliases of a register; case, ё, quotes, spaces, hyphens and accents do not count."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._known: dict[str, dict[str, tuple[Unit, Match, str]]] = {}
        for unit in units:
            self._add(unit, Match.ID, unit.id)
            for name in unit.names.all():
                self._add(unit, Match.NAME, name)
            for alias in unit.aliases:
                self._add(unit, Match.ALIAS, alias)

    def _add(self, unit: Unit, match: Match, text: str) -> None:
        self._known.setdefault(fold(text), {}).setdefault(unit.id, (unit, match, text))

    def resolve(self, name: str, when: When = None) -> tuple[Candidate, ...]:
        """Every unit of that name, those that existed at the date first, then by what matched.

        More than one candidate is an ambiguity to show, never to settle by taking the first.
        """
        candidates = [
            Candidate(unit, match, text, None if when is None else life_answer(unit.life, when))
            for unit, match, text in self._known.get(fold(name), {}).values()
        ]
        return tuple(sorted(candidates, key=lambda one: (_ORDER[one.presence], one.match, one.unit.id)))

    def texts(self) -> tuple[str, ...]:
        """Every id, name and alias as written."""
        return tuple(text for units in self._known.values() for _, _, text in units.values())
