"""What a thief of the index can work out: a generated collection, and the attacks on what leaves encryption.

The thief has the documents of one collection in tokens, and texts and counts of his own that are *similar*: a
second sample of the same kind. He is modelled by building his sample under a key of his own, whose tokens
stand for the words as he reads them; building the stolen items under that key too says which guesses are
right. So every field of the index is attacked, those that are added tomorrow as well.

Words are read by the refined score attack (Damie, Hahn, Peter 2021): from co-occurrence with known words, the
surest guesses becoming known. Labels are read by how often they occur. All is deterministic.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose
from archive.domain.description import Allegation, Attribution, Description, Kind
from crypto.blind import BlindIndex
from schemas import edtf
from search.analysis import ScriptAnalyzer
from search.documents import ACT_FIELDS, KIN_FIELDS, WORD_FIELDS, ItemDocument
from search.indexer import DocumentBuilder, IndexInput, Resolver

COLLECTION = "6f0b1b1e-0000-4000-8000-00000000000a"
SECRET, PLAIN = bytes(range(32)), bytes(32)
VOCABULARY = 1200
TOPICS = 40
UNITS = [f"unit-{number}" for number in range(40)]
VIOLATIONS = [f"violation-{number}" for number in range(12)]
READ = 150
"""Of so many of the most frequent words it is counted how many are read."""
STEP = 10
RESOLVER = Resolver(
    parse_date=edtf.parse, superiors=lambda *_: (), ancestors=lambda _: (), existed=lambda *_: True
)
_SYLLABLES = ("ка", "ро", "мин", "ста", "ле", "ви", "под", "зна", "бо", "тер", "ск", "ни", "да", "го", "пе")


def words() -> list[str]:
    """The invented vocabulary, the most frequent first."""
    rng, found = random.Random(11), dict[str, None]()
    while len(found) < VOCABULARY:
        found["".join(rng.choices(_SYLLABLES, k=3)) + "ж"] = None
    return list(found)


def zipf(count: int) -> list[float]:
    return [1 / (rank + 8) for rank in range(count)]


def items(count: int, seed: int) -> list[IndexInput]:
    """Statements of 70 words by Zipf's law, half of them from one of the topics, with labels and dates."""
    rng, shuffle = random.Random(seed), random.Random(7)
    vocabulary = words()
    weight = dict(zip(vocabulary, zipf(VOCABULARY), strict=True))
    topics = [shuffle.sample(vocabulary, 60) for _ in range(TOPICS)]
    found = []
    for _ in range(count):
        topic = rng.choice(topics)
        chosen = rng.choices(vocabulary, list(weight.values()), k=35)
        chosen += rng.choices(topic, [weight[word] for word in topic], k=35)
        rng.shuffle(chosen)
        found.append(IndexInput(str(UUID(int=rng.getrandbits(128), version=4)), 1, _described(rng, chosen)))
    return found


def _described(rng: random.Random, chosen: Sequence[str]) -> Description:
    unit = rng.choices(UNITS, zipf(len(UNITS)))[0]
    violation = rng.choices(VIOLATIONS, zipf(len(VIOLATIONS)))[0]
    day = date(2020, 8, 1) + timedelta(days=int(rng.triangular(0, 900, 10)))
    act = Allegation(violation, attributions=(Attribution(unit),), when=day.isoformat(), place=chosen[0])
    grants = tuple(
        Grant(purpose, Answer.YES)
        for purpose in rng.sample([Purpose.ANALYSIS, Purpose.PROSECUTION, Purpose.ICC], 2)
    )
    return Description(
        title="",
        text=" ".join(chosen),
        kind=rng.choice(list(Kind)),
        languages=("ru",),
        consent=Consent(ConsentBasis.SOURCE, grants),
        sensitivity=rng.choice((1, 1, 2)),
        allegations=(act,),
    )


def indexed(sources: Sequence[IndexInput], key: bytes) -> list[ItemDocument]:
    """The documents as they leave encryption."""
    builder = DocumentBuilder(BlindIndex(key, COLLECTION), ScriptAnalyzer(), RESOLVER, 3)
    return [builder.build(source) for source in sources]


def attacked_fields() -> list[str]:
    """Every field but those whose tokens mean no term: which items belong together is said elsewhere."""
    names = [
        name for name in ItemDocument.__slots__ if name not in {"doc_id", "version", "acts", *KIN_FIELDS}
    ]
    return [*names, *ACT_FIELDS]


