"""Amending on pages what an item tells of superiors, with everything such a claim has, and nothing lost."""

import pytest

from archive.domain.claims import Channel, MeasureClaim, NoticeClaim, Response
from archive.domain.consent import Purpose, Use
from archive.domain.dates import Quantifier
from archive.domain.description import Basis, Certainty
from archive.services.change import amend
from archive.services.reading import read_item
from tests.factories import describe
from tests.web.test_claims import form_on

HEARD = NoticeClaim(
    "FICTIONAL head of a colony",
    Channel.COMPLAINT,
    "a <b>mother</b>",
    "by-mvd-gubopik",
    "integrity.torture.beating",
    "2020-08-10/2020-08-12",
    Quantifier.SOME_DAY,
    Basis.DOCUMENT,
    Certainty.MEDIUM,
    "FICTIONAL note",
)
BARE = NoticeClaim("FICTIONAL deputy")
DONE = MeasureClaim("FICTIONAL head of a colony", Response.REFUSAL, when="[1937,1938]")
REASON = {"reason": "typed wrongly"}


@pytest.fixture
def number(world) -> str:
    told = describe("FICTIONAL", text="FICTIONAL", notices=(HEARD, BARE), measures=(DONE,))
    return world.made.deposit([], told).number


def described(world, number):
    return read_item(world.archive, world.made.lawyer, number, Use(Purpose.ANALYSIS)).record.description


def path(number, told, position):
    return f"/lawyer/shared-work/{number}/superiors/{told}/{position}"


@pytest.mark.parametrize(("told", "position"), [("notices", 1), ("notices", 2), ("measures", 1)])
def test_a_form_sent_as_it_came_changes_nothing_of_the_claim(world, number, told, position):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, told, position)).text)
    before = world.entries()
    answer = browser.post(path(number, told, position), {**fields, **REASON})
    assert answer.status_code == 303, answer.text
    assert world.entries() == before + 1
    now = described(world, number)
    assert (now.notices, now.measures) == ((HEARD, BARE), (DONE,))


def test_claims_of_superiors_are_listed_amended_added_and_taken_out(world, number):
    browser = world.browser("lawyer")
    listed = browser.get(f"/lawyer/shared-work/{number}/claims").text
    for told, position in (("notices", 1), ("notices", 2), ("measures", 1), ("notices", 0), ("measures", 0)):
        assert f'href="{path(number, told, position)}"' in listed
    fields = form_on(browser.get(path(number, "notices", 2)).text)
    changed = {"unit": "ГУБОПиК", "violation": "Torture", "violation_choice": "", "channel": "media"}
    dated = {"when_said": "early August 2020"}
    shown = browser.post(path(number, "notices", 2), {**fields, **changed, **dated, **REASON})
    assert shown.status_code == 400
    assert "[2020-08-01..2020-08-10]" in shown.text, "shown back before it is kept"
    again = {**form_on(shown.text), **REASON}
    assert browser.post(path(number, "notices", 2), again).status_code == 303
    heard = described(world, number).notices[1]
    assert (heard.unit, heard.violation, heard.when, heard.channel) == (
        "by-mvd-gubopik",
        "integrity.torture",
        "[2020-08-01..2020-08-10]",
        Channel.MEDIA,
    )
    fields = form_on(browser.get(path(number, "measures", 0)).text)
    added = {**fields, **REASON, "person": "FICTIONAL minister", "measure": "reward"}
    assert browser.post(path(number, "measures", 0), added).status_code == 303
    assert described(world, number).measures == (DONE, MeasureClaim("FICTIONAL minister", Response.REWARD))
    out = browser.post(f"{path(number, 'measures', 1)}/take-out", {"based_on": "3", **REASON})
    assert out.status_code == 303
    assert described(world, number).measures == (MeasureClaim("FICTIONAL minister", Response.REWARD),)
    revisions = browser.get(f"/lawyer/shared-work/{number}/revisions").text
    for said in ("Measure taken 1 › Person", "Notice 2 › How word of it came", "FICTIONAL minister"):
        assert said in revisions


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("person", "", "This field is needed."),
        ("channel", "pigeon", "not one of the choices"),
        ("when_said", "the day", "not understood as a date"),
        ("unit", "xyzzy", "Nothing of this name"),
        ("certainty", "often", "not one of the choices"),
        ("note", "Ж" * 4001, "too long"),
        ("given_by", "Ж" * 201, "too long"),
    ],
)
def test_what_is_wrong_is_told_with_everything_else_and_nothing_is_kept(world, number, field, value, said):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, "notices", 1)).text)
    answer = browser.post(path(number, "notices", 1), {**fields, field: value})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'id="reason-error"' in answer.text, "all problems at once"
    assert "FICTIONAL head of a colony" in answer.text or field == "person"
    assert described(world, number).notices == (HEARD, BARE)


def test_a_name_of_several_units_is_looked_up_and_nothing_is_kept_yet(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, "notices", 2)).text)
    answer = browser.post(path(number, "notices", 2), {**fields, "unit": "НКВД", "find": "unit"})
    assert answer.status_code == 200
    assert answer.text.count('name="unit_choice"') > 1
    assert described(world, number).notices == (HEARD, BARE)


def test_the_second_of_two_sees_both_and_may_keep_theirs_as_another_claim(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, "notices", 2)).text)
    theirs = describe("FICTIONAL", text="FICTIONAL", notices=(BARE, HEARD), measures=(DONE,))
    amend(world.archive, world.made.lawyer, number, 1, theirs, "in order")
    page = browser.post(path(number, "notices", 2), {**fields, **REASON, "given_by": "a FICTIONAL clerk"})
    assert page.status_code == 409
    for said in ("Nothing was overwritten", "a FICTIONAL clerk", "a &lt;b&gt;mother", 'value="2"'):
        assert said in page.text
    again = {**form_on(page.text), **REASON, "as_another": "yes"}
    assert browser.post(path(number, "notices", 2), again).status_code == 303
    notices = described(world, number).notices
    assert notices[:2] == (BARE, HEARD)
    assert (notices[2].person, notices[2].given_by) == ("FICTIONAL deputy", "a FICTIONAL clerk")


@pytest.mark.parametrize(
    ("told", "position"),
    [("notices", 3), ("measures", 2), ("notices", "x"), ("postings", 1), ("allegations", 1)],
)
def test_a_claim_that_is_not_there_is_not_found(world, number, told, position):
    browser = world.browser("lawyer")
    before = described(world, number)
    fields = {"person": "FICTIONAL", "based_on": "1", **REASON}
    assert browser.get(path(number, told, position)).status_code == 404
    assert browser.post(path(number, told, position), fields).status_code == 404
    assert browser.post(f"{path(number, told, position)}/take-out", fields).status_code == 404
    assert browser.post(path("BYA-1999-0000001", told, 1), fields).status_code == 404
    assert described(world, number) == before


def test_another_claim_cannot_be_taken_out(world, number):
    browser = world.browser("lawyer")
    browser.get(path(number, "notices", 0))
    out = browser.post(f"{path(number, 'notices', 0)}/take-out", {"based_on": "1", **REASON})
    assert out.status_code == 404
    unsaid = browser.post(f"{path(number, 'notices', 1)}/take-out", {"based_on": "1", "person": "x"})
    assert unsaid.status_code == 400
    assert described(world, number).notices == (HEARD, BARE)
