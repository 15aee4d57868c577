"""Where two accounts differ in what they allege: an observation, which says of neither that it is wrong.

Only allegations of the same act type (or a wider one of it) are set beside each other. If any of them agrees
with the other side, nothing is reported: of several beatings, each may have a day and place of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.dates import FuzzyDate, Quantifier
from archive.domain.description import Allegation, Attribution, Certainty, Description


class About(StrEnum):
    """What two accounts differ in."""

    TIME = "time"
    PLACE = "place"
    UNIT = "unit"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Said:
    """What one account says, and where: in an allegation (from 1), or in its text when `allegation` is 0."""

    text: str
    allegation: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What the two accounts differ in. `here`: the account asked about; `there`: the other."""

    about: About
    here: Said
    there: Said


@dataclass(frozen=True, slots=True)
class Comparing:
    """What deciding needs from the registers and the analysis of words.

    `parse_date`: EDTF to a date. `superiors`: the units above one at a date. `ancestors`: wider types.
    `words`: stems of a text.
    """

    parse_date: Callable[[str], FuzzyDate]
    superiors: Callable[[str, FuzzyDate | None], Iterable[str]]
    ancestors: Callable[[str], Iterable[str]]
    words: Callable[[str], frozenset[str]]


_SURENESS = {Certainty.HIGH: 2, Certainty.MEDIUM: 1, Certainty.LOW: 0}


@dataclass(frozen=True, slots=True)
class _Claim:
    """One allegation, dated and placed."""

    number: int
    allegation: Allegation
    edtf: str
    when: FuzzyDate | None
    quantifier: Quantifier
    place: str


def differences(here: Description, there: Description, by: Comparing) -> tuple[Difference, ...]:
    """Return the differences in time, place and unit between the allegations of two accounts."""
    theirs = tuple(_claims(there, by))
    found: dict[Difference, None] = {}
    for claim in _claims(here, by):
        same = [other for other in theirs if _same_type(claim, other, by)]
        if same:
            found.update(dict.fromkeys(_between(claim, same, by)))
    return tuple(found)


def _claims(described: Description, by: Comparing) -> Iterator[_Claim]:
    for number, allegation in enumerate(described.allegations, 1):
        edtf, quantifier = described.dated(allegation)
        when = by.parse_date(edtf) if edtf else None
        yield _Claim(number, allegation, edtf, when, quantifier, allegation.place or described.place)


def _same_type(one: _Claim, other: _Claim, by: Comparing) -> bool:
    first, second = one.allegation.violation, other.allegation.violation
    if not first or not second:
        return False
    return first == second or first in by.ancestors(second) or second in by.ancestors(first)


def _between(claim: _Claim, others: Sequence[_Claim], by: Comparing) -> Iterator[Difference]:
    at_once = [other for other in others if _days_meet(claim, other)]
    if not at_once or all(_lasts_differ(claim, other) for other in at_once):
        there = (at_once or others)[0]
        yield Difference(About.TIME, _said(claim, _time(claim)), _said(there, _time(there)))
    if not at_once:
        return
    if all(_places_differ(claim, other, by) for other in at_once):
        there = at_once[0]
        yield Difference(About.PLACE, _said(claim, claim.place), _said(there, there.place))
    if all(_units_differ(claim, other, by) for other in at_once):
        there = at_once[0]
        yield Difference(About.UNIT, _said(claim, _units(claim)), _said(there, _units(there)))


def _said(claim: _Claim, text: str) -> Said:
    return Said(text, claim.number)


def _time(claim: _Claim) -> str:
    return f"{claim.edtf} ({claim.quantifier.value.replace('_', ' ')})"


def _days_meet(one: _Claim, other: _Claim) -> bool:
    """Whether both may have been on one day; a claim without a date may have been on any."""
    if one.when is None or other.when is None:
        return True
    return any(other.when.possibly_within(span.earliest, span.latest) for span in one.when.possible)


def _lasts_differ(one: _Claim, other: _Claim) -> bool:
    """Whether one says that it went on for several days, and the other that it was on some day."""
    if {one.quantifier, other.quantifier} != {Quantifier.THROUGHOUT, Quantifier.SOME_DAY}:
        return False
    whole = one if one.quantifier is Quantifier.THROUGHOUT else other
    core = whole.when.core if whole.when else None
    return core is not None and core.earliest != core.latest


def _places_differ(one: _Claim, other: _Claim, by: Comparing) -> bool:
    """Whether both name a place and the names have no word in common."""
    here, there = by.words(one.place), by.words(other.place)
    return bool(here and there) and not here & there


def _units_differ(one: _Claim, other: _Claim, by: Comparing) -> bool:
    """Whether the units each is surest of are different ones, and none stood under the other at the time."""
    return all(
        a.unit != b.unit
        and a.unit not in by.superiors(b.unit, other.when)
        and b.unit not in by.superiors(a.unit, one.when)
        for a in _surest(one)
        for b in _surest(other)
    ) and bool(_surest(one) and _surest(other))


def _surest(claim: _Claim) -> tuple[Attribution, ...]:
    """The attributions to a unit with the highest certainty the account gives."""
    named = [each for each in claim.allegation.attributions if each.unit]
    best = max((_SURENESS[each.certainty] for each in named), default=0)
    return tuple(each for each in named if _SURENESS[each.certainty] == best)


def _units(claim: _Claim) -> str:
    return ", ".join(f"{each.unit} (certainty {each.certainty.value})" for each in _surest(claim))
