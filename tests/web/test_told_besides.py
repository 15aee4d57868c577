"""What a documenter may tell beside an act: grounds and the case, and what superiors heard and did."""

import re

import pytest

from archive.domain.claims import Channel, Ground, Hearing, MeasureClaim, NoticeClaim, Response
from archive.domain.dates import Quantifier
from archive.domain.description import Basis, Certainty
from archive.services.reading import read_item
from tests.checks import check_archive
from tests.factories import PROSECUTION
from tests.web.documenting import Desk, number_in

ACT = {"violation": "integrity.torture.beating"}
CASE = {"grounds": ["political", "religious"], "charges": "BY-CC-361-4/1, BY-CAO-24.23", "hearing": "closed"}
WHEN = {"when_said": "early August 2020", "when_shown": "[2020-08-01..2020-08-10]", "quantifier": "some_day"}
NOTICE = {
    "person": "FICTIONAL head of a colony",
    "channel": "complaint",
    "given_by": "a <b>mother</b>",
    "unit": "ГУБОПиК",
    "violation": "integrity.torture.beating",
    **WHEN,
    "basis": "document",
    "certainty": "medium",
    "note": "FICTIONAL note",
}
MEASURE = {"person": "FICTIONAL head of a colony", "measure": "none"}


def add(desk: Desk, what: str) -> str:
    """An empty part of the draft; its step."""
    desk.browser.get(f"{desk.path}/acts")
    return desk.browser.post(f"{desk.path}/{what}/add").headers["Location"].removeprefix(f"{desk.path}/")


def deposited(world, desk: Desk):
    number = number_in(desk.hand_in())
    return read_item(world.archive, world.made.lawyer, number, PROSECUTION).record.description


def test_grounds_charges_and_hearing_are_deposited_as_told(world, desk):
    desk.fill()
    assert desk.keep(add(desk, "acts"), {**ACT, **CASE}).status_code == 303
    page = desk.browser.get(f"{desk.path}/summary").text
    for said in ("on a political ground", "BY-CC-361-4/1", "heard behind closed doors"):
        assert said in page
    (told,) = deposited(world, desk).allegations
    assert told.grounds == (Ground.POLITICAL, Ground.RELIGIOUS)
    assert told.charges == ("BY-CC-361-4/1", "BY-CAO-24.23")
    assert told.hearing is Hearing.CLOSED


def test_what_is_not_asked_by_everybody_is_folded_away_and_nothing_is_ticked(world, desk):
    step = add(desk, "acts")
    page = desk.browser.get(f"{desk.path}/{step}").text
    folded = re.search(r'<details class="fold">(.*?)</details>', page, re.DOTALL)[1]
    for name in ("grounds", "charges", "hearing"):
        assert f'name="{name}"' in folded
    assert not re.search(r" (checked|selected|required)", folded)
    desk.keep(step, {**ACT, "hearing": "open"})
    assert '<details class="fold" open>' in desk.browser.get(f"{desk.path}/{step}").text
    acts = desk.browser.get(f"{desk.path}/acts").text
    assert '<details class="fold">' in acts
    add(desk, "superiors/notices")
    assert '<details class="fold" open>' in desk.browser.get(f"{desk.path}/acts").text


def test_charges_as_people_write_them_are_shown_back_before_they_count(world, desk):
    desk.fill()
    step = add(desk, "acts")
    typed = {**ACT, "charges": "ч. 1 ст. 342 УК, BY-CC-999, 58-10"}
    shown = desk.keep(step, typed)
    assert shown.status_code == 400
    assert "understood rightly" in shown.text
    for said in (
        "BY-CC-342/1",
        "Organising or taking part in actions",
        "not in the register",
        "SU-RSFSR-58-10",
    ):
        assert said in shown.text
    read = "BY-CC-342/1, BY-CC-999, SU-RSFSR-58-10"
    assert f'name="charges_shown" value="{read}"' in shown.text
    assert desk.keep(step, {**typed, "charges_shown": read}).status_code == 303
    changed = {**typed, "charges": "ч. 2 ст. 342 УК", "charges_shown": read}
    assert desk.keep(step, changed).status_code == 400, "what is read otherwise is shown again"
    desk.keep(step, {**typed, "charges_shown": read})
    assert "BY-CC-342/1 (Organising" in desk.browser.get(f"{desk.path}/summary").text
    (told,) = deposited(world, desk).allegations
    assert told.charges == ("BY-CC-342/1", "BY-CC-999", "SU-RSFSR-58-10")


def test_an_article_of_several_codes_is_not_settled_by_taking_the_first(world, desk):
    step = add(desk, "acts")
    shown = desk.keep(step, {**ACT, "charges": "70"})
    assert shown.status_code == 400
    assert "may mean several: SU-BSSR-70, SU-RSFSR-70" in shown.text
    dated = {"when_said": "1937", "when_shown": "1937"}
    shown = desk.keep(step, {**ACT, **dated, "charges": "70"})
    assert 'name="charges_shown" value="SU-BSSR-70"' in shown.text


