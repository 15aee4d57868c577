"""The words that a collection's index knows: what beginnings of words and guesses at spelling are read from.

An index of tokens cannot tell which words begin alike. The list of words can: it is kept beside the index,
sealed under the index key (`search.word_lists`), and a beginning is asked as the tokens of the words it
stands for. It knows no item, but under which conditions an item with the word may be seen: a reader gets the
words of items that he may see, and what he is told does not depend on any other.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from archive.domain.consent import Answer, Purpose, Use
from archive.domain.description import Description
from search.terms import consent_terms, use_terms

MAX_EXPANDED = 1000
"""Words that one beginning may stand for, in one collection."""
_BLOCK = "\t"
"""What a line of conditions begins with; no word does."""


@dataclass(frozen=True, slots=True, order=True)
class Conditions:
    """Under which an item may be seen: what the index holds of it as consent and clearance, in terms."""

    sensitivity: int
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()

    def hold(self, clearance: int, use: Use) -> bool:
        """Whether a reader so cleared, for this use, may see the item: as a query's first clauses say."""
        terms = use_terms(use)
        return (
            use.purpose is not Purpose.STORAGE
            and self.sensitivity <= clearance
            and not set(self.allowed).isdisjoint(terms)
            and set(self.denied).isdisjoint(terms)
        )


def conditions_of(described: Description) -> Conditions:
    """Return the conditions of an item."""
    return Conditions(
        described.sensitivity,
        tuple(sorted(consent_terms(described.consent, Answer.YES))),
        tuple(sorted(consent_terms(described.consent, Answer.NO))),
    )


@dataclass(frozen=True, slots=True)
class ListedWords:
    """Words by the conditions of the items they stand in: the lines of a list, see `listed_word`.

    Words are only ever added; `since` tells those added after a number of them.
    """

    by_conditions: dict[Conditions, dict[str, None]] = field(default_factory=dict)

    def of(self, conditions: Conditions) -> dict[str, None]:
        """Return the words under these conditions, to be added to."""
        return self.by_conditions.setdefault(conditions, {})

    def add(self, others: "ListedWords") -> None:
        """Add all words of others."""
        for conditions, words in others.by_conditions.items():
            self.of(conditions).update(words)

    def since(self, kept: Mapping[Conditions, int]) -> "ListedWords":
        """Return the words after the first so many of each conditions."""
        later = {
            conditions: dict.fromkeys(list(words)[kept.get(conditions, 0) :])
            for conditions, words in self.by_conditions.items()
            if len(words) > kept.get(conditions, 0)
        }
        return ListedWords(later)

    def sizes(self) -> dict[Conditions, int]:
        """Return how many words there are under each conditions."""
        return {conditions: len(words) for conditions, words in self.by_conditions.items()}


def listed_word(folded: str, spelt: str) -> str:
    """Return the line of a word, folded and as spelt in small letters: `folded`, or `folded TAB spelt`."""
    return folded if spelt == folded else f"{folded}\t{spelt}"


def write_words(listed: ListedWords) -> str:
    """Return words as text: of each conditions a line `TAB conditions`, then the lines of words, in order."""
    lines: list[str] = []
    for conditions, words in sorted(listed.by_conditions.items()):
        stated = json.dumps([conditions.sensitivity, conditions.allowed, conditions.denied])
        lines += [f"{_BLOCK}{stated}", *sorted(words)]
    return "\n".join([*lines, ""]) if lines else ""


Blocks = Sequence[tuple[Conditions, str]]
"""Lines of words, in order and each with its line feed, under the conditions of their items."""
Pages = Mapping[str, Blocks]
"""A list of words by their first letter, so that a beginning needs one page of it."""


def read_blocks(text: str) -> Blocks:
    """Return the blocks of a text that `write_words` made. Raises ValueError for any other."""
    first, *blocks = f"\n{text}".split(f"\n{_BLOCK}")
    if first.strip():
        raise ValueError("words without conditions")
    return list(map(_read_block, blocks))


