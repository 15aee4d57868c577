"""Recall and precision by language, beside plain folding without morphology.

    python -m benchmarks.bench_relevance [--misses]

The set is that of `benchmarks.relevance_set`. Every passage is indexed as an item of its own through the real
builder into the memory engine; every query is one word, in another inflection or orthography than most
passages, whose language nobody tells. Passages of other languages about the same subject count neither for
nor against. A second table is of the held-out set, on which nothing was tuned. Exit status 1 when the first
set misses a target.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from archive.bootstrap_search import LEMMAS
from archive.domain.consent import Purpose, Use
from archive.domain.description import Description, Kind
from benchmarks.relevance_set import HELD_OUT, Passage, Query, read_set
from benchmarks.search_data import COLLECTION, CONSENT, LABELS, RESOLVER
from crypto.blind import BlindIndex
from search.analysis import Analyzer, Form, Stretch, fold
from search.blinding import Scope, blind_query
from search.engines.memory import MemoryIndex
from search.expression import Word
from search.indexer import DocumentBuilder, IndexInput
from search.lemmas import LemmaTable
from search.multilingual import LanguageAnalyzer
from search.query import SearchQuery

LANGUAGES = ("be", "ru", "uk", "en")
RECALL_TARGETS = {"be": 0.9, "ru": 0.85, "uk": 0.9, "en": 0.9}
PRECISION_TARGET = 0.9
MARGIN = 0.4
"""By how much recall must lead over plain folding."""


class PlainFolding(Analyzer):
    """The baseline: words as they are, folded, in every inflection by themselves."""

    version = "plain folding"

    def stretches(self, text: str) -> list[Stretch]:
        """Return the whole text."""
        return [Stretch("", 0, len(text))]

    def form(self, context: str, word: str) -> Form:
        """Return the word, folded."""
        del context
        return Form(fold(word), (fold(word),))

    def forget(self) -> None:
        """Nothing is remembered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one query found: numbers of passages rightly found, missed, and wrongly found."""

    query: Query
    found: tuple[int, ...]
    missed: tuple[int, ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Recall and precision over all queries of a language, each passage counted once a query."""

    recall: float
    precision: float


def evaluate(analyzer: Analyzer, passages: Sequence[Passage], queries: Iterable[Query]) -> list[Outcome]:
    """Index the passages, ask every query, and compare with what is relevant."""
    blind, index = BlindIndex(bytes(32), COLLECTION), MemoryIndex(analyzer.version)
    builder = DocumentBuilder(blind, analyzer, RESOLVER, ceiling=3)
    inputs = [IndexInput(str(UUID(int=n)), 1, _described(each)) for n, each in enumerate(passages)]
    assert index.put(map(builder.build, inputs)).stored == len(passages)
    outcomes = []
    for query in queries:
        asked = SearchQuery(use=Use(Purpose.ANALYSIS), expression=Word(query.word), page_size=100)
        search = blind_query(asked, [Scope(blind, 3)], analyzer, LABELS)
        answer = search.read(index.search(search.query))
        hits = {UUID(item.item_id).int for item in answer.items}
        wanted = {n for n, p in enumerate(passages) if (query.language, query.subject) in p.subjects}
        akin = {n for n, p in enumerate(passages) if query.subject in {name for _, name in p.subjects}}
        outcomes.append(
            Outcome(
                query,
                tuple(sorted(hits & wanted)),
                tuple(sorted(wanted - hits)),
                tuple(sorted(hits - wanted - akin)),
            )
        )
    return outcomes


def _described(passage: Passage) -> Description:
    return Description(
        kind=Kind.TESTIMONY, title="", languages=(passage.language,), consent=CONSENT, text=passage.text
    )


def scores(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """Return the scores by language."""
    result = {}
    for language in LANGUAGES:
        mine = [each for each in outcomes if each.query.language == language]
        found, missed, wrong = (
            sum(len(getattr(each, name)) for each in mine) for name in ("found", "missed", "wrong")
        )
        precision = found / (found + wrong) if found + wrong else 1.0
        result[language] = Score(found / (found + missed), precision)
    return result


def table(ours: Mapping[str, Score], plain: Mapping[str, Score]) -> str:
    """Return both scores side by side."""
    lines = ["language   recall  (plain)   precision  (plain)"]
    for name in LANGUAGES:
        us, them = ours[name], plain[name]
        lines.append(f"{name:<9}{us.recall:8.2f}{them.recall:9.2f}{us.precision:12.2f}{them.precision:9.2f}")
    return "\n".join(lines)


def short_of_target(ours: Mapping[str, Score], plain: Mapping[str, Score]) -> list[str]:
    """Return what is below its target, in words."""
    return [
        f"{name}: recall {us.recall:.2f} (plain {plain[name].recall:.2f}), precision {us.precision:.2f}"
        for name, us in ours.items()
        if us.recall < RECALL_TARGETS[name]
        or us.recall < plain[name].recall + MARGIN
        or us.precision < PRECISION_TARGET
    ]


def main() -> int:
    """Print the table, and on request what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--misses", action="store_true", help="list what was missed and wrongly found")
    options = parser.parse_args()
    ours, plain = _show("tuned on", *read_set(), misses=options.misses)
    _show("held out", *read_set(HELD_OUT), misses=options.misses)
    return 1 if short_of_target(ours, plain) else 0


def _show(
    name: str, passages: Sequence[Passage], queries: Sequence[Query], *, misses: bool
) -> tuple[dict[str, Score], dict[str, Score]]:
    """Print the scores over one set; return ours and those of plain folding."""
    outcomes = evaluate(LanguageAnalyzer(LemmaTable(LEMMAS)), passages, queries)
    ours, plain = scores(outcomes), scores(evaluate(PlainFolding(), passages, queries))
    print(f"{name}: {len(queries)} queries over {len(passages)} passages")
    print(table(ours, plain))
    endings = scores(evaluate(LanguageAnalyzer(), passages, queries))["be"]
    print(f"be without the lemma table: recall {endings.recall:.2f}, precision {endings.precision:.2f}\n")
    for each in outcomes if misses else ():
        for what, numbers in (("missed", each.missed), ("wrong", each.wrong)):
            for n in numbers:
                print(f"{each.query.language} {each.query.word}: {what}: {passages[n].text}")
    return ours, plain


if __name__ == "__main__":
    sys.exit(main())
