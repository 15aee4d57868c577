"""The query as people mean it: an expression, conditions beside it, and the use they declare.

One model for every interface and engine. A query that breaks a rule cannot be made: the constructor raises
InvalidRequest with every problem at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from archive.domain.claims import Ground, Response
from archive.domain.consent import Use
from archive.domain.description import Basis, Certainty, Flag, Kind, Level, Named, Valence
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence
from archive.domain.unit import SuccessionType
from search.calendar import FIRST, LAST
from search.expression import And, Expression, Field, problems_of
from search.fields import FIELDS, Mode, range_of
from search.terms import language_term
from search.timeline import Scale
from search.trees import Matrix

MAX_VALUES = 256
MAX_PAGE_SIZE = 100
MAX_DEPTH = 10_000
"""Hits that can be paged through; a reader who needs more should narrow the query."""


class DateMode(StrEnum):
    """How a range of dates is asked: is every reading of the date inside it, or some reading."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"


class Order(StrEnum):
    """In which order matches are shown.

    `earliest` and `latest`: by the first and the last possible day told of. `newest`, `oldest`: by deposit.
    """

    RELEVANCE = "relevance"
    EARLIEST = "earliest"
    LATEST = "latest"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"


class Facet(StrEnum):
    """What the matches can be counted by."""

    UNIT = "unit"
    VIOLATION = "violation"
    KIND = "kind"
    LANGUAGE = "language"
    CERTAINTY = "certainty"
    LEVEL = "level"
    COLLECTION = "collection"
    YEAR = "year"
    CHARGE = "charge"
    GROUND = "ground"
    MEASURE = "measure"


