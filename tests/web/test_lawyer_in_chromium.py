"""The lawyer in Debian's Chromium: asking, narrowing, drawing, opening; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.chromium import (
    LARGEST,
    findings,
    follow,
    follow_key,
    narrow_and_wide,
    opened,
    picture,
    served,
    weight,
)
from tests.web.test_in_chromium import reading

pytestmark = pytest.mark.xdist_group("chromium")
WORDS = {
    "en": ("Search", "Apply: Kinds of item", "Timeline", "Matrix", "Places", "Open"),
    "ru": ("Поиск", "Применить: Виды материалов", "Время", "Таблица", "Места", "Открыть"),
    "be": ("Пошук", "Ужыць: Віды матэрыялаў", "Час", "Табліца", "Месцы", "Адкрыць"),
}


@pytest.fixture(scope="module")
def origin(searched):
    with served(searched) as origin:
        yield origin


def looks_sound(page, name):
    picture(page, name)
    assert list(narrow_and_wide(page)) == [320, 1280]


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", list(WORDS))
def test_a_lawyer_asks_narrows_draws_and_opens(searched, origin, browser, language, javascript):
    search, apply, timeline, matrix, places, open_ = WORDS[language]
    token, options = searched.token("lawyer"), {"java_script_enabled": javascript}
    scheme = "dark" if javascript else "light"
    with (
        reading(searched, "lawyer", language),
        opened(browser, origin, token, color_scheme=scheme, **options) as context,
    ):
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto("/lawyer/search")
        page.locator("#purpose").select_option("prosecution")
        page.locator("#jurisdiction").fill("DE")
        page.locator("#text").fill("стена")
        follow(page.get_by_role("button", name=search, exact=True))
        expect(page.locator("[data-hit]")).to_have_count(10)
        assert 0 < weight(page) < LARGEST
        expect(page).to_have_url(f"{origin}/lawyer/search")
        look = f"lawyer-{{}}-{language}-{scheme}"
        looks_sound(page, look.format("results"))
        sound(page, javascript)
        page.locator("summary", has_text=apply.partition(": ")[2]).click()
        page.locator("input[value=interview]").check()
        follow(page.get_by_role("button", name=apply))
        expect(page.locator(".chip")).to_have_count(1)
        for name in (timeline, matrix, places):
            follow(page.get_by_role("button", name=name, exact=True))
            looks_sound(page, look.format(name))
            sound(page, javascript)
            expect(page.locator("[data-hit]")).to_have_count(10)
        follow(page.get_by_role("button", name=open_).first)
        expect(page.locator("h1")).to_have_text(re.compile("^FICTIONAL"))
        assert [line for line in said if "status of 4" not in line] == []


def sound(page, javascript):
    """axe-core is a script: without scripts there is only the picture."""
    if javascript:
        assert findings(page) == []


def test_the_keys_lead_through_the_matches(searched, origin, browser):
    with opened(browser, origin, searched.token("lawyer")) as context:
        page = context.new_page()
        page.goto("/lawyer/search")
        page.locator("#purpose").select_option("prosecution")
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("/")
        page.keyboard.type("jok?")
        expect(page.locator("#text")).to_have_value("jok?")
        page.locator("#text").fill("стена")
        follow_key(page, "Enter")
        hits = page.locator("[data-hit]")
        for key, at in (("j", 0), ("j", 1), ("k", 0)):
            page.keyboard.press(key)
            expect(hits.nth(at)).to_be_focused()
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        assert findings(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        page.keyboard.press("j")
        expect(hits.nth(1)).to_be_focused()
        follow_key(page, "o")
        page.wait_for_url("**/lawyer/search/match")
