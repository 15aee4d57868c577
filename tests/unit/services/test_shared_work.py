"""Shared work: one entry for each step, sealed words that colleagues can read, review that freezes."""

from dataclasses import replace

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose
from archive.domain.description import Certainty, RelationType
from archive.domain.errors import Conflict, InvalidRequest, NotFound, NotPermitted
from archive.domain.shared_work import Status, StepType, UnderReview
from archive.services.agents import register_agent
from archive.services.change import amend, change_consent
from archive.services.revisions import revisions
from archive.services.shared_work import (
    WORKING,
    Related,
    assign,
    assigned,
    propose_label,
    relate,
    show_work,
    take_step,
    write_note,
)
from tests.checks import check_archive
from tests.factories import admit, consent, describe, make_archive


@pytest.fixture
def made(tmp_path):
    made = make_archive(tmp_path)
    register_agent(
        made.archive, made.custodian, "lawyer2", [Role.LAWYER], "words of lawyer2 for a test archive"
    )
    admit(made, "lawyer2", 2)
    yield made
    made.close()


@pytest.fixture
def number(made):
    return made.deposit((b"FICTIONAL",), describe("worked on")).number


def entries(made):
    with made.archive.records.reading() as tx:
        return tx.log.size()


def test_each_step_is_one_entry_and_colleagues_read_what_was_written(made, number):
    archive, first, second = made.archive, made.lawyer, made.actor("lawyer2")
    before = entries(made)
    write_note(archive, first, number, "FICTIONAL: ask about the door.", "c-1")
    proposal = propose_label(archive, first, number, "door", "C-1")
    take_step(archive, second, number, StepType.LABEL_VERIFIED, case="C-1", value=proposal)
    relate(
        archive,
        first,
        number,
        Related("person", "FICTIONAL M.", RelationType.SAME_INCIDENT, Certainty.LOW, "the voice"),
        "C-1",
    )
    assert entries(made) == before + 4
    shown = show_work(archive, second, number)
    assert shown.steps[0].words["text"] == "FICTIONAL: ask about the door."
    assert shown.work.case("C-1").labels[0].decided_by == second.agent.agent_id
    assert shown.steps[3].words["to"] == "FICTIONAL M."
    made.publish()
    check_archive(archive)


def test_nothing_that_was_written_stands_in_the_database_in_clear(made, number):
    write_note(made.archive, made.lawyer, number, "FICTIONAL kanarejka")
    propose_label(made.archive, made.lawyer, number, "kanarejka")
    made.archive.records.close()
    kept = b"".join(path.read_bytes() for path in made.root.rglob("*") if path.is_file())
    assert b"kanarejka" not in kept


def test_nobody_verifies_an_own_label(made, number):
    proposal = propose_label(made.archive, made.lawyer, number, "door")
    before = entries(made)
    with pytest.raises(Conflict, match="another person"):
        take_step(made.archive, made.lawyer, number, StepType.LABEL_VERIFIED, value=proposal)
    assert entries(made) == before


def test_a_review_freezes_the_record_and_not_what_its_source_allows(made, number):
    archive, lawyer = made.archive, made.lawyer
    for status in (Status.OPEN, Status.IN_REVIEW):
        take_step(archive, lawyer, number, StepType.STATUS, value=status)
    with pytest.raises(UnderReview, match="under review"):
        amend(archive, lawyer, number, 1, describe("changed"), "r")
    with pytest.raises(Conflict, match="second person"):
        take_step(archive, lawyer, number, StepType.STATUS, value=Status.REVIEWED)
    change_consent(archive, lawyer, number, 1, consent(Purpose.ANALYSIS), "the source narrowed it")
    take_step(archive, made.actor("lawyer2"), number, StepType.STATUS, value=Status.REVIEWED)
    changed = replace(describe("changed"), consent=consent(Purpose.ANALYSIS))
    assert amend(archive, lawyer, number, 2, changed, "r").version == 3
    check_archive(archive)


def test_work_is_assigned_within_the_collection_and_listed(made, number):
    archive, lawyer = made.archive, made.lawyer
    assign(archive, lawyer, number, "lawyer2")
    assert [row.number for row in assigned(archive, made.actor("lawyer2"))] == [number]
    assert assigned(archive, lawyer) == ()
    assert assigned(archive, lawyer, everybody=True)[0].assignee == "lawyer2"
    for handle in ("auditor", "nobody"):
        with pytest.raises(InvalidRequest):
            assign(archive, lawyer, number, handle)
    with pytest.raises(Conflict):
        assign(archive, lawyer, number, "lawyer2")


def test_who_may_not_see_the_item_learns_nothing_of_the_work(made):
    secret = made.deposit((), describe("secret", sensitivity=3)).number
    write_note(made.archive, made.lawyer, secret, "FICTIONAL")
    with pytest.raises(NotFound):
        show_work(made.archive, made.actor("lawyer2"), secret)
    with pytest.raises(NotFound):
        write_note(made.archive, made.actor("lawyer2"), secret, "FICTIONAL")
    with pytest.raises(NotPermitted):
        write_note(made.archive, made.documenter, secret, "FICTIONAL")


@pytest.mark.parametrize("case", ["A B", "x" * 21, "Иванов", "-A"])
def test_a_case_has_a_code_and_no_name(made, number, case):
    with pytest.raises(InvalidRequest):
        write_note(made.archive, made.lawyer, number, "n", case)


def test_revisions_tell_what_changed_field_by_field(made, number):
    amend(made.archive, made.lawyer, number, 1, describe("worked on", place="Fictional place"), "found it")
    before = entries(made)
    _, found = revisions(made.archive, made.lawyer, number, WORKING)
    assert entries(made) == before + 2, "the record and the versions before it"
    assert [each.version for each in found] == [2, 1]
    assert found[0].reason == "found it"
    (change,) = found[0].changed
    assert (change.path, change.before, change.after) == (("place",), "", "Fictional place")


def test_a_version_above_the_readers_clearance_is_left_out(made):
    number = made.deposit((), describe("x", text="FICTIONAL name", sensitivity=3)).number
    amend(made.archive, made.lawyer, number, 1, describe("x", text="without", sensitivity=2), "redacted")
    _, found = revisions(made.archive, made.actor("lawyer2"), number, WORKING)
    assert [each.version for each in found] == [2]
    assert found[0].changed == ()
