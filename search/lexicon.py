"""The words that a collection's index knows: what beginnings of words and guesses at spelling are read from.

An index of tokens cannot tell which words begin alike. The list of words can: it is kept beside the index,
sealed under the index key (`search.word_lists`), and a beginning is asked as the tokens of the words it
stands for. It knows no item, but under which conditions an item with the word may be seen: a reader gets the
words of items that he may see, and what he is told does not depend on any other.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


def _blocks(text: str) -> Iterator[tuple[Conditions, str]]:
    """Yield the conditions in a text of `write_words` with their lines. Raises ValueError for any other."""
    first, *blocks = f"\n{text}".split(f"\n{_BLOCK}")
    if first.strip():
        raise ValueError("words without conditions")
    for block in blocks:
        stated, _, lines = block.rstrip("\n").partition("\n")
        match json.loads(stated):
            case [int(sensitivity), [*allowed], [*denied]]:
                conditions = Conditions(sensitivity, tuple(map(str, allowed)), tuple(map(str, denied)))
            case _:
                raise ValueError("these are no conditions")
        yield conditions, f"{lines}\n" if lines else ""


def read_words(text: str) -> ListedWords:
    """Return the words of a text that `write_words` made. Raises ValueError for any other."""
    listed = ListedWords()
    for conditions, lines in _blocks(text):
        listed.of(conditions).update(dict.fromkeys(lines.splitlines()))
    return listed


class Lexicon:
    """The words of one collection that a reader may see, in any number of lists of lines."""

    def __init__(self, lists: Sequence[str] = ()) -> None:
        self._lists = [f"\n{lines}" for lines in lists]

    @classmethod
    def open_to(cls, clearance: int, use: Use, texts: Iterable[str]) -> "Lexicon":
        """Return the words that a reader may see for a use. Raises ValueError for what is no list."""
        blocks = (block for text in texts for block in _blocks(text))
        return cls([lines for conditions, lines in blocks if conditions.hold(clearance, use)])

    def words(self) -> dict[str, str]:
        """Return all words: as they are spelt, in small letters, by their folded form.

        Of several spellings the first in order, whichever was met first.
        """
        found: dict[str, str] = {}
        for lines in self._lists:
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
        for lines in self._lists:
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
