"""The lemma table: which dictionary words a Belarusian form may belong to.

A text file in Windows-1251, because folded Cyrillic has one byte a letter there: a line about its making,
then one line per form, sorted by bytes: form, and for each of its lemmas a tab, the number of letters to take
away, and the letters to put on. It is mapped into memory, so that opening it costs nothing and processes
share it; a list of the first form of every 4 KiB, made at the first look-up, says which of them to search.
`scripts.lemmas` builds it; trust: it is derived data on the machine's own disk, and can only make a search
find too much or too little.
"""

import json
import mmap
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from archive.domain.errors import InvalidRequest

ENCODING = "cp1251"
BLOCK_BYTES = 1024
"""Lines up to this many bytes are searched one after the other."""
MAGIC = "sviedka-lemmas/1"
_RULE = re.compile(r"(\d+)(.*)", re.DOTALL)
_RULES = 10_000
"""Lines whose rules are remembered as they were read: the table of Belarusian has fewer kinds."""


class LemmaTable:
    """A table on disk. `version`: digest of its lines. Raises InvalidRequest for a file that is none."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                head = json.loads(file.readline(4096))
                self._start = file.tell()
                self._blocks: tuple[list[bytes], list[int]] | None = None
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise InvalidRequest(f"The lemma table cannot be read: {type(error).__name__}") from error
        if not isinstance(head, dict) or head.get("format") != MAGIC:
            raise InvalidRequest("The lemma table is of another format: run scripts/setup.sh")
        self.version = str(head["digest"])[:12]

    def find(self, word: str) -> tuple[str, ...]:
        """Return the lemmas of a folded form; none if the table does not have it."""
        try:
            wanted = word.encode(ENCODING)
        except UnicodeEncodeError:
            return ()
        firsts, offsets = self._blocks or self._survey()
        block = bisect_right(firsts, wanted)
        if not block:
            return ()
        begin = self._map.find(b"\n%b\t" % wanted, offsets[block - 1] - 1, offsets[block])
        if begin < 0:
            return ()
        rest = self._map[begin + len(wanted) + 2 : self._map.find(b"\n", begin + 1)]
        return tuple([word[: len(word) - count] + letters for count, letters in _read_rules(rest)])

    def _survey(self) -> tuple[list[bytes], list[int]]:
        """Return the first form of every block of lines, and where blocks begin and end; done once, late."""
        lines, at, firsts, offsets = self._map, self._start, [], []
        while at < len(lines):
            firsts.append(lines[at : lines.find(b"\t", at)])
            offsets.append(at)
            at = lines.find(b"\n", at + BLOCK_BYTES) + 1 or len(lines)
        self._blocks = firsts, [*offsets, len(lines)]
        return self._blocks


@lru_cache(_RULES)
def _read_rules(rest: bytes) -> tuple[tuple[int, str], ...]:
    """Return the rules of a line: how many letters to take away, and those to put on."""
    matches = map(_RULE.fullmatch, rest.decode(ENCODING).split("\t"))
    return tuple((int(match[1]), match[2]) if match else (0, "") for match in matches)


def rule_of(form: str, lemma: str) -> str:
    """Return how to make a lemma of a form: letters to take from the end, and those to add."""
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return f"{len(form) - same}{lemma[same:]}"


def table_lines(lemmas: Mapping[str, Iterable[str]]) -> bytes:
    """Return the lines of a table for forms and their lemmas, all folded."""
    lines = [
        "\t".join((form, *dict.fromkeys(rule_of(form, lemma) for lemma in several)))
        for form, several in lemmas.items()
    ]
    return b"".join(sorted(f"{line}\n".encode(ENCODING) for line in lines))
