"""The figures of the threat model on what the index gives away, measured: none may rise above it."""

import re
from collections.abc import Callable

import pytest

from crypto.blind import BlindIndex
from tests.architecture.tree import ROOT
from tests.docs.documents import read
from tests.leakage import Theft, attacked_fields, items, words

ROW = re.compile(r"^\| `([a-z0-9-]+)` \|.*\| (\d+) % \|$", re.MULTILINE)
HONEST = 0.03
"""So much better than documented may be measured: a figure that is far too high is no honest one either."""
MANY = 20
"""Different tokens from which on a field is worth guessing."""
FIGURES: dict[str, Callable[[dict[int, Theft]], float]] = {
    "ranks": lambda thefts: thefts[1500].words_read("stem"),
    "words-3": lambda thefts: thefts[1500].words_read("stem", known=3),
    "words-10": lambda thefts: thefts[1500].words_read("stem", known=10),
    "words-10-of-500": lambda thefts: thefts[500].words_read("stem", known=10),
    "words-10-of-150": lambda thefts: thefts[150].words_read("stem", known=10),
    "phrases-10": lambda thefts: thefts[1500].words_read("text", known=10),
    "document": lambda thefts: thefts[1500].words_read("stem", documents=1),
    "document-of-150": lambda thefts: thefts[150].words_read("stem", documents=1),
    "units-exact": lambda thefts: thefts[1500].labels_read("unit", 0.0),
    "units-noisy": lambda thefts: thefts[1500].labels_read("unit", 0.2),
    "units-similar": lambda thefts: thefts[1500].labels_read("unit", None),
    "violations-exact": lambda thefts: thefts[1500].labels_read("violation", 0.0),
    "violations-similar": lambda thefts: thefts[1500].labels_read("violation", None),
    "worst-field": lambda thefts: max(
        thefts[1500].labels_read(field, None)
        for field in attacked_fields()
        if len(thefts[1500].counts(field)[0]) >= MANY
    ),
}


@pytest.fixture(scope="module")
def documented() -> dict[str, float]:
    table = ROW.findall(read(ROOT / "docs" / "threat-model.md"))
    return {name: int(percent) / 100 for name, percent in table}


@pytest.fixture(scope="module")
def thefts() -> dict[int, Theft]:
    """Collections of three sizes, each under one key; the thief's own sample is the same for all."""
    similar = items(1500, seed=1)
    return {count: Theft(items(count, seed=2), similar) for count in (1500, 500, 150)}


def test_every_figure_is_measured(documented):
    assert list(documented) == list(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_the_index_leaks_what_the_threat_model_says(thefts, documented, name):
    measured = FIGURES[name](thefts)
    print(f"{name}: {measured:.1%} read, {documented[name]:.0%} documented")
    assert measured <= documented[name], "the index gives away more than docs/threat-model.md says"
    assert measured >= documented[name] - HONEST, "the figure in docs/threat-model.md is out of date"


def test_two_collections_share_no_token():
    key = bytes(range(32))
    one, two = (BlindIndex(key, name) for name in ("one", "two"))
    tokens = {
        each.token(field, word) for each in (one, two) for field in ("stem", "text") for word in words()
    }
    assert len(tokens) == 4 * len(words())
