"""An archive behind the API, and clients that show a token of an agent.

Whatever they are answered in any test is held to the description of the API.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from archive.domain.agent import Act
from archive.services.tokens import create_token
from tests.api.described import Described
from tests.factories import fill, make_archive
from tests.web_world import World, make_world


@dataclass
class Client:
    """A program with a token and no cookies."""

    world: World
    text: str

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.text}", **options.pop("headers", {})}
        client = self.world.app.test_client(use_cookies=False)
        answer = client.open("/api/v1" + path, method=method, headers=headers, **options)
        Described.of(self.world.app).check(answer)
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> TestResponse:
        return self.ask("POST", path, json=body, **options)


class Programs:
    """Tokens for the agents of a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def client(self, handle: str, *scopes: str) -> Client:
        """With these scopes, or with all that the agent may give."""
        actor = self.world.made.actor(handle)
        held = scopes or [act.value for act in Act if actor.agent.may(act)]
        return Client(self.world, create_token(self.world.archive, actor, "a program", held, 30).text)


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """Everything has happened once in it; look, and change nothing."""
    made = make_archive(tmp_path_factory.mktemp("api"))
    world = make_world(made, fill(made))
    yield Programs(world)
    world.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Programs]:
    """An archive of this test alone."""
    made = make_archive(tmp_path)
    world = make_world(made, fill(made))
    yield Programs(world)
    world.close()


@pytest.fixture
def own_empty(tmp_path: Path) -> Iterator[Programs]:
    """An archive of this test alone, with nothing in it yet."""
    world = make_world(make_archive(tmp_path))
    yield Programs(world)
    world.close()
