"""The set of pairs is as large as promised, and Sviedka is far better on it than plain means."""

from collections import Counter

import pytest

from benchmarks.bench_names import PRECISION_TARGET, RECALL_TARGET, folded, levenshtein_ratio, shows, slips
from benchmarks.name_pairs import at_best, measure, read_pairs
from search.names import Verdict, decide


@pytest.fixture(scope="module")
def pairs():
    return read_pairs()


def test_the_set_is_large_and_says_every_pair_once(pairs):
    labels = Counter(pair.label for pair in pairs)
    assert len(pairs) >= 300
    assert labels["different"] >= 100
    assert labels["same"] >= 100
    assert labels["possible"] >= 30
    assert sum(pair.historical for pair in pairs) >= 30
    asked = Counter(frozenset((pair.kind, pair.first, pair.second)) for pair in pairs)
    assert [names for names, count in asked.items() if count > 1] == []


def test_recall_and_precision_hold_their_floors(pairs):
    ours = measure(pairs, shows)
    assert ours.recall >= RECALL_TARGET, ours.missed
    assert ours.precision >= PRECISION_TARGET, ours.wrong


def test_plain_means_are_clearly_beaten(pairs):
    ours = measure(pairs, shows)
    _, near = at_best(pairs, levenshtein_ratio)
    equal = measure(pairs, lambda first, second: folded(first) == folded(second))
    assert ours.recall >= near.recall + 0.3
    assert ours.recall >= equal.recall + 0.3


def test_same_is_said_of_nothing_that_is_only_possible_or_different(pairs):
    same = [pair for pair in pairs if decide(pair.first, pair.second).verdict is Verdict.SAME]
    assert [pair for pair in same if pair.label not in {"same", "slip"}] == []
    assert len(same) >= 0.9 * sum(pair.label == "same" for pair in pairs)


def test_one_letter_mistakes_are_found_when_asked_for(pairs):
    found, all_slips, wrong = slips(pairs)
    assert found >= 0.85 * all_slips
    assert wrong <= 0.15 * sum(pair.label == "different" for pair in pairs)
