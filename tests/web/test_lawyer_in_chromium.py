"""The lawyer in Debian's Chromium: asking, narrowing, drawing, opening; with and without scripts."""

import pytest

from tests.chromium import LARGEST, chromium, findings, opened, picture, served
from tests.factories import make_archive
from tests.web.searching import fill_for_search
from tests.web.test_in_chromium import reading
from tests.web_world import make_world

pytestmark = pytest.mark.xdist_group("chromium")
WORDS = {
    "en": ("Search", "Apply: Kinds of item", "Timeline", "Matrix", "Places", "Open"),
    "ru": ("Поиск", "Применить: Виды материалов", "Время", "Таблица", "Места", "Открыть"),
    "be": ("Пошук", "Ужыць: Віды матэрыялаў", "Час", "Табліца", "Месцы", "Адкрыць"),
}


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    made = make_archive(tmp_path_factory.mktemp("journey"))
    fill_for_search(made)
    world = make_world(made)
    yield world
    world.close()


@pytest.fixture(scope="module")
def origin(searched):
    with served(searched) as origin:
        yield origin


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


def looks_sound(page, name):
    picture(page, name)
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate(overflow), f"{name} scrolls sideways at {width}"
    page.set_viewport_size({"width": 1280, "height": 800})


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
        page.set_default_timeout(5000)
        said, sizes = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("response", lambda response: sizes.append(len(response.body())))
        page.goto("/lawyer/search")
        page.locator("#purpose").select_option("prosecution")
        page.locator("#jurisdiction").fill("DE")
        page.locator("#text").fill("стена")
        sizes.clear()
        page.get_by_role("button", name=search, exact=True).click()
        assert page.locator("[data-hit]").count() == 10
        assert sum(sizes) < LARGEST
        assert page.url == f"{origin}/lawyer/search"
        look = f"lawyer-{{}}-{language}-{scheme}"
        looks_sound(page, look.format("results"))
        sound(page, javascript)
        page.locator("summary", has_text=apply.partition(": ")[2]).click()
        page.locator("input[value=interview]").check()
        page.get_by_role("button", name=apply).click()
        assert page.locator(".chip").count() == 1
        for name in (timeline, matrix, places):
            page.get_by_role("button", name=name, exact=True).click()
            looks_sound(page, look.format(name))
            sound(page, javascript)
            assert page.locator("[data-hit]").count() == 10
        page.get_by_role("button", name=open_).first.click()
        assert page.locator("h1").inner_text().startswith("FICTIONAL")
        assert [line for line in said if "status of 4" not in line] == []


def sound(page, javascript):
    """axe-core is a script: without scripts there is only the picture."""
    if javascript:
        assert findings(page) == []


def test_the_keys_lead_through_the_matches(searched, origin, browser):
    with opened(browser, origin, searched.token("lawyer")) as context:
        page = context.new_page()
        page.set_default_timeout(5000)
        page.goto("/lawyer/search")
        page.locator("#purpose").select_option("prosecution")
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("/")
        page.keyboard.type("jok?")
        assert page.locator("#text").input_value() == "jok?"
        page.locator("#text").fill("стена")
        page.keyboard.press("Enter")
        page.locator("[data-hit]").first.wait_for()
        for key in "jjk":
            page.keyboard.press(key)
        focused = page.evaluate("document.activeElement.querySelector('h3').textContent")
        assert focused == page.locator("[data-hit] h3").first.inner_text()
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        assert findings(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url("**/lawyer/search/match")
