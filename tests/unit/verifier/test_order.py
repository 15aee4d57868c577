"""Aligning entries with logged leaves: each difference is named once, as what it most plainly is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.verifier.order import compare_order


def compared(found, expected):
    difference = compare_order([bytes([c]) for c in found.encode()], [bytes([c]) for c in expected.encode()])
    named = []
    named += [f"changed {position}" for position, _, _ in difference.changed]
    named += [f"missing {position}" for position, _ in difference.missing]
    named += [f"added {position}" for position, _ in difference.added]
    named += [f"moved {position}" for position, _ in difference.moved]
    return named


@pytest.mark.parametrize(
    ("found", "expected", "named"),
    [
        ("abcd", "abcd", []),
        ("aXcd", "abcd", ["changed 1"]),
        ("abcX", "abcd", ["changed 3"]),
        ("acd", "abcd", ["missing 1"]),
        ("abc", "abcd", ["missing 3"]),
        ("", "ab", ["missing 0", "missing 1"]),
        ("abXcd", "abcd", ["added 2"]),
        ("abbcd", "abcd", ["added 2"]),
        ("abcda", "abcd", ["added 4"]),
        ("abcdX", "abcd", []),
        ("acbd", "abcd", ["moved 1"]),
        ("bcda", "abcd", ["moved 0", "moved 1", "moved 2"]),
        ("acXe", "abcde", ["changed 3", "missing 1"]),
        ("XbYd", "abcd", ["changed 0", "changed 2"]),
    ],
)
def test_one_difference(found, expected, named):
    assert compared(found, expected) == named


@given(st.text("abcdef", max_size=8), st.permutations("abcdefgh"))
def test_what_is_expected_is_found_or_lost(found, expected):
    logged = [bytes([ord(c)]) for c in expected[:6]]
    here = [bytes([ord(c)]) for c in found]
    difference = compare_order(here, logged)
    assert set(difference.lost) == set(logged) - set(here)
    named = difference.changed or difference.missing or difference.added or difference.moved
    assert bool(named) == (
        here[: len(logged)] != logged or (len(here) > len(logged) and set(here[6:]) & set(logged) != set())
    )
