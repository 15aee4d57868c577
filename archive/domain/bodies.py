"""The bodies and persons that claims name, by the part that they are said to have taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.acts import ToldAct
from archive.domain.description import Involvement, Named


@dataclass(frozen=True, slots=True)
class Part:
    """One body or person as claims name it (a unit by its id), one part, and the acts of such claims."""

    named: Named
    name: str
    involvement: Involvement
    acts: tuple[ToldAct, ...]


def parts_taken(acts: Sequence[ToldAct]) -> tuple[Part, ...]:
    """Group the claims of acts: by part in the order of `Involvement`, then those with most acts first."""
    found: dict[tuple[Involvement, Named, str], list[ToldAct]] = {}
    for act in acts:
        for claim in act.attributions:
            name = claim.unit or claim.unnamed_unit or claim.person
            told = found.setdefault((claim.involvement, claim.named, name), [])
            if act not in told:
                told.append(act)
    order = list(Involvement)
    ranked = sorted(found.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]), one[0][2]))
    return tuple(Part(named, name, part, tuple(told)) for (part, named, name), told in ranked)
