"""Sealed lists of words: written as items are indexed, merged now and then, read for a search.

Every run adds a piece with the words it met; pieces of like size are merged, so that a collection has few of
them and no word is written again more often than its list doubles. A piece is lines of words under the
conditions of the items they stand in (`search.lexicon`), compressed by first letter and sealed under a key
derived from the collection's index key, with its generation and collection as context. A word stays, under
the conditions of then, until the index is rebuilt, also when the last item with it is gone or its conditions
changed.
"""

import json
import zlib
from collections.abc import Iterator
from itertools import accumulate, groupby

from archive.domain.consent import Use
from archive.domain.errors import Unavailable
from crypto.blind import BlindIndex
from crypto.errors import PayloadError
from crypto.sealing import seal, unseal
from search.lexicon import (
    EMPTY,
    Blocks,
    Conditions,
    Lexicon,
    ListedWords,
    Pages,
    by_letter,
    listed_in,
    read_blocks,
    write_words,
)
from search.ports_words import WordStore

MERGED_AT_ONCE = 8
"""Pieces of like size that are merged into one."""
MAX_PAGE_BYTES = 256 * 1024 * 1024
"""What a page may unpack to: more is a mistake, and no memory need bear it."""
_REBUILD = "Run `sviedka index rebuild`; until then, write the words out."
_CHANGED = f"The list of words beside the index is an earlier version's, or not what was written. {_REBUILD}"
_SAFE = "Words, phrases and fields are found as before."


class WordLists:
    """The lists of words of an archive."""

    def __init__(self, store: WordStore) -> None:
        self._store = store

    def lexicon(self, blind: BlindIndex, generation: str, clearance: int, use: Use) -> Lexicon:
        """Return the words of a collection, in a generation of the index, that may be seen for a use.

        Raises Unavailable when they are not all there, or are not what was written.
        """
        if not generation:
            return EMPTY
        if not self._store.is_whole(generation):
            raise Unavailable(f"The list of words beside the index is not complete. {_REBUILD}", safe=_SAFE)
        for _ in range(3):
            names = self._store.pieces(generation, blind.collection_id)
            pieces = [self._piece(blind, generation, name) for name in names]
            if None not in pieces:
                return Lexicon.open_to(clearance, use, list(filter(None, pieces)))
            # Somebody merged pieces a moment ago: what was in them is in another one.
        raise Unavailable("The list of words beside the index is being changed: try again.", safe=_SAFE)

    def add(self, blind: BlindIndex, generation: str, words: ListedWords) -> None:
        """Add the words, and merge what has become many."""
        if words.by_conditions:
            self._write(blind, generation, words)
            self._merge(blind, generation)

    def forget(self, generation: str, collection_id: str) -> None:
        """Drop what was listed of a collection: its index key was replaced, everything is indexed again."""
        if generation:
            self._store.remove(generation, collection_id, self._store.pieces(generation, collection_id))

    def set_whole(self, generation: str) -> None:
        """Say that the words of everything in this generation were added, and drop all others."""
        self._store.set_whole(generation)
        self._store.keep_only(generation)

    def _merge(self, blind: BlindIndex, generation: str) -> None:
        sizes = self._store.pieces(generation, blind.collection_id)
        by_size = sorted(sizes, key=lambda name: sizes[name])
        for _, group in groupby(by_size, key=lambda name: _rank(sizes[name])):
            names = list(group)
            if len(names) < MERGED_AT_ONCE:
                continue
            merged = ListedWords()
            for name in names:
                for blocks in (self._piece(blind, generation, name) or {}).values():
                    merged.add(listed_in(blocks))
            self._write(blind, generation, merged)
            self._store.remove(generation, blind.collection_id, names)
            return

    def _write(self, blind: BlindIndex, generation: str, words: ListedWords) -> None:
        sealed = seal(blind.sealing_key("words"), _context(blind, generation), _pack(words))
        self._store.add(generation, blind.collection_id, sealed)

    def _piece(self, blind: BlindIndex, generation: str, name: str) -> "_Piece | None":
        sealed = self._store.read(generation, blind.collection_id, name)
        if sealed is None:
            return None
        try:
            return _Piece(unseal(blind.sealing_key("words"), _context(blind, generation), sealed))
        except PayloadError as error:
            raise Unavailable(_CHANGED, safe=_SAFE) from error


def _pack(words: ListedWords) -> bytes:
    """Return a piece: a line of JSON, the bytes of each page by its letter, and the pages, compressed."""
    pages = {
        letter: zlib.compress(write_words(page).encode("utf-8", "surrogatepass"))
        for letter, page in by_letter(words).items()
    }
    head = json.dumps({letter: len(page) for letter, page in pages.items()})
    return b"\n".join([head.encode(), b"".join(pages.values())])


def _unpack(page: bytes) -> Blocks:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(page, MAX_PAGE_BYTES).decode("utf-8", "surrogatepass")
    if not unpacker.eof:
        raise ValueError("a page that does not end")
    return read_blocks(text)


class _Piece(Pages):
    """A piece whose pages are unpacked when they are asked for. Raises Unavailable for what is none."""

    def __init__(self, packed: bytes) -> None:
        head, _, self._body = packed.partition(b"\n")
        sizes: dict[str, int] = json.loads(head)
        ends = list(accumulate(sizes.values()))
        self._places = dict(zip(sizes, zip([0, *ends], ends, strict=False), strict=True))

    def __getitem__(self, letter: str) -> Blocks:
        start, end = self._places[letter]
        try:
            return _unpack(self._body[start:end])
        except (zlib.error, ValueError) as error:
            raise Unavailable(_CHANGED, safe=_SAFE) from error

    def __contains__(self, letter: object) -> bool:
        return letter in self._places  # without unpacking it

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _context(blind: BlindIndex, generation: str) -> bytes:
    return f"sviedka/words/3\x00{generation}\x00{blind.collection_id}".encode()


def _rank(size: int) -> int:
    """Pieces of one rank are merged: each rank is four times as large as the one before."""
    return size.bit_length() // 2


class WordKeeper:
    """Hands the words that a run met to the lists: each once, and all again to a new generation."""

    def __init__(self, lists: WordLists, blind: BlindIndex, words: ListedWords) -> None:
        self._lists = lists
        self._blind = blind
        self._words = words
        self._generation = ""
        self._kept: dict[Conditions, int] = {}

    def keep(self, generation: str) -> None:
        """Add what was met since the last time. Raises Unavailable; then it is added the next time."""
        if generation != self._generation:
            self._generation, self._kept = generation, {}
        sizes = self._words.sizes()
        self._lists.add(self._blind, generation, self._words.since(self._kept))
        self._kept = sizes
