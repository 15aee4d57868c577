"""What is typed into a deposit outlives lost connections, ended sessions, other windows and double clicks.

In Chromium, with and without JavaScript. Nothing typed is ever stored by the browser itself.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from archive.services.drafts import open_draft
from archive.services.enrolment import set_language
from tests.chromium import findings, opened, picture
from tests.web.documenting import ACCOUNT, Desk
from tests.web_world import World

pytestmark = pytest.mark.xdist_group("chromium")
LANGUAGES = pytest.mark.parametrize("language", ["en", "ru", "be"])
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
WORDS = "ВЫДУМКА: чайнік стаяў на стале 🫖.\n" * 20
NO_CONNECTION = {"en": "There is no connection", "ru": "Нет связи", "be": "Няма сувязі"}
OVER = {"en": "Your session is over", "ru": "Сеанс завершён", "be": "Сеанс скончаны"}
ELSEWHERE = {"en": "changed in another window", "ru": "в другом окне", "be": "ў іншым акне"}
GONE = {
    "en": "This draft is not there any more",
    "ru": "Этого черновика больше нет",
    "be": "Гэтага чарнавіка больш няма",
}
SAID = "p[data-kept]"


def speak(world: World, language: str) -> None:
    set_language(world.archive, world.enrolled["documenter"].account, language)


def tell(page: Page, desk: Desk) -> None:
    """The step with the account, filled as it should be."""
    page.goto(f"{desk.path}/account")
    page.fill("#title", ACCOUNT["title"])
    page.select_option("#kind", "testimony")
    page.check("[name=languages][value=be]")
    page.fill("#text", WORDS)
    page.check("[name=sensitivity][value='2']")


def go_on(page: Page) -> None:
    page.locator("form:has([name=revision]) .actions button").first.click()


def kept(world: World, desk: Desk) -> str:
    """The text of the account as the draft has it."""
    draft = open_draft(world.archive, world.made.documenter, desk.draft_id)
    return draft.step("account").fields["text"][0].replace("\r\n", "\n").strip()


@LANGUAGES
def test_a_lost_connection_loses_no_word(world, browser, origin, desk, language):
    speak(world, language)
    with opened(browser, origin, world.token("documenter")) as context:
        page = context.new_page()
        tell(page, desk)
        context.set_offline(True)
        expect(page.locator(SAID)).to_contain_text(NO_CONNECTION[language])
        go_on(page)
        expect(page.locator(SAID)).to_contain_text(NO_CONNECTION[language])
        expect(page.locator("#text")).to_have_value(WORDS)
        picture(page, f"typing-offline-{language}")
        assert findings(page) == []
        context.set_offline(False)
        expect(page.locator(SAID)).to_have_attribute("class", "hint")
        go_on(page)
        page.wait_for_url("**/source")
    assert kept(world, desk) == WORDS.strip()


@BOTH
@LANGUAGES
def test_an_ended_session_gives_the_words_back(world, browser, origin, desk, language, javascript):
    speak(world, language)
    options = {"java_script_enabled": javascript, "extra_http_headers": {"Accept-Language": language}}
    with opened(browser, origin, world.token("documenter"), **options) as context:
        page = context.new_page()
        tell(page, desk)
        world.clock.move(hours=1)
        go_on(page)
        expect(page.locator(".notice")).to_contain_text(OVER[language])
        seen = f"typing-session-over-{language}-{'script' if javascript else 'plain'}"
        picture(page, seen)
        page.fill("#handle", "documenter")
        page.fill("#passphrase", world.passphrase("documenter"))
        page.fill("#code", world.code("documenter"))
        page.locator("main .actions button").first.click()
        expect(page.locator("main form[action$='/account']:has(details) button")).to_be_visible()
        picture(page, f"{seen}-again")
        page.locator("main form[action$='/account']:has(details) button").click()
        page.wait_for_url("**/source")
        page.goto(f"{desk.path}/account")
        expect(page.locator("#text")).to_have_value(WORDS.strip())


@BOTH
@LANGUAGES
def test_whoever_signed_in_again_in_another_window_sends_the_words_once_more(
    world, browser, origin, desk, language, javascript
):
    speak(world, language)
    with opened(browser, origin, world.token("documenter"), java_script_enabled=javascript) as context:
        page = context.new_page()
        tell(page, desk)
        context.add_cookies([{"name": "sviedka", "value": world.token("documenter"), "url": origin}])
        go_on(page)
        again = page.locator("main form[action$='/account']:has(details) button")
        expect(again).to_be_visible()
        picture(page, f"typing-another-session-{language}")
        again.click()
        page.wait_for_url("**/source")
    assert kept(world, desk) == WORDS.strip()


@LANGUAGES
def test_another_window_overwrites_nothing(world, browser, origin, desk, language):
    speak(world, language)
    with opened(browser, origin, world.token("documenter")) as context:
        page = context.new_page()
        tell(page, desk)
        assert desk.keep("account", {**ACCOUNT, "text": "the other window"}).status_code == 303
        go_on(page)
        expect(page.locator("#text")).to_have_value(WORDS.strip())
        expect(page.locator("main .problems")).to_contain_text(ELSEWHERE[language])
        picture(page, f"typing-stale-{language}")
        assert kept(world, desk) == "the other window"
        go_on(page)
        page.wait_for_url("**/source")
    assert kept(world, desk) == WORDS.strip()


@LANGUAGES
def test_a_draft_that_is_gone_leaves_the_words_on_the_page(world, browser, origin, desk, language):
    speak(world, language)
    with opened(browser, origin, world.token("documenter")) as context:
        page = context.new_page()
        tell(page, desk)
        desk.browser.get(f"{desk.path}/discard")
        assert desk.browser.post(f"{desk.path}/discard").status_code == 303
        go_on(page)
        expect(page.locator(SAID)).to_contain_text(GONE[language])
        expect(page.locator("#text")).to_have_value(WORDS)
        picture(page, f"typing-gone-{language}")


def test_a_link_keeps_what_was_typed_before_it_leads_away(world, browser, origin, desk):
    with opened(browser, origin, world.token("documenter")) as context:
        page = context.new_page()
        tell(page, desk)
        page.locator(".steps a[href$='/source']").click()
        page.wait_for_url("**/source")
    assert kept(world, desk) == WORDS.strip()


@BOTH
def test_a_double_click_is_one_click(world, browser, origin, desk, javascript):
    with opened(browser, origin, world.token("documenter"), java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto("/documenter/")
        page.locator("form[action$='/drafts/start'] button").dblclick()
        expect(page).to_have_url(re.compile("/files$"))
        tell(page, desk)
        page.locator("form:has([name=revision]) .actions button").first.dblclick()
        expect(page).to_have_url(re.compile("/source$"))
        page.goto(f"{desk.path}/acts")
        page.locator("form[action$='/acts/add'] button").dblclick()
        expect(page).to_have_url(re.compile("/acts/[0-9a-f]{16}$"))
    assert len(world.archive.drafts.list(world.made.documenter.agent.agent_id)) == 2
    draft = open_draft(world.archive, world.made.documenter, desk.draft_id)
    assert len([name for name in draft.steps if name.startswith("act.")]) == 1


def test_nothing_typed_is_stored_by_the_browser(world, browser, origin, desk):
    with opened(browser, origin, world.token("documenter")) as context:
        page = context.new_page()
        tell(page, desk)
        page.locator(".steps a[href$='/source']").click()
        page.wait_for_url("**/source")
        counts = "() => [localStorage.length, sessionStorage.length]"
        assert page.evaluate(counts) == [0, 0]
        assert (
            page.evaluate("async () => (await indexedDB.databases()).length + (await caches.keys()).length")
            == 0
        )
