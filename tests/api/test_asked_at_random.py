"""The API asked at random, by its own description, as each role: no fault, no answer that is not described.

Schemathesis makes requests that the description allows, and such as it does not; `Client` holds each answer
to the description. The examples are the same in every run.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.api.conftest import Client, Programs
from tests.factories import fill, make_archive
from tests.web_world import ROLES, make_world

EXAMPLES = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    """An archive that any request may change."""
    made = make_archive(tmp_path_factory.mktemp("asked"))
    world = make_world(made, fill(made))
    yield Programs(world)
    world.close()


def send(client: Client, case: Any) -> int:
    """Send a made-up request as the test client of Flask has it."""
    parts = case.as_transport_kwargs()
    headers = {name: each for name, each in parts["headers"].items() if name.lower() != "authorization"}
    answer = client.ask(
        case.method,
        case.formatted_path.removeprefix("/api/v1"),
        headers=headers,
        query_string=parts.get("query_string"),
        json=parts.get("json"),
        data=parts.get("data"),
    )
    return answer.status_code


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_asked_is_answered_as_described(asked, role, mode):
    client = asked.client(role)
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json)
    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @EXAMPLES
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            seen.add(send(client, case))

        ask()
    assert 500 not in seen
    assert seen & {200, 400}
