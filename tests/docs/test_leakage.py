"""What the threat model says of the index, measured: a thief with similar texts and a few known words.

The refined score attack (Damie, Hahn, Peter 2021) on tokens of the real blind index. The texts are made from
a topic model of invented words, so the rates are not those of the threat model (which were measured on real
prose); what must hold is that the leak is real, and that a key for fewer documents leaks much less.
"""

import random
from collections import Counter
from collections.abc import Sequence

from crypto.blind import BlindIndex

WORDS = [f"word{number}" for number in range(1200)]
READ = 150
"""Of so many of the most frequent words it is counted how many are read."""
STEP = 10


def corpus(documents: int, seed: int) -> list[set[str]]:
    """Documents of 70 words by Zipf's law, half of them from one of 40 topics of their own."""
    rng = random.Random(seed)
    weights = [1 / (rank + 8) for rank in range(len(WORDS))]
    topics = []
    shuffle = random.Random(7)
    for _ in range(40):
        words = shuffle.sample(WORDS, 60)
        topics.append((words, [weights[WORDS.index(word)] for word in words]))
    found = []
    for _ in range(documents):
        words, of_topic = rng.choice(topics)
        found.append({*rng.choices(WORDS, weights, k=35), *rng.choices(words, of_topic, k=35)})
    return found


def frequent(documents: Sequence[set[str]]) -> list[str]:
    counts = Counter(word for document in documents for word in document)
    return sorted(counts, key=lambda word: (-counts[word], word))[:READ]


def together(documents: Sequence[set[str]], terms: Sequence[str]) -> list[list[float]]:
    """How large a part of the documents has both terms, for all pairs."""
    rows = dict.fromkeys(terms, 0)
    for place, document in enumerate(documents):
        for term in document & rows.keys():
            rows[term] |= 1 << place
    bits = [rows[term] for term in terms]
    return [[(a & b).bit_count() / len(documents) for b in bits] for a in bits]


def attack(tokens: list[list[float]], words: list[list[float]], known: dict[int, int]) -> dict[int, int]:
    """Guesses, word for token, from co-occurrence with known pairs; the surest guesses become known."""
    known = dict(known)
    while True:
        pairs = list(known.items())
        guesses = []
        for token in range(len(tokens)):
            if token in known:
                continue
            row = [tokens[token][t] for t, _ in pairs]
            scored = sorted(
                (sum((a - words[word][w]) ** 2 for a, (_, w) in zip(row, pairs, strict=True)), word)
                for word in range(len(words))
            )
            guesses.append((scored[1][0] / (scored[0][0] + 1e-12), token, scored[0][1]))
        guesses.sort(reverse=True)
        if len(guesses) <= STEP:
            return known | {token: word for _, token, word in guesses}
        known |= {token: word for _, token, word in guesses[:STEP]}


def rate(stolen: list[set[str]], similar: list[set[str]], known_words: int, collection: str) -> float:
    """The part of the most frequent words that is read from an index of `stolen` under one key."""
    blind = BlindIndex(bytes(range(32)), collection)
    indexed = [{blind.token("stem", word) for word in document} for document in stolen]
    tokens, words = frequent(indexed), frequent(similar)
    truth = {blind.token("stem", word): word for word in WORDS}
    ranks = {word: rank for rank, word in enumerate(words)}
    readable = [rank for rank, token in enumerate(tokens) if truth[token] in ranks]
    known = {rank: ranks[truth[tokens[rank]]] for rank in random.Random(3).sample(readable, known_words)}
    guessed = attack(together(indexed, tokens), together(similar, words), known)
    right = sum(truth[tokens[token]] == words[word] for token, word in guessed.items() if token not in known)
    return right / (len(tokens) - known_words)


def test_the_index_leaks_as_the_threat_model_says():
    similar = corpus(1500, seed=1)
    large = rate(corpus(1500, seed=2), similar, 10, "large")
    small = rate(corpus(150, seed=2), similar, 10, "small")
    print(f"read with 10 known words: {large:.0%} of 1,500 documents under one key, {small:.0%} of 150")
    assert large > 0.5
    assert small < large / 2


def test_two_collections_share_no_token():
    key = bytes(range(32))
    one, two = (BlindIndex(key, name) for name in ("one", "two"))
    tokens = {each.token(field, word) for each in (one, two) for field in ("stem", "text") for word in WORDS}
    assert len(tokens) == 4 * len(WORDS)
