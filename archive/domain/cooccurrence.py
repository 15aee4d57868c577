"""Who suffered more than one thing: acts joined by victim, without saying who it is.

Persecution asks whether the same person was deprived of several fundamental rights (Rome Statute
art. 7(1)(h)), denial of care whether the one refused a doctor was also beaten. A victim is a keyed token;
acts of which nobody recorded to whom they were done cannot be joined, and are counted apart.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from archive.domain.acts import ToldAct
from archive.domain.vocabulary import ViolationVocabulary


@dataclass(frozen=True, slots=True)
class Joined:
    """Everything told of one victim: its token, the violation types (the narrowest), and the acts."""

    victim: str
    types: tuple[str, ...]
    acts: tuple[ToldAct, ...]


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """Victims with enough types, those with most first.

    `victims`: of how many; `unjoined`: acts of which it is not recorded to whom they were done.
    """

    joined: tuple[Joined, ...]
    victims: int
    unjoined: int


def cooccur(
    acts: Sequence[ToldAct],
    violations: ViolationVocabulary,
    at_least: int,
    *,
    among: Collection[str] = (),
    including: Sequence[str] = (),
) -> Cooccurrence:
    """Join acts by victim, and keep victims with at least `at_least` different types.

    `among`: only these types count (empty: all). `including`: each of these types, or one narrower, must be
    among the victim's. A type and a narrower one told of the same victim are one: the narrower.
    """
    by_victim: dict[str, list[ToldAct]] = {}
    unjoined = 0
    for act in acts:
        if not act.violation or (among and act.violation not in among):
            continue
        if act.victim:
            by_victim.setdefault(act.victim, []).append(act)
        else:
            unjoined += 1
    found = []
    for victim, told in by_victim.items():
        types = narrowest({act.violation for act in told}, violations)
        if len(types) >= at_least and all(_has(one, types, violations) for one in including):
            found.append(Joined(victim, types, tuple(told)))
    found.sort(key=lambda one: (-len(one.types), one.acts[0].key))
    return Cooccurrence(tuple(found), len(by_victim), unjoined)


def narrowest(types: Collection[str], violations: ViolationVocabulary) -> tuple[str, ...]:
    """The types without those that are only wider words for another of them, in alphabetical order."""
    wider = {above for one in types for above in violations.ancestors(one)}
    return tuple(sorted(set(types) - wider))


def _has(wanted: str, types: Sequence[str], violations: ViolationVocabulary) -> bool:
    return any(one == wanted or wanted in violations.ancestors(one) for one in types)
