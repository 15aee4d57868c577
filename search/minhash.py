"""Near duplicates by MinHash: which texts share most of their runs of three words.

Two texts are as similar as the Jaccard index of their sets of shingles: shared shingles by all shingles. A
signature estimates it without the texts: of the hashes of all shingles, the least in each of `BINS` equal
ranges (one-permutation hashing, P. Li, A. Owen, C.-H. Zhang, 2012); a range without any borrows from another
(optimal densification, A. Shrivastava, 2017). Two signatures agree in a place as often as the texts are
similar. Bands of `ROWS` places become terms of the index field `near`: texts that share a band are
candidates, and whoever decrypts them decides exactly.

The hashes come from the tokens that the text has in the index, so they are keyed by the index key, cost no
hashing of their own, and say nothing that the tokens do not.
"""

import binascii
from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence

from crypto.blind import TOKEN_BYTES

SHINGLE = 3
"""Words of a shingle; a text with fewer is one shingle."""
BANDS = 16
ROWS = 2
BINS = BANDS * ROWS

_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_LANE = 8 * TOKEN_BYTES
_FACTORS = (1, 3, 5)
"""Odd, so that a shingle's hash depends on every bit of each token and on their order; they add up to 9."""
_RANGE = (1 << 64) // BINS
_STARTS = [number * _RANGE for number in range(BINS)]
_WITHIN = _RANGE - 1
_ENOUGH = 6 * BINS
"""Hashes that are enough for a signature: of more, only the least in proportion are sorted."""
_MANY = 4096
"""Hashes of which the repeated ones are dropped first."""


def shingle_hashes(tokens: str) -> Sequence[int]:
    """Return the 64-bit hash of every shingle of a text, given as tokens with single spaces; none if empty.

    All lanes of nine bytes are added in one go: eight bytes of a token, and a ninth that takes the carry.
    """
    lanes = bytearray(binascii.a2b_base64(tokens.encode("ascii").translate(_URL_SAFE, b" ")))
    count = len(lanes) // TOKEN_BYTES
    lanes[TOKEN_BYTES - 1 :: TOKEN_BYTES] = bytes(count)
    words = int.from_bytes(lanes, "little")
    total = sum((words >> _LANE * place) * factor for place, factor in enumerate(_FACTORS))
    sums = bytearray(total.to_bytes(len(lanes) + TOKEN_BYTES, "little"))
    del sums[TOKEN_BYTES - 1 :: TOKEN_BYTES]
    return array("Q", bytes(sums))[: max(count - SHINGLE + 1, min(count, 1))]


def signature(hashes: Sequence[int]) -> tuple[int, ...]:
    """Return the least hash of each of `BINS` ranges; () when there are no hashes."""
    if not hashes:
        return ()
    ordered = sorted(_least_of_many(hashes) if len(hashes) > _ENOUGH else hashes)
    least: list[int] = []
    for start in _STARTS:
        at = bisect_left(ordered, start)
        least.append(ordered[at] if at < len(ordered) and ordered[at] < start + _RANGE else -1)
    return tuple(least if -1 not in least else [_borrowed(least, place) for place in range(BINS)])


def _least_of_many(hashes: Sequence[int]) -> Collection[int]:
    """Return those of very many hashes that are low within their range."""
    distinct = hashes if len(hashes) < _MANY else set(hashes)
    limit = _RANGE * _ENOUGH // len(distinct)
    return [each for each in distinct if each & _WITHIN < limit] or set(distinct)


def _borrowed(least: Sequence[int], place: int) -> int:
    """Return what stands in a place, or in the first filled one of a fixed walk that begins there."""
    walk, at = place + 1, place
    while least[at] < 0:
        walk = walk * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407 & (1 << 64) - 1
        at = (walk >> 33) % BINS
    return least[at]


def bands(tokens: str) -> tuple[str, ...]:
    """Return the terms under which a text is found as a candidate: number of the band, and its places."""
    places = signature(shingle_hashes(tokens))
    if not places:
        return ()
    pairs = zip(places[::ROWS], places[1::ROWS], strict=True)
    return tuple([f"{band}:{one:x}:{two:x}" for band, (one, two) in enumerate(pairs)])


def estimate(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the similarity that two signatures speak of, from 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / BINS


def shingles(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the shingles of a text's words, in clear."""
    if not words:
        return frozenset()
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(max(len(words) - SHINGLE + 1, 1)))


def jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return shared members by all members, from 0 to 1; 0 when there are none."""
    return len(one & other) / len(one | other) if one or other else 0.0
