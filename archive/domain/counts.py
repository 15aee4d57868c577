"""Counts as they are shown: exact for custodians who ask for that, lower bounds for all others.

A count of few items points at persons: one testimony about one unit in one week is known to be somebody's. So
nobody but a custodian is shown a number below `smallest`, and no other number is shown as it is, or the small
one would be the difference of two large ones. What is shown instead is always true: *at least*.

With `k` = `smallest` and `h` = (k + 1) // 2, a count `n` is lowered by two amounts of 0 to h - 1, then down
to a multiple of k; less than k is not shown at all.

- The first amount depends on the cell and on n alone. Asking for the same cell in other words gives it again:
  it cannot be averaged away.
- The second depends on the cell and on the question. Two questions may differ for no other reason: a
  difference does not prove that there is anything between them.

Both are keyed, so that nobody can work them out. `docs/adr/0031-counts-as-lower-bounds.md` says what this was
preferred to, and what it does not stop.
"""

import hmac
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

MIN_SMALLEST = 3
DEFAULT_SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Count:
    """A number known to be `at_least` this and `below` that; None: no upper bound is said.

    0 is never told from few: a count that is not shown may be of nothing.
    """

    at_least: int
    below: int | None

    @property
    def exact(self) -> bool:
        """Whether it is the number itself."""
        return self.below == self.at_least + 1

    @property
    def shown(self) -> bool:
        """Whether it says that there is anything."""
        return self.at_least > 0

    def __str__(self) -> str:
        if self.exact:
            return str(self.at_least)
        if self.shown:
            return f"{self.at_least}+"
        return "-" if self.below is None else f"<{self.below}"


NOT_SHOWN = Count(0, None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Items and acts of one cell; where the items are too few to be shown, the acts are not shown."""

    items: Count
    acts: Count


class ExactCounts:
    """What custodians see."""

    def count(self, question: str, cell: str, number: int) -> Count:
        """Return the number itself."""
        del question, cell
        return Count(number, number + 1)

    def above(self, whole: Count, parts: Iterable[Count]) -> Count:
        """Return the whole as it is."""
        del parts
        return whole


class LowerBounds:
    """What all others see. `secret`: any bytes that nobody who only counts knows.

    Raises ValueError when `smallest` is less than MIN_SMALLEST.
    """

    def __init__(self, smallest: int, secret: bytes) -> None:
        if smallest < MIN_SMALLEST:
            raise ValueError(f"counts from {smallest} on are not few enough to be hidden")
        self._smallest = smallest
        self._secret = secret
        self._amounts = (smallest + 1) // 2
        self._slack = smallest + 2 * self._amounts - 2
        self.few = Count(0, self._slack)
        """What is shown instead of a small count."""

    def count(self, question: str, cell: str, number: int) -> Count:
        """Return what may be said of a number.

        `question`: everything that was asked, `cell`: what of it is counted, each in a fixed spelling.
        """
        if number < self._smallest:
            return self.few
        lowered = number - self._amount("cell", cell, str(number)) - self._amount("question", question, cell)
        floor = lowered // self._smallest * self._smallest
        return Count(floor, floor + self._slack) if floor >= self._smallest else self.few

    def above(self, whole: Count, parts: Sequence[Count]) -> Count:
        """Return the whole, lowered until it proves of no part that there is anything in it.

        What is more in a whole than the other parts can hold has to be in the one that is not shown.
        """
        if not whole.shown:
            return whole
        most = [math.inf if part.below is None else part.below - 1 for part in parts]
        spare = min(
            (
                sum(other for at, other in enumerate(most) if at != number)
                for number, part in enumerate(parts)
                if not part.shown
            ),
            default=math.inf,
        )
        at_least = whole.at_least
        while at_least > spare:
            at_least -= self._smallest
        return replace(whole, at_least=at_least if at_least >= self._smallest else 0)

    def _amount(self, *about: str) -> int:
        digest = hmac.digest(self._secret, "\x1f".join(about).encode(), "sha256")
        return int.from_bytes(digest[:8], "big") % self._amounts


Counting = ExactCounts | LowerBounds


def pair(counting: Counting, question: str, cell: str, items: int, acts: int) -> Pair:
    """Return what may be said of a cell that counts items and their acts."""
    shown = counting.count(question, cell, items)
    if not shown.exact and not shown.shown:
        return Pair(shown, NOT_SHOWN)
    return Pair(shown, counting.count(question, f"{cell} acts", acts))
