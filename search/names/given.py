"""Given names: which are one name in several languages, and which are short for which."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from search.names.sounds import Sounds, sounds_of

_LINE = re.compile(r"(?P<name>[a-z]+) (?P<sex>[mf]): (?P<full>[^|]+)(?:\|(?P<short>.*))?")
_PATRONYMIC = re.compile("(?:(?<!к)е|[оаи])в(?:ич|на)$|(?<!в)ич$|(?:ин)?ична$")
_SURE = re.compile("[оаеи]вна$|ична$")
_FEMALE = re.compile("на$")
_LAST_VOWELS = re.compile("[аеиоу]+$")
_FLEETING = re.compile("е(?=л$)")


@dataclass(frozen=True, slots=True)
class Given:
    """What a word is as a given name: names of classes in full, and of those it is short for."""

    full: frozenset[str] = frozenset()
    short: frozenset[str] = frozenset()

    @property
    def classes(self) -> frozenset[str]:
        """All classes it may stand for."""
        return self.full | self.short


@dataclass(frozen=True, slots=True)
class _Register:
    sexes: Mapping[str, str]
    by_sound: Mapping[str, Given]
    fathers: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]


def given_name(word: Sounds) -> Given:
    """Return what a word is as a given name; no classes when it is none that is known."""
    register = _register().by_sound
    found = [given for heard in word.literal if (given := register.get(heard))]
    found = found or [given for heard in word.projected if (given := register.get(heard))]
    full = frozenset().union(*(given.full for given in found))
    return Given(full, frozenset().union(*(given.short for given in found)) - full)


def sex_of(given: Given) -> str:
    """Return `m` or `f`, or "" when the name does not tell."""
    sexes = {_register().sexes[name] for name in given.classes}
    return sexes.pop() if len(sexes) == 1 else ""


def initials_of(given: Given) -> frozenset[str]:
    """Return the first letters of the full forms of all classes of a name (see `first_letters`)."""
    return frozenset().union(*(_register().letters[name] for name in given.classes))


@dataclass(frozen=True, slots=True)
class Patronymic:
    """A word as a patronymic: classes of the father's name, the rest of the word, and what it says of sex.

    `sure`: it can hardly be anything else; -ович may as well end a surname.
    """

    fathers: frozenset[str]
    stems: Sounds
    sex: str
    sure: bool


def patronymic(word: Sounds) -> Patronymic | None:
    """Return what a word is as a patronymic; None when it has no such ending."""
    matching = [heard for heard in word.literal if len(heard) > 4 and _PATRONYMIC.search(heard)]
    if not matching:
        return None
    fathers = [_register().fathers.get(_father_stem(heard), frozenset()) for heard in matching]
    projected = (heard for heard in word.projected if _PATRONYMIC.search(heard))
    return Patronymic(
        frozenset().union(*fathers),
        Sounds(frozenset(map(_father_stem, matching)), frozenset(map(_father_stem, projected))),
        "f" if _FEMALE.search(matching[0]) else "m",
        any(fathers) or any(_SURE.search(heard) for heard in matching),
    )


def first_letters(word: str) -> frozenset[str]:
    """Return the letters a word may begin with in Cyrillic, as far as initials tell them apart."""
    found = _FIRST.match(word)
    if found is None:
        return frozenset(word[:1])
    return _LETTERS[found.group()]


_LETTERS = {
    **{letter: frozenset(letter) for letter in "абвгджзиклмнопрстуфхцчшщюя"},
    **dict.fromkeys("её", frozenset("е")),
    **dict.fromkeys("эє", frozenset("е")),
    **dict.fromkeys("йії", frozenset("и")),
    "ы": frozenset("и"),
    "ў": frozenset("ву"),
    "ґ": frozenset("г"),
    "дз": frozenset("д"),
    **dict(zip("abdfgklmnoprstvwqz", map(frozenset, "абдфгклмнопрстввкз"), strict=True)),
    "h": frozenset("гх"),
    "u": frozenset("у"),
    "x": frozenset("к"),
    **dict.fromkeys(("i", "y", "j"), frozenset("ияюе")),
    **dict.fromkeys(("ia", "ya", "ja"), frozenset("я")),
    **dict.fromkeys(("iu", "yu", "ju"), frozenset("ю")),
    **dict.fromkeys(("e", "ye", "je", "yo", "jo"), frozenset("е")),
    "c": frozenset("кцч"),
    **dict.fromkeys(("ch", "č", "cz"), frozenset("чх")),
    **dict.fromkeys(("sh", "š", "sz"), frozenset("ш")),
    "shch": frozenset("щ"),
    **dict.fromkeys(("zh", "ž", "ż"), frozenset("ж")),
    "kh": frozenset("х"),
    "ts": frozenset("ц"),
    "dz": frozenset("д"),
    "ł": frozenset("л"),
    "ph": frozenset("ф"),
}
_FIRST = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))


def _father_stem(heard: str) -> str:
    bare = _LAST_VOWELS.sub("", _PATRONYMIC.sub("", heard))
    return _FLEETING.sub("", bare)


@lru_cache(1)
def _register() -> _Register:
    """Read the file beside this module, once."""
    sexes: dict[str, str] = {}
    full: dict[str, set[str]] = defaultdict(set)
    short: dict[str, set[str]] = defaultdict(set)
    fathers: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, frozenset[str]] = {}
    text = files(__package__).joinpath("given.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        entry = _LINE.fullmatch(line)
        if entry is None:
            continue
        name, forms = entry["name"], entry["full"].split()
        sexes[name] = entry["sex"]
        letters[name] = frozenset().union(*(first_letters(form.lower()) for form in forms))
        for form in forms:
            heard = sounds_of(form)
            for each in heard.literal:
                full[each].add(name)
            for each in heard.literal | heard.projected if entry["sex"] == "m" else ():
                fathers[_father_stem(each)].add(name)
        for form in (entry["short"] or "").split():
            for each in sounds_of(form).literal:
                short[each].add(name)
    heard_of = {*full, *short}
    by_sound = {each: Given(frozenset(full[each]), frozenset(short[each] - full[each])) for each in heard_of}
    return _Register(sexes, by_sound, {stem: frozenset(names) for stem, names in fathers.items()}, letters)
