"""Tokens made on a page, and the pages of what programs can ask for."""

import re

import pytest

from archive.services.sessions import SignedOut
from archive.services.tokens import create_token, resume_token, tokens_of
from tests.web_access.api import TABLE


def made_on_the_page(world) -> str:
    browser = world.browser("lawyer", fresh=True)
    browser.get("/account/tokens/new")
    page = browser.post("/account/tokens/new", {"label": "weekly", "scopes": ["read", "search"], "days": "7"})
    return re.search(r'<code class="secret">(sviedka_[\w-]+)</code>', page.text)[1]


def test_a_token_is_shown_once_and_opens_what_was_ticked(world):
    text = made_on_the_page(world)
    agent = resume_token(world.archive, text).actor.agent
    assert sorted(agent.scope) == ["read", "search"]
    listed = world.browser("lawyer").get("/account/tokens").text
    assert "weekly" in listed
    assert text not in listed


def test_all_that_is_wrong_is_said_and_nothing_is_made(world):
    browser, before = world.browser("lawyer", fresh=True), world.entries()
    browser.get("/account/tokens/new")
    page = browser.post("/account/tokens/new", {"label": "", "scopes": ["withdraw"], "days": "91"})
    assert page.status_code == 400
    assert [f'href="#{name}"' in page.text for name in ("label", "scopes", "days")] == [True] * 3
    assert world.entries() == before


def test_making_one_asks_who_it_is(world):
    browser = world.browser("lawyer", fresh=True)
    world.clock.move(minutes=11)
    assert browser.get("/account/tokens/new").status_code == 403
    assert (
        browser.post("/account/tokens/new", {"label": "x", "scopes": "read", "days": "1"}).status_code == 403
    )
    assert tokens_of(world.archive, world.made.lawyer) == ()


def test_a_revoked_token_opens_nothing_and_anothers_is_refused(world):
    text = made_on_the_page(world)
    (token, _), browser = tokens_of(world.archive, world.made.lawyer)[0], world.browser("auditor")
    browser.get("/account/tokens")
    assert browser.post("/account/tokens/revoke", {"token_id": token.token_id}).status_code == 403
    resume_token(world.archive, text)
    own = world.browser("lawyer")
    own.get("/account/tokens")
    assert own.post("/account/tokens/revoke", {"token_id": token.token_id}).status_code == 303
    with pytest.raises(SignedOut):
        resume_token(world.archive, text)


def test_a_custodian_sees_and_ends_everybodys(world):
    create_token(world.archive, world.made.lawyer, "of the lawyer", ["read"], 1)
    browser = world.browser("custodian")
    page = browser.get("/account/tokens").text
    assert "of the lawyer" in page
    token_id = re.search(r'name="token_id" value="(\w+)"', page)[1]
    assert browser.post("/account/tokens/revoke", {"token_id": token_id}).status_code == 303


def test_every_endpoint_has_a_page_without_script(shown_world):
    browser = shown_world.browser("auditor")
    index = browser.get("/reference")
    names = set(re.findall(r'href="/reference/(\w+)"', index.text))
    assert {f"api.{name}" for name in names} == set(TABLE)
    for name in sorted(names):
        page = browser.get(f"/reference/{name}")
        assert page.status_code == 200
        assert len(page.data) < 100_000
    assert browser.get("/reference/nothing").status_code == 404


def test_a_page_says_fields_scope_and_problems(shown_world):
    page = shown_world.browser("documenter").get("/reference/deposit").text
    for text in (
        "Idempotency-Key",
        "multipart/form-data",
        "exhibits[].sha256",
        "<code>deposit</code>",
        "422",
    ):
        assert text in page
