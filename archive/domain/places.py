"""Whether two names of places may be the same place, across scripts and spellings.

No gazetteer: names are compared by their consonants, after letters that the spellings of this region exchange
(г and h, ts and т, w, ў and в) are made one. Гродно, Гродна, Hrodna and Grodno have the same skeleton, and
so has the first part of "Гродненская область". It answers "may be", never "is".
"""

import re
import unicodedata
from enum import StrEnum
from typing import Final

_CYRILLIC: Final = str.maketrans(
    {
        **dict(zip("бвгґджзклмнпрстфхцчшщў", "bvggdjzklmnprstfxtcssv", strict=True)),
        **dict.fromkeys("аеёийоуыэюяіїєьъ'’", ""),
    }
)
_LATIN: Final = (
    ("ž", "zh"),
    ("š", "sh"),
    ("č", "ch"),
    ("ć", "ts"),
    ("ŭ", "v"),
    ("shch", "c"),
    ("zh", "j"),
    ("dz", "d"),
    ("kh", "x"),
    ("ch", "c"),
    ("sh", "s"),
    ("ts", "t"),
    ("h", "g"),
    ("w", "v"),
    ("c", "t"),
)
_VOWELS: Final = re.compile("[aeiouy]")
_OTHER_SIGNS: Final = re.compile("[^a-z]")
_DOUBLED: Final = re.compile(r"(.)\1+")
_IN_CYRILLIC: Final = re.compile("[а-яёўіїєґ]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SHORTEST: Final = 3
"""Fewer consonants say too little."""


class PlaceMatch(StrEnum):
    """How a place said in an item stands to the place of a unit."""

    AGREES = "place agrees"
    SILENT = "place not said"
    OTHER = "another place"


def skeleton(word: str) -> str:
    """The consonants of a word, the same for its usual spellings in Cyrillic and Latin letters."""
    plain = _DOUBLED.sub(r"\1", unicodedata.normalize("NFC", word).casefold())
    if _IN_CYRILLIC.search(plain):
        consonants = plain.replace("дз", "д").translate(_CYRILLIC)
    else:
        for written, meant in _LATIN:
            plain = plain.replace(written, meant)
        consonants = _VOWELS.sub("", unicodedata.normalize("NFD", plain))
    return _OTHER_SIGNS.sub("", consonants.replace("c", "t"))


def compare_places(said: str, place: str) -> PlaceMatch:
    """Compare a place as an item says it with the place of a unit in the register.

    `withheld`, `unknown` and nothing are SILENT, and so is a unit without a place.
    """
    if not place or said.strip().casefold() in {"", "unknown", "withheld"}:
        return PlaceMatch.SILENT
    wanted = [found for word in _WORD.findall(place) if len(found := skeleton(word)) >= SHORTEST]
    heard = [found for word in _WORD.findall(said) if len(found := skeleton(word)) >= SHORTEST]
    if not wanted or not heard:
        return PlaceMatch.SILENT
    met = any(one.startswith(wanted[0]) for one in heard)
    return PlaceMatch.AGREES if met else PlaceMatch.OTHER
