"""Generated statements and queries for the search benchmark; every word, unit and date is invented."""

import bisect
import itertools
import random
from typing import Any
from uuid import UUID

from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose, Use
from archive.domain.dates import FuzzyDate, Quantifier
from archive.domain.description import Allegation, Attribution, Certainty, Description, Kind, Level
from schemas import edtf
from search.blinding import Labels
from search.indexer import IndexInput, Resolver
from search.query import SearchQuery
from search.stopwords import STOP_WORDS
from search.trees import Tree

COLLECTION = "6f0b1b1e-0000-4000-8000-00000000000a"
UNITS = [f"unit-{n}" for n in range(200)]
VIOLATIONS = [f"group{n // 20}.type{n % 20}" for n in range(240)]
GROUPS = [f"group{n}" for n in range(12)]
LABELS = Labels(Tree.flat(UNITS), Tree({name: name.rpartition(".")[0] for name in (*GROUPS, *VIOLATIONS)}))
STATEMENT_BYTES = 5000
VOCABULARY = 30_000
DATES = (
    "2020-08-09/2020-08-12",
    "2020-08-10",
    "[2020-08-09..2020-08-11]",
    "2021-05-2X",
    "2022",
    "2019-12/2022-03",
)
_SYLLABLES = "ка ро мин ста ле ви под зна бо тер ск ни да го пе шо лу ж".split()  # noqa: SIM905
_ENDINGS = ("", "а", "ы", "ом", "ами")
CONSENT = Consent(
    ConsentBasis.SOURCE,
    (Grant(Purpose.ANALYSIS, Answer.YES), Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("DE", "LT"))),
)


class Prose:
    """Draws words by Zipf's law from an invented vocabulary; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            syllables = self.rng.choices(_SYLLABLES, k=self.rng.randint(1, 3))
            word = "".join(syllables) + self.rng.choice(_ENDINGS)
            if word not in STOP_WORDS:
                words[word] = None
        self.words = list(words)
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def text(self, size: int) -> str:
        """Return prose of about `size` bytes of UTF-8."""
        chosen: list[str] = []
        while size > 0:
            at = bisect.bisect(self._weights, self.rng.random() * self._weights[-1])
            chosen.append(self.words[min(at, VOCABULARY - 1)])
            size -= 2 * len(chosen[-1]) + 1
        return " ".join(chosen)

    def word(self, first: int, last: int) -> str:
        """Return a word by its rank in frequency."""
        return self.words[self.rng.randint(first, last)]

    def unit(self, most: int) -> str:
        """Return one of the first units, which are the superiors of the others."""
        return self.rng.choice(UNITS[:most])

    def violation(self) -> str:
        """Return a group of violation types."""
        return self.rng.choice(GROUPS)


def superiors(unit: str, when: FuzzyDate | None) -> tuple[str, ...]:
    """Return up to three levels above a unit, whatever the date."""
    del when
    number = int(unit.partition("-")[2])
    return tuple(dict.fromkeys(UNITS[number // 10**level] for level in (1, 2, 3)))


RESOLVER = Resolver(
    edtf.parse, superiors, lambda violation: (violation.partition(".")[0],), lambda _unit, _when: True
)


def make_inputs(prose: Prose, count: int) -> list[IndexInput]:
    """Return `count` generated statements with two acts each."""
    rng = prose.rng
    return [
        IndexInput(
            str(UUID(int=rng.getrandbits(128), version=4)),
            1,
            Description(
                kind=rng.choice(list(Kind)),
                title=prose.text(60),
                languages=("ru",),
                consent=CONSENT,
                text=prose.text(STATEMENT_BYTES),
                sensitivity=rng.randint(1, 3),
                allegations=(make_allegation(rng), make_allegation(rng)),
            ),
        )
        for _ in range(count)
    ]


def make_allegation(rng: random.Random) -> Allegation:
    """Return an invented allegation."""
    by = Attribution(rng.choice(UNITS), level=Level.UNIT, certainty=rng.choice(list(Certainty)))
    return Allegation(
        rng.choice(VIOLATIONS), attributions=(by,), when=rng.choice(DATES), quantifier=Quantifier.SOME_DAY
    )


def make_query(use: Use, **conditions: Any) -> SearchQuery:  # noqa: ANN401 - fields of SearchQuery
    """Return a query with ten hits to a page."""
    return SearchQuery(use=use, page_size=10, **conditions)
