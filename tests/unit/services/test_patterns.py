"""Pattern exhibits: whole or not made, for members alone, recomputed with the reason for every difference."""

import json
from dataclasses import replace

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose
from archive.domain.description import Allegation
from archive.domain.errors import (
    FixityError,
    InvalidRequest,
    NotFound,
    NotPermitted,
    ObjectError,
    Unavailable,
)
from archive.domain.pattern import Difference, Pattern, PatternItem, Reason, pattern_json, pattern_of_json
from archive.services import pattern as pattern_services
from archive.services.agents import register_agent, sign_in
from archive.services.change import amend, change_consent
from archive.services.collections import CollectionRequest, create_collection, find_collection
from archive.services.indexing import catch_up
from archive.services.pattern import create_pattern, show_pattern
from archive.services.pattern_history import pattern_history
from archive.services.pattern_opening import Then, check_opening, opening_of
from archive.services.query_log import Asked, log_query
from archive.services.recompute import recompute_pattern
from archive.services.verification import Request, verify_archive
from archive.services.withdrawal import withdraw
from search.blinding import Hidden
from search.query import Facet
from tests.checks import check_archive
from tests.factories import SECRETS, admit, consent, describe
from tests.service_helpers import ask, flip

SECRET = "words of another fictional lawyer"
BEATING = (Allegation("integrity.torture.beating"),)


def other(own, clearance=3):
    register_agent(own.archive, own.custodian, "other", [Role.LAWYER], SECRET)
    admit(own, "other", clearance)
    return sign_in(own.archive, "other", SECRET)


def make(own, actor=None, text="zorka"):
    catch_up(own.archive, own.lawyer)
    query = replace(ask(text), facets=(Facet.VIOLATION,))
    return create_pattern(own.archive, actor or own.lawyer, find_collection(own.archive), "A title", query)


def again(own, number, actor=None):
    catch_up(own.archive, own.lawyer)
    return recompute_pattern(own.archive, actor or own.lawyer, number)


def why(found) -> dict[str, tuple[Difference, list[Reason]]]:
    return {
        each.number: (each.difference, [because.reason for because in each.because])
        for each in found.differences
    }


def opened_by_the_auditor(own, exhibit, **changes):
    opening = {**opening_of(own.archive, own.lawyer, exhibit), **changes}
    return check_opening(own.archive, own.auditor, json.dumps(opening).encode())


def test_an_auditor_without_a_key_checks_an_exhibit_that_is_opened_for_him(own):
    """A6: every item as it was, what happened to it since, and whether later numbers add up."""
    kept, changed, gone = (
        own.deposit([f"FICTIONAL zorka {n}".encode()], describe(str(n))).number for n in range(3)
    )
    number = make(own).pattern.number
    before = opened_by_the_auditor(own, number)
    assert before.is_borne_out
    assert [(one.number, one.then, one.since) for one in before.items] == [
        (each, Then.AS_NAMED, {}) for each in (kept, changed, gone)
    ]
    amend(own.archive, own.lawyer, changed, 1, describe("1", place="Hrodna"), "place found")
    withdraw(own.archive, own.custodian, gone, "fictional")
    own.deposit([b"FICTIONAL zorka too"], describe("later"))
    again(own, number)
    after = opened_by_the_auditor(own, number)
    assert after.is_borne_out
    assert [one.since for one in after.items] == [{}, {"description": 1}, {"withdrawal": 1}]
    assert after.others_since == {"accession": 1}
    ((asking, doubts),) = [(one.asking, one.doubts) for one in after.askings]
    assert (asking.total, doubts) == (3, ())
    check_archive(own.archive)


def test_numbers_of_a_later_asking_that_the_log_does_not_bear_out_are_named(own):
    own.deposit([b"FICTIONAL zorka"], describe("1"))
    made = make(own)
    told = {"pattern": made.leaf_index, "differences": {"gone": 1}, "because": {"withdrawal": 1}}
    query = ask("zorka")
    log_query(own.archive, own.lawyer, Asked({"query": "zorka"}, query.use, 1, Hidden(0, 0), detail=told), ())
    found = opened_by_the_auditor(own, made.pattern.number)
    assert not found.is_borne_out
    assert found.askings[0].doubts == (
        "tells of 1 items, and its differences make 0",
        "gives 1 times withdrawal as the reason, and the log has 0",
    )


