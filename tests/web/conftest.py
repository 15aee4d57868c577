"""Archives behind the web application: one that tests only look at, one for tests that change something."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.domain.agent import Role
from archive.services.agents import register_agent
from archive.services.enrolment import create_account
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
def pair(tmp_path: Path) -> Iterator[World]:
    """Like `world`, where two people are asked for: `second` is another custodian."""
    made = make_archive(tmp_path)
    made.archive = replace(made.archive, two_person=True)
    words = "words of second for a test archive"
    register_agent(made.archive, made.custodian, "second", [Role.CUSTODIAN], words)
    world = make_world(made)
    world.enrolled["second"] = create_account(world.archive, made.actor("second"), words)
    yield world
    world.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An archive of this test alone, without items."""
    made = make_archive(tmp_path)
    world = make_world(made)
    yield world
    world.close()
