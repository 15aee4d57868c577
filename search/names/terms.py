"""A name as terms: those by which a document is found, and the condition that a query puts on them.

The condition is true of the terms of every name that `decide` does not call different. Terms of a name are
those of all its readings, so of a name that may be read in two ways it can be true of a mixture as well: what
is found is decided again once it is decrypted.

A term is a mark and what it marks: `s` a surname's literal sound, `S` a projected one (and so `h`, `H` of a
given name and `q`, `Q` of a patronymic that no register knows, `n`, `N` of a nickname); `g` and `p` a class
of given names, of a patronymic with its sex before it; `i` and `j` the initial of either; `x` a sex it may be
of. `s0`, `g0`, `p0`: it is not told; `g.`, `p.`: only its initial is; `s1`: there is one surname; `n.`: there
is nothing but a nickname.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.names.edits import edits
from search.names.parsing import parse_name
from search.names.parts import FatherName, GivenName, Name, Surname, surname_of
from search.names.sounds import Sounds

RULES = "names-1"
"""Changes with anything that changes a term: an index made by other rules has to be rebuilt."""


@dataclass(frozen=True, slots=True)
class Terms:
    """At least one of the terms is there."""

    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """All of the conditions are true."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the conditions is true; none: never."""

    conditions: tuple["Condition", ...]


Condition = Terms | All | Any


def terms_of(text: str) -> frozenset[str]:
    """Return the terms of a name as it is written; none when it is no name."""
    return frozenset(term for name in parse_name(text) for term in _terms(name))


def condition_of(text: str, *, one_edit: bool = False) -> Condition:
    """Return what a query for a name asks of the terms. `one_edit` as in `decide`."""
    return Any(tuple(_condition(name, one_edit=one_edit) for name in parse_name(text)))


def surname_condition(surnames: Iterable[str]) -> Condition:
    """Return the condition that one of the words is a surname."""
    wanted = frozenset(term for word in surnames for term in _asked("s", surname_of(word).bases))
    return Terms(wanted)


def holds(condition: Condition, terms: frozenset[str]) -> bool:
    """Whether a condition is true of terms."""
    match condition:
        case Terms(wanted):
            return not wanted.isdisjoint(terms)
        case All(conditions):
            return all(holds(each, terms) for each in conditions)
        case Any(conditions):
            return any(holds(each, terms) for each in conditions)


def _terms(name: Name) -> Iterator[str]:
    for nickname in name.nicknames:
        yield from _told("n", nickname.sounds)
    if not (name.surnames or name.given or name.patronymic):
        yield "n."
        return
    for surname in name.surnames:
        yield from _told("s", surname.bases)
    if len(name.surnames) < 2:
        yield f"s{len(name.surnames)}"
    if name.surnames:
        yield from (f"x{sex}" for sex in name.sexes)
    yield from _given_terms(name.given)
    yield from _father_terms(name.patronymic)


def _told(mark: str, sounds: Sounds) -> Iterator[str]:
    yield from (mark + heard for heard in sounds.literal)
    yield from (mark.upper() + heard for heard in sounds.projected)


def _asked(mark: str, sounds: Sounds) -> Iterator[str]:
    """The terms of what sounds alike: literal with both, projected with literal."""
    yield from _told(mark, Sounds(sounds.literal, sounds.literal))
    yield from (mark + heard for heard in sounds.projected)


def _given_terms(given: GivenName | None) -> Iterator[str]:
    if given is None:
        yield "g0"
        return
    yield from (f"i{letter}" for letter in given.letters)
    if given.initial:
        yield "g."
    elif given.known.classes:
        yield from (f"g{name}" for name in given.known.classes)
    else:
        yield from _told("h", given.sounds)


def _father_terms(father: FatherName | None) -> Iterator[str]:
    if father is None:
        yield "p0"
        return
    yield from (f"j{letter}" for letter in father.letters)
    if father.said is None:
        yield "p."
    elif father.said.fathers:
        yield from (f"p{father.said.sex}{name}" for name in father.said.fathers)
    else:
        yield from _told(f"q{father.said.sex}", father.said.stems)


def _condition(name: Name, *, one_edit: bool) -> Condition:
    surnames = [_surname(surname, one_edit=one_edit) for surname in name.surnames]
    parts: list[Condition] = []
    evidence: list[Condition] = []
    if surnames:
        parts += [_all_of(surnames), Terms(frozenset({"s0", *(f"x{sex}" for sex in name.sexes)}))]
        evidence += surnames
    if name.given is not None:
        parts.append(_told_or("g", _given(name.given), name.given.letters, "i", initial=name.given.initial))
        evidence.append(_given(name.given))
    if name.patronymic is not None:
        father = name.patronymic
        parts.append(_told_or("p", _father(father), father.letters, "j", initial=father.initial))
        evidence.append(_father(father))
    called = Terms(frozenset(term for nickname in name.nicknames for term in _asked("n", nickname.sounds)))
    known = tuple(each for each in (*evidence, called) if each != _NOTHING)
    agrees = All((*parts, Any(known)))
    return Any((agrees, All((called, Terms(frozenset({"n."})))))) if called != _NOTHING else agrees


_NOTHING = Terms(frozenset())


def _surname(surname: Surname, *, one_edit: bool) -> Terms:
    wanted = set(_asked("s", surname.bases))
    if one_edit:
        literal = frozenset(other for heard in surname.bases.literal for other in edits(heard))
        projected = frozenset(other for heard in surname.bases.projected for other in edits(heard))
        wanted.update(_asked("s", Sounds(literal, projected)))
    return Terms(frozenset(wanted))


def _all_of(surnames: list[Terms]) -> Condition:
    """All surnames of a double one, or the only one of a name that has one, or a name without."""
    either = Terms(frozenset().union(*(each.terms for each in surnames)))
    alone = All((either, Terms(frozenset({"s1"}))))
    every = All(tuple(surnames))
    untold = Terms(frozenset({"s0"}))
    return Any((every, alone, untold)) if len(surnames) > 1 else Any((every, untold))


def _told_or(part: str, told: Terms, letters: frozenset[str], mark: str, *, initial: bool) -> Condition:
    """The part agrees, or is not told; or its initial agrees where one of both tells no more."""
    alike = Terms(frozenset(f"{mark}{letter}" for letter in letters))
    untold = Terms(told.terms | {f"{part}0"})
    if initial:
        return Any((alike, untold))
    return Any((untold, All((alike, Terms(frozenset({f"{part}."}))))))


def _given(given: GivenName) -> Terms:
    if given.initial:
        return _NOTHING
    if given.known.classes:
        return Terms(frozenset(f"g{name}" for name in given.known.classes))
    return Terms(frozenset(_asked("h", given.sounds)))


def _father(father: FatherName) -> Terms:
    if father.said is None:
        return _NOTHING
    if father.said.fathers:
        return Terms(frozenset(f"p{father.said.sex}{name}" for name in father.said.fathers))
    return Terms(frozenset(_asked(f"q{father.said.sex}", father.said.stems)))
