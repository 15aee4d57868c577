"""Names in Latin letters, read back into the Cyrillic of the languages they may have come from.

Known ways of writing: ICAO 9303 and the passports of Belarus, Russia and Ukraine; BGN/PCGN; the Belarusian
instruction of 2007 (with č, š, ž, ŭ) and the spelling without marks since 2023; Łacinka; the scholarly one;
Polish, German and French habits, when letters give them away (sz, sch, ou). A name that may have been written
in two ways has two readings. Soft signs are not read: half of the schemes drop them.
"""

import re
from collections.abc import Callable, Iterator

from search.names.letters import MARKED, plain_latin

MAX_READINGS = 12


def _pairs(text: str) -> dict[str, str]:
    """What a table says that is written as `latin=cyrillic` pairs."""
    return dict(pair.split("=") for pair in text.split())


_COMMON = _pairs(
    """a=а b=б c=к d=д e=е f=ф g=г h=х i=и j=и k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в x=кс y=и
    z=з ą=он ć=ч č=ч ę=ен ł=л ń=н ó=у ś=с š=ш ŭ=ў ź=з ž=ж ż=ж"""
)
_ENGLISH = {
    **_COMMON,
    **_pairs(
        """zh=ж kh=х ts=ц tz=ц ch=ч tch=ч sh=ш shch=щ sch=щ šč=щ ck=к ph=ф gh=г zgh=зг c'=ц ce=це ci=ци
        cy=ци"""
    ),
}
_WITH_G = {**_ENGLISH, "h": "г"}
_SLAVIC = {**_COMMON, **_pairs("h=г ch=х c=ц ć=ц cz=ч sz=ш szcz=щ rz=р šč=щ")}
_SCHOLARLY = {**_COMMON, **_pairs("c=ц ch=х šč=щ")}
_GERMAN = {**_COMMON, **_pairs("schtsch=щ tsch=ч sch=ш ch=х sh=ж ß=с z=ц ck=к ts=ц tz=ц")}
_FRENCH = {**_COMMON, **_pairs("chtch=щ tch=ч ch=ш ou=у gu=г j=ж kh=х ts=ц")}

_VOWELS = "aeiouyó"
_MARKS = re.compile("[čšžćśźńłż]")
_LONE_H = re.compile("(?<![kcszg])h")
_POLISH = re.compile("cz|sz|[łżśźńćąęó]|^ch|c(?![hkz'])")
_GERMAN_LIKE = re.compile("sch")
_FRENCH_LIKE = re.compile(f"tch|ou(?=[^{_VOWELS}])|^ch")
_BEFORE_CONSONANT = "(?=[^aeiuó]|$|yo|yu|ya|ye|io|iu|ia|ie)"
_SHORT_U = re.compile(f"(?<=[aeoó])u{_BEFORE_CONSONANT}|(?<=[{_VOWELS}])w{_BEFORE_CONSONANT}")
_BELARUSIAN_NEVER = re.compile(f"[td]i(?![aou]*$)|r[ij]|[{_VOWELS}]v(?![{_VOWELS}])|o.*o|nko$")
_BELARUSIAN_ONLY = re.compile("ŭ|[aeo]u$")
_NOT_ENGLISH = re.compile("cz|sz")
_OFF = re.compile("([oe])ff$")
_IC = re.compile("(?<=[vw])ic$")
_YO = re.compile("ио")

Reader = Callable[[str], str]


def _reader(table: dict[str, str]) -> Reader:
    pieces = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))

    def read(word: str) -> str:
        return "".join(table[piece] for piece in pieces.findall(word))

    return read


_read_english, _read_with_g, _read_slavic = _reader(_ENGLISH), _reader(_WITH_G), _reader(_SLAVIC)
_read_scholarly, _read_german, _read_french = _reader(_SCHOLARLY), _reader(_GERMAN), _reader(_FRENCH)


def latin_readings(word: str) -> list[tuple[str, str]]:
    """Return pairs of language (`be`, `ru`, `uk`) and Cyrillic spelling of a normalised Latin word."""
    word = "".join(letter if letter in MARKED else plain_latin(letter) for letter in word)
    word = _IC.sub("ich", _OFF.sub(r"\1v", word))
    found = dict.fromkeys(reading for reading in _all(word) if reading[1])
    return list(found)[:MAX_READINGS]


def _all(word: str) -> Iterator[tuple[str, str]]:
    marked, polish = bool(_MARKS.search(word)), bool(_POLISH.search(word))
    english = not marked and not _NOT_ENGLISH.search(word)
    if not _BELARUSIAN_NEVER.search(word):
        short = _SHORT_U.sub("ŭ", word)
        if english:
            yield "be", _read_with_g(short)
        if marked or polish or "ŭ" in word:
            yield "be", _read_slavic(short)
    if _BELARUSIAN_ONLY.search(word):
        return
    if english:
        yield from _east("ru", _read_english(word))
        if _LONE_H.search(word):
            yield from _east("uk", _read_with_g(word))
    if marked:
        yield from _east("ru", _read_scholarly(word))
    if marked or polish:
        yield from _east("uk", _read_slavic(word))
    if _GERMAN_LIKE.search(word):
        yield from _east("ru", _read_german(word))
    if _FRENCH_LIKE.search(word):
        yield from _east("ru", _read_french(word))


def _east(language: str, spelled: str) -> Iterator[tuple[str, str]]:
    """A reading, and the same with every `io` read as ё: Rodionov has none, Korolyov has."""
    yield language, spelled
    if "ио" in spelled:
        yield language, _YO.sub("ё", spelled)
