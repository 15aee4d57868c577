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
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import NamedTuple

import Stemmer

from search import names
from search.stopwords import STOP_WORDS

ANALYSIS_VERSION = f"script-7 {names.RULES}"
"""Changes with anything that changes a token: an index made by another version has to be rebuilt."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_APOSTROPHES = "'’ʼ‘´`ʹ"
_MARKS = "\u0300-\u036f"
WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}{_INVISIBLE}{_APOSTROPHES}]+[^\W_]+)*[{_MARKS}]*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z]")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s$")
_IGNORED = re.compile(f"[{_MARKS}{_INVISIBLE}{_APOSTROPHES}]")
_FOLDED = re.compile("[ёўіїєґѝłđøı]")
_LETTERS = str.maketrans("ёўіїєґѝłđøı", "еуииегиldoi")
_AS_IT_IS = re.compile("[а-яa-z]+").fullmatch
"""Of nearly every word in small letters that folding leaves it as it is."""
PIECE = re.compile(r"\S+")
"""What stands between two spaces: `str.split` finds the same."""
MEMO_WORDS = 200_000
"""Words whose form an analyzer remembers."""


class Form(NamedTuple):
    """A word as the index knows it: folded, and every stem it may be found by (one or more)."""

    folded: str
    stems: tuple[str, ...]


class Located(NamedTuple):
    """A form and where it stands: `text[start:end]` is the word as written."""

    start: int
    end: int
    form: Form


class Stretch(NamedTuple):
    """A part of a text, from `start` to `end`, whose words are analysed alike; `context` says how."""

    context: str
    start: int
    end: int


class Analyzer(ABC):
    """What turns text into forms; words too common to be indexed are left out.

    A subclass says how a text falls into stretches, and what a word is in the context of a stretch. A piece
    is what stands between two spaces: words with their punctuation. It is analysed by itself, so that its
    result can be remembered by whoever calls. Safe to share between threads.
    """

    version: str
    """Name of the rules: two analyzers with the same version give the same forms."""
    lacks_lemmas = False
    """Whether it goes without the lemma table of Belarusian that it is made for."""

    @abstractmethod
    def stretches(self, text: str) -> list[Stretch]:
        """Return the stretches of a text, in order."""

    @abstractmethod
    def form(self, context: str, word: str) -> Form | None:
        """Return the form of a word in a context, None when it is not indexed."""

    def words(self, context: str, piece: str) -> tuple[Located, ...]:
        """Return the forms in a piece of text, placed within it."""
        if piece.isalpha():
            form = self.form(context, piece)
            return () if form is None else (Located(0, len(piece), form),)
        return tuple(
            Located(match.start(), match.end(), form)
            for match in WORD.finditer(piece)
            if (form := self.form(context, match.group())) is not None
        )

    def remembered(self, context: str) -> Mapping[str, Form | None]:
        """Return forms of words met in a context, as `words` gives them; any word may be missing."""
        del context
        return {}

    @abstractmethod
    def forget(self) -> None:
        """Let go of every word that was seen: nothing of an archive that was closed stays in memory."""

    def locate(self, text: str) -> list[Located]:
        """Return the forms of a text, in order, with their places."""
        return [
            Located(start + word.start, start + word.end, word.form)
            for stretch in self.stretches(text)
            for match in PIECE.finditer(text, stretch.start, stretch.end)
            if (start := match.start()) >= 0
            for word in self.words(stretch.context, match.group())
        ]

    def forms(self, text: str) -> list[Form]:
        """Return the forms of a text, in order."""
        return [
            word.form
            for stretch in self.stretches(text)
            for piece in text[stretch.start : stretch.end].split()
            for word in self.words(stretch.context, piece)
        ]

    def query_forms(self, text: str) -> list[Form]:
        """Return the forms of a query, whose language may be unknown: their `stems` are alternatives."""
        return self.forms(text)


def fold(word: str) -> str:
    """Return the spelling under which a word is compared; folding twice changes nothing more."""
    if _AS_IT_IS(word):
        return word
    plain = unicodedata.normalize("NFKC", word).casefold()
    if not _CYRILLIC.search(plain):
        plain = _POSSESSIVE.sub("", plain)
        if not plain.isascii():
            plain = unicodedata.normalize("NFKD", plain)
    if _IGNORED.search(plain):
        plain = _IGNORED.sub("", plain)
    plain = unicodedata.normalize("NFC", plain)
    return plain.translate(_LETTERS) if _FOLDED.search(plain) else plain


STOPPED = frozenset(fold(word) for word in STOP_WORDS)


class ScriptAnalyzer(Analyzer):
    """Analysis by script alone: what engines are tested with. The archive uses `search.multilingual`."""

    version = ANALYSIS_VERSION

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._russian = Stemmer.Stemmer("russian", 0)
        self._english = Stemmer.Stemmer("english", 0)
        self._memo: dict[str, Form | None] = {}

    def stretches(self, text: str) -> list[Stretch]:
        """Return the whole text: the script of each word decides by itself."""
        return [Stretch("", 0, len(text))]

    def remembered(self, context: str) -> Mapping[str, Form | None]:
        """Return the forms of words met in any text."""
        del context
        return self._memo

    def forget(self) -> None:
        """Empty the memo."""
        self._memo.clear()

    def form(self, context: str, word: str) -> Form | None:
        """Return the form of a word; `context` says nothing here. Remembered."""
        del context
        try:
            return self._memo[word]
        except KeyError:
            folded = fold(word)
        form = Form(folded, (self._stem(folded),)) if folded and folded not in STOPPED else None
        if len(self._memo) >= MEMO_WORDS:
            self._memo.clear()
        self._memo[word] = form
        return form

    def _stem(self, folded: str) -> str:
        stemmer = self._russian if _CYRILLIC.search(folded) else self._english
        if stemmer is self._english and not _LATIN.search(folded):
            return folded
        with self._guard:  # a stemmer keeps state
            return str(stemmer.stemWord(folded)) or folded
