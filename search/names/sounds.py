"""How a word of a name may sound, whatever script and language it is written in.

A sound is a string of the 24 letters абвгдежзиклмнопрстуфхцчш, the least that the schemes of transliteration
agree on, after `b` for Belarusian or `e` for Russian and Ukrainian. `literal` sounds are readings of the word
as it stands, one for each language and scheme that it may be written in. `projected` sounds are what a
Russian or Ukrainian name becomes in Belarusian, where unstressed vowels are written as they are spoken;
nobody writes the stress, so there is one for each vowel that may bear it. Two words sound alike when they
share a literal sound, or a literal of one is a projected one of the other: Котов may be Катоў, and so may
Катов, and still Котов is not Катов.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from search.names.belarusian import belarusian_forms
from search.names.latin import latin_readings
from search.names.letters import is_cyrillic, normalise, without_lookalikes

BELARUSIAN, RUSSIAN, UKRAINIAN = "be", "ru", "uk"
MEMO_WORDS = 20_000
_TAGS = {BELARUSIAN: "b", RUSSIAN: "e", UKRAINIAN: "e"}

_MULTIPLE = {
    "я": "иа",
    "ю": "иу",
    "щ": "шч",
    **dict.fromkeys("йыії", "и"),
    **dict.fromkeys("эє", "е"),
    "ў": "в",
    "ґ": "г",
}
_TABLE = str.maketrans(_MULTIPLE)
_KNOWN = re.compile("[^абвгдежзиклмнопрстуфхцчш]")
_AFTER_HUSHING = re.compile("(?<=[жшч])о")
_SOFT_AFTER_HUSHING = re.compile("(?<=[жшчц])и(?=[ау])")
_UKRAINIAN_YO = re.compile("[йь]о")
_REPEATED = re.compile(r"(.)\1+")

_NEVER = {
    BELARUSIAN: re.compile(
        "[ищъґєї]|[тд][еёіюяь]|[рчшж][еёюяьі]|[аеёіоуыэюя]в(?![аеёіоуыэюяв'ь])|[оё].*[оё]|нко$"
    ),
    RUSSIAN: re.compile("[іїєґў']|[жшч][ыэ]|[её]ць|дзь|ць$"),
    UKRAINIAN: re.compile("[ыэёъў]|'$"),
}
"""What no name has that is spelled in a language."""


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sounds of a word; see the head of this module. `languages`: those it may be spelled in."""

    literal: frozenset[str]
    projected: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def alike(self, other: "Sounds") -> bool:
        """Whether two words may be one name."""
        return bool(
            self.literal & other.literal or self.literal & other.projected or self.projected & other.literal
        )


def sound(spelled: str, language: str) -> str:
    """Return the sound of a word spelled in Cyrillic letters of a language."""
    if language == UKRAINIAN:
        spelled = _UKRAINIAN_YO.sub("ё", spelled)
    spelled = spelled.replace("ё", "ио" if language == BELARUSIAN else "е").translate(_TABLE)
    spelled = _KNOWN.sub("", spelled)
    if language != BELARUSIAN:
        spelled = _SOFT_AFTER_HUSHING.sub("", _AFTER_HUSHING.sub("е", spelled))
    return _REPEATED.sub(r"\1", _REPEATED.sub(r"\1", spelled).replace("ие", "е"))


@lru_cache(MEMO_WORDS)
def sounds_of(word: str) -> Sounds:
    """Return the sounds of one word of a name, in any script; none if it has no letter that is known."""
    normal = normalise(word)
    literal: set[str] = set()
    projected: set[str] = set()
    languages: set[str] = set()
    for language, spelled in _readings(normal):
        languages.add(language)
        heard = sound(spelled, language)
        if heard:
            literal.add(_TAGS[language] + heard)
        if heard and language != BELARUSIAN:
            forms = belarusian_forms(spelled)
            projected.update(_TAGS[BELARUSIAN] + sound(form, BELARUSIAN) for form in forms)
    return Sounds(frozenset(literal), frozenset(projected - literal), frozenset(languages))


def _readings(word: str) -> list[tuple[str, str]]:
    """Pairs of a language and the word as it is, or would be, spelled in Cyrillic in that language."""
    if not is_cyrillic(word):
        return latin_readings(word)
    word = without_lookalikes(word)
    likely = [name for name, never in _NEVER.items() if not never.search(word)]
    return [(name, word) for name in likely or _NEVER]
