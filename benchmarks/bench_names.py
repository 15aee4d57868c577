"""Names across scripts: recall and precision on one set of pairs, beside a peer and plain baselines.

    python -m benchmarks.bench_names [--misses]

The set lies in tests/names/pairs.txt. A pair is shown when a search for one name shows the other: Sviedka's
decision is then "same" or "possibly same". The peer is rigour, the library behind OpenSanctions' matching:
its analysis of both names, its pairing of symbols, and its score for what remains, averaged over the parts.
The baselines: equal after folding, and the ratio of Levenshtein distance after a plain transliteration into
Latin with the words sorted. What gives a score is judged at the threshold that suits this very set best, and
at 0.7, which is usual. One-letter mistakes are counted apart, as Sviedka looks for them only when asked. Exit
status 1 when a target is missed or rigour is not installed (`make bench` installs it).
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.name_pairs import Measure, Pair, Scorer, at_best, measure, read_pairs
from benchmarks.targets import Measured, report
from search.names import Verdict, decide
from search.names.letters import normalise

RECALL_TARGET = 0.95
PRECISION_TARGET = 0.97
USUAL_THRESHOLD = 0.7
LEAD_TARGET = 0.2
"""By how much recall leads over the peer's at either threshold, at no lower precision."""

_LATIN = dict(
    zip(
        "абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя",
        re.findall(
            r"\S+", "a b v g g d e e e zh z i i i i k l m n o p r s t u u f kh ts ch sh shch _ y _ e iu ia"
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """One judge: its name, what it measured, and the threshold it was given, if any."""

    name: str
    measure: Measure
    threshold: float | None = None


def shows(first: str, second: str, *, one_edit: bool = False) -> bool:
    """Whether a search of ours for one name shows the other."""
    return decide(first, second, one_edit=one_edit).verdict is not Verdict.DIFFERENT


def folded(name: str) -> str:
    """Return a name in plain Latin letters, its words sorted."""
    letters = "".join(_LATIN.get(letter, letter) for letter in normalise(name)).replace("_", "")
    plain = "".join(letter if letter.isalpha() else " " for letter in letters)
    return " ".join(sorted(plain.split()))


def levenshtein_ratio(first: str, second: str) -> float:
    """Return 1 less the edit distance of the folded names over the length of the longer one."""
    one, other = folded(first), folded(second)
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, against in enumerate(other, 1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (letter != against)),
            )
    return 1 - row[-1] / (max(len(one), len(other)) or 1)


def rigour_scorer() -> Scorer:
    """Return rigour's score of two names. Raises ImportError when it is not installed."""
    from rigour.names import (  # noqa: PLC0415 - a peer that only this benchmark needs
        NameTypeTag,
        align_person_name_order,
        analyze_names,
        compare_parts,
        pair_symbols,
    )

    def score(first: str, second: str) -> float:
        best = 0.0
        for left in analyze_names(NameTypeTag.PER, [first]):
            for right in analyze_names(NameTypeTag.PER, [second]):
                for paired in map(list, pair_symbols(left, right)):
                    used_left = {id(part) for each in paired for part in each.qps}
                    used_right = {id(part) for each in paired for part in each.rps}
                    rest = align_person_name_order(
                        [part for part in left.parts if id(part) not in used_left],
                        [part for part in right.parts if id(part) not in used_right],
                    )
                    aligned = compare_parts(*rest)
                    scores = [1.0] * len(paired) + [each.score for each in aligned]
                    best = max(best, sum(scores) / len(scores))
        return best

    return score


def rows(pairs: Sequence[Pair]) -> list[Row]:
    """Ask every judge, ours first and the peer second. Raises ImportError without the peer."""
    return [
        Row("Sviedka", measure(pairs, shows)),
        *_scored("rigour", pairs, rigour_scorer()),
        *_scored("Levenshtein", pairs, levenshtein_ratio),
        Row("folded equal", measure(pairs, lambda first, second: folded(first) == folded(second))),
    ]


def _scored(name: str, pairs: Sequence[Pair], scorer: Scorer) -> tuple[Row, Row]:
    threshold, best = at_best(pairs, scorer)
    usual = measure(pairs, lambda first, second: scorer(first, second) >= USUAL_THRESHOLD)
    return Row(name, best, threshold), Row(name, usual, USUAL_THRESHOLD)


def slips(pairs: Sequence[Pair]) -> tuple[int, int, int]:
    """Return one-letter mistakes found when asked for, all of them, and other pairs wrongly shown then."""
    wrong = [pair for pair in pairs if pair.label == "slip"]
    found = sum(shows(pair.first, pair.second, one_edit=True) for pair in wrong)
    apart = [pair for pair in pairs if pair.label == "different"]
    return found, len(wrong), sum(shows(pair.first, pair.second, one_edit=True) for pair in apart)


def table(measured: Sequence[Row]) -> str:
    """Return recall and precision of every judge, and how many pairs each showed wrongly."""
    lines = [f"{'':<14}{'recall':>8}{'precision':>11}{'wrongly shown':>15}{'threshold':>11}"]
    for row in measured:
        threshold = "" if row.threshold is None else f"{row.threshold:.2f}"
        found = row.measure
        lines.append(
            f"{row.name:<14}{found.recall:8.2f}{found.precision:11.2f}{len(found.wrong):15}{threshold:>11}"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the table, and on request what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--misses", action="store_true", help="list what Sviedka missed and wrongly showed")
    options = parser.parse_args()
    pairs = read_pairs()
    try:
        measured = rows(pairs)
    except ImportError as error:
        print(f"rigour is not there ({error}); `make bench` installs it.", file=sys.stderr)
        return 1
    asked = [pair for pair in pairs if pair.label != "slip"]
    print(f"{len(asked)} pairs, {sum(pair.to_show for pair in asked)} of them to be shown")
    print(table(measured))
    found, all_slips, wrong = slips(pairs)
    print(f"one-letter mistakes, asked for: {found} of {all_slips} found, {wrong} pairs wrongly shown")
    ours, *peers = (row.measure for row in measured[:3])
    recall, precision = max(peer.recall for peer in peers), max(peer.precision for peer in peers)
    if options.misses:
        for what, several in (("missed", ours.missed), ("wrongly shown", ours.wrong)):
            for pair in several:
                reasons = "; ".join(decide(pair.first, pair.second).reasons)
                print(f"{what}: {pair.first} | {pair.second}: {reasons}")
    return report(
        [
            Measured("names: recall", ours.recall, RECALL_TARGET, at_least=True),
            Measured("names: precision", ours.precision, PRECISION_TARGET, at_least=True),
            Measured("names: recall above rigour's", ours.recall - recall, LEAD_TARGET, at_least=True),
            Measured("names: precision above rigour's", ours.precision - precision, 0.0, at_least=True),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
