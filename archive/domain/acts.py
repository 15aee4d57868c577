"""Acts as items tell them, picked out of the items that a question found."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.dates import FuzzyDate, Quantifier
from archive.domain.description import Allegation, Attribution, Certainty

_STRENGTH = (Certainty.LOW, Certainty.MEDIUM, Certainty.HIGH)


@dataclass(frozen=True, slots=True)
class ToldAct:
    """One allegation of one item, as it meets a question.

    `number`: of the item; `position`: of the allegation in it, from 1. `attributions`: those of its claims
    that meet the question. `when` is None when nobody said. `victim`: a keyed token, the same for everything
    told of one person in one collection, or "" when it is not known who it was. `persons`: such tokens of the
    persons in `attributions` that have a reference.
    """

    number: str
    position: int
    allegation: Allegation
    attributions: tuple[Attribution, ...] = ()
    when: FuzzyDate | None = None
    quantifier: Quantifier = Quantifier.UNKNOWN
    place: str = ""
    victim: str = ""
    persons: tuple[str, ...] = ()

    @property
    def violation(self) -> str:
        """The violation type alleged; "" when none is."""
        return self.allegation.violation

    @property
    def key(self) -> tuple[str, int]:
        """What tells one act from another: number of the item and position in it."""
        return self.number, self.position


def strongest(attributions: Sequence[Attribution]) -> Certainty | None:
    """The highest certainty among claims; None when there is no claim."""
    return max((one.certainty for one in attributions), key=_STRENGTH.index, default=None)
