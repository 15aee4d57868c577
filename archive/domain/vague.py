"""Which vague attributions could mean a certain unit: "only ОМОН", in its town, while it existed.

A list for a person to judge. Nothing is attributed anew, and nothing is left out in silence: whatever speaks
against a claim that could otherwise be meant (another place, outside the unit's existence) is counted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from archive.domain.acts import ToldAct
from archive.domain.description import Attribution
from archive.domain.labels import fold
from archive.domain.places import PlaceMatch, compare_places
from archive.domain.units import Presence, Unit, UnitRegister, When

_WORD = re.compile(r"\w+")
_MOST_NAMED = 12


class Clue(StrEnum):
    """Why a claim could mean the unit, the closest first."""

    NAME = "names what is part of its name"
    WORDS = "describes it in a word of its names"
    SUPERIOR = "names what it may have stood under"
    NOTHING = "names no unit"


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A claim that could mean the unit. `as_well`: other units that it could mean for the same reason.

    `presence`: whether the unit existed at the time. `more`: how many more there are than `as_well` names.
    """

    act: ToldAct
    attribution: Attribution
    clue: Clue
    place: PlaceMatch
    presence: Presence
    as_well: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Candidacies:
    """The claims, closest first, and how many were left out.

    `elsewhere`: of another place; `outside`: of a time when the unit did not exist, or stood
    elsewhere; `unplaced`: they name neither a unit nor a place.
    """

    found: tuple[Candidacy, ...]
    elsewhere: int
    outside: int
    unplaced: int


class VagueClaims:
    """Compares claims with one unit of a register."""

    def __init__(self, units: UnitRegister, unit_id: str) -> None:
        """Raises UnknownTerm for a unit that we do not have."""
        self._units = units
        self.unit = units.unit(unit_id)
        self._is_part = lru_cache(maxsize=None)(self._is_part_of)
        self._phrases = {unit.id: tuple(dict.fromkeys(map(_words, _names(unit)))) for unit in units.all()}

    def vaguer(self) -> tuple[str, ...]:
        """Ids of all units whose name is part of the unit's own, and of all it may ever have stood under."""
        named = (one.id for one in self._units.all() if self._is_part(one.id, self.unit.id))
        return tuple(dict.fromkeys((*named, *self._units.superior_ids(self.unit.id, None))))

    def candidacies(self, acts: Iterable[ToldAct]) -> Candidacies:
        """Every claim of the acts that does not name the unit and could mean it."""
        found: list[Candidacy] = []
        elsewhere = outside = unplaced = 0
        for act in acts:
            for attribution in act.attributions:
                clue = self._clue(self.unit.id, attribution)
                if clue is None:
                    continue
                presence = self._could(self.unit.id, clue, attribution, act.when)
                place = compare_places(act.place, self.unit.place)
                if presence is Presence.NO:
                    outside += 1
                elif place is PlaceMatch.OTHER:
                    elsewhere += 1
                elif clue is Clue.NOTHING and place is PlaceMatch.SILENT:
                    unplaced += 1
                else:
                    others = tuple(self._others(clue, attribution, act))
                    shown, more = others[:_MOST_NAMED], max(0, len(others) - _MOST_NAMED)
                    found.append(Candidacy(act, attribution, clue, place, presence, shown, more))
        clues, places = list(Clue), list(PlaceMatch)
        found.sort(key=lambda one: (clues.index(one.clue), places.index(one.place), one.act.key))
        return Candidacies(tuple(found), elsewhere, outside, unplaced)

    def _could(self, unit_id: str, clue: Clue, attribution: Attribution, when: When) -> Presence:
        """Whether the unit existed then and, where that is the reason, stood under what is named."""
        if clue is Clue.SUPERIOR and attribution.unit not in self._units.superior_ids(unit_id, when):
            return Presence.NO
        return self._units.exists(unit_id, when)

    def _clue(self, unit_id: str, attribution: Attribution) -> Clue | None:
        """Why a claim could mean a unit; None when it names that very unit, a person, or another unit."""
        if attribution.person or attribution.unit == unit_id:
            return None
        if attribution.unit:
            if self._is_part(attribution.unit, unit_id):
                return Clue.NAME
            return Clue.SUPERIOR if attribution.unit in self._units.superior_ids(unit_id, None) else None
        said = _words(attribution.unnamed_unit)
        generic = (one for vaguer in (unit_id, *self._parts(unit_id)) for one in self._phrases[vaguer])
        return Clue.WORDS if any(_inside(phrase, said) for phrase in generic) else Clue.NOTHING

    def _parts(self, unit_id: str) -> Iterator[str]:
        return (other for other in self._phrases if self._is_part(other, unit_id))

    def _is_part_of(self, vaguer: str, unit_id: str) -> bool:
        """Whether some name of one unit stands, word for word, in some name of the other, or is the same."""
        return vaguer != unit_id and any(
            _inside(phrase, whole) for phrase in self._phrases[vaguer] for whole in self._phrases[unit_id]
        )

    def _others(self, clue: Clue, attribution: Attribution, act: ToldAct) -> Iterator[str]:
        """Other units that the claim could mean for the same reason, in that place and at that time."""
        if clue is Clue.NOTHING:
            return
        for other in self._units.all():
            if (
                other.id != self.unit.id
                and self._clue(other.id, attribution) is clue
                and self._could(other.id, clue, attribution, act.when) is not Presence.NO
                and compare_places(act.place, other.place) is not PlaceMatch.OTHER
            ):
                yield other.id


def _names(unit: Unit) -> tuple[str, ...]:
    return (*unit.names.all(), *unit.aliases)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for found in _WORD.findall(text) if (word := fold(found)))


def _inside(phrase: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the words of a phrase stand in a row among the words."""
    width = len(phrase)
    return bool(width) and any(words[at : at + width] == phrase for at in range(len(words) - width + 1))
