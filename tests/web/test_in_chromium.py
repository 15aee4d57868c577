"""Every page of tests/web/pages.py in Debian's Chromium: axe-core, three languages, light and dark."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from archive.domain.account import LANGUAGES
from archive.services.enrolment import set_language
from tests.chromium import (
    LARGEST,
    findings,
    follow,
    narrow_and_wide,
    opened,
    picture,
    served,
    weight,
)
from tests.web.pages import PAGES

pytestmark = pytest.mark.xdist_group("chromium")


@pytest.fixture(scope="module")
def origin(shown_world) -> Iterator[str]:
    with served(shown_world) as origin:
        yield origin


@pytest.fixture(scope="module")
def tokens(shown_world) -> dict[str, str]:
    return {role: shown_world.token(role) for _, role, _ in PAGES if role}


@contextmanager
def reading(world, role: str, language: str) -> Iterator[None]:
    """The role's account reads ``language`` for a while: the world is shared with tests that read English."""
    account = world.enrolled[role].account if role else None
    if account:
        set_language(world.archive, account, language)
    try:
        yield
    finally:
        if account:
            set_language(world.archive, account, "en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", PAGES, ids=[name for name, _, _ in PAGES])
def test_a_page_is_sound(shown_world, origin, browser, tokens, look, language, scheme):
    name, role, path = look
    options = {"color_scheme": scheme, "extra_http_headers": {"Accept-Language": language}}
    token = tokens.get(role, "")
    with reading(shown_world, role, language), opened(browser, origin, token, **options) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        assert shown_world.items is not None
        response = page.goto(path.format(item=shown_world.items.with_identity))
        assert response is not None
        assert response.status < 500
        picture(page, f"{name}-{language}-{scheme}")
        assert findings(page) == []
        assert [line for line in said if "status of 4" not in line] == []
        assert 0 < weight(page) < LARGEST
        assert page.evaluate("document.documentElement.lang") == language
        assert list(narrow_and_wide(page)) == [320, 1280]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_signs_in_reads_and_signs_out(world, browser, javascript):
    with served(world) as origin, opened(browser, origin, java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto("/lawyer/")
        page.get_by_label("Handle").fill("lawyer")
        page.get_by_label("Passphrase").fill(world.passphrase("lawyer"))
        page.get_by_label("Code").fill(world.code("lawyer"))
        follow(page.get_by_role("button", name="Sign in", exact=True))
        expect(page).to_have_url(f"{origin}/lawyer/")
        follow(page.get_by_role("button", name="Беларуская"))
        page.get_by_role("heading", name="Пошук").wait_for()
        follow(page.get_by_role("button", name="Выйсці"))
        page.get_by_text("Вы выйшлі.").wait_for()
        page.goto("/account")
        page.get_by_role("heading", name="Увайсці").wait_for()


def test_the_keyboard_reaches_the_content_first(origin, browser):
    with opened(browser, origin) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_a_passkey_is_added_and_replaces_the_code(world, browser):
    with served(world) as origin, opened(browser, origin, world.token("lawyer")) as context:
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        page.goto("/account/passkeys/new")
        page.get_by_label("Name of the passkey").fill("blue <key>")
        follow(page.get_by_role("button", name="Add a passkey"))
        page.get_by_text("The passkey is added.").wait_for()
        page.get_by_text("blue <key>").wait_for()
        follow(page.get_by_role("button", name="Sign out"))
        page.get_by_text("You are signed out.").wait_for()
        world.clock.move(seconds=1)
        page.goto("/sign-in")
        page.get_by_label("Handle").fill("lawyer")
        page.get_by_label("Passphrase").fill(world.passphrase("lawyer"))
        follow(page.get_by_role("button", name="Sign in with a passkey"))
        page.get_by_role("link", name="My account").first.wait_for()