def test_an_article_that_was_not_in_force_then_is_kept_and_said(world, desk):
    step = add(desk, "acts")
    dated = {"when_said": "9 August 2020", "when_shown": "2020-08-09"}
    assert desk.keep(step, {**ACT, **dated, "charges": "BY-CC-361-4"}).status_code == 303
    assert "as far as is known not in force then" in desk.browser.get(f"{desk.path}/summary").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("charges", "murder of <b>kettles</b>", "BY-CC-361-4"),
        ("charges", ", ".join(f"BY-CC-{number}" for number in range(1, 60)), "at most 50"),
        ("charges", "Ж" * 2001, "too long"),
        ("hearing", "often", "not one of the choices"),
        ("grounds", "weather", "not one of the choices"),
    ],
)
def test_what_is_wrong_with_a_case_is_told_with_everything_else(world, desk, field, value, said):
    step = add(desk, "acts")
    answer = desk.keep(step, {"violation": "xyzzy", field: value})
    assert answer.status_code == 400
    assert said in answer.text
    assert "Nothing of this name" in answer.text, "all problems at once"
    assert '<details class="fold" open>' in answer.text
    assert "xyzzy" in desk.browser.get(f"{desk.path}/{step}").text


def test_what_superiors_heard_and_did_is_deposited_as_told(world, desk):
    desk.fill()
    assert desk.keep(add(desk, "superiors/notices"), NOTICE).status_code == 303
    assert desk.keep(add(desk, "superiors/measures"), MEASURE).status_code == 303
    page = desk.browser.get(f"{desk.path}/acts").text
    assert page.count("FICTIONAL head of a colony") == 4, "twice a link, twice a button"
    page = desk.browser.get(f"{desk.path}/summary").text
    for said in (
        "told by a complaint",
        "a &lt;b&gt;mother&lt;/b&gt;",
        "Beating",
        "did nothing, as the source",
    ):
        assert said in page
    described = deposited(world, desk)
    assert described.notices == (
        NoticeClaim(
            "FICTIONAL head of a colony",
            Channel.COMPLAINT,
            "a <b>mother</b>",
            "by-mvd-gubopik",
            "integrity.torture.beating",
            "[2020-08-01..2020-08-10]",
            Quantifier.SOME_DAY,
            Basis.DOCUMENT,
            Certainty.MEDIUM,
            "FICTIONAL note",
        ),
    )
    assert described.measures == (MeasureClaim("FICTIONAL head of a colony", Response.NONE),)
    check_archive(world.made)


def test_a_date_of_a_superior_is_shown_as_it_was_understood(world, desk):
    step = add(desk, "superiors/measures")
    shown = desk.keep(step, {**MEASURE, "when_said": "1937 или 1938"})
    assert shown.status_code == 400
    assert "[1937,1938]" in shown.text
    again = {**MEASURE, "when_said": "1937 или 1938", "when_shown": "[1937,1938]"}
    assert desk.keep(step, again).status_code == 303


def test_a_name_of_several_units_is_chosen_from_unless_the_date_settles_it(world, desk):
    step = add(desk, "superiors/notices")
    assert desk.keep(step, {**NOTICE, "unit": "ИК-1"}).status_code == 303
    shown = desk.keep(step, {**NOTICE, "unit": "ИК-1", "when_said": ""})
    assert shown.status_code == 400
    assert shown.text.count('name="unit_choice"') > 1
    assert "FICTIONAL note" in shown.text


def test_what_is_wrong_with_a_superior_is_told_at_once_and_stays(world, desk):
    desk.fill()
    step = add(desk, "superiors/notices")
    wrong = {**NOTICE, "person": "", "channel": "pigeon", "when_said": "the day", "unit": "xyzzy"}
    answer = desk.keep(step, wrong)
    assert answer.status_code == 400
    assert answer.text.count('<p class="error"') == 4
    kept = desk.browser.get(f"{desk.path}/{step}").text
    assert "xyzzy" in kept
    assert "a &lt;b&gt;mother" in kept
    refused = desk.hand_in()
    assert refused.status_code == 400
    assert f"{step}#person" in refused.text


def test_a_part_about_a_superior_is_taken_out_once(world, desk):
    step = add(desk, "superiors/notices")
    desk.keep(step, NOTICE)
    for said in ("It was taken out of the draft.", "taken out already"):
        page = desk.browser.follow(desk.browser.post(f"{desk.path}/{step}/drop"))
        assert said in page.text
    assert desk.browser.get(f"{desk.path}/{step}").status_code == 404


@pytest.mark.parametrize("told", ["allegations", "x", "notices."])
def test_nothing_else_is_told_of_superiors(world, desk, told):
    desk.browser.get(f"{desk.path}/acts")
    assert desk.browser.post(f"{desk.path}/superiors/{told}/add").status_code == 404
    assert desk.browser.get(f"{desk.path}/superiors/{told}/{'0' * 16}").status_code == 404


def test_a_form_about_a_superior_is_kept_while_it_is_typed_with_its_own_fields_alone(world, desk):
    step = add(desk, "superiors/notices")
    key = step.removeprefix("superiors/").replace("/", ".")
    kept = desk.browser.post(
        f"{desk.path}/keep/{key}",
        {"revision": "1", "person": "FICTIONAL person", "title": "not of this page"},
    )
    assert kept.status_code == 200
    page = desk.browser.get(f"{desk.path}/{step}").text
    assert "FICTIONAL person" in page
    assert "not of this page" not in page
    assert "not of this page" not in desk.browser.get(f"{desk.path}/account").text
