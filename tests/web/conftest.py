"""Archives behind the web application: one that tests only look at, one for tests that change something."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archive.domain.agent import Role
from archive.services.agents import register_agent
from archive.services.enrolment import create_account
from tests.chromium import chromium, served
from tests.factories import fill, make_archive
from tests.web.documenting import Desk, show_draft
from tests.web.searching import fill_for_search
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


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Something to search in, shared by the tests of a module: look, and change nothing."""
    made = make_archive(tmp_path_factory.mktemp("searched"))
    fill_for_search(made)
    world = make_world(made)
    yield world
    world.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def origin(world: World) -> Iterator[str]:
    """The address at which `world` is served."""
    with served(world) as origin:
        yield origin


@pytest.fixture
def desk(world: World) -> Desk:
    """A draft of the documenter of `world`."""
    return Desk.begin(world)
