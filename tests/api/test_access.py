"""Every role × every endpoint, cookies and tokens each in their own place."""

import pytest

from archive.api.blueprint import api
from tests.web_access.api import TABLE
from tests.web_world import ROLES


def address(app, endpoint: str) -> tuple[str, str]:
    rule = next(app.url_map.iter_rules(endpoint))
    method = next(iter(rule.methods - {"HEAD", "OPTIONS"}))
    return method, app.url_map.bind("localhost").build(endpoint, dict.fromkeys(rule.arguments, "1"), method)


def test_every_endpoint_has_a_line():
    assert set(TABLE) == set(api.needs)


@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_no_cookie_opens_the_api_and_no_token_is_no_answer(shown, endpoint):
    app = shown.world.app
    method, path = address(app, endpoint)
    client = app.test_client()
    for role in ROLES:
        client.set_cookie("sviedka", shown.world.token(role), domain="localhost")
        answer = client.open(path, method=method, headers={"Origin": "http://localhost"})
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", sorted(TABLE))
def test_a_role_is_answered_or_refused_as_the_table_says(shown, endpoint, role):
    client = shown.client(role)
    method, path = address(shown.world.app, endpoint)
    before = shown.world.entries()
    answer = client.ask(method, path.removeprefix("/api/v1"))
    if role in TABLE[endpoint]:
        assert answer.status_code not in {401, 403, 500}, answer.text
    else:
        assert (answer.status_code, answer.json["code"]) == (403, "not-permitted")
        assert shown.world.entries() == before + 1, "a refusal is a custody entry"


@pytest.mark.parametrize("path", ["/account", "/lawyer/", "/lawyer/search"])
def test_no_token_opens_a_page(shown, path):
    headers = {"Authorization": f"Bearer {shown.client('lawyer').text}"}
    assert shown.world.app.test_client().get(path, headers=headers).status_code == 401


def test_a_form_of_another_site_changes_nothing(own):
    number = own.world.items.two_exhibits
    client = own.world.browser("custodian").client
    answer = client.post(f"/api/v1/items/{number}/withdrawal", json={"reason": "r"})
    assert answer.status_code == 401
    with own.world.archive.records.reading() as tx:
        assert tx.items.by_number(number).version == 1