_OWN: dict[Facet, dict[str, Any]] = {
    Facet.UNIT: {"units": (), "units_exactly": False},
    Facet.VIOLATION: {"violations": (), "violations_exactly": False},
    Facet.KIND: {"kinds": ()},
    Facet.LANGUAGE: {"languages": ()},
    Facet.CERTAINTY: {"certainties": ()},
    Facet.LEVEL: {"levels": ()},
    Facet.COLLECTION: {"collections": ()},
    Facet.YEAR: {"date_from": None, "date_to": None},
    Facet.CHARGE: {"charges": ()},
    Facet.GROUND: {"grounds": ()},
    Facet.MEASURE: {"measures": ()},
}
"""What a query is without a condition on each facet."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Everything asked at once: an expression, and conditions beside it, as options and forms give them.

    Conditions of all kinds must hold; values of one kind are alternatives. They stand in the outermost AND of
    the expression, as if written there (`asked`), so that those about acts hold in one act. `units` answer
    for what was below them at the date of the act, `violations` for their narrower terms, unless `…_exactly`.
    `date_from` and `date_to` are included, and each may be None: no bound. `succession`: for every unit asked
    for, also those that it continues or that continue it by these types, but for `not_followed` and what is
    reached only through them. No `collections`: all that the actor may search. `use` is what the reader
    declares; consent is matched against it. Pages are counted from 1. `facets`, `matrix` and `timeline` are
    counted over all matches; a facet, and the timeline, as if its own condition were not there (`without`).
    """

    use: Use
    expression: Expression | None = None
    units: tuple[str, ...] = ()
    units_exactly: bool = False
    violations: tuple[str, ...] = ()
    violations_exactly: bool = False
    date_from: date | None = None
    date_to: date | None = None
    date_mode: DateMode = DateMode.POSSIBLY
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    levels: tuple[Level, ...] = ()
    certainties: tuple[Certainty, ...] = ()
    bases: tuple[Basis, ...] = ()
    valences: tuple[Valence, ...] = ()
    attributed: tuple[Named, ...] = ()
    persons: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()
    measures: tuple[Response, ...] = ()
    succession: tuple[SuccessionType, ...] = ()
    not_followed: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    page: int = 1
    page_size: int = 10
    facets: tuple[Facet, ...] = ()
    matrix: Matrix | None = None
    timeline: Scale | None = None
    order: Order = Order.RELEVANCE

    def __post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidRequest(sentence("the search cannot be run as it stands"), problems=problems)

    def asked(self) -> Expression | None:
        """Return the expression with all conditions in its outermost AND: the whole question."""
        fields = tuple(self._fields())
        if self.expression is None:
            operands: tuple[Expression, ...] = fields
        elif isinstance(self.expression, And) and len(self.expression.operands) > 1:
            operands = (*self.expression.operands, *fields)
        else:
            operands = (self.expression, *fields)
        if len(operands) < 2:
            return operands[0] if operands else None
        return And(operands)

    def instead(self, expression: Expression) -> "SearchQuery":
        """Return another question, asked of the same collections, for the same use and in the same way."""
        return SearchQuery(
            self.use,
            expression,
            succession=self.succession,
            not_followed=self.not_followed,
            collections=self.collections,
        )

    def without(self, facet: Facet) -> "SearchQuery":
        """Return the query without its own condition on what a facet counts.

        The other values of the facet stay countable, so that they can be chosen as well. What stands in the
        expression is the question itself, and stays.
        """
        return replace(self, **_OWN[facet])

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        """Return the values of a facet that the query names as conditions of their own."""
        named: dict[Facet, tuple[str, ...]] = {
            Facet.UNIT: self.units,
            Facet.VIOLATION: self.violations,
            Facet.KIND: self.kinds,
            Facet.LANGUAGE: tuple(map(language_term, self.languages)),
            Facet.CERTAINTY: self.certainties,
            Facet.LEVEL: self.levels,
            Facet.COLLECTION: self.collections,
            Facet.CHARGE: tuple(map(str.upper, self.charges)),
            Facet.GROUND: self.grounds,
            Facet.MEASURE: self.measures,
        }
        return named.get(facet, ())

    def also(self, condition: Expression) -> Self:
        """Return the query with one condition more, in the outermost AND of its expression."""
        match self.expression:
            case None:
                return replace(self, expression=condition)
            case And(operands) if len(operands) > 1:
                return replace(self, expression=And((*operands, condition)))
            case _:
                return replace(self, expression=And((self.expression, condition)))

    def _fields(self) -> Iterator[Field]:
        def exactly(yes: bool) -> Mode:  # noqa: FBT001 - a switch of the caller's
            return Mode.EXACTLY if yes else Mode.PLAIN

        certainly = Mode.CERTAINLY if self.date_mode is DateMode.CERTAINLY else Mode.PLAIN
        days = self.date_from is not None or self.date_to is not None
        asked: tuple[tuple[str, tuple[str, ...], Mode], ...] = (
            ("unit", self.units, exactly(self.units_exactly)),
            ("violation", self.violations, exactly(self.violations_exactly)),
            ("date", (range_of(self.date_from, self.date_to),) if days else (), certainly),
            ("level", self.levels, Mode.PLAIN),
            ("basis", self.bases, Mode.PLAIN),
            ("certainty", self.certainties, Mode.PLAIN),
            ("valence", self.valences, Mode.PLAIN),
            ("attributed", self.attributed, Mode.PLAIN),
            ("person", self.persons, Mode.PLAIN),
            ("charge", tuple(map(str.upper, self.charges)), Mode.PLAIN),
            ("ground", self.grounds, Mode.PLAIN),
            ("measure", self.measures, Mode.PLAIN),
            ("kind", self.kinds, Mode.PLAIN),
            ("lang", tuple(map(language_term, self.languages)), Mode.PLAIN),
            ("flag", self.flags, Mode.PLAIN),
        )
        for name, values, mode in asked:
            if values:
                yield Field(name, tuple(map(str, values)), mode)

    def _problems(self) -> Iterator[Problem]:
        yield from problems_of(self.expression)
        for name in ("units", "violations", "languages", "charges", "collections", "not_followed"):
            values: tuple[str, ...] = getattr(self, name)
            if len(values) > MAX_VALUES:
                said = sentence(
                    "%(count)d values; at most %(most)d can be asked at once",
                    count=len(values),
                    most=MAX_VALUES,
                )
                yield Problem(name, said)
            if not all(values):
                yield Problem(name, sentence("a value is empty"))
        charge = FIELDS["charge"]
        for number, value in enumerate(self.charges):
            if fault := charge.fault(charge.canonical(value)):
                yield Problem(f"charges[{number}]", fault)
        if SuccessionType.SITE_REUSE in self.succession:
            said = sentence("the reuse of a site is not followed: only the building is the same")
            yield Problem("succession", said)
        yield from self._date_problems()
        yield from self._page_problems()

    def _date_problems(self) -> Iterator[Problem]:
        for name, day in (("date_from", self.date_from), ("date_to", self.date_to)):
            if day is not None and not FIRST <= day <= LAST:
                yield Problem(
                    name, sentence("outside %(first)d to %(last)d", first=FIRST.year, last=LAST.year)
                )
        if self.date_from and self.date_to and self.date_from > self.date_to:
            yield Problem("date_from", sentence("the first day is later than the last"))

    def _page_problems(self) -> Iterator[Problem]:
        if self.page < 1:
            yield Problem("page", sentence("pages are counted from 1"))
        if not 1 <= self.page_size <= MAX_PAGE_SIZE:
            yield Problem(
                "page_size", sentence("not between %(first)d and %(last)d", first=1, last=MAX_PAGE_SIZE)
            )
        if self.page * self.page_size > MAX_DEPTH:
            yield Problem("page", sentence("beyond hit %(most)d: narrow the search instead", most=MAX_DEPTH))
        if len(set(self.facets)) != len(self.facets):
            yield Problem("facets", sentence("a facet is named twice"))
        if self.matrix is not None:
            yield from self.matrix.problems()
