"""Where words stand: phrases and windows in a sequence, for the reference engine and for passages."""

from collections.abc import Iterator, Sequence


def occurrences(wanted: Sequence[str], words: Sequence[str]) -> int:
    """How often the words wanted stand in a row."""
    width = len(wanted)
    row = tuple(wanted)
    return sum(tuple(words[at : at + width]) == row for at in range(len(words) - width + 1)) if width else 0


def windows(wanted: Sequence[str], words: Sequence[str], distance: int) -> Iterator[tuple[int, int]]:
    """Yield the narrowest stretches (first, last) that hold every word wanted, in any order.

    Only those of at most as many places as there are different words wanted, and `distance` more.
    """
    needed = set(wanted)
    latest: dict[str, int] = {}
    before = -1
    for last, word in enumerate(words):
        if word not in needed:
            continue
        latest[word] = last
        if len(latest) < len(needed):
            continue
        first = min(latest.values())
        if first > before and last - first < len(needed) + distance:
            yield first, last
        before = max(before, first)
