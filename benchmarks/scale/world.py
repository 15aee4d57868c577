"""Generated items, each made from its number alone; all is invented.

Words follow Zipf's law over an invented vocabulary; units, violation types and their places in the
hierarchies are those of the registers, drawn by Zipf's law too. Dates gather around August 2020 and are as
exact or vague as those of the sample records. An item has 60 to 180 words, up to three acts, and a consent
that says yes to prosecution in Germany in three of four cases. Item N is the same in every run, so nothing of
it need be kept.
"""

import bisect
import itertools
import random
from collections.abc import Sequence
from uuid import UUID

from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose
from archive.domain.dates import Quantifier
from archive.domain.description import (
    Allegation,
    Attribution,
    Basis,
    Certainty,
    Description,
    Kind,
    Level,
    Source,
    Valence,
)
from archive.domain.vocabulary import Vocabularies
from search.indexer import IndexInput

VERSION = 3
"""Of what is generated: an index made from another one is made anew."""
VOCABULARY = 60_000
PEOPLE = 4000
_SYLLABLES = "ка ро мин ста ле ви под зна бо тер ск ни да го пе шо лу ж".split()  # noqa: SIM905
# Endings that no stemmer takes away, so that a plain index and ours know the same words.
_ENDINGS = ("ж", "щ", "ш", "ц", "ф")
_GIVEN = ("Андрэй", "Мікалай", "Ян", "Павел", "Сяргей", "Віктар", "Ганна", "Марыя", "Алена", "Ірына")
_SURNAMES = ("овіч", "енка", "скі", "чык", "ук", "еня")
_DATES = (
    ("2020-08-09/2020-08-12", Quantifier.THROUGHOUT),
    ("2020-08-10", Quantifier.UNKNOWN),
    ("[2020-08-09..2020-08-11]", Quantifier.SOME_DAY),
    ("2020-08-XX", Quantifier.SOME_DAY),
    ("2020-08~", Quantifier.UNKNOWN),
    ("2021-05-2X", Quantifier.SOME_DAY),
    ("2022", Quantifier.SOME_DAY),
    ("2019-12/2022-03", Quantifier.UNKNOWN),
    ("1937~", Quantifier.UNKNOWN),
    ("", Quantifier.UNKNOWN),
)
_YES = tuple(Grant(purpose, Answer.YES) for purpose in (Purpose.ANALYSIS, Purpose.PROSECUTION))
_CONSENTS = (
    Consent(ConsentBasis.SOURCE, _YES),
    Consent(
        ConsentBasis.SOURCE, (_YES[0], Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("DE", "LT")))
    ),
    Consent(ConsentBasis.SOURCE, (_YES[0], Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("DE",)))),
    Consent(ConsentBasis.SOURCE, (_YES[0], Grant(Purpose.PROSECUTION, Answer.NO))),
)


def _name(rng: random.Random) -> str:
    surname = "".join(rng.choices(_SYLLABLES, k=2)).capitalize() + rng.choice(_SURNAMES)
    return f"{rng.choice(_GIVEN)} {surname}"


def zipf(count: int, shift: int = 3) -> list[float]:
    """Cumulative weights of `count` ranks."""
    return list(itertools.accumulate(1 / (rank + shift) for rank in range(count)))


class World:
    """Everything that items are made of; two worlds with the same registers are the same."""

    def __init__(self, registers: Vocabularies) -> None:
        rng = random.Random(20)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) + rng.choice(_ENDINGS)] = None
        self.words = list(words)
        self.units = sorted(unit.id for unit in registers.units.all())
        self.violations = sorted(term.id for term in registers.violations.all())
        rng.shuffle(self.units)
        rng.shuffle(self.violations)
        self.people = [_name(rng) for _ in range(PEOPLE)]
        self._weights = {name: zipf(len(getattr(self, name))) for name in _DRAWN}
        self._days = [f"2020-{month:02d}-{day:02d}" for month in range(6, 13) for day in range(1, 29)]

    def item(self, number: int) -> IndexInput:
        """Return item `number`."""
        return IndexInput(item_id(number), 1, self.description(number))

    def description(self, number: int) -> Description:
        """Return what item `number` says."""
        rng = random.Random(number)
        acts = tuple(self._allegation(rng) for _ in range(rng.choice((1, 1, 2, 3))))
        return Description(
            kind=rng.choices((Kind.TESTIMONY, Kind.DOCUMENT, Kind.PHOTOGRAPH), (8, 3, 1))[0],
            title=f"{self.text(rng, 5)} {number}",
            languages=(rng.choices(("ru", "be", "en", "uk"), (6, 3, 1, 1))[0],),
            consent=rng.choice(_CONSENTS),
            text=self.text(rng, rng.randint(60, 180)),
            fictional=True,
            sensitivity=rng.choices((1, 2, 3), (2, 3, 5))[0],
            source=Source(witness=f"W-{rng.randrange(10**6)}"),
            allegations=acts,
        )

    def text(self, rng: random.Random, count: int) -> str:
        """Return so many words."""
        return " ".join(self._draw(rng, "words", count))

    def word(self, rng: random.Random, first: int, last: int) -> str:
        """Return a word by its rank in frequency."""
        return self.words[rng.randint(first, last)]

    def _draw(self, rng: random.Random, name: str, count: int = 1) -> list[str]:
        weights, values = self._weights[name], getattr(self, name)
        last, top = len(values) - 1, weights[-1]
        return [values[min(bisect.bisect(weights, rng.random() * top), last)] for _ in range(count)]

    def _allegation(self, rng: random.Random) -> Allegation:
        by = Attribution(
            unit=self._draw(rng, "units")[0] if rng.random() < 0.8 else "",
            person=self._draw(rng, "people")[0] if rng.random() < 0.3 else "",
            level=rng.choice(list(Level)),
            basis=rng.choice(list(Basis)),
            certainty=rng.choice(list(Certainty)),
        )
        vague, quantifier = rng.choice(_DATES)
        return Allegation(
            self._draw(rng, "violations")[0],
            attributions=(by,),
            when=rng.choice(self._days) if rng.random() < 0.5 else vague,
            quantifier=quantifier,
            place=rng.choice(_PLACES),
            valence=(rng.choice(list(Valence)),),
        )


_DRAWN = ("words", "units", "violations", "people")
_PLACES = ("Мінск", "Гомель", "Брэст", "Гродна", "Віцебск", "Магілёў", "Баранавічы", "Жодзіна")


def item_id(number: int) -> str:
    """Return the id of item `number`: a UUID that holds it."""
    return str(UUID(int=number + (1 << 80), version=4))


def number_of(item: str) -> int:
    """Return the number of an item by its id."""
    return UUID(item).int & ((1 << 62) - 1)


def ranges(size: int, step: int) -> Sequence[range]:
    """Return the numbers below `size` in steps."""
    return [range(start, min(start + step, size)) for start in range(0, size, step)]
