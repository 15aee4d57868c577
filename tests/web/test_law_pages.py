"""A search laid out in law on pages: elements of a crime, norms, victims of several acts."""

import csv
import io
import re
from dataclasses import replace

import pytest
from werkzeug.datastructures import MultiDict

from archive.domain.description import (
    Allegation,
    Attribution,
    Certainty,
    Consistency,
    Involvement,
    Kind,
    Level,
    Medical,
    MedicalFinding,
    Relation,
    RelationType,
    Source,
    Victim,
    VictimRole,
)
from archive.services import result_export
from archive.web.lawyer import law
from tests.factories import describe
from tests.web.searching import USE

BEATING, DETENTION = "integrity.torture.beating", "liberty.arbitrary_detention"
WITNESS = Source(witness="W-KETTLE")
SELF = Victim(VictimRole.SELF)


def act(violation, when, certainty=Certainty.HIGH):
    by = (Attribution("by-akr-cip", level=Level.UNIT, certainty=certainty),)
    return Allegation(violation=violation, victim=SELF, attributions=by, when=when)


@pytest.fixture
def told(world):
    """One witness of two items, and one act of 1937: a browser of the lawyer."""
    made = world.made
    made.deposit([], describe("FICTIONAL one", source=WITNESS, allegations=(act(BEATING, "2020-08-10"),)))
    made.deposit([], describe("FICTIONAL two", source=WITNESS, allegations=(act(DETENTION, "2020-08-11"),)))
    old = act(BEATING, "1937", Certainty.LOW)
    made.deposit([], describe("FICTIONAL three", source=Source(witness="W-OTHER"), allegations=(old,)))
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    return browser


def laid_out(browser, way, crime="", **fields):
    return browser.post("/lawyer/search/law", {**USE, "way": way, "crime": crime, **fields})


def test_elements_have_evidence_possible_evidence_or_none_and_say_by_which_acts(told):
    page = laid_out(told, "elements", "CAH-7-1-f").text
    assert "Items found: 3; acts that the question is about: 3." in page
    weights = re.findall(r'<h2 id="element-\d+">\d+\. <span class="tag[^>]*>([^<]*)</span>', page)
    assert {"evidence", "none"} < set(weights)
    assert "BYA-2026-0000001, act 1: <strong>evidence</strong>; the type alleged is the act" in page
    assert "BYA-2026-0000003, act 1: <strong>possible evidence</strong>" in page
    assert "attributed with low certainty only" in page
    assert "shown by a pattern exhibit, never by single acts" in page


def test_only_what_the_question_finds_is_laid_out(told):
    page = laid_out(told, "elements", "CAH-7-1-f", text=f"violation:{DETENTION}").text
    assert "Items found: 1; acts that the question is about: 1." in page
    assert "BYA-2026-0000001" not in page


def test_norms_warn_of_acts_older_than_they(told):
    page = laid_out(told, "norms").text
    warned = {
        prefix: re.findall(r"(BYA-\d+-\d+), act 1", part)
        for prefix, part in re.findall(r'<h2 id="norm-\d+">(\w+):(.*?)</section>', page, re.DOTALL)
    }
    assert warned["CAT"] == ["BYA-2026-0000003"]
    assert "Belarus is a party" in page


def test_victims_are_joined_and_stay_tokens(told):
    page = laid_out(told, "victims").text
    assert "Victims with two types or more: 1 of 2." in page
    (victim,) = re.findall(r'<h2 id="victim-1">Victim ([^<]{12})</h2>(.*?)</section>', page, re.DOTALL)
    assert {"BYA-2026-0000001", "BYA-2026-0000002"} == set(re.findall(r"BYA-\d+-\d+", victim[1]))
    assert "KETTLE" not in page
    assert "Victims with two types or more: 0 of" in laid_out(told, "victims", "CAH-7-1-f").text


def test_what_consent_hides_is_not_laid_out(told, world):
    page = laid_out(told, "elements", "CAH-7-1-f", jurisdiction="DE", purpose="publication").text
    assert "Items found: 0; acts that the question is about: 0." in page
    assert "BYA-2026-0000001" not in page


@pytest.mark.parametrize(
    ("way", "crime", "text", "said"),
    [
        ("elements", "", "", "This field is needed."),
        ("elements", "CAH-9", "", "This is not one of the choices."),
        ("guilt", "", "", "This is not one of the choices."),
        ("norms", "", "unit:(", "The question cannot be read as it stands."),
    ],
)
def test_what_cannot_be_laid_out_is_said_at_the_form_and_nothing_is_asked(
    told, world, way, crime, text, said
):
    before = world.entries()
    answer = laid_out(told, way, crime, text=text)
    assert answer.status_code == 400
    assert said in answer.text
    assert world.entries() == before


def named(person="", reference="", unit=""):
    return Attribution(unit=unit, person=person, reference=reference, involvement=Involvement.ORDERED)


def test_whom_claims_name_by_part(told, world):
    by = (named(unit="by-kgb"), named(person="FICTIONAL <b>Узорны</b>"))
    world.made.deposit([], describe("FICTIONAL four", allegations=(Allegation(BEATING, attributions=by),)))
    page = laid_out(told, "bodies", text=f"violation:{BEATING}").text
    parts = re.findall(r'<h2 id="part-\d+"><bdi>(.*?)</bdi></h2>\s*<p class="facts">part: ([^·]*) ·', page)
    assert ("FICTIONAL &lt;b&gt;Узорны&lt;/b&gt;", "ordered it") in parts
    assert [part for name, part in parts if "KGB" in name or "State Security" in name] == ["ordered it"]


