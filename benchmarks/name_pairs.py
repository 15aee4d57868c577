"""The pairs of tests/names/pairs.txt, and how well a judge tells them apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PAIRS = Path(__file__).resolve().parents[1] / "tests" / "names" / "pairs.txt"
LABELS = ("same", "possible", "different", "slip")

Judge = Callable[[str, str], bool]
"""Whether a search for one name shows the other."""
Scorer = Callable[[str, str], float]
"""How alike two names are, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and what holds of them: one of LABELS. `kind`: the heading they stand under."""

    kind: str
    label: str
    first: str
    second: str
    historical: bool

    @property
    def to_show(self) -> bool:
        """Whether a search should show one for the other."""
        return self.label in {"same", "possible"}


@dataclass(frozen=True, slots=True)
class Measure:
    """Pairs rightly shown, wrongly left out, and wrongly shown."""

    found: int
    missed: tuple[Pair, ...]
    wrong: tuple[Pair, ...]

    @property
    def recall(self) -> float:
        """Share of the pairs to be shown that are."""
        return self.found / (self.found + len(self.missed))

    @property
    def precision(self) -> float:
        """Share of the pairs shown that are to be."""
        return self.found / (self.found + len(self.wrong)) if self.found else 0.0


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """Read the set. Raises ValueError for a line that is none of it."""
    pairs: list[Pair] = []
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("@ "):
            kind = line[2:]
            continue
        label, first, second, mark = (part.strip() for part in line.split("|"))
        if label not in LABELS or mark not in {"", "h"}:
            raise ValueError(f"not a pair: {line}")
        pairs.append(Pair(kind, label, first, second, mark == "h"))
    return pairs


def measure(pairs: Iterable[Pair], judge: Judge) -> Measure:
    """Ask a judge about every pair, slips apart."""
    asked = [(pair, judge(pair.first, pair.second)) for pair in pairs if pair.label != "slip"]
    return Measure(
        sum(shown for pair, shown in asked if pair.to_show),
        tuple(pair for pair, shown in asked if pair.to_show and not shown),
        tuple(pair for pair, shown in asked if shown and not pair.to_show),
    )


def at_best(pairs: Sequence[Pair], scorer: Scorer) -> tuple[float, Measure]:
    """Return the threshold that suits these very pairs best, and what it measures: a generous judge.

    Best is the greatest sum of the shares rightly shown and rightly left out: F1 would be highest at showing
    all, as most pairs of the set are to be shown.
    """
    scores = {(pair.first, pair.second): scorer(pair.first, pair.second) for pair in pairs}
    to_leave = sum(pair.label == "different" for pair in pairs)

    def judged(threshold: float) -> Measure:
        return measure(pairs, lambda first, second: scores[first, second] >= threshold)

    def worth(threshold: float) -> float:
        found = judged(threshold)
        return found.recall - len(found.wrong) / to_leave

    best = max(sorted(set(scores.values())), key=worth)
    return best, judged(best)