def tokens(document: ItemDocument, field: str) -> list[str]:
    """The tokens of a field, in order."""
    if field in ACT_FIELDS:
        return [token for act in document.acts for token in getattr(act, field)]
    held = getattr(document, field)
    return held.split() if field in WORD_FIELDS else list(held)


class Theft:
    """A stolen collection, field by field, and what the thief brings: `similar` items of his own."""

    def __init__(self, stolen: Sequence[IndexInput], similar: Sequence[IndexInput]) -> None:
        self._secret, self._plain = indexed(stolen, SECRET), indexed(stolen, PLAIN)
        self._similar = indexed(similar, PLAIN)

    def truth(self, field: str) -> dict[str, str]:
        """Token to word."""
        pairs = zip(self._secret, self._plain, strict=True)
        return {
            token: word
            for secret, plain in pairs
            for token, word in zip(tokens(secret, field), tokens(plain, field), strict=True)
        }

    def counts(self, field: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """How many items have a token: stolen, the same in words, and similar."""
        first, second, third = (
            Counter(token for document in documents for token in set(tokens(document, field)))
            for documents in (self._secret, self._plain, self._similar)
        )
        return first, second, third

    def labels_read(self, field: str, noise: float | None) -> float:
        """The part of the stolen labels read by rank. `noise`: of exact counts; None: of similar items."""
        stolen, exact, similar = self.counts(field)
        rng, truth = random.Random(5), self.truth(field)
        public = similar
        if noise is not None:
            public = Counter(
                {word: round(100 * n * (1 + rng.uniform(-noise, noise))) for word, n in exact.items()}
            )
        guesses = zip(_ranked(stolen), _ranked(public), strict=False)
        return sum(stolen[token] for token, word in guesses if truth[token] == word) / max(stolen.total(), 1)

    def words_read(self, field: str, known: int = 0, documents: int = 0) -> float:
        """The part of the most frequent words that is read, given known words, or known documents whole.

        The given ones do not count, on either side.
        """
        stolen, _, similar = self.counts(field)
        frequent, guessed, truth = _ranked(stolen)[:READ], _ranked(similar)[:READ], self.truth(field)
        rank = {word: place for place, word in enumerate(guessed)}
        readable = [place for place, token in enumerate(frequent) if truth[token] in rank]
        given = random.Random(3).sample(readable, known)
        if documents:
            seen = {token for document in self._secret[:documents] for token in tokens(document, field)}
            given = [place for place in readable if frequent[place] in seen]
        if not given:
            return sum(truth[t] == w for t, w in zip(frequent, guessed, strict=True)) / len(frequent)
        start = {place: rank[truth[frequent[place]]] for place in given}
        ours = _together([tokens(each, field) for each in self._secret], frequent)
        theirs = _together([tokens(each, field) for each in self._similar], guessed)
        found = _attack(ours, theirs, start)
        right = sum(truth[frequent[t]] == guessed[w] for t, w in found.items() if t not in start)
        return right / (len(frequent) - len(start))


def _ranked(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda word: (-counts[word], word))


def _together(documents: Sequence[Sequence[str]], terms: Sequence[str]) -> list[list[float]]:
    """How large a part of the documents has both terms, for all pairs."""
    rows = dict.fromkeys(terms, 0)
    for place, document in enumerate(documents):
        for term in rows.keys() & set(document):
            rows[term] |= 1 << place
    bits = list(rows.values())
    return [[(a & b).bit_count() / len(documents) for b in bits] for a in bits]


def _attack(ours: list[list[float]], theirs: list[list[float]], known: dict[int, int]) -> dict[int, int]:
    """Guesses, word for token: distances are added up as pairs become known, the surest guesses first."""
    found, fresh = dict(known), dict(known)
    distance = [[0.0] * len(theirs) for _ in ours]
    while True:
        for token, row in enumerate(distance):
            if token not in found:
                for t, w in fresh.items():
                    seen = ours[token][t]
                    row[:] = [old + (seen - other[w]) ** 2 for old, other in zip(row, theirs, strict=True)]
        guesses = []
        for token, row in enumerate(distance):
            if token not in found:
                best, second = sorted(range(len(row)), key=row.__getitem__)[:2]
                guesses.append((row[second] / (row[best] + 1e-12), token, best))
        guesses.sort(reverse=True)
        fresh = {token: word for _, token, word in guesses[:STEP]}
        found |= fresh
        if len(guesses) <= STEP:
            return found
