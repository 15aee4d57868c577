"""Our top-level names are plain words: no installed distribution may own one of them as well."""

import importlib
import importlib.metadata
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT

NAMES = (*PACKAGES, "wsgi", "tests", "scripts", "samples", "benchmarks")


@pytest.mark.parametrize("name", NAMES)
def test_no_other_distribution_owns_the_name(name: str):
    owners = set(importlib.metadata.packages_distributions().get(name, ()))
    assert owners <= {"sviedka"}


@pytest.mark.parametrize("name", PACKAGES)
def test_the_name_means_this_tree(name: str):
    found = importlib.import_module(name).__file__
    assert found is not None
    assert Path(found).parent == ROOT / name
