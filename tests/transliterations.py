"""Schemes of transliteration into Latin, written from their tables: judges of `search.names`.

Sources: ICAO Doc 9303-3 (Russian and Ukrainian of passports), the Belarusian instruction of 2007 (UN X/6),
Łacinka as in Taraškievič's grammar, BGN/PCGN 1947 (Russian), 1979 (Belarusian) and 2019 (Ukrainian, which is
the Ukrainian resolution of 2010). Only what surnames need.
"""

import re


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_PLAIN = "а=a б=b в=v д=d з=z к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f э=e ы=y "
_DIGRAPHS = "ж=zh х=kh ц=ts ч=ch ш=sh "
_HACEKS = "ж=ž х=ch ц=c ч=č ш=š "
ICAO_RUSSIAN = _table(_PLAIN + _DIGRAPHS + "г=g е=e ё=e и=i й=i щ=shch ъ=ie ь= ю=iu я=ia")
BGN_RUSSIAN = _table(_PLAIN + _DIGRAPHS + "г=g е=e ё=ë и=i й=y щ=shch ъ=” ь=’ ю=yu я=ya")
UKRAINIAN = _table(_PLAIN + _DIGRAPHS + "г=h ґ=g е=e є=ie и=y і=i ї=i й=i щ=shch ь= '= ю=iu я=ia")
BELARUSIAN_PASSPORT = _table(_PLAIN + _DIGRAPHS + "г=h е=e ё=io і=i й=i ў=u ь= '= ю=iu я=ia")
BELARUSIAN_BGN = _table(_PLAIN + _DIGRAPHS + "г=h е=ye ё=yo і=i й=y ў=w ь=’ '=” ю=yu я=ya")
BELARUSIAN_2007 = _table(_PLAIN + _HACEKS + "г=h е=ie ё=io і=i й=j ў=ŭ '= ю=iu я=ia")

_VOWELS = "аеёіоуыэюя"
_AFTER_VOWEL = re.compile(f"(?:(?<=[{_VOWELS}ў'])|^)([еёюя])")
_IOTATED = {
    "ICAO": {},
    "passport": _table("е=ye ё=yo ю=yu я=ya"),
    "2007": _table("е=je ё=jo ю=ju я=ja"),
}
_SOFT = {"н": "ń", "с": "ś", "з": "ź", "ц": "ć", "л": "ĺ"}


def write(word: str, table: dict[str, str], iotated: str = "ICAO") -> str:
    """Write a lower-case Cyrillic word; `iotated`: how е ё ю я are written where they begin a syllable."""
    marked = _AFTER_VOWEL.sub(lambda found: f"<{found[1]}", word) if _IOTATED[iotated] else word
    letters = []
    at = 0
    while at < len(marked):
        if marked[at] == "<":
            letters.append(_IOTATED[iotated][marked[at + 1]])
            at += 2
            continue
        soft = "ž" in table.values() and marked[at + 1 : at + 2] == "ь"
        letters.append(_SOFT.get(marked[at], "") if soft else table[marked[at]])
        at += 2 if soft else 1
    return "".join(letters).capitalize()


def belarusian(word: str) -> dict[str, str]:
    """Every Belarusian scheme and the word in it."""
    lacinka = write(word, BELARUSIAN_2007, "2007")
    lacinka = re.sub("l(?![iaeouy]|$)", "ł", re.sub("l(?=[aouey])", "ł", lacinka))
    lacinka = re.sub("łi(?=[aoue])", "l", lacinka)
    return {
        "2007": write(word, BELARUSIAN_2007, "2007"),
        "Łacinka": re.sub("li(?=[aoue])", "l", lacinka),
        "BGN/PCGN": write(word, BELARUSIAN_BGN),
        "passport": write(word, BELARUSIAN_PASSPORT, "passport"),
        "passport, iotated as after consonants": write(word, BELARUSIAN_PASSPORT),
    }


def russian(word: str) -> dict[str, str]:
    """Every Russian scheme and the word in it."""
    bgn = re.sub("(?:^е|(?<=[аеёиоуыэюяйъь])е)", "<", word)
    spelled = "".join("ye" if letter == "<" else BGN_RUSSIAN[letter] for letter in bgn)
    return {
        "ICAO": write(word, ICAO_RUSSIAN),
        "BGN/PCGN": spelled.capitalize(),
        "press": re.sub("(?:iy|yy)$", "y", spelled.replace("’", "").replace("ë", "yo")).capitalize(),
    }


def ukrainian(word: str) -> dict[str, str]:
    """Every Ukrainian scheme and the word in it."""
    first = _table("є=ye ї=yi й=y ю=yu я=ya")
    begun = first.get(word[0], "")
    rest = write(word[1:] if begun else word, UKRAINIAN).lower()
    return {"2010": (begun + rest).capitalize()}
