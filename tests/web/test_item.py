"""An item as a lawyer reads it: words, viewers, ranges, other accounts, custody; all logged first."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from archive.domain.claims import (
    Channel,
    Expectation,
    Ground,
    Hearing,
    MeasureClaim,
    NoticeClaim,
    Response,
)
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Attribution, Basis, Certainty, Flag, Level, Source
from archive.services.change import change_consent
from archive.services.viewing import LIFE
from tests.chromium import chromium, findings, follow, follow_key, opened, picture, served
from tests.factories import consent, describe
from tests.web.exhibits import deposit_media, picture_bytes

pytestmark = pytest.mark.xdist_group("chromium")
USE = {"purpose": "analysis", "recipient": "", "jurisdiction": ""}
SOUND = bytes(range(256)) * 1024
_SOURCE = re.compile(r'src="(/lawyer/openings/\d+(?:/page)?)"')


@pytest.fixture
def told(world):
    """An item with a claim, a picture, a recording and three kinds of file that browsers must not run."""
    act = Allegation(
        violation="integrity.torture",
        when="2020-08-10/2020-08-12",
        quantifier=Quantifier.SOME_DAY,
        attributions=(
            Attribution(
                unit="by-omon-minsk", level=Level.UNIT, basis=Basis.INSIGNIA, certainty=Certainty.MEDIUM
            ),
        ),
    )
    described = describe(
        "at the wall",
        text="FICTIONAL: they stood at the wall for hours.",
        flags=(Flag.GRAPHIC,),
        source=Source(witness="W-1"),
        allegations=(act,),
    )
    return deposit_media(
        world.made,
        described,
        ("wall.png", "image/png", picture_bytes()),
        ("voice.mp3", "audio/mpeg", SOUND),
        ("page.html", "text/html", b"<script>alert(1)</script>"),
        ("drawing.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("letter.pdf", "application/pdf", b"%PDF-1.7"),
    )


def lawyer(world):
    browser = world.browser("lawyer")
    browser.get("/lawyer/")
    return browser


def look(browser, number, position=1, **fields):
    page = browser.post(f"/lawyer/items/{number}/exhibits/{position}/look", {**USE, **fields})
    assert page.status_code == 200, page.text
    return page


def ranged(browser, source, wanted):
    return browser.client.get(source, headers={**browser.headers, "Range": wanted})


def test_the_record_is_told_in_words(world, told):
    page = lawyer(world).post(f"/lawyer/items/{told}", USE)
    assert page.status_code == 200, page.text
    for said in (
        "from 10 August 2020 to 12 August 2020",
        "2020-08-10/2020-08-12",
        "on one day or some days of that time",
        "insignia",
        "rather sure",
        "Above it at that time",
        "CAT-1",
        "analysis inside the archive</strong>",
        "graphic material",
    ):
        assert said in page.text
    assert page.text.count('class="answer-yes"') == 2


def test_grounds_and_what_superiors_heard_and_did_are_told_in_words(world):
    act = Allegation(
        violation="justice.unfair_trial",
        grounds=(Ground.POLITICAL,),
        charges=("BY-CC-361-4",),
        hearing=Hearing.CLOSED,
    )
    described = describe(
        "a trial",
        allegations=(act,),
        notices=(NoticeClaim("FICTIONAL chairman", Channel.COMPLAINT, "families", when="2021-03"),),
        measures=(MeasureClaim("FICTIONAL chairman", Response.REFUSAL, unit="by-mvd"),),
        expectations=(Expectation.REHABILITATION,),
    )
    number = deposit_media(world.made, described, ("a.txt", "text/plain", b"FICTIONAL"))
    page = lawyer(world).post(f"/lawyer/items/{number}", USE)
    for said in (
        "on a political ground",
        "BY-CC-361-4",
        "heard behind closed doors",
        "told by a complaint families",
        "refused to have it looked into",
        "March 2021",
        "rehabilitation",
    ):
        assert said in page.text


def test_words_asked_for_are_marked_in_the_record_and_in_an_exhibit(world):
    number = deposit_media(
        world.made, describe("x", text="At the wall."), ("a.txt", "text/plain", b"Walls <b>and</b> wall")
    )
    browser = lawyer(world)
    assert "<mark>wall</mark>" in browser.post(f"/lawyer/items/{number}", {**USE, "text": "wall"}).text
    page = look(browser, number, text="wall")
    assert "<mark>wall</mark>" in page.text
    assert "<b>" not in page.text


def test_a_recording_is_opened_once_and_given_out_in_ranges(world, told):
    browser = lawyer(world)
    before = world.entries()
    page = look(browser, told, 2)
    assert world.entries() == before + 2, "the record and the exhibit"
    assert "muted" in page.text
    assert "autoplay" not in page.text
    source = _SOURCE.search(page.text)[1]
    part = ranged(browser, source, "bytes=65530-65545")
    assert (part.status_code, part.data) == (206, SOUND[65530:65546])
    assert part.headers["Content-Range"] == f"bytes 65530-65545/{len(SOUND)}"
    assert ranged(browser, source, "bytes=-3").data == SOUND[-3:]
    assert browser.get(source).data == SOUND
    assert ranged(browser, source, "bytes=999999-").status_code == 416
    assert ranged(browser, source, "bytes=0-1,5-6").status_code == 200
    assert world.entries() == before + 2, "ranges are part of the opening"


def test_what_is_shown_is_in_a_sandbox_under_our_type(world, told):
    browser = lawyer(world)
    shown = browser.get(_SOURCE.search(look(browser, told, 2).text)[1])
    assert shown.headers["Content-Type"] == "audio/mpeg"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.data == SOUND


@pytest.mark.parametrize(("position", "answer", "entries"), [(3, 200, 2), (4, 400, 1)])
def test_html_and_svg_are_only_ever_files(world, told, position, answer, entries):
    """Of HTML the text is shown, as text."""
    browser = lawyer(world)
    before = world.entries()
    assert browser.post(f"/lawyer/items/{told}/exhibits/{position}/look", USE).status_code == answer
    assert world.entries() == before + entries, "only the record was opened, or its text as well"
    file = browser.post(f"/lawyer/items/{told}/exhibits/{position}", USE)
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Type"] == "application/octet-stream"
    entry = world.entries() - 1
    assert browser.get(f"/lawyer/openings/{entry}").status_code == 404


def test_graphic_material_is_veiled_until_asked_for(world, told):
    page = look(lawyer(world), told)
    assert 'class="veiled"' in page.text
    assert 'class="unveil"' in page.text
    assert "checked" not in page.text


def test_an_opening_is_ones_own_and_ends(world, told):
    browser = lawyer(world)
    source = _SOURCE.search(look(browser, told).text)[1]
    assert browser.get("/lawyer/openings/0").status_code == 404
    assert world.browser("documenter").get(source).status_code == 403
    change_consent(world.archive, world.made.lawyer, told, 1, consent(), "the source withdrew it")
    assert browser.get(source).status_code == 404
    assert browser.get("/lawyer/openings/999999999999999999999").status_code == 404


def test_an_opening_is_over_after_some_hours(world, told):
    browser = lawyer(world)
    source = _SOURCE.search(look(browser, told).text)[1]
    world.clock.move(seconds=(LIFE + timedelta(minutes=1)).total_seconds())
    assert world.browser("lawyer", fresh=True).get(source).status_code == 404


def test_accounts_stand_beside_each_other_with_what_they_differ_in(world, told):
    other = Allegation(violation="integrity.torture", when="2020-09-01", quantifier=Quantifier.SOME_DAY)
    world.made.deposit(
        (), describe("later", text="FICTIONAL.", source=Source(witness="W-1"), allegations=(other,))
    )
    page = lawyer(world).post(f"/lawyer/items/{told}/accounts", USE)
    assert page.status_code == 200, page.text
    assert "the same witness" in page.text
    assert "<mark><bdi>2020-09-01" in page.text


def test_similar_items_and_custody_have_pages(world, told):
    browser = lawyer(world)
    assert browser.post(f"/lawyer/items/{told}/similar", USE).status_code == 200
    page = browser.post(f"/lawyer/items/{told}/custody", USE)
    assert "documenter handed the item in, and the archive took it in." in page.text
    assert "lawyer opened it to read." in page.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_item_is_sound_in_chromium(world, told, scheme):
    with (
        served(world) as origin,
        chromium() as browser,
        opened(browser, origin, world.token("lawyer"), color_scheme=scheme) as context,
    ):
        page = context.new_page()
        page.goto("/lawyer/search")
        page.get_by_label("For what purpose?").select_option("analysis")
        follow(page.get_by_role("button", name="Search", exact=True))
        follow(page.get_by_role("button", name=f"Open {told}"))
        page.get_by_role("heading", name="What is claimed").wait_for()
        picture(page, f"item-{scheme}")
        assert findings(page) == []
        page.keyboard.press("?")
        page.get_by_role("heading", name="Keys").wait_for()
        picture(page, f"item-keys-{scheme}")
        page.keyboard.press("Escape")
        page.get_by_role("heading", name="Keys").wait_for(state="hidden")
        follow_key(page, "1")
        page.get_by_role("img", name="Exhibit 1 as a picture").wait_for()
        image = page.locator("img")
        expect(image).to_have_css("filter", re.compile("blur"))
        picture(page, f"exhibit-veiled-{scheme}")
        page.get_by_label("Show it sharp and in colour").check()
        expect(image).to_have_css("filter", "none")
        expect(image).to_have_js_property("naturalWidth", 64)
        assert findings(page) == []
        follow_key(page, "b")
        page.get_by_role("heading", name="What is claimed").wait_for()
        follow_key(page, "c")
        page.get_by_role("heading", name="Chain of custody").wait_for()
        picture(page, f"item-custody-{scheme}")
        assert findings(page) == []
