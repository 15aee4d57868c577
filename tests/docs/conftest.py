"""One archive with the fictional records for all tests of the documents; they only read it or copy it."""

import pytest

from tests.architecture.tree import ROOT
from tests.command import Command


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Command:
    command = Command(tmp_path_factory.mktemp("documents")).found()
    command.ingest(ROOT / "samples" / "records")
    command.run("index", "catch-up", agent="lawyer")
    return command
