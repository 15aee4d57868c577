"""Every role × every endpoint: what is in no table fails, what a role may not do is refused and logged."""

import pytest

from archive.app import AUDIENCES, create_app
from archive.web.policy import declared
from config import WebSettings
from tests.web_access import EVERYBODY, account, api, auditor, custodian, documenter, lawyer
from tests.web_world import ORIGIN, ROLES

TABLES = (account.TABLE, documenter.TABLE, lawyer.TABLE, auditor.TABLE, custodian.TABLE, api.TABLE)
TABLE = {endpoint: roles for table in TABLES for endpoint, roles in table.items()}
ASKING = {"account.begin_session", "account.confirm_session"}
"""They answer 401 to whoever shows nothing, though everybody may try."""
ENDPOINTS = sorted(endpoint for audience in AUDIENCES for endpoint in audience.needs)


def addresses(app, endpoint: str) -> list[tuple[str, str]]:
    """(method, path) of an endpoint, its parameters filled with something that is not there."""
    return [
        (method, adapter.build(endpoint, dict.fromkeys(rule.arguments, "1"), method))
        for adapter in [app.url_map.bind("localhost")]
        for rule in app.url_map.iter_rules(endpoint)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]


def test_every_endpoint_has_a_line_and_every_line_an_endpoint(shown_world):
    rules = {rule.endpoint for rule in shown_world.app.url_map.iter_rules()}
    assert set(TABLE) == rules
    assert set(declared(shown_world.app)) == rules


def test_no_table_repeats_another():
    assert len(TABLE) == sum(len(table) for table in TABLES)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nobody_without_an_account_gets_further_than_the_table_says(shown_world, endpoint):
    for method, path in addresses(shown_world.app, endpoint):
        stranger = shown_world.stranger()
        stranger.get("/sign-in")
        response = stranger.client.open(
            path, method=method, headers=stranger.headers, data={"form_token": stranger.token}
        )
        assert (response.status_code == 401) == ("stranger" not in TABLE[endpoint] or endpoint in ASKING)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if TABLE.get(each) != EVERYBODY])
def test_a_role_is_answered_or_refused_as_the_table_says(shown_world, endpoint, role):
    for method, path in addresses(shown_world.app, endpoint):
        browser = shown_world.browser(role, fresh=True)
        before = shown_world.entries()
        response = browser.client.open(
            path, method=method, headers=browser.headers, data={"form_token": browser.token}
        )
        if role in TABLE[endpoint]:
            assert response.status_code not in {403, 500}, response.text
            assert (response.status_code == 401) == (endpoint in ASKING)
        else:
            assert response.status_code == 403
            assert shown_world.entries() == before + 1, "a refusal is a custody entry"


def test_what_no_rule_knows_is_refused_even_when_signed_in(world):
    app = create_app(world.archive, WebSettings(origin=ORIGIN))
    app.add_url_rule("/forgotten", "forgotten", lambda: "an open door")
    client = app.test_client()
    assert client.get("/forgotten").status_code == 401
    client.set_cookie("sviedka", world.token("custodian"), domain="localhost")
    assert client.get("/forgotten").status_code == 404
