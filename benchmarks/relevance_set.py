"""Passages and queries in four languages, written for this and fictional: tests/relevance.

One file a language and one of mixed passages. A block begins with `@ subject: query`, and its passages, one a
line, are relevant to that query; so are passages elsewhere whose line ends with the subject in braces
(`{wall ru:order}`).
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "relevance"
HELD_OUT = FOLDER / "held_out"
"""A set of the same form, written before anything was run on it; nothing is tuned on it."""
_TAGS = re.compile(r"\s*\{([^}]*)\}$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and what it is relevant to: pairs of language and subject."""

    language: str
    text: str
    subjects: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Query:
    """A word to search for, its language, and the subject whose passages it should find."""

    language: str
    subject: str
    word: str


def read_set(folder: Path = FOLDER) -> tuple[list[Passage], list[Query]]:
    """Read passages and queries from the files of the set."""
    passages: list[Passage] = []
    queries: list[Query] = []
    for path in sorted(folder.glob("*.txt")):
        subject = ""
        for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
            if line.startswith("@ "):
                subject, _, word = line[2:].partition(":")
                if word.strip():
                    queries.append(Query(path.stem, subject, word.strip()))
                continue
            language, text = path.stem, line
            if language == "mixed":
                language, _, text = line.partition(": ")
            tags = _TAGS.search(text)
            subjects = {(language, subject)} if subject != "-" else set()
            for tag in tags[1].split() if tags else ():
                other, colon, name = tag.partition(":")
                subjects.add((other, name) if colon else (language, tag))
            passages.append(Passage(language, _TAGS.sub("", text), frozenset(subjects)))
    return passages, queries