def test_persons_in_both_roles_are_tokens(told, world):
    harmed = Allegation(DETENTION, victim=Victim(VictimRole.OTHER, reference="P-7"))
    by = (named(person="FICTIONAL Узорны", reference="P-7"), named(person="FICTIONAL Другі"))
    for title, each in (("FICTIONAL four", harmed), ("FICTIONAL five", Allegation(BEATING, attributions=by))):
        world.made.deposit([], describe(title, allegations=(each,)))
    page = laid_out(told, "roles").text
    assert "Persons told of in both roles: 1." in page
    assert "and are not joined: 1." in page
    assert ">P-7" not in page
    assert page.index("harmed in") < page.index("BYA-2026-0000004, act 1") < page.index("named in")


def test_strong_medical_findings_say_for_which_items_and_how_strong(told, world):
    found = (
        MedicalFinding("burns <i>", Consistency.DIAGNOSTIC_OF),
        MedicalFinding("x", Consistency.CONSISTENT),
    )
    bears = (Relation(RelationType.MEDICAL_FINDING_FOR, "BYA-2026-0000001"),)
    world.made.deposit(
        [], describe("FICTIONAL report", kind=Kind.MEDICAL_REPORT, medical=Medical(found), relations=bears)
    )
    page = laid_out(told, "findings", text=f"violation:{BEATING}").text
    assert "Medical reports with such a finding: 1." in page
    assert '<p class="facts">for BYA-2026-0000001</p>' in page
    assert re.findall(r"<strong>(.*?)</strong>: <bdi>(.*?)</bdi>", page) == [
        ("diagnostic of it", "burns &lt;i&gt;")
    ]


def table(answer):
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="sviedka-')
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def again_of(page, action):
    """The hidden fields of the form of a page that goes to an address."""
    form = page.split(f'action="{action}"')[1].split("</form>")[0]
    return MultiDict(re.findall(r'<input type="hidden" name="(?!form_token)(\w+)" value="([^"]*)">', form))


@pytest.mark.parametrize("way", ["elements", "norms", "victims", "bodies", "roles", "findings"])
def test_each_layout_is_taken_out_as_a_table_that_the_log_names(told, world, way):
    page = laid_out(told, way, "CAH-7-1-f" if way == "elements" else "", kinds=["testimony"]).text
    fields = again_of(page, "/lawyer/search/law/file")
    assert fields["kinds"] == "testimony", "the whole question is asked again"
    before = world.entries()
    answer = told.post("/lawyer/search/law/file", fields)
    assert answer.status_code == 200
    with world.archive.records.reading() as tx:
        types = [str(row.event_type) for row in tx.log.entries(before)]
    assert types[-1] == "export"
    rows = table(answer)
    numbers = {row["number"] for row in rows if row["number"]}
    expected = {"BYA-2026-0000001", "BYA-2026-0000002", "BYA-2026-0000003"}
    assert {"elements": expected - {"BYA-2026-0000002"}, "norms": expected, "bodies": expected}.get(
        way, numbers
    ) == numbers
    assert {"elements": True, "norms": True, "victims": True, "bodies": True}.get(way, False) == bool(rows)


def test_no_cell_of_a_table_is_a_formula(told, world):
    by = (named(person="=HYPERLINK(1)"),)
    world.made.deposit([], describe("FICTIONAL four", allegations=(Allegation(BEATING, attributions=by),)))
    rows = table(told.post("/lawyer/search/law/file", {**USE, "way": "bodies"}))
    assert "'=HYPERLINK(1)" in {row["name"] for row in rows}


def test_the_weakest_degree_of_findings_is_chosen_on_the_page(told, world):
    found = (MedicalFinding("FICTIONAL x", Consistency.CONSISTENT),)
    world.made.deposit([], describe("FICTIONAL report", kind=Kind.MEDICAL_REPORT, medical=Medical(found)))
    page = laid_out(told, "findings").text
    assert '<option value="typical_of" selected>typical of it</option>' in page
    assert "Medical reports with such a finding: 0." in page
    fields = again_of(page, "/lawyer/search/law")
    page = told.post("/lawyer/search/law", {**fields, "least": "consistent"}).text
    assert "Medical reports with such a finding: 1." in page
    assert '<option value="consistent" selected>' in page
    fields = again_of(page, "/lawyer/search/law/file")
    (row,) = table(told.post("/lawyer/search/law/file", fields))
    assert (row["consistency"], row["description"]) == ("consistent", "FICTIONAL x")
    assert told.post("/lawyer/search/law", {**fields, "least": "certain"}).status_code == 400


def test_more_items_than_may_be_taken_out_alone_need_an_approval(told, world, monkeypatch):
    for each in (law, result_export):
        monkeypatch.setattr(each, "ALONE", 2)
    world.app.extensions["sviedka_archive"] = replace(world.archive, two_person=True)
    page = laid_out(told, "norms").text
    assert 'name="reason"' in page
    fields = again_of(page, "/lawyer/search/law/file")
    before = world.entries()
    refused = told.post("/lawyer/search/law/file", fields)
    assert refused.status_code == 403
    assert "approval" in refused.text
    with world.archive.records.reading() as tx:
        assert {"query", "refusal"} == {str(row.event_type) for row in tx.log.entries(before)}
    asked = told.post("/lawyer/search/law/file", {**fields, "reason": "For the expert."})
    assert asked.status_code == 303
