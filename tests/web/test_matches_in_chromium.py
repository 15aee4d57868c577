"""The item page in Debian's Chromium: from match to match by keys and buttons, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.chromium import findings, follow, follow_key, opened, picture, served
from tests.web.test_in_chromium import reading

pytestmark = pytest.mark.xdist_group("chromium")
WORDS = {
    "en": ("Search", "Open", "Next match", "Previous match", "Back to the matches"),
    "ru": ("Поиск", "Открыть", "Следующее найденное", "Предыдущее найденное", "Назад к найденному"),
    "be": ("Пошук", "Адкрыць", "Наступнае знойдзенае", "Папярэдняе знойдзенае", "Назад да знойдзенага"),
}
PLACE = ".matches span"


@pytest.fixture(scope="module")
def origin(searched):
    with served(searched) as origin:
        yield origin


def ask(page, search):
    page.goto("/lawyer/search")
    page.locator("#purpose").select_option("prosecution")
    page.locator("#jurisdiction").fill("DE")
    page.locator("#text").fill("стена")
    follow(page.get_by_role("button", name=search, exact=True))
    expect(page.locator("[data-hit]")).to_have_count(10)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", list(WORDS))
def test_buttons_lead_from_match_to_match(searched, origin, browser, language, javascript):
    search, open_, following, previous, back = WORDS[language]
    scheme = "dark" if javascript else "light"
    options = {"java_script_enabled": javascript, "color_scheme": scheme}
    with (
        reading(searched, "lawyer", language),
        opened(browser, origin, searched.token("lawyer"), **options) as context,
    ):
        page = context.new_page()
        ask(page, search)
        follow(page.get_by_role("button", name=open_).nth(1))
        expect(page.locator(PLACE)).to_contain_text(re.compile(r"\b2\b.*\b30\b"))
        follow(page.get_by_role("button", name=following))
        expect(page.locator(PLACE)).to_contain_text(re.compile(r"\b3\b.*\b30\b"))
        follow(page.get_by_role("button", name=previous))
        expect(page.locator(PLACE)).to_contain_text(re.compile(r"\b2\b.*\b30\b"))
        expect(page).to_have_url(f"{origin}/lawyer/search/match")
        if javascript:
            assert findings(page) == []
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            picture(page, f"lawyer-match-{language}-{scheme}-{width}")
        follow(page.get_by_role("button", name=back))
        expect(page.locator("[data-hit]")).to_have_count(10)


def test_keys_lead_from_match_to_match(searched, origin, browser):
    with opened(browser, origin, searched.token("lawyer")) as context:
        page = context.new_page()
        ask(page, "Search")
        page.locator("h1").click()
        page.keyboard.press("j")
        follow_key(page, "o")
        for key, place in (("n", 2), ("n", 3), ("p", 2), ("p", 1)):
            follow_key(page, key)
            expect(page.locator(PLACE)).to_have_text(f"Match {place} of 30")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_contain_text("Next match")
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        follow_key(page, "m")
        expect(page.locator("[data-hit]")).to_have_count(10)
