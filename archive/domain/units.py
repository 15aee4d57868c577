"""Units in time: what existed when, what stood under what, what a name meant, what became of it.

"Sub-unit of X" without a date is not a question. The register answers with what its sources support,
and says how sure that is:

- *certainly*: on every possible day of the act, by bounds that sources give;
- *possibly*: on some day that the act and the bounds allow. `presumed` marks answers that are only
possible because
  nobody recorded when something began or ended ("first cited" is not "founded").

An act counts for a superior through the relations in `ROLLS_UP`: *command*; *composition* (a body made
up of members of another, as the troikas and the Ataka groups); *conflict_claim* (one source contradicts
another about the parent). Only an unbroken chain of command is ever certain, and where sources
contradict each other only a superior on which they all agree. *Administrative*, *oversight* and
*ownership* links are shown by `parents`, but carry no attribution: who pays, watches or owns a unit
does not command it.

A unit outside its own existence has no superiors: such an attribution (S26, a troika in 1939) is kept
and listed as an anomaly, found by `exists`.
"""

from collections.abc import Iterable
from functools import lru_cache

from archive.domain.errors import UnknownTerm
from archive.domain.hierarchy import Hierarchy, Path, Standing, life_answer
from archive.domain.labels import nearest
from archive.domain.sentences import sentence
from archive.domain.successions import Descent, Successions
from archive.domain.unit import (
    LINEAGE,
    ROLLS_UP,
    Presence,
    RelationKind,
    Succession,
    SuccessionType,
    Unit,
    UnitRelation,
    When,
)
from archive.domain.unit_names import Candidate, Match, UnitNames

__all__ = [
    "LINEAGE",
    "ROLLS_UP",
    "Candidate",
    "Descent",
    "Match",
    "Path",
    "Presence",
    "RelationKind",
    "Standing",
    "Succession",
    "SuccessionType",
    "Unit",
    "UnitRegister",
    "UnitRelation",
    "When",
]


class UnitRegister:
    """All units with their relations, successions and names. Immutable; answers are memoised.

    Every method that takes an id raises UnknownTerm, with the nearest ids, for one it does not have.
    """

    def __init__(
        self, units: Iterable[Unit], relations: Iterable[UnitRelation], successions: Iterable[Succession] = ()
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        self._hierarchy = Hierarchy(self._units, relations)
        self._successions = Successions(self._units, successions)
        self._names = UnitNames(self._units.values())
        self._superiors = lru_cache(maxsize=65536)(self._hierarchy.superiors)
        self._superior_ids = lru_cache(maxsize=65536)(self._hierarchy.superior_ids)
        self._subordinates = lru_cache(maxsize=4096)(self._hierarchy.subordinates)

    def all(self) -> tuple[Unit, ...]:
        """Every unit, in the order of the register."""
        return tuple(self._units.values())

    def unit(self, unit_id: str) -> Unit:
        """The unit with this id."""
        found = self._units.get(unit_id)
        if found is None:
            said = sentence("There is no unit with the id %(name)s.", name=repr(unit_id[:60]))
            raise UnknownTerm(said, nearest=self.suggest(unit_id))
        return found

    def suggest(self, wanted: str) -> tuple[str, ...]:
        """Ids of units whose id, name or alias resembles what was typed, the nearest first; at most five."""
        by_id = nearest(wanted, self._units)
        texts = nearest(wanted, self._names.texts())
        by_name = (candidate.unit.id for text in texts for candidate in self._names.resolve(text))
        return tuple(dict.fromkeys((*by_id, *by_name)))[:5]

    def exists(self, unit_id: str, when: When) -> Presence:
        """Whether the unit existed at that time. NO makes an attribution an anomaly: shown, not refused."""
        return life_answer(self.unit(unit_id).life, when)

    def superiors(self, unit_id: str, when: When) -> tuple[Standing, ...]:
        """Every unit it stood under at that time, directly or through others, the nearest first."""
        return self._superiors(self.unit(unit_id).id, when)

    def superior_ids(self, unit_id: str, when: When) -> tuple[str, ...]:
        """The ids of `superiors`, for indexing: what an act counts for besides the unit itself."""
        return self._superior_ids(self.unit(unit_id).id, when)

    def subordinates(self, unit_id: str, when: When) -> tuple[Standing, ...]:
        """Every unit that stood under it at that time, directly or through others, the nearest first."""
        return self._subordinates(self.unit(unit_id).id, when)

    def parents(self, unit_id: str, when: When = None) -> tuple[UnitRelation, ...]:
        """The direct relations of every kind that may have held, also those that carry no attribution."""
        return self._hierarchy.parents(self.unit(unit_id).id, when)

    def resolve(self, name: str, when: When = None) -> tuple[Candidate, ...]:
        """Every unit that an id, name or alias may mean, those that existed at the date first.

        "ИК-1" with an act of 2004 is the colony in Minsk, with one of 2021 the colony in Navapolatsk.
        """
        return self._names.resolve(name, when)

    def successors(
        self, unit_id: str, types: frozenset[SuccessionType] = LINEAGE, *, transitive: bool = True
    ) -> tuple[Descent, ...]:
        """The units that followed it, with paths; nothing flows across types that are not given."""
        return self._successions.successors(self.unit(unit_id).id, types, transitive=transitive)

    def predecessors(
        self, unit_id: str, types: frozenset[SuccessionType] = LINEAGE, *, transitive: bool = True
    ) -> tuple[Descent, ...]:
        """The units it came from, with paths; nothing flows across types that are not given."""
        return self._successions.predecessors(self.unit(unit_id).id, types, transitive=transitive)
