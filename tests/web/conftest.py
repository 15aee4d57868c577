"""Archives behind the web application: one that tests only look at, one for tests that change something."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import fill, make_archive
from tests.web.documenting import show_draft
from tests.web_world import World, make_world


@pytest.fixture(scope="session")
def shown_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything has happened once in it. Look, and change nothing that others would miss."""
    made = make_archive(tmp_path_factory.mktemp("web"))
    items = fill(made)
    world = make_world(made, items)
    show_draft(world)
    yield world
    world.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An archive of this test alone, without items."""
    made = make_archive(tmp_path)
    world = make_world(made)
    yield world
    world.close()
