"""A name in its parts, as one reading of what somebody wrote; parts know what they may sound like."""

import re
from dataclasses import dataclass
from functools import lru_cache

from search.names.given import Given, Patronymic, first_letters, given_name, initials_of, patronymic, sex_of
from search.names.letters import normalise
from search.names.sounds import MEMO_WORDS, Sounds, sounds_of

_POSSESSIVE = re.compile("(?<=..)(?:и?[оае]в|ин)а$")
_ADJECTIVE = re.compile("(?<=..)аиа$")
_SKI = re.compile("(?<=..[сц]к)а$")
_MASCULINE = re.compile("(?:[оае]в|ин|[сц]ки)$")
_BOTH = frozenset("mf")


@dataclass(frozen=True, slots=True)
class Surname:
    """One surname. `sounds`: as written; `bases`: these, and what the man's form of a woman's surname is.

    `sexes`: whose surname it may be by its form alone: a woman's form may be a man's in another case.
    `woman`: it has a woman's form.
    """

    text: str
    sounds: Sounds
    bases: Sounds
    sexes: frozenset[str]
    woman: bool = False


@dataclass(frozen=True, slots=True)
class GivenName:
    """A given name, or its initial alone. `letters`: what its initial may be."""

    text: str
    sounds: Sounds
    known: Given
    letters: frozenset[str]
    initial: bool = False


@dataclass(frozen=True, slots=True)
class FatherName:
    """A patronymic, or its initial alone."""

    text: str
    said: Patronymic | None
    letters: frozenset[str]

    @property
    def initial(self) -> bool:
        """Whether only the first letter is told."""
        return self.said is None

    @property
    def sure(self) -> bool:
        """Whether it can hardly be anything else than a patronymic."""
        return self.said is not None and self.said.sure


@dataclass(frozen=True, slots=True)
class Nickname:
    """What somebody is called, one word of it."""

    text: str
    sounds: Sounds


@dataclass(frozen=True, slots=True)
class Name:
    """One reading of a name; what is not told is empty. Several surnames: those of a double one."""

    surnames: tuple[Surname, ...] = ()
    given: GivenName | None = None
    patronymic: FatherName | None = None
    nicknames: tuple[Nickname, ...] = ()

    @property
    def sexes(self) -> frozenset[str]:
        """Whose name it may be: told by patronymic or given name, else by the form of the surname."""
        if self.patronymic is not None and self.patronymic.said is not None:
            return frozenset(self.patronymic.said.sex)
        if self.given is not None and (told := sex_of(self.given.known)):
            return frozenset(told)
        return _BOTH.intersection(*(surname.sexes for surname in self.surnames)) or _BOTH


@lru_cache(MEMO_WORDS)
def surname_of(text: str) -> Surname:
    """Return a word as a surname."""
    sounds = sounds_of(text)
    bases = Sounds(_with_base(sounds.literal), _with_base(sounds.projected), sounds.languages)
    if bases.literal != sounds.literal:
        return Surname(text, sounds, bases, _BOTH, woman=True)
    masculine = any(_MASCULINE.search(heard) for heard in sounds.literal)
    return Surname(text, sounds, bases, frozenset("m") if masculine else _BOTH)


def _with_base(heard: frozenset[str]) -> frozenset[str]:
    """Add the man's forms of what may be a woman's: Иванова, Белая, Бельська."""
    added: set[str] = set()
    for each in heard:
        if _POSSESSIVE.search(each):
            added.add(each[:-1])
        elif _ADJECTIVE.search(each):
            added |= {each[:-3] + "и", each[:-3] + "ои"}
        elif _SKI.search(each):
            added.add(each[:-1] + "и")
    return heard | added


def given_of(text: str) -> GivenName:
    """Return a word as a given name."""
    sounds = sounds_of(text)
    known = given_name(sounds)
    letters = initials_of(known) if known.classes else first_letters(normalise(text))
    return GivenName(text, sounds, known, letters)


def initial_of(text: str) -> GivenName:
    """Return the initial of a given name."""
    return GivenName(text, Sounds(frozenset()), Given(), first_letters(normalise(text)), initial=True)


def father_of(text: str) -> FatherName | None:
    """Return a word as a patronymic; None when it has no ending of one."""
    said = patronymic(sounds_of(text))
    if said is None:
        return None
    known = Given(said.fathers)
    return FatherName(text, said, initials_of(known) if known.classes else first_letters(normalise(text)))


def father_initial_of(text: str) -> FatherName:
    """Return the initial of a patronymic."""
    return FatherName(text, None, first_letters(normalise(text)))
