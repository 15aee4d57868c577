"""What a Russian or Ukrainian name may be in Belarusian spelling, one form for each possible stress.

Rules of the official orthography of 2008: unstressed о is а; е before the stress is я; after the hard
consonants ж ш ч ц р it is э or а; т and д are ц and дз when soft. Where the stress lies is not written, so
every vowel is tried, and none.
"""

import re
from collections.abc import Iterator

VOWELS = "аеёиоуыэюяіїє"
MAX_VOWELS = 8
"""Of a longer word only the stresses on its last vowels are tried."""

_HARD = "жшчцрщ"
_SOFT_T = re.compile("т(?=в?[еёиюяь])")
_SOFT_D = re.compile("д(?=[вм]?[еёиюяь])")
_HARD_TE = re.compile("([тд])е")
_HARDENED = re.compile("(?<=[жшчщр])и(?=[ау])")
_FOREIGN = str.maketrans("іїє", "иие")


def belarusian_forms(spelled: str) -> tuple[str, ...]:
    """Return the forms of a Russian or Ukrainian word in lower-case Cyrillic, each once."""
    word = spelled.translate(_FOREIGN)
    places = [at for at, letter in enumerate(word) if letter in VOWELS]
    marked = [at for at in places if word[at] == "ё"]
    stresses = marked[-1:] or [-1, *places[-MAX_VOWELS:]]
    forms: dict[str, None] = {}
    for stress in stresses:
        for form in _stressed(word, places, stress):
            forms.update(dict.fromkeys(_consonants(form)))
    return tuple(forms)


def _stressed(word: str, places: list[int], stress: int) -> Iterator[str]:
    """The forms of a word with its stress at one place: more than one where е may be ё."""
    before = max((at for at in places if at < stress), default=-1)
    letters = [
        _vowel(letter, word[at - 1 : at], stressed=at == stress, before=at == before)
        if letter in VOWELS
        else letter
        for at, letter in enumerate(word)
    ]
    yield "".join(letters)
    if stress >= 0 and word[stress] == "е":
        letters[stress] = "о" if word[stress - 1 : stress] in tuple(_HARD) else "ё"
        yield "".join(letters)
    elif stress == 0 and word.startswith("о"):
        yield "в" + "".join(letters)


def _vowel(letter: str, previous: str, *, stressed: bool, before: bool) -> str:
    hard = previous != "" and previous in _HARD
    match letter:
        case "о":
            return "о" if stressed else "а"
        case "ё":
            return "о" if hard else "ё"
        case "е" if hard:
            return "э" if stressed else "а"
        case "е" if before:
            return "я"
        case "я" if hard:
            return "а"
        case "ю" if hard:
            return "у"
        case _:
            return letter


def _consonants(word: str) -> Iterator[str]:
    """With soft т and д as they are spoken; and, as in loanwords, hard before е."""
    word = _HARDENED.sub("", word)
    yield _SOFT_D.sub("дз", _SOFT_T.sub("ц", word))
    if _HARD_TE.search(word):
        yield _SOFT_D.sub("дз", _SOFT_T.sub("ц", _HARD_TE.sub(_as_in_loans, word)))


def _as_in_loans(found: re.Match[str]) -> str:
    return f"{found[1]}э"
