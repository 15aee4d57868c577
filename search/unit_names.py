"""Names of units in a query, read with the dates that stand beside them, and units that followed or preceded.

A name that several units bear is settled by the dates asked for, when only one of them may have existed
then, and the answer says so; otherwise it stays ambiguous, with all candidates. Succession is followed on
request and by type, with the days whose acts belong to the line. It never leads across the reuse of a site.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from archive.domain.dates import BEGINNING, END, Span
from archive.domain.dayset import Days
from archive.domain.errors import InvalidRequest, UnknownTerm
from archive.domain.sentences import sentence
from archive.domain.successions import Descent
from archive.domain.unit import LINEAGE, SuccessionType, Unit
from archive.domain.units import UnitRegister
from search.calendar import FIRST, LAST
from search.expression import And, Expression, Field, Not, Or
from search.fields import Mode, bounds, range_of

FOLLOWABLE = tuple(one for one in SuccessionType if one is not SuccessionType.SITE_REUSE)
"""The types that may be followed. The reuse of a site is only the same building."""
_ANY_DAY = (f"..{LAST}", f"{FIRST}..")
"""Values of `date:` that every dated act meets."""


@dataclass(frozen=True, slots=True)
class Following:
    """Which successions to follow for every unit asked for, and units at which to stop. No types: none."""

    types: frozenset[SuccessionType] = frozenset()
    stop_at: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit included because it continues, or is continued by, the one asked for; `descent` has the path."""

    asked: str
    descent: Descent


@dataclass(frozen=True, slots=True)
class Resolved:
    """A name read as one unit, because the others that bear it did not exist at the dates asked for."""

    name: str
    unit: str
    others: tuple[str, ...]


def days_of_field(field: Field) -> Days:
    """The days that a `date:` field asks for."""
    days = Days()
    for value in field.values:
        days |= Days.of(Span(*bounds(value)))
    return days


def resolve(units: UnitRegister, name: str, days: Days) -> tuple[str, Resolved | None]:
    """Return the unit that a name means on some of the days, and how it was settled if it had to be.

    Raises UnknownTerm, and InvalidRequest with all candidates if several may be meant.
    """
    candidates = [one.unit for one in units.resolve(name)]
    if not candidates:
        raise UnknownTerm(
            sentence("No unit is called %(name)s.", name=repr(name)), nearest=units.suggest(name)
        )
    if candidates[0].id == name or len(candidates) == 1:
        return candidates[0].id, None
    then = [one for one in candidates if Days.of(one.life.span) & days]
    if len(then) == 1:
        others = tuple(one.id for one in candidates if one is not then[0])
        return then[0].id, Resolved(name, then[0].id, others)
    listed = "; ".join(_described(one) for one in then or candidates)
    hint = "Name one by its id, or say when the act was (date:, --from and --to)."
    if days != Days.every():
        hint = "Name one by its id" + (", or a narrower time." if then else ": none of them existed then.")
    raise InvalidRequest(f"{name!r} can mean several units: {listed}. {hint}")


def _described(unit: Unit) -> str:
    existed = f"{unit.valid_from or '?'} to {'now' if unit.valid_to == '..' else unit.valid_to or '?'}"
    return f"{unit.id} ({unit.names['en']}, {existed})"


def follow(units: UnitRegister, field: Field, days: Days, following: Following) -> tuple[Followed, ...]:
    """Return the units that the ones of a field continue, or that continue them, on some of the days."""
    types = following.types or (LINEAGE if field.mode is Mode.WIDELY else frozenset())
    found: dict[str, Followed] = {}
    for asked in field.values if types else ():
        for descent in (*units.predecessors(asked, types), *units.successors(asked, types)):
            passed = {end for step in descent.path for end in (step.before, step.after)}
            lived = Days.of(units.unit(descent.unit).life.span) & Days.of(descent.span) & days
            if descent.unit not in field.values and lived and not passed & following.stop_at:
                found.setdefault(descent.unit, Followed(asked, descent))
    return tuple(found.values())


def with_followed(field: Field, followed: Iterable[Followed]) -> Expression:
    """Return a condition on one act: by a unit of the field, or by one followed, on days of the line.

    An act without a date may belong to the line, and counts.
    """
    mode = Mode.PLAIN if field.mode is Mode.WIDELY else field.mode
    followed = tuple(followed)
    free = tuple(one.descent.unit for one in followed if _range(one.descent.span) is None)
    bounded = tuple(one.descent.unit for one in followed if _range(one.descent.span) is not None)
    own = Field(field.name, (*field.values, *free), mode, field.at)
    if not bounded:
        return own
    undated = And((Field(field.name, bounded, mode), Not(Field("date", _ANY_DAY))))
    return Or((own, *_within_lines(field.name, followed, mode), undated))


def on_days(unit: str, days: Days) -> Expression:
    """Return a condition on one act: by a unit, or below it, on one of the days, or on a day nobody told."""
    values = tuple(value for first, last in days.spans if (value := _range(_span(first, last))))
    if len(values) < len(days.spans):
        return Field("unit", (unit,))
    told = And((Field("unit", (unit,)), Field("date", values)))
    return Or((told, And((Field("unit", (unit,)), Not(Field("date", _ANY_DAY))))))


def _span(first: date, last: date) -> Span:
    return Span(None if first == BEGINNING else first, None if last == END else last)


def _within_lines(name: str, followed: Iterable[Followed], mode: Mode) -> Iterator[And]:
    for one in followed:
        if (days := _range(one.descent.span)) is not None:
            yield And((Field(name, (one.descent.unit,), mode), Field("date", (days,))))


def _range(span: Span) -> str | None:
    """The days of a line as a value of `date:`; None when they have no bound that can be asked for."""
    first = span.earliest if (span.earliest or BEGINNING) > FIRST else None
    last = span.latest if (span.latest or END) < LAST else None
    return range_of(first, last) if first or last else None
