"""The estimate of a signature against the Jaccard index itself."""

import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from search.minhash import BINS, estimate, jaccard, shingle_hashes, shingles, signature
from tests.unit.search.test_minhash import tokens

ALPHABET = [f"w{number}" for number in range(5000)]


@st.composite
def pairs(draw):
    """Two texts of 20 to 600 words, from equal to strangers."""
    rng = random.Random(draw(st.integers(0, 10**9)))
    words = rng.choices(ALPHABET, k=draw(st.integers(20, 600)))
    share = draw(st.sampled_from([0.0, 0.01, 0.05, 0.1, 0.3, 1.0]))
    return words, [rng.choice(ALPHABET) if rng.random() < share else word for word in words]


@given(st.lists(pairs(), min_size=15, max_size=15))
@settings(max_examples=6)
def test_the_estimate_is_near_the_truth(several):
    """Each is off by less than six deviations of a binomial; their mean by less than an eighth."""
    errors = []
    for one, other in several:
        truth = jaccard(shingles(one), shingles(other))
        said = estimate(signature(shingle_hashes(tokens(one))), signature(shingle_hashes(tokens(other))))
        # Texts shorter than the signature fill its places with fewer independent ones.
        places = min(BINS, max(len(one) - 2, 1) / 3)
        deviation = math.sqrt(max(truth * (1 - truth), 0.02) / places)
        assert abs(said - truth) <= 6 * deviation
        errors.append(said - truth)
    assert abs(sum(errors)) / len(errors) < 0.12


@given(st.lists(st.sampled_from(ALPHABET), max_size=60))
def test_a_text_is_wholly_similar_to_itself(words):
    places = signature(shingle_hashes(tokens(words)))
    assert estimate(places, places) == (1.0 if words else 0.0)
    assert jaccard(shingles(words), shingles(words)) == (1.0 if words else 0.0)
