"""What a lawyer looks at in Chromium: a PDF page by page, a pattern exhibit, a search laid out in law."""

from functools import partial

import pytest
from playwright.sync_api import expect

from archive.domain.description import (
    Allegation,
    Attribution,
    Consistency,
    Flag,
    Medical,
    MedicalFinding,
    Victim,
    VictimRole,
)
from archive.services.exhibit_text import Budgeted
from tests import pdf_files, picture_files
from tests.chromium import findings, follow, narrow_and_wide, opened, picture
from tests.factories import describe
from tests.web.exhibits import deposit_media
from tests.web.searching import fill_for_search
from tests.web.test_in_chromium import reading

pytestmark = pytest.mark.xdist_group("chromium")
LETTER = pdf_files.pdf(pdf_files.LINE, b"0 0 1 rg 0 0 200 300 re f")
LOOK = {"en": ("Look at exhibit 1", "Next page"), "be": ("Глядзець файл 1", "Наступная старонка")}


def look_sound(page, name, javascript=True):
    """axe-core is a script: without scripts there is only the picture."""
    picture(page, name)
    assert list(narrow_and_wide(page)) == [320, 1280]
    if javascript:
        assert findings(page) == []


def ask(page, words, purpose="analysis"):
    page.goto("/lawyer/search")
    page.locator("#purpose").select_option(purpose)
    page.locator("#text").fill(words)
    follow(page.locator("form#ask button").first)


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("be", False)])
def test_a_letter_is_read_page_by_page(world, origin, browser, language, javascript):
    flags = (Flag.GRAPHIC,) if javascript else ()
    described = describe("FICTIONAL letter", text="FICTIONAL letter", flags=flags)
    deposit_media(world.made, described, ("letter.pdf", "application/pdf", LETTER))
    look, forward = LOOK[language]
    token, options = world.token("lawyer"), {"java_script_enabled": javascript}
    with (
        reading(world, "lawyer", language),
        opened(browser, origin, token, color_scheme="dark" if javascript else "light", **options) as context,
    ):
        page = context.new_page()
        ask(page, "letter")
        follow(page.locator("[data-hit] button").first)
        follow(page.get_by_role("button", name=look, exact=True))
        leaf = page.locator("img.leaf")
        if javascript:
            expect(page.locator(".veiled")).to_have_count(1)
            look_sound(page, f"exhibit-veiled-{language}")
            page.locator(".unveil").check()
        first = leaf.get_attribute("src")
        look_sound(page, f"exhibit-page-1-{language}", javascript)
        follow(page.get_by_role("button", name=forward, exact=True))
        assert leaf.get_attribute("src") != first
        assert leaf.evaluate("image => image.complete && image.naturalWidth > 100")
        look_sound(page, f"exhibit-page-2-{language}", javascript)


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("be", False)])
def test_a_photograph_is_seen_drawn_anew(world, origin, browser, language, javascript):
    described = describe("FICTIONAL photograph", text="FICTIONAL photograph", flags=(Flag.GRAPHIC,))
    photograph = picture_files.picture("JPEG", (600, 400), exif=picture_files.lying())
    deposit_media(world.made, described, ("wall.jpg", "image/jpeg", photograph))
    token, options = world.token("lawyer"), {"java_script_enabled": javascript}
    with (
        reading(world, "lawyer", language),
        opened(browser, origin, token, **options) as context,
    ):
        page = context.new_page()
        ask(page, "photograph")
        follow(page.locator("[data-hit] button").first)
        follow(page.get_by_role("button", name=LOOK[language][0], exact=True))
        picture = page.locator(".veiled img")
        expect(picture).to_have_count(1)
        look_sound(page, f"photograph-veiled-{language}", javascript)
        page.locator(".unveil").check()
        assert picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [400, 600]
        look_sound(page, f"photograph-{language}", javascript)


