"""Generated statements and queries for the search benchmarks; every act, unit and date is invented."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from archive.bootstrap_search import LEMMAS
from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose, Use
from archive.domain.dates import FuzzyDate, Quantifier
from archive.domain.description import Allegation, Attribution, Certainty, Description, Kind, Level
from benchmarks.prose import Prose
from schemas import edtf
from search.analysis import Analyzer, ScriptAnalyzer
from search.blinding import Labels
from search.indexer import DocumentBuilder, IndexInput, Resolver
from search.lemmas import LemmaTable
from search.making import MakerOf
from search.multilingual import LanguageAnalyzer
from search.query import SearchQuery
from search.trees import Tree

COLLECTION = "6f0b1b1e-0000-4000-8000-00000000000a"
UNITS = [f"unit-{n}" for n in range(200)]
VIOLATIONS = [f"group{n // 20}.type{n % 20}" for n in range(240)]
GROUPS = [f"group{n}" for n in range(12)]
LABELS = Labels(Tree.flat(UNITS), Tree({name: name.rpartition(".")[0] for name in (*GROUPS, *VIOLATIONS)}))
STATEMENT_BYTES = 5000
DATES = (
    "2020-08-09/2020-08-12",
    "2020-08-10",
    "[2020-08-09..2020-08-11]",
    "2021-05-2X",
    "2022",
    "2019-12/2022-03",
)
CONSENT = Consent(
    ConsentBasis.SOURCE,
    (Grant(Purpose.ANALYSIS, Answer.YES), Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("DE", "LT"))),
)


class Act(NamedTuple):
    """What an allegation is made of."""

    violation: str
    unit: str
    certainty: Certainty
    when: str

    def allegation(self) -> Allegation:
        """Return the allegation."""
        by = Attribution(self.unit, level=Level.UNIT, certainty=self.certainty)
        return Allegation(self.violation, attributions=(by,), when=self.when, quantifier=Quantifier.SOME_DAY)


class Statement(NamedTuple):
    """A generated statement, as small as it can be handed to a process; nothing in it is sealed."""

    item_id: str
    kind: Kind
    title: str
    text: str
    sensitivity: int
    acts: tuple[Act, ...]

    def input(self) -> IndexInput:
        """Return what it is indexed from."""
        described = Description(
            kind=self.kind,
            title=self.title,
            languages=("ru",),
            consent=CONSENT,
            text=self.text,
            sensitivity=self.sensitivity,
            allegations=tuple(act.allegation() for act in self.acts),
        )
        return IndexInput(self.item_id, 1, described)


@dataclass(frozen=True, slots=True)
class ReadyMaker:
    """A `Maker` whose jobs are statements: nothing has to be opened."""

    builder: DocumentBuilder

    def input_of(self, job: Statement) -> IndexInput:
        """Return what a statement is indexed from."""
        return job.input()


def make_analyzer(analysis: str) -> Analyzer:
    """Return an analyzer that has seen no word yet."""
    return ScriptAnalyzer() if analysis == "script" else LanguageAnalyzer(LemmaTable(LEMMAS))


def ready_makers(analysis: str) -> MakerOf:
    """Return what makes documents of ready inputs, in a process of its own."""
    analyzer = make_analyzer(analysis)
    return lambda keys: ReadyMaker(DocumentBuilder(keys.blind(), analyzer, RESOLVER, keys.ceiling))


def superiors(unit: str, when: FuzzyDate | None) -> tuple[str, ...]:
    """Return up to three levels above a unit, whatever the date."""
    del when
    number = int(unit.partition("-")[2])
    return tuple(dict.fromkeys(UNITS[number // 10**level] for level in (1, 2, 3)))


RESOLVER = Resolver(
    edtf.parse, superiors, lambda violation: (violation.partition(".")[0],), lambda _unit, _when: True
)


def make_statements(prose: Prose, count: int, size: int = STATEMENT_BYTES) -> Iterator[Statement]:
    """Yield `count` generated statements of about `size` bytes with two acts each."""
    rng = prose.rng
    return (
        Statement(
            item_id=str(UUID(int=rng.getrandbits(128), version=4)),
            kind=rng.choice(list(Kind)),
            title=prose.text(60),
            text=prose.text(size),
            sensitivity=rng.randint(1, 3),
            acts=(make_act(rng), make_act(rng)),
        )
        for _ in range(count)
    )


def make_act(rng: random.Random) -> Act:
    """Return an invented act."""
    unit, certainty = rng.choice(UNITS), rng.choice(list(Certainty))
    return Act(rng.choice(VIOLATIONS), unit, certainty, rng.choice(DATES))


def make_query(use: Use, **conditions: Any) -> SearchQuery:  # noqa: ANN401 - fields of SearchQuery
    """Return a query with ten hits to a page."""
    return SearchQuery(use=use, page_size=10, **conditions)


def some_unit(rng: random.Random, most: int) -> str:
    """Return one of the first units, which are the superiors of the others."""
    return rng.choice(UNITS[:most])


def some_violation(rng: random.Random) -> str:
    """Return a group of violation types."""
    return rng.choice(GROUPS)
