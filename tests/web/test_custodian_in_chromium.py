"""The custodian's main journey in Chromium: three languages, with and without JavaScript, with pictures.

Somebody is invited, makes keys, is compared and admitted; an identity is revealed by two; the keys of the
collection are replaced by two; roles change, sessions end, the state of the archive is looked at; the
person is retired.
"""

import pytest
from playwright.sync_api import Page, expect

from archive.domain.account import LANGUAGES
from archive.domain.description import Identity
from archive.services.enrolment import set_language
from crypto.totp import code_at, read_shown
from scripts.messages import read
from tests.chromium import findings, follow, opened, picture, served
from tests.factories import SECRETS
from tests.web_world import World

pytestmark = pytest.mark.xdist_group("chromium")
PLACES = ("Collections", "Index", "Keys", "If this machine were seized now", "Settings and their safety")
PHRASE = "eleven otters beside a frozen mill"


class Reader:
    """Somebody who reads one language: names of buttons and fields are given in English."""

    def __init__(self, page: Page, language: str, name: str) -> None:
        self.page = page
        self._words = read(language) if language != "en" else {}
        self._name = name

    def say(self, text: str, **values: str | int) -> str:
        known = self._words.get(text) if self._words else None
        return (
            (str(known.string) if known else text) % values
            if values
            else str(known.string if known else text)
        )

    def press(self, text: str, **values: str) -> None:
        follow(self.page.get_by_role("button", name=self.say(text, **values), exact=True).first)

    def fill(self, label: str, value: str, **values: str) -> None:
        self.page.get_by_label(self.say(label, **values)).first.fill(value)

    def reads(self, text: str, **values: str | int) -> None:
        self.page.get_by_text(self.say(text, **values)).first.wait_for()

    def look(self, state: str) -> None:
        """Keep a picture; axe-core finds nothing. (Without scripts, only the picture.)"""
        picture(self.page, f"journey-custodian-{state}-{self._name}")
        if self._name.endswith("script"):
            assert findings(self.page) == []


def accept(reader: Reader, world: World, code: str) -> str:
    """Accept the invitation as its person; answers with the fingerprint that the page shows."""
    page = reader.page
    page.goto("/invitation")
    page.locator("[name=invitation]").fill(code)
    follow(page.locator("main form button"))
    secret = page.locator("code.secret").inner_text()
    page.locator("[name=passphrase]").fill(PHRASE)
    page.locator("[name=repeated_passphrase]").fill(PHRASE)
    page.locator("[name=code]").fill(code_at(read_shown(secret), world.clock.now().timestamp()))
    follow(page.locator("main form button"))
    return page.locator("code.secret").inner_text()


def reveal(first: Reader, second: Reader, number: str) -> None:
    """One asks, the other approves, the first sees the name, once."""
    page = first.page
    page.goto(f"/custodian/items/{number}")
    page.locator("#why-reveal_identity").fill("The court summons the witness.")
    first.press("Ask to reveal the identity")
    first.reads("Asked for. Another custodian decides, within two days.")
    first.look("asked")
    second.page.goto("/custodian/")
    second.look("waiting")
    second.page.goto("/custodian/approvals")
    second.look("deciding")
    second.press("Approve")
    second.reads("Your decision is recorded.")
    page.goto("/custodian/approvals")
    follow(page.get_by_role("link", name=first.say("Go on")))
    first.look("approved")
    first.fill("Why, and for whom", "A letter of the court.")
    first.fill("Passphrase of the identity vault", "another passphrase altogether")
    first.press("Show the identity")
    first.look("mistyped")
    first.fill("Passphrase of the identity vault", SECRETS.vault)
    first.press("Show the identity")
    page.get_by_text("Fictional Person").wait_for()
    first.look("identity")
    page.goto(f"/custodian/items/{number}")
    expect(page.locator("#why-reveal_identity"), "the approval is used up").to_have_count(1)
    assert "Fictional Person" not in page.content()


