"""The lemma table: which dictionary words a Belarusian form may belong to.

A text file in Windows-1251, because folded Cyrillic has one byte a letter there: a line about its making,
then one line per form, sorted by bytes: form, and for each of its lemmas a tab, the number of letters to take
away, and the letters to put on. It is mapped into memory and searched in halves, so that opening it costs
nothing and processes share it. `scripts.lemmas` builds it; trust: it is derived data on the machine's own
disk, and can only make a search find too much or too little.
"""

import json
import mmap
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from archive.domain.errors import InvalidRequest

ENCODING = "cp1251"
MAGIC = "sviedka-lemmas/1"
_RULE = re.compile(r"(\d+)(.*)", re.DOTALL)


class LemmaTable:
    """A table on disk. `version`: digest of its lines. Raises InvalidRequest for a file that is none."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                head = json.loads(file.readline(4096))
                self._start = file.tell()
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
        lines, low, high = self._map, self._start, len(self._map)
        while low < high:
            begin = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", begin)
            form, _, rest = lines[begin:end].partition(b"\t")
            if form == wanted:
                return tuple(_apply(word, rule) for rule in rest.decode(ENCODING).split("\t"))
            if form < wanted:
                low = end + 1
            else:
                high = begin
        return ()


def _apply(word: str, rule: str) -> str:
    match = _RULE.fullmatch(rule)
    count, letters = (int(match[1]), match[2]) if match else (0, "")
    return word[: len(word) - count] + letters


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
