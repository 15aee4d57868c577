"""Shared work on pages: each step one entry and a redirect, conflicts with both texts, versions in words."""

import pytest

from archive.domain.agent import Role
from archive.services.agents import register_agent
from archive.services.change import amend
from archive.services.enrolment import create_account
from archive.services.shared_work import propose_label
from tests.chromium import chromium, findings, follow, opened, picture, served
from tests.factories import admit, describe

pytestmark = pytest.mark.xdist_group("chromium")
_WORDS = "words of lawyer2 for a test archive"


@pytest.fixture
def number(world):
    made = world.made
    register_agent(made.archive, made.custodian, "lawyer2", [Role.LAWYER], _WORDS)
    admit(made, "lawyer2", 3)
    world.enrolled["lawyer2"] = create_account(
        world.archive, made.actor("lawyer2"), world.passphrase("lawyer2")
    )
    return made.deposit((b"FICTIONAL",), describe("worked on", text="FICTIONAL first words.")).number


def lawyer(world):
    browser = world.browser("lawyer")
    browser.get("/lawyer/shared-work")
    return browser


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("status", {"status": "open"}),
        ("assignment", {"handle": "lawyer"}),
        ("labels", {"label": "door"}),
        ("notes", {"note": "FICTIONAL note"}),
        (
            "relations",
            {"kind": "incident", "to": "FICTIONAL day", "type": "same_incident", "certainty": "low"},
        ),
    ],
)
def test_each_step_is_one_entry_and_leads_back(world, number, step, fields):
    browser = lawyer(world)
    before = world.entries()
    response = browser.post(f"/lawyer/shared-work/{number}/{step}", {"case": "C-1", **fields})
    assert world.entries() == before + 1
    page = browser.follow(response)
    assert page.status_code == 200, page.text
    assert "case C-1" in page.text
    assert world.entries() == before + 2, "what is shown again is opened again"


def test_a_label_is_verified_by_a_colleague_only(world, number):
    proposal = propose_label(world.archive, world.made.lawyer, number, "door")
    browser = lawyer(world)
    assert "Verify it" not in browser.get(f"/lawyer/shared-work/{number}").text
    decided = {"proposal": proposal, "decision": "verify"}
    assert browser.post(f"/lawyer/shared-work/{number}/labels/decided", decided).status_code == 409
    second = world.browser("lawyer2")
    assert "Verify it" in second.get(f"/lawyer/shared-work/{number}").text
    page = second.follow(second.post(f"/lawyer/shared-work/{number}/labels/decided", decided))
    assert "verified ·" in page.text


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("status", {"status": "reviewed"}),
        ("status", {"status": "nonsense"}),
        ("notes", {"note": ""}),
        ("notes", {"note": "n", "case": "Jane Doe!"}),
        ("labels/decided", {"proposal": "foreign", "decision": "verify"}),
        ("relations", {"kind": "person", "to": "x", "type": "same_incident", "certainty": ""}),
        ("assignment", {"handle": "auditor"}),
    ],
)
def test_what_is_wrong_changes_nothing(world, number, step, fields):
    browser = lawyer(world)
    before = world.entries()
    assert browser.post(f"/lawyer/shared-work/{number}/{step}", fields).status_code in {400, 404, 409}
    assert world.entries() == before


@pytest.mark.parametrize("path", ["", "/amend", "/revisions"])
def test_a_foreign_item_is_not_there(world, number, path):
    assert lawyer(world).get(f"/lawyer/shared-work/BYA-1999-0000001{path}").status_code == 404


def test_an_amendment_is_one_entry_and_is_told_in_words(world, number):
    browser = lawyer(world)
    browser.get(f"/lawyer/shared-work/{number}/amend")
    before = world.entries()
    fields = {
        "title": "worked on",
        "text": "<b>Second</b> words.",
        "based_on": "1",
        "reason": "typed wrongly",
    }
    response = browser.post(f"/lawyer/shared-work/{number}/amend", fields)
    assert world.entries() == before + 1
    page = browser.follow(response)
    for said in ("Account", "FICTIONAL first words.", "&lt;b&gt;Second&lt;/b&gt; words.", "typed wrongly"):
        assert said in page.text


def test_the_second_of_two_sees_both_texts_and_overwrites_nothing(world, number):
    browser = lawyer(world)
    page = browser.get(f"/lawyer/shared-work/{number}/amend")
    assert 'name="based_on" value="1"' in page.text
    amend(world.archive, world.made.actor("lawyer2"), number, 1, describe("worked on", text="Theirs."), "r")
    mine = {"title": "worked on", "text": "Mine.", "based_on": "1", "reason": "typed wrongly"}
    page = browser.post(f"/lawyer/shared-work/{number}/amend", mine)
    assert page.status_code == 409
    for said in ("Theirs.", "Mine.", "Nothing was overwritten", 'name="based_on" value="2"'):
        assert said in page.text
    again = browser.post(f"/lawyer/shared-work/{number}/amend", {**mine, "based_on": "2"})
    assert again.status_code == 303


def test_in_review_the_text_survives_and_the_record_is_frozen(world, number):
    browser = lawyer(world)
    for status in ("open", "in_review"):
        browser.post(f"/lawyer/shared-work/{number}/status", {"status": status})
    fields = {"title": "worked on", "text": "Mine.", "based_on": "1", "reason": "r"}
    page = browser.post(f"/lawyer/shared-work/{number}/amend", fields)
    assert page.status_code == 409
    assert "Mine." in page.text
    assert "frozen until the review is over" in page.text


def test_a_wrong_date_is_told_beside_its_field(world, number):
    fields = {"title": "t", "when": "yesterday", "based_on": "1", "reason": "r"}
    page = lawyer(world).post(f"/lawyer/shared-work/{number}/amend", fields)
    assert page.status_code == 400
    assert "not a date in EDTF" in page.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound_in_chromium(world, number, scheme):
    propose_label(world.archive, world.made.actor("lawyer2"), number, "door")
    changed = describe("worked on", text="FICTIONAL second words.", place="Fictional street")
    with (
        served(world) as origin,
        chromium() as browser,
        opened(browser, origin, world.token("lawyer"), color_scheme=scheme) as context,
    ):
        page = context.new_page()
        page.goto(f"/lawyer/shared-work/{number}")
        page.get_by_label("Write a note").fill("FICTIONAL: ask about the door.")
        follow(page.get_by_role("button", name="Keep the note"))
        page.get_by_text("The note is sealed and kept.").wait_for()
        follow(page.get_by_role("button", name="Verify it"))
        page.get_by_text("The label is decided.").wait_for()
        follow(page.get_by_role("button", name="Assign it"))
        page.get_by_text("Relate it").click()
        picture(page, f"item-work-filled-{scheme}")
        assert findings(page) == []
        page.goto(f"/lawyer/shared-work/{number}/amend")
        amend(world.archive, world.made.actor("lawyer2"), number, 1, changed, "checked again")
        page.get_by_label("Account").fill("FICTIONAL third words.")
        page.get_by_label("Why is it amended?").fill("typed wrongly")
        follow(page.get_by_role("button", name="Keep as a new version"))
        page.get_by_role("heading", name="Somebody has amended it since you began").wait_for()
        picture(page, f"amend-conflict-{scheme}")
        assert findings(page) == []
        page.goto(f"/lawyer/shared-work/{number}/revisions")
        picture(page, f"revisions-filled-{scheme}")
        assert findings(page) == []
