"""What a source says that cannot be so by the register: kept, shown, and left to a person to explain."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.acts import ToldAct
from archive.domain.description import Attribution
from archive.domain.units import Presence, Unit, UnitRegister


class AnomalyKind(StrEnum):
    """What cannot be so: the unit did not exist at the time of the act."""

    EXISTENCE = "existence"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """An act attributed to a unit of which no possible day lies in the act's."""

    act: ToldAct
    attribution: Attribution
    unit: Unit


def outside_existence(acts: Iterable[ToldAct], units: UnitRegister) -> tuple[Anomaly, ...]:
    """Every attribution of the acts to a unit that did not exist then, in the order of the acts.

    S26, a sentence of 1939 by a troika that ended in 1938, is one; S25, of about 1937, is none: some of its
    possible days lie in the term.
    """
    return tuple(
        Anomaly(act, attribution, units.unit(attribution.unit))
        for act in acts
        for attribution in act.attributions
        if attribution.unit and units.exists(attribution.unit, act.when) is Presence.NO
    )
