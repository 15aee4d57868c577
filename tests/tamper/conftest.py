"""One real archive in which everything has happened once, and copies of it to tamper with."""

import shutil
from pathlib import Path

import pytest

from tests.factories import Scenario, fill, make_archive
from tests.tampering import Copy


@pytest.fixture(scope="session")
def original(tmp_path_factory) -> tuple[Path, Scenario]:
    made = make_archive(tmp_path_factory.mktemp("original"))
    numbers = fill(made)
    made.close()
    return made.root, numbers


@pytest.fixture
def copy(original, tmp_path) -> Copy:
    root, numbers = original
    shutil.copytree(root, tmp_path / "copy")
    return Copy(tmp_path / "copy", numbers)