def test_a_pattern_exhibit_is_kept_and_asked_again(world, origin, browser):
    fill_for_search(world.made)
    with opened(browser, origin, world.token("lawyer")) as context:
        page = context.new_page()
        ask(page, "стена")
        page.locator("summary", has_text="Keep it as a pattern exhibit").click()
        page.locator("#title").fill("Walls of a corridor")
        follow(page.get_by_role("button", name="Keep", exact=True))
        look_sound(page, "pattern-kept")
        number = page.locator("main").inner_text().partition("BYA-2026-E")[2][:5]
        world.made.deposit([], describe("FICTIONAL new", text="FICTIONAL стена"))
        page.goto("/lawyer/patterns")
        page.locator("#number").fill(f"BYA-2026-E{number}")
        follow(page.get_by_role("button", name="Show", exact=True))
        expect(page.locator("h1")).to_contain_text("Walls of a corridor")
        look_sound(page, "pattern-shown")
        follow(page.get_by_role("button", name="Ask it again now"))
        expect(page.locator("main")).to_contain_text("the item was taken in")
        look_sound(page, "pattern-asked-again")
        follow(page.get_by_role("button", name="Show the exhibit and its history"))
        expect(page.locator("main")).to_contain_text("came: 1")
        look_sound(page, "pattern-history")


WAYS = {
    "en": (
        "Lay it out in law",
        "Elements of the crime",
        "Norms",
        "Victims of several acts",
        "Who is named, by part",
        "Harmed and named",
        "Strong medical findings",
    ),
    "ru": (
        "Разложить по праву",
        "Элементы преступления",
        "Нормы",
        "Пострадавшие от нескольких деяний",
        "Кто назван и в какой роли",
        "И пострадавшие, и названные",
        "Сильные медицинские выводы",
    ),
}
BEATING = "integrity.torture.beating"
BOTH = (
    Allegation("liberty.arbitrary_detention", Victim(VictimRole.OTHER, reference="P-7")),
    Allegation(BEATING, attributions=(Attribution(person="FICTIONAL Узорны А.", reference="P-7"),)),
)
BURNS = Medical((MedicalFinding("FICTIONAL burns", Consistency.DIAGNOSTIC_OF),))


@pytest.mark.parametrize(("language", "javascript"), [("en", True), ("ru", False)])
def test_a_search_is_laid_out_in_law(world, origin, browser, language, javascript):
    fill_for_search(world.made)
    summary, *ways = WAYS[language]
    world.made.deposit([], describe("FICTIONAL both roles", allegations=BOTH))
    world.made.deposit([], describe("FICTIONAL report", medical=BURNS, allegations=(Allegation(BEATING),)))
    token, options = world.token("lawyer"), {"java_script_enabled": javascript}
    with (
        reading(world, "lawyer", language),
        opened(browser, origin, token, color_scheme="dark" if javascript else "light", **options) as context,
    ):
        page = context.new_page()
        for at, way in enumerate(ways):
            ask(page, "violation:integrity OR violation:liberty")
            page.locator("summary", has_text=summary).click()
            page.locator("#crime").select_option("CAH-7-1-f" if at == 0 else "")
            follow(page.get_by_role("button", name=way, exact=True))
            expect(page.locator("h1")).to_contain_text(way)
            if details := page.locator("section details summary").all():
                details[0].click()
            look_sound(page, f"law-{at}-{language}", javascript)
        page.locator("#least").select_option("not_consistent")
        follow(page.locator("form:has(#least) button"))
        expect(page.locator("#least")).to_have_value("not_consistent")
        look_sound(page, f"law-weakest-{language}", javascript)
        with page.expect_download() as taken:
            page.get_by_role("button", name="CSV", exact=True).click()
        assert taken.value.suggested_filename.startswith("sviedka-findings-")


def test_words_of_a_letter_lead_from_the_match_to_its_pages(world, origin, browser, monkeypatch):
    monkeypatch.setattr("archive.services.desk.Budgeted", partial(Budgeted, seconds=300.0))
    pages = ("FICTIONAL: начало письма", "FICTIONAL: Били дубинкой в коридоре", "FICTIONAL: опять дубинка")
    letter = ("letter.pdf", "application/pdf", pdf_files.written(*pages))
    deposit_media(world.made, describe("FICTIONAL letter"), letter)
    with (
        reading(world, "lawyer", "ru"),
        opened(browser, origin, world.token("lawyer"), color_scheme="light") as context,
    ):
        page = context.new_page()
        ask(page, "дубинки")
        assert page.locator(".passage mark").all_inner_texts() == ["дубинкой", "дубинка"]
        follow(page.locator("[data-hit] button").first)
        follow(page.get_by_role("button", name="Смотреть файл 1", exact=True))
        assert page.locator("main .words mark").count() == 0
        look_sound(page, "exhibit-text-found-on-other-pages")
        follow(page.get_by_role("button", name="страница 2", exact=True))
        assert page.locator("main .words mark").all_inner_texts() == ["дубинкой"]
        look_sound(page, "exhibit-text-marked")
