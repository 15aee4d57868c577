"""One archive for a module, founded once; a copy of its own for every test."""

import shutil
from pathlib import Path

import pytest

from tests.factories import TestArchive, make_archive, reopen


@pytest.fixture(scope="session")
def founded_root(tmp_path_factory) -> Path:
    """A closed archive that is only copied."""
    made = make_archive(tmp_path_factory.mktemp("founded"))
    made.close()
    return made.root


@pytest.fixture
def own(founded_root, tmp_path) -> TestArchive:
    """An archive of the test's own, open."""
    root = tmp_path / "own"
    shutil.copytree(founded_root, root, symlinks=True)
    made = reopen(root)
    yield made
    made.close()
