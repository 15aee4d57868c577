"""A small archive with one agent of each role: made once, copied for every test that changes it."""

import shutil

import pytest

from tests.command import Command


@pytest.fixture(scope="session")
def founded(tmp_path_factory) -> Command:
    """Only to be copied."""
    return Command(tmp_path_factory.mktemp("founded")).found()


@pytest.fixture
def command(founded, tmp_path) -> Command:
    """An archive of the test's own."""
    return copied(founded, tmp_path / "own")


def copied(source: Command, folder) -> Command:
    """The same archive, agents and passphrases in another folder."""
    shutil.copytree(source.folder, folder, symlinks=True)
    return Command(folder)
