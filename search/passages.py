"""Passages of a hit, chosen after decryption: where the words of the query stand in the original text.

The index knows no text, so highlighting happens here, with the same analysis on both sides. A phrase counts
where its words stand next to each other; of a passage, how many different words of the query it has counts
first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.analysis import MEMO_WORDS, PIECE, Analyzer, Form, Located, Stretch, fold
from search.expression import Expression, Near, Phrase, Prefix, Word, asked_words
from search.positions import windows

WIDTH = 240
"""Characters of a passage, more or less: it begins and ends between words."""

_ENDS = ".!?…\n"
_IN_A_ROW = -1
"""The part that a word may be together with others."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text. `spans`: the matched words, (start, end) within `text`, in order, not overlapping.

    `source` is the number of the text it is from, counted from 0, and `start` where it begins there.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    source: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch of a text that matches: its place, and which part of the query it is."""

    start: int
    end: int
    part: int


def passages_of(
    texts: Sequence[str], query: Expression | None, analyzer: Analyzer, most: int = 3
) -> tuple[Passage, ...]:
    """Return up to `most` passages, those with most of the query first; none if nothing matches."""
    return Sought(query, analyzer).passages(texts, most)


def marks_in(text: str, query: Expression | None, analyzer: Analyzer) -> tuple[tuple[int, int], ...]:
    """Return where a whole text has words of the query: (start, end), in order, not overlapping."""
    found = Sought(query, analyzer).matches(text)
    return _merged((match.start, match.end) for match in found)


def _apart(one: Passage, other: Passage) -> bool:
    return (
        one.source != other.source
        or one.start + len(one.text) <= other.start
        or other.start + len(other.text) <= one.start
    )


class Sought:
    """What a query asks for in texts, as the analyzer knows it; what it denies is not looked for.

    One serves all texts of a search, and is dropped with it: it remembers the pieces of text it met.
    """

    def __init__(self, query: Expression | None, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._words: dict[str, int] = {}
        self._stems = self._words.keys()
        self._prefixes: dict[str, int] = {}
        self._phrases: list[tuple[tuple[str, ...], int]] = []
        self._near: list[tuple[frozenset[str], int, int]] = []
        asked = asked_words(query)
        self.has_words = bool(asked)
        for part, leaf in enumerate(asked):
            forms = [] if isinstance(leaf, Prefix) else analyzer.query_forms(leaf.text)
            match leaf:
                case Prefix(text):
                    self._prefixes[fold(text)] = part
                case Word():
                    self._words.update((stem, part) for form in forms for stem in form.stems)
                case Phrase():
                    self._phrases += [(tuple(form.folded for form in forms), part)] if forms else []
                case Near(_, distance):
                    self._near.append((frozenset(form.folded for form in forms), distance, part))

        self._beginnings = tuple(self._prefixes)
        self._in_rows = {word for phrase, _ in self._phrases for word in phrase}
        self._in_rows |= {word for words, *_ in self._near for word in words}
        self._pieces: dict[str, _Pieces] = {}

    def passages(self, texts: Sequence[str], most: int) -> tuple[Passage, ...]:
        """Return up to `most` passages, those with most of the query first; none if nothing matches."""
        found: list[tuple[int, int, int, int, Sequence[_Match]]] = []
        for number, text in enumerate(texts):
            for window in _windows(self.matches(text)):
                parts = len({match.part for match in window})
                found.append((-parts, -len(window), len(found), number, window))
        chosen: list[Passage] = []
        for *_, number, window in sorted(found, key=lambda entry: entry[:3]):
            if len(chosen) == most:
                break
            passage = _cut(texts[number], window, number)
            if all(_apart(passage, other) for other in chosen):
                chosen.append(passage)
        return tuple(chosen)

    def matches(self, text: str) -> list[_Match]:
        """Return all matches in order of place; words within a matched phrase are part of it."""
        found = [match for stretch in self._analyzer.stretches(text) for match in self._told(text, stretch)]
        return self._in_order(self._analyzer.locate(text)) if found and self._in_rows else found

    def _told(self, text: str, stretch: Stretch) -> Iterator[_Match]:
        """Yield the words that the query has, each by itself, without placing any other word of the text."""
        pieces = self._pieces.get(stretch.context)
        if pieces is None:
            part_of = self._single if self._in_rows else self._part
            pieces = self._pieces[stretch.context] = _Pieces(self._analyzer, stretch.context, part_of)
        wanted = {piece for piece in set(text[stretch.start : stretch.end].split()) if pieces[piece]}
        if wanted:
            for match in PIECE.finditer(text, stretch.start, stretch.end):
                if match.group() in wanted:
                    at = match.start()
                    for start, end, part in pieces[match.group()]:
                        yield _Match(at + start, at + end, part)

    def _in_order(self, located: Sequence[Located]) -> list[_Match]:
        """Return the matches among all words of a text, with phrases and words near each other."""
        folded = [word.form.folded for word in located]
        found = list(self._phrase_matches(located, folded))
        taken = {at for match in found for at in range(match.start, match.end)}
        near = dict(self._near_matches(folded))
        for number, (start, end, form) in enumerate(located):
            part = self._part(form)
            part = near.get(number) if part is None else part
            if part is not None and start not in taken:
                found.append(_Match(start, end, part))
        return sorted(found, key=lambda match: match.start)

    def _part(self, form: Form) -> int | None:
        """The part of the query that a word by itself is, None when it is none."""
        if not self._stems.isdisjoint(form.stems):
            return next(self._words[stem] for stem in form.stems if stem in self._words)
        if self._prefixes and form.folded.startswith(self._beginnings):
            return next((part for text, part in self._prefixes.items() if form.folded.startswith(text)), None)
        return None

    def _single(self, form: Form) -> int | None:
        """Like `_part`, and _IN_A_ROW for a word that may be one together with others."""
        part = self._part(form)
        return _IN_A_ROW if part is None and form.folded in self._in_rows else part

    def _near_matches(self, folded: Sequence[str]) -> Iterator[tuple[int, int]]:
        for wanted, distance, part in self._near:
            for first, last in windows(tuple(wanted), folded, distance):
                yield from ((at, part) for at in range(first, last + 1) if folded[at] in wanted)

    def _phrase_matches(self, located: Sequence[Located], folded: Sequence[str]) -> Iterator[_Match]:
        for phrase, part in self._phrases:
            width = len(phrase)
            at = 0
            while at + width <= len(folded):
                if tuple(folded[at : at + width]) == phrase:
                    yield _Match(located[at].start, located[at + width - 1].end, part)
                    at += width
                else:
                    at += 1


class _Pieces(dict[str, tuple[tuple[int, int, int], ...]]):
    """What pieces of text have of a query, in one context: each is analysed once and remembered."""

    def __init__(self, analyzer: Analyzer, context: str, part_of: Callable[[Form], int | None]) -> None:
        super().__init__()
        self._analyzer = analyzer
        self._context = context
        self._remembered = analyzer.remembered(context)
        self._part_of = part_of

    def __missing__(self, piece: str) -> tuple[tuple[int, int, int], ...]:
        """Where a piece has words of the query, start and end, and which part of it they are."""
        if len(self) >= MEMO_WORDS:
            self.clear()
        form, part_of = self._remembered.get(piece), self._part_of
        if form is not None and part_of(form) is None:
            self[piece] = ()
            return ()
        words = self._analyzer.words(self._context, piece)
        found = [(start, end, part) for start, end, form in words if (part := part_of(form)) is not None]
        self[piece] = told = tuple(found)
        return told


def _windows(matches: Sequence[_Match]) -> Iterator[Sequence[_Match]]:
    """Yield, for every match, it and the following ones that fit into a passage."""
    for first, match in enumerate(matches):
        last = first + 1
        while last < len(matches) and matches[last].end - match.start <= WIDTH - WIDTH // 4:
            last += 1
        yield matches[first:last]


def _cut(text: str, window: Sequence[_Match], source: int) -> Passage:
    first, last = window[0].start, max(match.end for match in window)
    room = max(WIDTH - (last - first), 0)
    start = _sentence_start(text, first, first - room // 2)
    end = min(len(text), max(last, start + WIDTH))
    if end < len(text):
        space = text.rfind(" ", last, end)
        end = space if space >= last else end
    spans = _merged((match.start - start, match.end - start) for match in window)
    return Passage(text[start:end], spans, source, start)


def _sentence_start(text: str, first: int, earliest: int) -> int:
    """Return where to begin: after the end of a sentence if there is one in reach, else after a space."""
    floor = max(earliest, 0)
    if floor == 0 and first <= WIDTH // 2:
        return 0
    ends = [at for at in range(floor, first) if text[at] in _ENDS]
    start = ends[-1] + 1 if ends else text.find(" ", floor, first) + 1 or floor
    while start < first and text[start].isspace():
        start += 1
    return start


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
