"""The ten questions of the benchmark, as lawyers ask them, each in several instances."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.domain.consent import Purpose, Use
from archive.domain.vocabulary import Vocabularies
from benchmarks.scale.world import World
from search.expression import And, Expression, Near, Not, Or, Phrase, Prefix, Word
from search.query import DateMode, Facet, SearchQuery
from search.timeline import Scale

USE = Use(Purpose.PROSECUTION, "", "DE")
AUGUST: dict[str, date] = {"date_from": date(2020, 8, 9), "date_to": date(2020, 8, 31)}
WIDEST = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """One instance of a shape. `prefix`: the beginning of a word that it asks for."""

    query: SearchQuery
    prefix: str = ""


def make_shapes(world: World, registers: Vocabularies, instances: int) -> Mapping[str, list[Asked]]:
    """Return the instances of every shape, by its name; the same in every run."""
    maker = _Maker(world, registers)
    return {
        name: [make(maker, random.Random(f"{name} {number}")) for number in range(instances)]
        for name, make in _SHAPES.items()
    }


class _Maker:
    def __init__(self, world: World, registers: Vocabularies) -> None:
        self._world = world
        self._units = _widest(
            {u.id: len(registers.units.subordinates(u.id, None)) for u in registers.units.all()}
        )
        known = registers.violations
        self._violations = _widest({term.id: len(known.descendants(term.id)) for term in known.all()})

    def word(self, rng: random.Random) -> Asked:
        return self._ask(expression=self._word(rng))

    def boolean(self, rng: random.Random) -> Asked:
        either = Or((self._word(rng), self._word(rng)))
        return self._ask(expression=And((either, self._word(rng, 3, 40), Not(self._word(rng)))))

    def phrase(self, rng: random.Random) -> Asked:
        return self._ask(expression=Phrase(self._pair(rng)))

    def near(self, rng: random.Random) -> Asked:
        return self._ask(expression=Near(self._pair(rng), 5))

    def prefix(self, rng: random.Random) -> Asked:
        beginning = self._world.word(rng, 100, 1000)[:5]
        return Asked(SearchQuery(use=USE, expression=Prefix(beginning)), beginning)

    def unit(self, rng: random.Random) -> Asked:
        return self._ask(units=(rng.choice(self._units),), **AUGUST)

    def violation(self, rng: random.Random) -> Asked:
        return self._ask(violations=(rng.choice(self._violations),))

    def dates(self, rng: random.Random) -> Asked:
        first = date(2020, rng.randint(6, 9), rng.randint(1, 28))
        last = date(2020, rng.randint(10, 12), rng.randint(1, 28))
        return self._ask(date_from=first, date_to=last, date_mode=DateMode.CERTAINLY)

    def person(self, rng: random.Random) -> Asked:
        return self._ask(persons=(self._world.people[rng.randint(0, 6)],))

    def everything(self, rng: random.Random) -> Asked:
        return self._ask(
            expression=self._word(rng, 3, 60),
            units=(rng.choice(self._units),),
            facets=tuple(Facet),
            timeline=Scale.YEAR,
            **AUGUST,
        )

    def _ask(self, **conditions: Any) -> Asked:  # noqa: ANN401 - fields of SearchQuery
        return Asked(SearchQuery(use=USE, **conditions))

    def _word(self, rng: random.Random, first: int = 20, last: int = 400) -> Expression:
        return Word(self._world.word(rng, first, last))

    def _pair(self, rng: random.Random) -> str:
        first, second = rng.sample(range(25), 2)
        return f"{self._world.words[first]} {self._world.words[second]}"


def _widest(below: Mapping[str, int]) -> list[str]:
    return sorted(below, key=lambda one: (-below[one], one))[:WIDEST]


_SHAPES: Mapping[str, Callable[[_Maker, random.Random], Asked]] = {
    "a word": _Maker.word,
    "words with AND, OR, NOT": _Maker.boolean,
    "a phrase": _Maker.phrase,
    "two words near each other": _Maker.near,
    "the beginning of a word": _Maker.prefix,
    "a unit and all below it, August 2020": _Maker.unit,
    "a violation type and all narrower": _Maker.violation,
    "certainly between two days": _Maker.dates,
    "a person by name": _Maker.person,
    "word, unit, dates; facets, timeline": _Maker.everything,
}