def _read_block(block: str) -> tuple[Conditions, str]:
    stated, _, lines = block.rstrip("\n").partition("\n")
    match json.loads(stated):
        case [int(sensitivity), [*allowed], [*denied]]:
            conditions = Conditions(sensitivity, tuple(map(str, allowed)), tuple(map(str, denied)))
        case _:
            raise ValueError("these are no conditions")
    return conditions, f"{lines}\n" if lines else ""


def read_words(text: str) -> ListedWords:
    """Return the words of a text that `write_words` made. Raises ValueError for any other."""
    return listed_in(read_blocks(text))


def listed_in(blocks: Blocks) -> ListedWords:
    """Return the words of blocks."""
    listed = ListedWords()
    for conditions, lines in blocks:
        listed.of(conditions).update(dict.fromkeys(lines.splitlines()))
    return listed


def by_letter(listed: ListedWords) -> dict[str, ListedWords]:
    """Return words by their first letter, in order."""
    pages: dict[str, ListedWords] = {}
    for conditions, words in listed.by_conditions.items():
        for word in words:
            pages.setdefault(word[0], ListedWords()).of(conditions)[word] = None
    return dict(sorted(pages.items()))


class Lexicon:
    """The words of one collection that a reader may see, from any number of lists."""

    def __init__(self, pieces: Sequence[Pages] = (), may_see: Callable[[Conditions], bool] = bool) -> None:
        """`may_see`: whether the reader sees an item under these conditions."""
        self._pieces = pieces
        self._may_see = cache(may_see)
        self._read: dict[str, list[str]] = {}

    @classmethod
    def open_to(cls, clearance: int, use: Use, pieces: Sequence[Pages]) -> "Lexicon":
        """Return the words that a reader may see for a use. Raises what reading a page raises, then too."""
        return cls(pieces, lambda conditions: conditions.hold(clearance, use))

    def _lists(self, letter: str) -> list[str]:
        """The lists of words with this first letter, a line feed before each."""
        if letter not in self._read:
            blocks = (block for piece in self._pieces if letter in piece for block in piece[letter])
            self._read[letter] = [f"\n{lines}" for conditions, lines in blocks if self._may_see(conditions)]
        return self._read[letter]

    def _all(self) -> Iterator[str]:
        for letter in dict.fromkeys(chain.from_iterable(self._pieces)):
            yield from self._lists(letter)

    def words(self) -> dict[str, str]:
        """Return all words: as they are spelt, in small letters, by their folded form.

        Of several spellings the first in order, whichever was met first.
        """
        found: dict[str, str] = {}
        for lines in self._all():
            for line in lines[1:].splitlines():
                folded, _, spelt = line.partition("\t")
                found[folded] = min(found.get(folded, spelt or folded), spelt or folded)
        return found

    def beginning(self, folded: str, most: int = MAX_EXPANDED + 1) -> tuple[str, ...]:
        """Return the folded words that begin so, in order; no more than `most`."""
        return tuple(sorted(self._found(folded, most))[:most])

    def spelt(self, folded: str, most: int = MAX_EXPANDED + 1) -> tuple[str, ...]:
        """Return the words that begin so when folded, as they are spelt; no more than `most`."""
        return tuple(spelt for _, spelt in sorted(self._found(folded, most).items())[:most])

    def _found(self, folded: str, most: int) -> dict[str, str]:
        found: dict[str, str] = {}
        for lines in self._lists(folded[0]) if folded else self._all():
            here: set[str] = set()
            for word, spelt in _beginning(lines, folded):
                if word not in here and len(here) == most:
                    break
                here.add(word)
                found[word] = min(found.get(word, spelt), spelt)
        return found


def _beginning(lines: str, folded: str) -> Iterator[tuple[str, str]]:
    """Yield the words of one list that begin so, folded and as spelt: they stand together."""
    start = lines.find(f"\n{folded}") + 1
    while start and start < len(lines) and lines.startswith(folded, start):
        end = lines.find("\n", start)
        word, _, spelt = lines[start:end].partition("\t")
        yield word, spelt or word
        start = end + 1


EMPTY = Lexicon()
"""The words of a collection in which nothing is indexed."""


def no_words() -> Lexicon:
    """Return a lexicon without words."""
    return EMPTY