@pytest.mark.parametrize(
    ("item", "then"),
    [
        ({"record": "00" * 32}, Then.OTHER_RECORD),
        ({"item_id": "00000000-0000-4000-8000-000000000001"}, Then.ABSENT),
    ],
)
def test_an_exhibit_that_names_what_was_not_there_is_not_borne_out(own, monkeypatch, item, then):
    own.deposit([b"FICTIONAL zorka"], describe("1"))
    real = pattern_services.pattern_json

    def forged(pattern):
        return real(replace(pattern, items=(replace(pattern.items[0], **item),)))

    monkeypatch.setattr(pattern_services, "pattern_json", forged)
    found = opened_by_the_auditor(own, make(own).pattern.number)
    assert [one.then for one in found.items] == [then]
    assert not found.is_borne_out


def test_an_opening_opens_its_own_exhibit_and_nothing_else(own):
    own.deposit([b"FICTIONAL zorka"], describe("1"))
    first, second = (make(own).pattern.number for _ in range(2))
    wrong = opening_of(own.archive, own.lawyer, second)
    with pytest.raises(InvalidRequest):
        opened_by_the_auditor(own, first, object=wrong["object"])
    with pytest.raises(ObjectError):
        opened_by_the_auditor(own, first, file_key=wrong["file_key"])
    with pytest.raises(NotFound):
        opened_by_the_auditor(own, first, number="BYA-2020-E00009")
    for broken in ({"schema": "sviedka/pattern-opening/2"}, {"file_key": "00"}, {"file_key": "zz" * 16}):
        with pytest.raises(InvalidRequest):
            opened_by_the_auditor(own, first, **broken)
    for data in (b"", b"[]", b"[" * 4096, b"{}", b"1"):
        with pytest.raises(InvalidRequest):
            check_opening(own.archive, own.auditor, data)
    for reader in (own.documenter, own.auditor):
        with pytest.raises(NotPermitted):
            opening_of(own.archive, reader, first)
    with pytest.raises(NotPermitted):
        check_opening(own.archive, own.lawyer, b"")


def test_a_pattern_names_the_items_and_can_be_shown_and_recomputed(own):
    numbers = [
        own.deposit([f"FICTIONAL zorka {n}".encode()], describe(str(n), allegations=BEATING)).number
        for n in range(3)
    ]
    own.deposit([b"FICTIONAL other"])
    kept = make(own)
    assert kept.pattern.number.endswith("-E00001")
    assert [item.number for item in kept.pattern.items] == numbers
    assert show_pattern(own.archive, own.lawyer, kept.pattern.number.lower()) == kept
    assert make(own).pattern.number.endswith("-E00002")
    found = again(own, kept.pattern.number)
    assert (found.is_same, found.total, found.differences) == (True, 3, ())
    assert check_archive(own).counts.objects == 10
    assert verify_archive(own.archive, own.custodian, Request(deep=True)).findings == ()


