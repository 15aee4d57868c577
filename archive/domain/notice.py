"""What could have been known before an act: the acts under somebody's command, in their sequence.

Responsibility of superiors asks what was known, or should have been, when the next act was done, and what was
done about it (Rome Statute art. 28). From records follow the sequence of acts, and what sources claim: of the
person's own part, of notices that reached him, of measures that he took. Where no source tells of a measure,
that is all it says. Nothing here is a finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from archive.domain.acts import ToldAct
from archive.domain.claims import MeasureClaim, NoticeClaim, Response
from archive.domain.dates import FuzzyDate
from archive.domain.description import Involvement
from archive.domain.labels import fold
from archive.domain.vocabulary import ViolationVocabulary

NOTHING_DONE = frozenset({Response.NONE, Response.REFUSAL, Response.REWARD})
"""Answers to a notice that are none."""


class Told(StrEnum):
    """What sources tell around one act, with notices and measures about its kind and its unit alone."""

    NO_NOTICE = "no notice before it is told of"
    NO_MEASURE = "notice, then this act, and no measure is told of"
    NOTHING_DONE = "notice, then this act, and nothing was done, as a source says"
    MEASURE = "notice, then this act, and a measure is told of"
    DISPUTED = "notice, then this act; one source tells of a measure, another that nothing was done"


@dataclass(frozen=True, slots=True)
class Heard:
    """A claim that a notice reached the person, as an item makes it; `when` is None when it gives no date."""

    number: str
    claim: NoticeClaim
    when: FuzzyDate | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A claim of a measure of the person, or that there was none."""

    number: str
    claim: MeasureClaim
    when: FuzzyDate | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What came before one act, and after it.

    `before`: acts that were certainly over when it began; `alike`: those of them of its violation type, a
    wider or a narrower one. `own`: the person's own part in the act, as claims tell it. `heard`: notices of
    acts of its kind that had certainly reached the person when it began, `elsewhere` those about another
    unit; `done`: measures about its kind and unit that were not certainly over before it.
    """

    before: tuple[ToldAct, ...] = ()
    alike: tuple[ToldAct, ...] = ()
    own: tuple[Involvement, ...] = ()
    heard: tuple[Heard, ...] = ()
    elsewhere: tuple[Heard, ...] = ()
    done: tuple[Done, ...] = ()
    told: Told = Told.NO_NOTICE


NOTHING = Notice()
"""Nothing is told of what came before."""


def notice_of(
    act: ToldAct, others: Sequence[ToldAct], person: str, violations: ViolationVocabulary
) -> Notice:
    """Tell what came before an act among the acts under a person."""
    before = tuple(sorted((one for one in others if is_before(one, act)), key=_by_time))
    parts = (
        claim.involvement
        for claim in act.allegation.attributions
        if claim.person and fold(claim.person) == fold(person)
    )
    like = tuple(one for one in before if alike(one.violation, act.violation, violations))
    return Notice(before, like, tuple(dict.fromkeys(parts)))


def with_claims(
    notice: Notice,
    act: ToldAct,
    path: Sequence[str],
    claims: tuple[Sequence[Heard], Sequence[Done]],
    violations: ViolationVocabulary,
) -> Notice:
    """Add what is claimed that the person heard before an act, and did after it.

    `path`: from the unit of the act up to that of the person.
    """

    def of_its_kind(claim: NoticeClaim | MeasureClaim) -> bool:
        return not claim.violation or alike(claim.violation, act.violation, violations)

    def of_its_unit(claim: NoticeClaim | MeasureClaim) -> bool:
        return not claim.unit or claim.unit in path

    known = [one for one in claims[0] if of_its_kind(one.claim) and _over(one.when, act.when)]
    heard = tuple(one for one in known if of_its_unit(one.claim))
    about = [one for one in claims[1] if of_its_kind(one.claim) and of_its_unit(one.claim)]
    done = tuple(one for one in about if not _over(one.when, act.when))
    return replace(
        notice,
        heard=heard,
        elsewhere=tuple(one for one in known if one not in heard),
        done=done,
        told=_told(heard, done),
    )


def _told(heard: Sequence[Heard], done: Sequence[Done]) -> Told:
    if not heard:
        return Told.NO_NOTICE
    kinds = {one.claim.measure in NOTHING_DONE for one in done}
    if len(kinds) == 2:
        return Told.DISPUTED
    if not kinds:
        return Told.NO_MEASURE
    return Told.NOTHING_DONE if kinds.pop() else Told.MEASURE


def _over(one: FuzzyDate | None, other: FuzzyDate | None) -> bool:
    """Whether one time was over before another began, by every reading of both."""
    last = one.latest if one else None
    first = other.earliest if other else None
    return last is not None and first is not None and last < first


def is_before(one: ToldAct, other: ToldAct) -> bool:
    """Whether one act was over before the other began, by every reading of their dates."""
    return _over(one.when, other.when)


def _by_time(act: ToldAct) -> tuple[str, tuple[str, int]]:
    return str(act.when.latest if act.when else ""), act.key


def alike(mine: str, theirs: str, violations: ViolationVocabulary) -> bool:
    """Whether two violation types are one, or one is narrower than the other; "" is like none."""
    if not mine or not theirs:
        return False
    return mine == theirs or mine in violations.ancestors(theirs) or theirs in violations.ancestors(mine)
