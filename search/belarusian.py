"""Belarusian words: two orthographies made one, stems from a lemma table, or from endings alone.

All words here are folded (`search.analysis.fold`): no ў, і, ё, no apostrophe. Taraškievica differs from
narkamaŭka by rules that are safe to undo everywhere (soft signs before soft consonants) and by loanwords
(л or ль, э or е, ы or і), which are undone only when the lemma table knows the word that comes out: кляса,
мэтад, прэзыдэнт find клас, метад, прэзідэнт, but every native ля, мэ and зы stays.
"""

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

_SOFT_BEFORE_SOFT = re.compile("(?<=[зсцн])ь(?=[бвдзлмнпсфц]+[еиюяь])")
_DOUBLED = (("дздз", "ддз"), ("дзьдз", "ддз"))
_LOANS = (
    (re.compile("л(?=[яюеь])"), (("ля", "ла"), ("лю", "лу"), ("ле", "ло"), ("ль", "л"))),
    (re.compile("[бвзмнпсф]э"), tuple((f"{letter}э", f"{letter}е") for letter in "бвзмнпсф")),
    (re.compile("[зс]ы"), (("зы", "зи"), ("сы", "си"))),
    (re.compile("[тд]ы"), (("ты", "ци"), ("ды", "дзи"))),
)
_LOCATIVES = (("зе", "г"), ("се", "х"))

_VOWEL = re.compile("[аеиоуыэюя]")
_ENDINGS = frozenset(
    """ а я о е э у ю ы и ь й ай яй ой ей эй аю яю ою ею эю ам ям ом ем ами ями ах ях ау яу оу еу ев
    ага яга ога аму яму ому ым им ая яя ае яе ое ую юю ыя ия ых их ыми ими
    аць яць иць ыць ець уць юць ала али ало яла яли ило или ила ыла ыли иу ыу ела ели
    уу ула ули аеш яеш иш ыш аем яем аеце яеце ице ыце ауць яюць аюць уюць юе
    """.split()  # noqa: SIM905
)
_LONGEST = max(map(len, _ENDINGS))
SHORTEST = 3
"""Letters that stay of a word, at least."""


class Lemmas(Protocol):
    """Where lemmas are looked up."""

    version: str

    def find(self, word: str) -> tuple[str, ...]:
        """Return the lemmas of a folded form in common spelling; none if it is not known."""


class NoLemmas:
    """Stands for a table that was never built: every word goes by its ending."""

    version = "none"

    def find(self, word: str) -> tuple[str, ...]:
        """Return nothing."""
        del word
        return ()


def spelling(folded: str) -> str:
    """Return the one spelling of both orthographies, as far as that needs no dictionary."""
    if "ь" in folded:
        folded = _SOFT_BEFORE_SOFT.sub("", folded)
    for doubled, plain in _DOUBLED:
        if doubled in folded:
            folded = folded.replace(doubled, plain)
    return folded


def other_spellings(word: str) -> Iterator[str]:
    """Yield what a word may be in narkamaŭka if it is a loanword, fewest changes first.

    Before them, for a locative that the dictionary leaves out, its nominative: снезе is of снег.
    """
    for ending, consonant in _LOCATIVES:
        if word.endswith(ending):
            yield word.removesuffix(ending) + consonant
    changes = [pairs for pattern, pairs in _LOANS if pattern.search(word)]
    for count in range(1, len(changes) + 1):
        for chosen in itertools.combinations(changes, count):
            changed = word
            for old, new in itertools.chain.from_iterable(chosen):
                changed = changed.replace(old, new)
            if changed != word:
                yield changed


def without_ending(word: str) -> str:
    """Return a word without its ending, with unstressed vowels made alike (о and э as а)."""
    bare = word
    if len(word) > SHORTEST + 3 and word.endswith(("ся", "цца")):
        bare = word[:-2] if word.endswith("ся") else word[:-3]
    first = _VOWEL.search(bare)
    least = max(SHORTEST, first.end() if first else 0)
    for letters in range(min(_LONGEST, len(bare) - least), 0, -1):
        if bare[-letters:] in _ENDINGS:
            bare = bare[:-letters]
            break
    return bare.replace("о", "а").replace("э", "а")


class BelarusianStemmer:
    """Stems by lemma where the table knows the word, else by ending; safe to share between threads."""

    def __init__(self, lemmas: Lemmas) -> None:
        self._lemmas = lemmas
        self._root = lru_cache(20_000)(without_ending)

    def stems(self, folded: str) -> tuple[str, ...]:
        """Return every stem of a folded word: one for each lemma it may be a form of."""
        word = spelling(folded)
        lemmas = self._lemmas.find(word)
        if not lemmas:
            lemmas = next((found for loan in other_spellings(word) if (found := self._lemmas.find(loan))), ())
        return tuple(dict.fromkeys(map(self._root, lemmas or (word,))))

    def forget(self) -> None:
        """Let go of the words that were seen."""
        self._root.cache_clear()