def test_every_difference_has_its_reason_and_its_entry(own):
    names = ("withdrawn", "narrowed", "amended", "reworded", "widened", "unchanged")
    in_exhibit = ("amended", "widened")
    numbers = {}
    for name in names:
        given = consent(Purpose.ICC) if name == "widened" else consent(Purpose.PROSECUTION)
        text = "" if name in in_exhibit else f"zorka {name}"
        exhibit = f"FICTIONAL {name} {'zorka' if name in in_exhibit else ''}".encode()
        described = describe(name, text=text, consent=given, allegations=BEATING)
        numbers[name] = own.deposit([exhibit], described).number
    kept = make(own)
    assert len(kept.pattern.items) == 5
    own_lawyer = own.lawyer
    withdraw(own.archive, own.custodian, numbers["withdrawn"], "fictional")
    change_consent(own.archive, own_lawyer, numbers["narrowed"], 1, consent(Purpose.ICC), "fictional")
    change_consent(own.archive, own_lawyer, numbers["widened"], 1, consent(Purpose.PROSECUTION), "fictional")
    still = describe("amended", allegations=BEATING, consent=consent(Purpose.PROSECUTION))
    amend(own.archive, own_lawyer, numbers["amended"], 1, still, "fictional")
    amend(own.archive, own_lawyer, numbers["reworded"], 1, replace(still, text=""), "fictional")
    added = own.deposit([b"FICTIONAL zorka added"], describe("added", allegations=BEATING)).number
    found = again(own, kept.pattern.number)
    assert why(found) == {
        numbers["withdrawn"]: (Difference.GONE, [Reason.WITHDRAWAL]),
        numbers["narrowed"]: (Difference.GONE, [Reason.CONSENT_CHANGE]),
        numbers["amended"]: (Difference.CHANGED, [Reason.DESCRIPTION]),
        numbers["reworded"]: (Difference.GONE, [Reason.DESCRIPTION]),
        numbers["widened"]: (Difference.ADDED, [Reason.CONSENT_CHANGE]),
        added: (Difference.ADDED, [Reason.ACCESSION]),
    }
    with own.archive.records.reading() as tx:
        for each in found.differences:
            for because in each.because:
                row = tx.log.entry(because.leaf_index)
                assert row.event_type == because.reason
                assert tx.items.item(row.item_id).number == each.number
                assert row.leaf_index >= kept.pattern.entries
    check_archive(own)


def test_counts_are_kept_as_they_are_shown_and_compared(own):
    for n in range(20):
        own.deposit([f"FICTIONAL zorka {n}".encode()], describe(str(n), allegations=BEATING))
    kept = make(own)
    shown = kept.pattern.counts["violation"]["integrity.torture"]
    assert shown.endswith("+"), "a lower bound"
    assert again(own, kept.pattern.number).counts == ()
    for n in range(20, 60):
        own.deposit([f"FICTIONAL zorka {n}".encode()], describe(str(n), allegations=BEATING))
    found = again(own, kept.pattern.number)
    assert ("violation", "integrity.torture", shown) in [each[:3] for each in found.counts]
    assert len(found.differences) == 40


def test_another_version_of_the_registers_is_named(own, monkeypatch):
    own.deposit([b"FICTIONAL zorka"], describe("one"))
    kept = make(own)
    archive = own.archive
    other_words = replace(archive.vocabularies, version="2027.1+0000000000000000")
    renewed = replace(archive, registers=lambda: other_words)
    real = type(archive.index).search

    def nothing(self, query):
        return real(self, replace(query, branches=()))

    monkeypatch.setattr(type(archive.index), "search", nothing)
    found = recompute_pattern(renewed, own.lawyer, kept.pattern.number)
    assert [reasons for _, reasons in why(found).values()] == [[Reason.VOCABULARY]]
    unexplained = recompute_pattern(archive, own.lawyer, kept.pattern.number)
    assert [reasons for _, reasons in why(unexplained).values()] == [[Reason.UNEXPLAINED]]


def test_a_pattern_of_an_index_that_is_behind_is_not_made(own):
    own.deposit([b"FICTIONAL zorka"])
    query = ask("zorka")
    with pytest.raises(Unavailable, match="does not know 1 items yet"):
        create_pattern(own.archive, own.lawyer, find_collection(own.archive), "A title", query)
    assert not [*own.archive.objects.list_payloads()][3:]


def test_a_pattern_of_an_index_that_is_wrong_is_not_made(own, monkeypatch):
    own.deposit([b"FICTIONAL zorka"], describe("denied", consent=consent(Purpose.ICC)))
    catch_up(own.archive, own.lawyer)
    real = type(own.archive.index).search

    def everything(self, query):
        return real(self, replace(query.without_clearance(), limit=query.limit))

    monkeypatch.setattr(type(own.archive.index), "search", everything)
    with pytest.raises(Unavailable, match="stand up"):
        create_pattern(own.archive, own.lawyer, find_collection(own.archive), "A title", ask("zorka"))


