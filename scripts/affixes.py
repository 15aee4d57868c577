"""Reading a Hunspell dictionary: words with flags, and the affix rules that make forms of them.

Only what Belarusian's dictionary uses is read: one-letter flags, PFX and SFX with cross products, conditions
of letters, sets and dots. Rules on top of rules, compounds and numbered flags are refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_REFUSED = ("FLAG ", "AF ", "COMPOUND", "CIRCUMFIX", "NEEDAFFIX", "COMPLEXPREFIXES")


@dataclass(frozen=True, slots=True)
class Rule:
    """Take `off` away from the beginning or the end, put `on` there, if `condition` is met."""

    off: str
    on: str
    condition: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Affixes:
    """Rules of prefixes and of suffixes, each by flag."""

    prefixes: dict[str, tuple[Rule, ...]]
    suffixes: dict[str, tuple[Rule, ...]]

    def suffixed(self, word: str, flags: str) -> Iterator[tuple[str, str, Rule]]:
        """Yield the forms of a word, each with the flag and the rule that made it."""
        for flag in flags:
            for rule in self.suffixes.get(flag, ()):
                if word.endswith(rule.off) and rule.condition.search(word):
                    yield word[: len(word) - len(rule.off)] + rule.on, flag, rule

    def prefixed(self, word: str, flags: str) -> Iterator[tuple[str, str]]:
        """Yield a word with each prefix it may have, and the flag."""
        for flag in flags:
            for rule in self.prefixes.get(flag, ()):
                if word.startswith(rule.off) and rule.condition.search(word):
                    yield rule.on + word[len(rule.off) :], flag


def read_affixes(path: Path) -> Affixes:
    """Read an `.aff` file in UTF-8. Raises ValueError for a feature that is not understood."""
    kinds: dict[str, dict[str, list[Rule]]] = {"PFX": defaultdict(list), "SFX": defaultdict(list)}
    headed: set[tuple[str, str]] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(_REFUSED):
            raise ValueError(f"{path.name} uses {line.split()[0]}, which this reader does not know")
        parts = line.split()
        if not parts or parts[0] not in kinds:
            continue
        kind, flag = parts[0], parts[1]
        if (kind, flag) not in headed:
            headed.add((kind, flag))  # the line with the number of rules
            continue
        off, on, condition = (*parts[2:5], ".")[:3]
        if "/" in on:
            raise ValueError(f"{path.name} has rules on top of rules: {line}")
        pattern = f"^(?:{condition})" if kind == "PFX" else f"(?:{condition})$"
        rule = Rule(off.replace("0", ""), on.replace("0", ""), re.compile(pattern))
        kinds[kind][flag].append(rule)
    return Affixes(*({flag: tuple(rules) for flag, rules in kinds[kind].items()} for kind in ("PFX", "SFX")))


def read_words(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the words of a `.dic` file in UTF-8, each with its flags."""
    with path.open(encoding="utf-8") as file:
        next(file)  # their number
        for line in file:
            word, _, flags = line.strip().partition("/")
            if word:
                yield word, flags.split()[0] if flags else ""
