"""The query as people mean it: words, units, violation types, dates, and the use they declare.

One model for every interface and engine. A query that breaks a rule cannot be made: the constructor raises
InvalidRequest with every problem at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive.domain.consent import Use
from archive.domain.description import Basis, Certainty, Flag, Kind, Level, Valence
from archive.domain.errors import InvalidRequest, Problem
from search.calendar import FIRST, LAST

MAX_TERMS = 64
MAX_TEXT = 4000
MAX_VALUES = 256
MAX_PAGE_SIZE = 100
MAX_DEPTH = 10_000
"""Hits that can be paged through; a reader who needs more should narrow the query."""

_CLOSING = {'"': '"', "«": "»", "„": "“”", "“": "”", "”": "”"}


class DateMode(StrEnum):
    """How a range of dates is asked: is every reading of the date inside it, or some reading."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"


class Facet(StrEnum):
    """What the matches can be counted by."""

    UNIT = "unit"
    VIOLATION = "violation"
    KIND = "kind"
    LANGUAGE = "language"
    CERTAINTY = "certainty"
    LEVEL = "level"
    COLLECTION = "collection"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Words that must all occur, and phrases that must all occur as they stand (inflected as written)."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


def parse_text(text: str) -> TextQuery:
    """Read words and "phrases" (also «…», „…“ and “…”) from one line.

    Raises InvalidRequest, with the position counted from 1, when a quotation mark is never closed.
    """
    words: list[str] = []
    phrases: list[str] = []
    at = 0
    while at < len(text):
        closing = _CLOSING.get(text[at])
        if closing is None:
            end = next((n for n in range(at, len(text)) if text[n] in _CLOSING), len(text))
            words.extend(text[at:end].split())
            at = end
            continue
        end = next((n for n in range(at + 1, len(text)) if text[n] in closing), -1)
        if end < 0:
            raise InvalidRequest(
                "the search text cannot be read",
                problems=(Problem(f"text:{at + 1}", "this quotation mark is never closed"),),
            )
        if phrase := text[at + 1 : end].strip():
            phrases.append(phrase)
        at = end + 1
    return TextQuery(tuple(words), tuple(phrases))


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Everything asked at once. Conditions of all kinds must hold; values of one kind are alternatives.

    Units, violations, dates, levels, certainties, bases and valences must hold in one act. `units` answer for
    what was below them at the date of the act, `violations` for their narrower terms, unless `…_exactly`.
    `date_from` and `date_to` are included, and each may be None: no bound. No `collections`: all that the
    actor may search. `use` is what the reader declares; consent is matched against it. Pages are counted from
    1.
    """

    use: Use
    text: TextQuery = TextQuery()
    units: tuple[str, ...] = ()
    units_exactly: bool = False
    violations: tuple[str, ...] = ()
    violations_exactly: bool = False
    date_from: date | None = None
    date_to: date | None = None
    date_mode: DateMode = DateMode.POSSIBLY
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    levels: tuple[Level, ...] = ()
    certainties: tuple[Certainty, ...] = ()
    bases: tuple[Basis, ...] = ()
    valences: tuple[Valence, ...] = ()
    collections: tuple[str, ...] = ()
    page: int = 1
    page_size: int = 10
    facets: tuple[Facet, ...] = ()

    def __post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidRequest("the search cannot be run as it stands", problems=problems)

    def _problems(self) -> Iterator[Problem]:
        terms = len(self.text.words) + len(self.text.phrases)
        if terms > MAX_TERMS:
            yield Problem("text", f"{terms} words and phrases; at most {MAX_TERMS} can be asked at once")
        if sum(map(len, self.text.words + self.text.phrases)) > MAX_TEXT:
            yield Problem("text", f"longer than {MAX_TEXT} characters")
        for name in ("units", "violations", "languages", "collections"):
            values: tuple[str, ...] = getattr(self, name)
            if len(values) > MAX_VALUES:
                yield Problem(name, f"{len(values)} values; at most {MAX_VALUES} can be asked at once")
            if not all(values):
                yield Problem(name, "a value is empty")
        yield from self._date_problems()
        yield from self._page_problems()

    def _date_problems(self) -> Iterator[Problem]:
        for name, day in (("date_from", self.date_from), ("date_to", self.date_to)):
            if day is not None and not FIRST <= day <= LAST:
                yield Problem(name, f"outside {FIRST.year} to {LAST.year}")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            yield Problem("date_from", "later than date_to")

    def _page_problems(self) -> Iterator[Problem]:
        if self.page < 1:
            yield Problem("page", "pages are counted from 1")
        if not 1 <= self.page_size <= MAX_PAGE_SIZE:
            yield Problem("page_size", f"not between 1 and {MAX_PAGE_SIZE}")
        if self.page * self.page_size > MAX_DEPTH:
            yield Problem("page", f"beyond hit {MAX_DEPTH}: narrow the search instead")
        if len(set(self.facets)) != len(self.facets):
            yield Problem("facets", "a facet is named twice")