@pytest.mark.parametrize("title", ["", "x" * 201, "a\u202eb"])
def test_a_title_is_one_plain_line(own, title):
    with pytest.raises(InvalidRequest, match="title"):
        create_pattern(own.archive, own.lawyer, find_collection(own.archive), title, ask("zorka"))


def test_patterns_are_for_members_with_the_clearance_they_were_made_with(own):
    own.deposit([b"FICTIONAL zorka"], describe("open", sensitivity=1))
    own.deposit([b"FICTIONAL zorka"], describe("secret", sensitivity=3))
    number = make(own).pattern.number
    junior = other(own, clearance=1)
    with pytest.raises(NotFound) as hidden:
        show_pattern(own.archive, junior, number)
    with pytest.raises(NotFound) as absent:
        show_pattern(own.archive, junior, "BYA-2020-E00009")
    assert str(hidden.value).replace(number, "X") == str(absent.value).replace("BYA-2020-E00009", "X")
    with pytest.raises(NotPermitted):
        show_pattern(own.archive, own.auditor, number)
    lower = make(own, junior).pattern
    assert (lower.clearance, len(lower.items)) == (1, 1)
    assert again(own, lower.number).is_same, "asked with the clearance it was made with"
    create_collection(own.archive, own.custodian, CollectionRequest("second", "SEC"), SECRETS.collection)
    with pytest.raises(NotFound):
        create_pattern(own.archive, junior, find_collection(own.archive, "second"), "t", ask("zorka"))


def test_a_damaged_pattern_is_not_shown(own):
    own.deposit([b"FICTIONAL zorka"])
    kept = make(own)
    flip(own.root / "objects" / kept.digest[:2] / kept.digest)
    with pytest.raises(FixityError):
        show_pattern(own.archive, own.lawyer, kept.pattern.number)


def test_an_object_of_another_form_is_no_pattern():
    pattern = Pattern(
        "n", "t", "c", "at", "by", 1, "v", "a", 3, {}, (PatternItem("n", "i", 1, "r"),), {"f": {"v": "5+"}}
    )
    values = pattern_json(pattern)
    assert pattern_of_json(values) == pattern
    for spoilt in (
        {},
        {**values, "schema": "sviedka/pattern/2"},
        {**values, "items": [{}]},
        {**values, "counts": 1},
    ):
        with pytest.raises(ObjectError, match="no pattern"):
            pattern_of_json(spoilt)


def test_an_auditor_sees_from_outside_what_differed_and_why(own):
    first = own.deposit([b"FICTIONAL zorka one"])
    own.deposit([b"FICTIONAL zorka two"])
    kept = make(own)
    number = kept.pattern.number
    withdraw(own.archive, own.custodian, first.number, "fictional")
    own.deposit([b"FICTIONAL zorka three"])
    again(own, number)
    found = pattern_history(own.archive, own.auditor, number.lower())
    assert (found.number, found.handle, found.digest) == (number, "lawyer", kept.digest)
    assert (found.object_state, found.since) == ("intact", {"accession": 1, "withdrawal": 1})
    made, later = found.asked
    assert (made.total, dict(made.differences), made.entry < found.entry) == (2, {}, True)
    assert (later.total, dict(later.differences)) == (2, {"added": 1, "gone": 1})
    assert dict(later.because) == {"accession": 1, "withdrawal": 1}
    assert len({made.commitment, later.commitment}) == 2
    assert not any(word in repr(found) for word in ("zorka", "A title", first.number))
    flip(own.root / "objects" / kept.digest[:2] / kept.digest)
    assert pattern_history(own.archive, own.auditor, number).object_state == "changed"
    (own.root / "objects" / kept.digest[:2] / kept.digest).unlink()
    assert pattern_history(own.archive, own.auditor, number).object_state == "missing"
    with pytest.raises(NotPermitted):
        pattern_history(own.archive, own.lawyer, number)
    with pytest.raises(NotFound):
        pattern_history(own.archive, own.auditor, "BYA-2020-E00001")
