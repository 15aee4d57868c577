"""What could have been known before an act: the acts under somebody's command, in their sequence.

Responsibility of superiors asks what was known, or should have been, when the next act was done (Rome Statute
art. 28). From records follow only the sequence, and what claims say of the person's own part; that somebody
heard of an act, and what was done about it, is for a reader to show.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.acts import ToldAct
from archive.domain.description import Involvement
from archive.domain.labels import fold
from archive.domain.vocabulary import ViolationVocabulary


@dataclass(frozen=True, slots=True)
class Notice:
    """What came before one act.

    `before`: acts that were certainly over when it began; `alike`: those of them of its violation type, a
    wider or a narrower one. `own`: the person's own part in the act, as claims tell it.
    """

    before: tuple[ToldAct, ...] = ()
    alike: tuple[ToldAct, ...] = ()
    own: tuple[Involvement, ...] = ()


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
    return Notice(
        before, tuple(one for one in before if _alike(one, act, violations)), tuple(dict.fromkeys(parts))
    )


def is_before(one: ToldAct, other: ToldAct) -> bool:
    """Whether one act was over before the other began, by every reading of their dates."""
    if one.when is None or other.when is None:
        return False
    last, first = one.when.latest, other.when.earliest
    return last is not None and first is not None and last < first


def _by_time(act: ToldAct) -> tuple[str, tuple[str, int]]:
    return str(act.when.latest if act.when else ""), act.key


def _alike(one: ToldAct, other: ToldAct, violations: ViolationVocabulary) -> bool:
    mine, theirs = one.violation, other.violation
    if not mine or not theirs:
        return False
    return mine == theirs or mine in violations.ancestors(theirs) or theirs in violations.ancestors(mine)
