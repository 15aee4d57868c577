"""The words that a collection's index knows: what beginnings of words and guesses at spelling are read from.

An index of tokens cannot tell which words begin alike. The list of words can: it is kept beside the index,
sealed under the index key (`search.word_lists`), and a beginning is asked as the tokens of the words it
stands for. It knows no item: what a word is found in, and whether the reader may see it, the query decides as
for any word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

MAX_EXPANDED = 1000
"""Words that one beginning may stand for, in one collection."""


def write_words(words: Mapping[str, str]) -> str:
    """Return words (as spelt, by folded form) as lines in order: `folded`, or `folded TAB spelt`."""
    lines = (folded if spelt == folded else f"{folded}\t{spelt}" for folded, spelt in sorted(words.items()))
    return "".join(f"{line}\n" for line in lines)


def read_words(texts: Iterable[str]) -> dict[str, str]:
    """Return the words of texts that `write_words` made; of several spellings the first stays."""
    words: dict[str, str] = {}
    for text in texts:
        for line in text.splitlines():
            folded, _, spelt = line.partition("\t")
            words.setdefault(folded, spelt or folded)
    return words


class Lexicon:
    """Words of one collection, in one or several texts of `write_words`."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._texts = [f"\n{text}" for text in texts]

    def words(self) -> dict[str, str]:
        """Return all words: as they are spelt, in small letters, by their folded form."""
        return read_words(text[1:] for text in self._texts)

    def beginning(self, folded: str, most: int = MAX_EXPANDED + 1) -> tuple[str, ...]:
        """Return the folded words that begin so, in order; no more than `most`."""
        return tuple(sorted(self._found(folded, most))[:most])

    def spelt(self, folded: str, most: int = MAX_EXPANDED + 1) -> tuple[str, ...]:
        """Return the words that begin so when folded, as they are spelt; no more than `most`."""
        return tuple(spelt for _, spelt in sorted(self._found(folded, most).items())[:most])

    def _found(self, folded: str, most: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for text in self._texts:
            for word, spelt in islice(_beginning(text, folded), most):
                found.setdefault(word, spelt)
        return found


def _beginning(text: str, folded: str) -> Iterator[tuple[str, str]]:
    """Yield the words of one text that begin so, folded and as spelt: they stand together."""
    start = text.find(f"\n{folded}") + 1
    while start and text.startswith(folded, start):
        end = text.find("\n", start)
        word, _, spelt = text[start:end].partition("\t")
        yield word, spelt or word
        start = end + 1


EMPTY = Lexicon()
"""The words of a collection in which nothing is indexed."""


def no_words() -> Lexicon:
    """Return a lexicon without words."""
    return EMPTY
