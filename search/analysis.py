"""From text to words: where they stand, how they are folded, and the stem they are ranked by.

Everything that a search engine usually does to text is done here, because the engines see tokens only.
Folding makes spellings equal that a reader takes for the same word: compatibility forms (NFKC), case, е for
ё, у for ў, и for і and ї, е for є, г for ґ, accents of Latin letters, stress marks, apostrophes, soft
hyphens.

`ScriptAnalyzer` chooses the stemmer by script: Snowball's Russian for Cyrillic, English for Latin. Belarusian
and Ukrainian words are folded and then stemmed as Russian ones, so that inflections which coincide find each
other.
"""

import re
import threading
import unicodedata
from typing import NamedTuple, Protocol

import Stemmer

from search.stopwords import STOP_WORDS

ANALYSIS_VERSION = "script-1"
"""Changes with anything that changes a token: an index made by another version has to be rebuilt."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_APOSTROPHES = "'’ʼ‘´`ʹ"
_MARKS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}{_INVISIBLE}{_APOSTROPHES}]+[^\W_]+)*[{_MARKS}]*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z]")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s$")
_DROPPED = dict.fromkeys(map(ord, _INVISIBLE + _APOSTROPHES))
_LETTERS = str.maketrans("ёўіїєґѝłđøı", "еуииегиldoi")
_MEMO_WORDS = 200_000


class Form(NamedTuple):
    """A word as the index knows it: folded, and every stem it may be found by (one or more)."""

    folded: str
    stems: tuple[str, ...]


class Located(NamedTuple):
    """A form and where it stands: `text[start:end]` is the word as written."""

    start: int
    end: int
    form: Form


class Analyzer(Protocol):
    """What turns text into forms. Words too common to be indexed are left out by all three methods.

    Two analyzers with the same version give the same forms. In a query the language may be unknown: the
    `stems` of its forms are alternatives.
    """

    @property
    def version(self) -> str:
        """Name of the rules."""
        ...

    def forms(self, text: str) -> list[Form]:
        """Return the forms of a document's text, in order."""
        ...

    def locate(self, text: str) -> list[Located]:
        """Return the same forms with their places."""
        ...

    def query_forms(self, text: str) -> list[Form]:
        """Return the forms of a query's text, in order."""
        ...


def fold(word: str) -> str:
    """Return the spelling under which a word is compared; folding twice changes nothing more."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    if not _CYRILLIC.search(plain):
        plain = _POSSESSIVE.sub("", plain)
    plain = unicodedata.normalize("NFC", plain.translate(_DROPPED))
    return (plain if plain.isascii() else _without_marks(plain)).translate(_LETTERS)


def _without_marks(text: str) -> str:
    """Drop combining marks, and those of Latin letters; й stays й, which is a letter of its own."""
    if not _CYRILLIC.search(text):
        text = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c)))


_STOPPED = frozenset(fold(word) for word in STOP_WORDS)


class _Lexicon(dict[str, Form | None]):
    """Forms by word as written; None for a word that is not indexed."""

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._russian = Stemmer.Stemmer("russian", 0)
        self._english = Stemmer.Stemmer("english", 0)

    def __missing__(self, word: str) -> Form | None:
        if len(self) >= _MEMO_WORDS:
            self.clear()
        folded = fold(word)
        with self._guard:
            form = Form(folded, (self._stem(folded),)) if folded and folded not in _STOPPED else None
        self[word] = form
        return form

    def _stem(self, folded: str) -> str:
        if _CYRILLIC.search(folded):
            return str(self._russian.stemWord(folded)) or folded
        if _LATIN.search(folded):
            return str(self._english.stemWord(folded)) or folded
        return folded


class ScriptAnalyzer:
    """Analysis by script alone, the same for documents and queries. Safe to share between threads."""

    version = ANALYSIS_VERSION

    def __init__(self) -> None:
        self._lexicon = _Lexicon()

    def forms(self, text: str) -> list[Form]:
        """Return the forms of a text in order, stop words left out."""
        lexicon = self._lexicon
        return [form for word in _WORD.findall(text) if (form := lexicon[word]) is not None]

    def locate(self, text: str) -> list[Located]:
        """Return the forms of a text with their places."""
        found = []
        for match in _WORD.finditer(text):
            form = self._lexicon[match.group()]
            if form is not None:
                found.append(Located(match.start(), match.end(), form))
        return found

    def query_forms(self, text: str) -> list[Form]:
        """Return the forms of a query: those a document with the same words would have."""
        return self.forms(text)