def replace_keys(first: Reader, second: Reader) -> None:
    """One asks, the other approves, the first begins, and re-wraps to the end."""
    page = first.page
    page.goto("/custodian/collections")
    follow(page.get_by_role("link", name=first.say("Replace the keys of %(name)s", name="main")))
    first.look("keys")
    first.fill("Why is it needed?", "A laptop of a member was taken.")
    first.press("Ask another custodian")
    first.reads("Asked for. Another custodian decides, within two days.")
    first.look("keys-asked")
    second.page.goto("/custodian/approvals")
    second.press("Approve")
    second.reads("Your decision is recorded.")
    page.goto("/custodian/approvals")
    follow(page.get_by_role("link", name=first.say("Go on")))
    first.look("keys-approved")
    first.fill("New passphrase of the collection", PHRASE)
    first.fill("New passphrase again", "another passphrase altogether")
    first.press("Replace the keys")
    expect(page.locator("#repeated_passphrase-error")).to_be_visible()
    first.look("keys-mistyped")
    first.fill("New passphrase of the collection", PHRASE)
    first.fill("New passphrase again", PHRASE)
    first.press("Replace the keys")
    first.reads("The keys are replaced. What is there already is re-wrapped next: go on below.")
    first.look("keys-begun")
    first.press("Re-wrap the next items")
    first.reads("%(done)d of %(items)d items are sealed to the present keys.", done=1, items=1)
    first.reads("Nothing waits: the old recipients are retired.")
    expect(page.get_by_role("button", name=first.say("Re-wrap the next items"))).to_have_count(0)
    first.look("keys-retired")


def look_around(first: Reader) -> None:
    """Every page about what there is, by the links of the first page."""
    for name in (
        "Collections",
        "Index",
        "Keys",
        "If this machine were seized now",
        "Settings and their safety",
    ):
        first.page.goto("/custodian/")
        follow(first.page.locator(".doors").get_by_role("link", name=first.say(name), exact=True))
        expect(first.page.locator("h1")).to_have_text(first.say(name))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_custodian_does_the_daily_work(pair, browser, language, script):
    number = pair.made.deposit([b"FICTIONAL"], identity=Identity(name="Fictional Person")).number
    for handle in ("custodian", "second"):
        set_language(pair.archive, pair.enrolled[handle].account, language)
    name = f"{language}-{'script' if script else 'plain'}"
    options = {"java_script_enabled": script, "extra_http_headers": {"Accept-Language": language}}
    with (
        served(pair) as origin,
        opened(browser, origin, pair.token("custodian"), **options) as mine,
        opened(browser, origin, pair.token("second"), **options) as others,
        opened(browser, origin, **options) as strangers,
    ):
        first, second = Reader(mine.new_page(), language, name), Reader(others.new_page(), language, name)
        invited, page = Reader(strangers.new_page(), language, name), first.page
        page.goto("/custodian/invitations")
        first.fill("Handle", "otter")
        page.locator("[name=roles][value=lawyer]").check()
        page.locator("select").first.select_option("2")
        first.press("Make the invitation")
        first.look("code")
        words = accept(invited, pair, page.locator("code.secret").inner_text())
        page.goto("/custodian/")
        first.look("home")
        page.goto("/custodian/invitations")
        follow(page.get_by_role("link", name=first.say("Compare and sign")))
        first.fill("Fingerprint, as the person reads it to you", "AAAA-AAAA")
        first.press("Sign and let them in")
        first.look("other-fingerprint")
        first.fill("Fingerprint, as the person reads it to you", words)
        first.press("Sign and let them in")
        first.reads("The person is admitted, and can sign in.")
        reveal(first, second, number)
        replace_keys(first, second)
        page.goto("/custodian/people/otter")
        page.locator("[name=roles][value=auditor]").check()
        first.press("Change the roles")
        first.reads("The roles are changed. They hold from the next request on.")
        page.goto("/custodian/sessions")
        first.press("End")
        first.reads("Ended.")
        look_around(first)
        page.goto("/custodian/people/otter")
        first.press("Retire %(handle)s", handle="otter")
        first.look("unsure")
        page.locator("#sure").check()
        first.press("Retire %(handle)s", handle="otter")
        first.page.locator("tr", has_text="otter").locator(".tag").wait_for()
        first.look("retired")
