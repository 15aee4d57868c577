"""The words that a collection's index knows: what beginnings of words and guesses at spelling are read from.

An index of tokens cannot tell which words begin alike. The list of words can: it is kept beside the index,
sealed under the index key, and a beginning is asked as the tokens of the words it stands for. It knows no
item: what a word is found in, and whether the reader may see it, the query decides as for any word.
"""

from bisect import bisect_left
from collections.abc import Mapping

MAX_EXPANDED = 1000
"""Words that one beginning may stand for, in one collection."""


class Lexicon:
    """Words of one collection: as they are spelt (in small letters), by their folded form."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        self._sorted = sorted(words)

    def beginning(self, folded: str, most: int = MAX_EXPANDED + 1) -> tuple[str, ...]:
        """Return the folded words that begin so, in order; no more than `most`."""
        first = bisect_left(self._sorted, folded)
        last = bisect_left(self._sorted, folded + "\U0010ffff", first)
        return tuple(self._sorted[first : min(last, first + most)])


EMPTY = Lexicon({})
"""The words of a collection in which nothing is indexed."""


def no_words() -> Lexicon:
    """Return a lexicon without words."""
    return EMPTY
