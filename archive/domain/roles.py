"""Persons of whom items tell both that they were harmed and that they took part.

Joined by references alone, which only human beings give (`Victim.reference`, `Source.witness`,
`Attribution.reference`): names are never compared, because two people may have one name. What stands in both
roles is a reason to read, and no finding: people are forced to harm others, and are harmed for what they did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.acts import ToldAct


@dataclass(frozen=True, slots=True)
class BothRoles:
    """One person as a keyed token, with the acts told of it in each role."""

    person: str
    harmed: tuple[ToldAct, ...]
    named: tuple[ToldAct, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """Persons in both roles. `unreferenced`: acts that name a person without a reference, who stay apart."""

    both: tuple[BothRoles, ...]
    unreferenced: int


def in_both_roles(acts: Sequence[ToldAct]) -> Roles:
    """Join acts by person, and keep the persons who stand in both roles, in the order of their items."""
    harmed: dict[str, list[ToldAct]] = {}
    named: dict[str, list[ToldAct]] = {}
    unreferenced = 0
    for act in acts:
        if act.victim:
            harmed.setdefault(act.victim, []).append(act)
        for person in act.persons:
            named.setdefault(person, []).append(act)
        unreferenced += any(claim.person and not claim.reference for claim in act.attributions)
    both = [BothRoles(one, tuple(told), tuple(named[one])) for one, told in harmed.items() if one in named]
    return Roles(tuple(sorted(both, key=lambda one: (one.harmed[0].key, one.person))), unreferenced)
