"""Amending claims on pages: everything a claim has, one at a time, with a conflict shown and nothing lost."""

import html
import re

import pytest

from archive.domain.agent import Role
from archive.domain.claims import Ground, Hearing
from archive.domain.consent import Purpose, Use
from archive.domain.dates import Quantifier
from archive.domain.description import (
    ActPurpose,
    Allegation,
    Attribution,
    Basis,
    Certainty,
    Involvement,
    Kind,
    Level,
    Valence,
    Victim,
    VictimRole,
)
from archive.services.agents import register_agent
from archive.services.change import amend
from archive.services.reading import read_item
from tests.factories import admit, describe

TOLD = Allegation(
    violation="integrity.torture.beating",
    victim=Victim(VictimRole.GROUP, "students", child=True, protected_person=True, reference="V-1"),
    attributions=(
        Attribution(
            "by-mvd-gubopik", "", "", Level.UNIT, Basis.SEEN, Certainty.HIGH, Involvement.CARRIED_OUT, ""
        ),
        Attribution("", "", "a man in grey", Level.UNKNOWN, Basis.SEEN, Certainty.LOW, reference="P-7"),
        Attribution(level=Level.MINISTRY),
    ),
    when="2020-08-10",
    quantifier=Quantifier.SOME_DAY,
    place="Minsk",
    duress=True,
    valence=(Valence.INCRIMINATING, Valence.CREDIBILITY),
    purpose=ActPurpose.CONFESSION,
    grounds=(Ground.POLITICAL,),
    charges=("BY-CC-361-4", "BY-CAO-24.23/1"),
    hearing=Hearing.CLOSED,
    note="FICTIONAL <b>note</b>",
)
OTHER = Allegation("liberty.arbitrary_detention", when="2020-08-11")
REASON = {"reason": "typed wrongly"}


@pytest.fixture
def number(world) -> str:
    described = describe("FICTIONAL claims", text="FICTIONAL", allegations=(TOLD, OTHER))
    return world.made.deposit([], described).number


def claims_of(world, number) -> tuple[Allegation, ...]:
    opened = read_item(world.archive, world.made.lawyer, number, Use(Purpose.ANALYSIS))
    return opened.record.description.allegations


def form_on(page: str) -> dict[str, list[str]]:
    """What a browser sends of the form of a claim, without its buttons."""
    form = re.search(r'<form [^>]*id="claim">(.*?)</form>', page, re.DOTALL)[1]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        if not re.search(r'type="(checkbox|radio)"', tag) or " checked" in tag:
            fields.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    for name, options in re.findall(
        r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = [chosen[1] if chosen else ""]
    for name, text in re.findall(
        r'<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        fields[name] = [html.unescape(text)]
    return {name: values for name, values in fields.items() if name != "form_token"}


def path(number, position):
    return f"/lawyer/shared-work/{number}/claims/{position}"


def test_a_form_sent_as_it_came_changes_nothing_of_the_claim(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 1)).text)
    before = world.entries()
    assert browser.post(path(number, 1), {**fields, **REASON}).status_code == 303
    assert world.entries() == before + 1
    assert claims_of(world, number) == (TOLD, OTHER)


def test_a_claim_is_amended_by_words_people_use(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 2)).text)
    changed = {"violation": "Torture", "violation_choice": "", "unit-1": "ГУБОПиК", "place": "Жодзіна"}
    changed |= {"basis-1": "insignia", "certainty-1": "high", "level-1": "unit"}
    answer = browser.post(path(number, 2), {**fields, **changed, **REASON})
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>(.*?)<', answer.text)
    _, amended = claims_of(world, number)
    assert amended.violation == "integrity.torture"
    assert [(one.unit, one.basis, one.certainty) for one in amended.attributions] == [
        ("by-mvd-gubopik", Basis.INSIGNIA, Certainty.HIGH)
    ]
    assert (amended.place, amended.when) == ("Жодзіна", "2020-08-11")
    page = browser.get(f"/lawyer/shared-work/{number}/claims").text
    assert "Жодзіна" in page


def test_charges_are_named_where_they_are_read_and_amended(world, number):
    browser = world.browser("lawyer")
    form = browser.get(path(number, 1)).text
    assert "Assistance to extremist activity, Criminal Code of the Republic of Belarus" in form
    browser.get(f"/lawyer/shared-work/{number}")
    use = {"purpose": "analysis", "recipient": "", "jurisdiction": ""}
    page = browser.post(f"/lawyer/items/{number}", use).text
    assert "BY-CC-361-4 (Assistance to extremist activity" in page
    assert "as far as is known not in force then" in page
    fields = form_on(form)
    shown = browser.post(path(number, 1), {**fields, **REASON, "charges": "арт. 23.34 КаАП"})
    assert shown.status_code == 400
    assert browser.post(path(number, 1), {**form_on(shown.text), **REASON}).status_code == 303
    assert claims_of(world, number)[0].charges == ("BY-CAO-23.34",)


