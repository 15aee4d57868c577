"""Letters of names before they are read: case, compatibility forms, apostrophes, accents, look-alikes."""

import re
import unicodedata

APOSTROPHES = "'’ʼ‘´`ʹ′"
MARKED = "ąćčęłńóśšŭźżž"
"""Latin letters with marks that mean something in a scheme."""

_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00df-\u024f]")
_LOOKALIKES = str.maketrans("aceiopxyë", "асеіорхуё")
"""Latin letters that look like Cyrillic ones, as scanners and hurried hands put them."""


def normalise(text: str) -> str:
    """Return a text in lower case, composed, with one kind of apostrophe, without stress marks.

    Normalising twice changes nothing more.
    """
    for _ in range(3):
        text = unicodedata.normalize("NFKC", text).casefold()
        text = unicodedata.normalize("NFC", text)
    text = _APOSTROPHE.sub("'", text)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def is_cyrillic(word: str) -> bool:
    """Whether most letters of a normalised word are Cyrillic."""
    return len(_CYRILLIC.findall(word)) > len(_LATIN.findall(word))


def without_lookalikes(word: str) -> str:
    """Return a Cyrillic word whose stray Latin letters are made what they look like."""
    return word.translate(_LOOKALIKES)


def plain_latin(letter: str) -> str:
    """Return a Latin letter without marks that no scheme here knows: é is e, č stays."""
    if letter in MARKED:
        return letter
    return unicodedata.normalize("NFD", letter)[0]
