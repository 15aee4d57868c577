"""Signatures of texts: from the tokens they have in the index."""

import base64
import random

import pytest

from crypto.blind import BlindIndex
from search.minhash import (
    BANDS,
    BINS,
    bands,
    estimate,
    jaccard,
    shingle_hashes,
    shingles,
    signature,
)
from tests.search_world import FIRST_COLLECTION, KEY, SECOND_COLLECTION

WORDS = [f"word{number}" for number in range(400)]


def tokens(words, collection=FIRST_COLLECTION, key=KEY) -> str:
    return " ".join(BlindIndex(key, collection).tokens("text", *words))


def slow_hash(three: str) -> int:
    """The hash of one shingle, computed alone."""
    parts = [int.from_bytes(base64.urlsafe_b64decode(token)[:8], "little") for token in three.split()]
    return sum(part * factor for part, factor in zip(parts, (1, 3, 5), strict=False)) % 2**64


@pytest.mark.parametrize("count", [1, 2, 3, 4, 50])
def test_hashes_are_those_of_each_shingle_computed_alone(count):
    words = [f"w{number}" for number in range(count)]
    expected = [slow_hash(tokens(words[at : at + 3])) for at in range(max(count - 2, 1))]
    assert list(shingle_hashes(tokens(words))) == expected


def test_no_words_have_no_signature_and_are_near_nothing():
    assert list(shingle_hashes("")) == []
    assert (signature([]), bands("")) == ((), ())
    assert estimate((), signature([5])) == 0.0
    assert shingles(()) == frozenset()
    assert jaccard(frozenset(), frozenset()) == 0.0


@pytest.mark.parametrize("count", [1, 2, 3, 7, 31, 400, 5000])
def test_a_text_of_any_length_has_a_full_signature_that_depends_on_nothing_but_it(count):
    words = [WORDS[number % 400] + str(number // 400) for number in range(count)]
    places = signature(shingle_hashes(tokens(words)))
    assert len(places) == BINS
    assert places == signature(list(reversed(shingle_hashes(tokens(words)))))
    assert len(set(bands(tokens(words)))) == BANDS


@pytest.mark.parametrize("words", [["same"], ["one", "two"], [f"w{n}" for n in range(2000)]])
def test_a_long_text_that_repeats_itself_is_signed_like_the_words_it_repeats(words):
    """A hostile text must not keep the indexer busy."""
    once, often = words * 4, words * (200_000 // len(words))
    assert signature(shingle_hashes(tokens(once))) == signature(shingle_hashes(tokens(often)))


def test_order_of_words_matters_and_repetition_does_not():
    words = WORDS[:60]
    swapped = random.Random(1).sample(words, len(words))
    assert estimate(*(signature(shingle_hashes(tokens(each))) for each in (words, swapped))) < 0.3
    twice = [*words, *words]
    assert estimate(*(signature(shingle_hashes(tokens(each))) for each in (words, twice))) > 0.8


def test_bands_under_another_key_or_in_another_collection_have_nothing_in_common():
    one = set(bands(tokens(WORDS)))
    assert one.isdisjoint(bands(tokens(WORDS, SECOND_COLLECTION)))
    assert one.isdisjoint(bands(tokens(WORDS, key=bytes(32))))
    assert one == set(bands(tokens(WORDS)))


def changed(words, share: float, rng: random.Random) -> list[str]:
    return [f"x{rng.random()}" if rng.random() < share else word for word in words]


def test_near_duplicates_share_a_band_and_strangers_do_not():
    """With one word in twenty replaced, at least 99 of 100 texts are still found."""
    rng = random.Random(7)
    found = strangers = 0
    for _ in range(100):
        words = [rng.choice(WORDS) + str(rng.random()) for _ in range(120)]
        own = set(bands(tokens(words)))
        found += not own.isdisjoint(bands(tokens(changed(words, 0.05, rng))))
        other = [rng.choice(WORDS) + str(rng.random()) for _ in range(120)]
        strangers += not own.isdisjoint(bands(tokens(other)))
    assert found >= 99
    assert strangers == 0
