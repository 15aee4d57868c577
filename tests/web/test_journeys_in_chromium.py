"""The journeys of documenter and auditor in Chromium, in three languages, with and without JavaScript.

Buttons are found by where they lead, not by their words, so that one journey holds for every language.
Pictures of every page at 320 and 1280 pixels lie in .cache/screenshots.
"""

import pytest
from playwright.sync_api import Page, expect

from archive.domain.account import LANGUAGES
from archive.services.enrolment import set_language
from tests.chromium import follow, narrow_and_wide, opened, picture
from tests.web_world import World

pytestmark = pytest.mark.xdist_group("chromium")
SAID = {"en": "early August 2020", "ru": "в начале августа 2020", "be": "у пачатку жніўня 2020"}
TORTURE = {"en": "torture", "ru": "пытки", "be": "катаванні"}


def looked(page: Page, name: str) -> None:
    """A picture at both widths; the page does not scroll sideways."""
    for width in narrow_and_wide(page):
        picture(page, f"journey-{name}-{width}")


def go_on(page: Page) -> None:
    """The first button of the step's form."""
    follow(page.locator(".actions button").first)


def at(page: Page, step: str) -> None:
    page.wait_for_url(f"**/{step}")


BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
NAME = "чайник <b>.txt"


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_documenter_deposits_and_sees_what_became_of_it(
    world: World, browser, origin, language, javascript
):
    set_language(world.archive, world.enrolled["documenter"].account, language)
    seen = f"{language}-{'script' if javascript else 'plain'}"
    with opened(browser, origin, world.token("documenter"), java_script_enabled=javascript) as context:
        page = context.new_page()
        _send_files(page, seen)
        _tell(page, seen, language)
        _name_acts(page, seen, language)
        _consent_and_deposit(page, seen)


def _send_files(page: Page, seen: str) -> None:
    page.goto("/documenter/")
    looked(page, f"{seen}-1-home")
    follow(page.locator("form[action$='/drafts/start'] button"))
    at(page, "files")
    file = {"name": NAME, "mimeType": "text/plain", "buffer": b"FICTIONAL"}
    page.set_input_files("#files", file)
    page.locator("form[data-files] button").first.click()
    expect(page.locator(".received bdi")).to_have_text([NAME])
    looked(page, f"{seen}-2-files")
    follow(page.locator("a.button"))
    at(page, "account")


def _tell(page: Page, seen: str, language: str) -> None:
    page.fill("#title", "FICTIONAL kettle 🫖")
    page.select_option("#kind", "testimony")
    page.check("[name=languages][value=be]")
    page.fill("#text", "ВЫДУМКА: чайнік стаяў на стале.")
    page.check("[name=sensitivity][value='2']")
    looked(page, f"{seen}-3-account")
    go_on(page)
    at(page, "source")
    page.select_option("#role", "witness")
    page.fill("#name", "Алесь Выдуманы")
    looked(page, f"{seen}-4-source")
    go_on(page)
    at(page, "circumstances")
    page.fill("#when_said", SAID[language])
    go_on(page)
    expect(page.locator(".understood")).to_contain_text("[2020-08-01..2020-08-10]")
    looked(page, f"{seen}-5-circumstances")
    go_on(page)
    at(page, "acts")


def _name_acts(page: Page, seen: str, language: str) -> None:
    for act in (1, 2):
        follow(page.locator("form[action$='/acts/add'] button"))
        page.fill("#violation", TORTURE[language])
        page.fill("#unit", "ИК-1")
        follow(page.locator("button[name=find][value=unit]"))
        page.locator(".found").first.wait_for()
        looked(page, f"{seen}-6-act-{act}")
        for choice in ("violation_choice", "unit_choice"):
            page.check(f"[name={choice}] >> nth=0")
        go_on(page)
        at(page, "acts")
    expect(page.locator(".received li")).to_have_count(2)
    looked(page, f"{seen}-7-acts")
    follow(page.locator("a.button"))
    at(page, "consent")


def _consent_and_deposit(page: Page, seen: str) -> None:
    looked(page, f"{seen}-8-consent")
    expect(page.locator("main input:checked"), "nothing is ticked beforehand").to_have_count(0)
    for field, value in (("basis", "source"), ("answer.prosecution", "yes"), ("withdrawal", "yes")):
        page.check(f"[name='{field}'][value={value}]")
    go_on(page)
    at(page, "summary")
    looked(page, f"{seen}-9-summary")
    go_on(page)
    page.wait_for_url("**/documenter/deposits/*")
    looked(page, f"{seen}-10-receipt")
    expect(page.locator("img[src$='receipt.svg']")).to_have_count(1)
    expect(page.locator("main")).to_contain_text(NAME)
    with page.expect_download() as download:
        page.locator("a[href$='receipt.json']").click()
    assert download.value.suggested_filename.endswith(".receipt.json")
    page.goto("/documenter/deposits")
    looked(page, f"{seen}-11-deposits")


@BOTH
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_auditor_checks_and_takes_a_report_along(world: World, browser, origin, language, javascript):
    world.made.deposit([b"FICTIONAL"])
    world.made.publish()
    set_language(world.archive, world.enrolled["auditor"].account, language)
    seen = f"auditor-{language}-{'script' if javascript else 'plain'}"
    with opened(browser, origin, world.token("auditor"), java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto("/auditor/")
        looked(page, f"{seen}-1-home")
        follow(page.locator("a[href='/auditor/log']"))
        follow(page.locator("a[href^='/auditor/items/']").first)
        looked(page, f"{seen}-2-item")
        follow(page.locator("td a[href^='/auditor/log/']").first)
        looked(page, f"{seen}-3-entry")
        with page.expect_download() as download:
            page.locator("a[href$='.tlog-proof']").click()
        assert download.value.suggested_filename.endswith(".tlog-proof")
        page.goto("/auditor/verification")
        before = world.entries()
        follow(page.locator("form[action$='/run'] button:not([name])").first)
        at(page, "verification/run")
        looked(page, f"{seen}-4-verified")
        assert world.entries() == before + 1