def test_a_claim_is_added_and_taken_out(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 0)).text)
    added = {
        **fields,
        **REASON,
        "violation": "integrity.torture.beating",
        "person-1": "a driver",
    }
    assert browser.post(path(number, 0), added).status_code == 303
    assert len(claims_of(world, number)) == 3
    assert claims_of(world, number)[2].attributions[0].person == "a driver"
    out = browser.post(f"{path(number, 1)}/take-out", {"based_on": "2", **REASON})
    assert out.status_code == 303
    assert claims_of(world, number)[0] == OTHER
    assert browser.post(f"{path(number, 1)}/take-out", {"based_on": "3"}).status_code == 400


def test_the_second_of_two_sees_both_and_may_keep_theirs_as_another_claim(world, number):
    made = world.made
    register_agent(
        made.archive, made.custodian, "lawyer2", [Role.LAWYER], "words of lawyer2 for a test archive"
    )
    admit(made, "lawyer2", 3)
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 2)).text)
    theirs = describe("FICTIONAL claims", text="FICTIONAL", allegations=(OTHER, TOLD))
    amend(world.archive, made.actor("lawyer2"), number, 1, theirs, "in order")
    page = browser.post(path(number, 2), {**fields, **REASON, "place": "Mine"})
    assert page.status_code == 409
    for said in ("Nothing was overwritten", "Mine", "a man in grey", 'name="based_on" value="2"'):
        assert said in page.text
    assert claims_of(world, number) == (OTHER, TOLD)
    again = {**form_on(page.text), **REASON, "as_another": "yes"}
    assert browser.post(path(number, 2), again).status_code == 303
    kept = claims_of(world, number)
    assert kept[:2] == (OTHER, TOLD)
    assert (kept[2].violation, kept[2].place) == (OTHER.violation, "Mine")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("when", "yesterday", "not a date in EDTF"),
        ("violation", "xyzzy", "Nothing of this name"),
        ("unit-1", "xyzzy", "Nothing of this name"),
        ("person-1", "somebody", "Name one"),
        ("reference-1", "P-1", "A reference means a person"),
        ("victim_reference", "Jane Doe!", "letters, digits"),
        ("charges", "murder", "BY-CC-361-4"),
        ("quantifier", "often", "not one of the choices"),
        ("reason", "", "This field is needed."),
        ("rows", "9999", "from 1 to 200"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(world, number, field, value, said):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 1)).text)
    answer = browser.post(path(number, 1), {**fields, **REASON, field: value})
    assert answer.status_code == 400
    assert said in answer.text
    assert claims_of(world, number) == (TOLD, OTHER)


def test_a_name_of_several_units_is_looked_up_and_nothing_is_kept_yet(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 2)).text)
    answer = browser.post(path(number, 2), {**fields, "unit-1": "НКВД", "find": "unit-1"})
    assert answer.status_code == 200
    assert answer.text.count('name="unit-1_choice"') > 1
    assert claims_of(world, number) == (TOLD, OTHER)


def test_in_review_what_was_typed_stays(world, number):
    browser = world.browser("lawyer")
    fields = form_on(browser.get(path(number, 2)).text)
    for status in ("open", "in_review"):
        browser.post(f"/lawyer/shared-work/{number}/status", {"status": status})
    page = browser.post(path(number, 2), {**fields, **REASON, "place": "Mine"})
    assert page.status_code == 409
    assert "Mine" in page.text
    assert "frozen until the review is over" in page.text


@pytest.mark.parametrize("position", ["3", "999", "x"])
def test_a_claim_that_is_not_there_is_not_found(world, number, position):
    browser = world.browser("lawyer")
    assert browser.get(path(number, position)).status_code == 404
    fields = {"based_on": "1", "rows": "1", "violation": "integrity.torture", **REASON}
    assert browser.post(path(number, position), fields).status_code == 404
    assert browser.post(f"{path(number, position)}/take-out", fields).status_code == 404
    assert browser.post(path("BYA-1999-0000001", "1"), fields).status_code == 404


def test_other_fields_of_the_record_are_amended(world, number):
    browser = world.browser("lawyer")
    where = f"/lawyer/shared-work/{number}/amend"
    browser.get(where)
    fields = {"title": "FICTIONAL", "text": "FICTIONAL", "based_on": "1", **REASON}
    sent = {
        **fields,
        "kind": "interview",
        "languages": "be, ru",
        "when": "2020-08",
        "quantifier": "throughout",
    }
    assert browser.post(where, {**sent, "languages": "Belarusian!"}).status_code == 400
    assert browser.post(where, sent).status_code == 303
    opened = read_item(world.archive, world.made.lawyer, number, Use(Purpose.ANALYSIS))
    described = opened.record.description
    assert (described.kind, described.languages) == (Kind.INTERVIEW, ("be", "ru"))
    assert (described.when, described.quantifier) == ("2020-08", Quantifier.THROUGHOUT)
    assert described.allegations == (TOLD, OTHER), "what the form does not name stays"
