"""The analyzer of the archive: the language of each passage is recognised, and its words stemmed by it.

A word that its passage's language cannot spell is taken for what it can be; where nothing tells, it gets the
stems of every language it may be in. A query gets all of them always: whatever language a passage was taken
for, its stems are among those of the query.
"""

import itertools
import re
import threading
from collections.abc import Mapping

import Stemmer

from search import names
from search.analysis import MEMO_WORDS, STOPPED, Analyzer, Form, Stretch, fold
from search.belarusian import BelarusianStemmer, Lemmas, NoLemmas
from search.languages import BELARUSIAN, LANGUAGES, UKRAINIAN, UNKNOWN, Recogniser, plausible, possible
from search.ukrainian import stem_ukrainian

RULES = "languages-5"
"""Changes with anything that changes a stem: an index made by other rules has to be rebuilt."""

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z]")
_NO_LETTER = re.compile(r"[\W\d_\u0300-\u036fʼʹ]+")


class LanguageAnalyzer(Analyzer):
    """Analysis by language. Its version names the rules, those of names, and the lemma table (or `none`)."""

    def __init__(self, lemmas: Lemmas | None = None) -> None:
        table = lemmas or NoLemmas()
        self.version = f"{RULES} {names.RULES} be-lemmas:{table.version}"
        self.lacks_lemmas = lemmas is None
        self._guard = threading.Lock()
        self._russian = Stemmer.Stemmer("russian", 0)
        self._english = Stemmer.Stemmer("english", 0)
        self._belarusian = BelarusianStemmer(table)
        self._recogniser = Recogniser()
        self._memos: dict[str, dict[str, Form | None]] = {name: {} for name in (UNKNOWN, *LANGUAGES)}

    def stretches(self, text: str) -> list[Stretch]:
        """Return the passages of a text, each in one language; the context is its code, empty if unknown."""
        if text.isascii():
            return [Stretch(UNKNOWN, 0, len(text))]
        return [Stretch(*passage) for passage in self._recogniser.passages(text)]

    def remembered(self, context: str) -> Mapping[str, Form | None]:
        """Return the forms of words met in passages of a language."""
        return self._memos[context]

    def forget(self) -> None:
        """Let go of every word that was seen."""
        self._recogniser.forget()
        self._belarusian.forget()
        for memo in self._memos.values():
            memo.clear()

    def query_forms(self, text: str) -> list[Form]:
        """Return the forms of a query with the stems of every language a word may be in."""
        return [word.form for piece in text.split() for word in self.words(UNKNOWN, piece)]

    def form(self, context: str, word: str) -> Form | None:
        """Return the form of a word in a passage whose language is `context`. Remembered."""
        memo = self._memos[context]
        try:
            return memo[word]
        except KeyError:
            folded = fold(word)
        form = None
        if folded and folded not in STOPPED:
            form = Form(folded, self._stems(context, word, folded))
        if len(memo) >= MEMO_WORDS:
            memo.clear()
        memo[word] = form
        return form

    def _stems(self, context: str, word: str, folded: str) -> tuple[str, ...]:
        if not _CYRILLIC.search(folded):
            return (self._snowball(self._english, folded) if _LATIN.search(folded) else folded,)
        spelt = word.casefold()
        if context and possible(context, spelt):
            return self._stems_in(context, spelt, folded)
        languages = plausible(spelt)
        if context in languages:  # a word that no language can spell
            languages = (context,)
        stems = [self._stems_in(name, spelt, folded) for name in languages]
        return tuple(dict.fromkeys(itertools.chain.from_iterable(stems)))

    def _stems_in(self, language: str, spelt: str, folded: str) -> tuple[str, ...]:
        if language == BELARUSIAN:
            return self._belarusian.stems(folded)
        if language == UKRAINIAN:
            return stem_ukrainian(_NO_LETTER.sub("", spelt)) or (folded,)
        return (self._snowball(self._russian, folded),)

    def _snowball(self, stemmer: Stemmer.Stemmer, folded: str) -> str:
        with self._guard:  # a stemmer keeps state
            return str(stemmer.stemWord(folded)) or folded
