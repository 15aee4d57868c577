"""Similar items and other accounts: what is found, for whom, and what is logged."""

import itertools
import json
from dataclasses import replace

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Relation, RelationType, Source
from archive.domain.differences import About
from archive.domain.errors import Conflict, EvidenceError, NotFound, NotPermitted, Unavailable
from archive.services.accounts import other_accounts
from archive.services.agents import register_agent, sign_in
from archive.services.change import change_consent, link_items
from archive.services.indexing import catch_up
from archive.services.reading import read_item
from archive.services.similar import similar_items
from archive.services.withdrawal import withdraw
from crypto.dsse import parse_envelope
from tests.checks import check_archive
from tests.factories import PROSECUTION, admit, consent, describe

STORY = b"FICTIONAL " + " ".join(f"step {n} of the way home" for n in range(60)).encode()
RETOLD = STORY.replace(b"step 20", b"corner 20").replace(b"step 40", b"corner 40")
JUNIOR = "words of a fictional junior"
BEATING = Allegation("integrity.torture.beating", when="2020-08-09", quantifier=Quantifier.SOME_DAY)


def entries(own, event_type: str) -> list[dict]:
    with own.archive.records.reading() as tx:
        rows = tx.log.by_type([event_type])
    return [json.loads(parse_envelope(row.entry).payload) for row in rows]


def junior(own):
    register_agent(own.archive, own.custodian, "junior", [Role.LAWYER], JUNIOR)
    admit(own, "junior", 1)
    return sign_in(own.archive, "junior", JUNIOR)


def plain(title: str, **fields):
    """Nothing in the description that would make two of them alike."""
    return describe(title, text="", **fields)


def test_a_retold_statement_is_similar_and_another_is_not(own):
    first = own.deposit([STORY], plain("first")).number
    second = own.deposit([RETOLD], plain("second")).number
    own.deposit([b"FICTIONAL " + b"other words entirely " * 50], plain("third"))
    catch_up(own.archive, own.lawyer)
    answer = similar_items(own.archive, own.lawyer, first, PROSECUTION)
    assert [each.number for each in answer.found] == [second]
    assert 0.8 < answer.found[0].similarity < 1
    assert answer.found[0].contained > 0.9
    (logged,) = entries(own, "query")
    assert logged["predicate"]["detail"]["total"] == 1
    assert first not in json.dumps(logged)
    assert len(logged["subject"]) == 2
    check_archive(own)


def test_similarity_is_decided_after_decryption(own, monkeypatch):
    """An index that calls everything similar shows nothing that is not."""
    first = own.deposit([STORY], plain("first")).number
    own.deposit([b"FICTIONAL " + b"other words entirely " * 50], plain("third"))
    catch_up(own.archive, own.lawyer)
    real = type(own.archive.index).search

    def everything(self, query):
        return real(self, replace(query, branches=tuple(replace(b, filters=()) for b in query.branches)))

    monkeypatch.setattr(type(own.archive.index), "search", everything)
    assert similar_items(own.archive, own.lawyer, first, PROSECUTION).found == ()


def test_similar_items_are_those_the_reader_may_see(own):
    first = own.deposit([STORY], plain("first", sensitivity=1)).number
    own.deposit([STORY + b"!"], plain("secret", sensitivity=3))
    denied = own.deposit([STORY + b"?"], plain("denied", sensitivity=1)).number
    catch_up(own.archive, own.lawyer)
    assert len(similar_items(own.archive, own.lawyer, first, PROSECUTION).found) == 2
    change_consent(own.archive, own.lawyer, denied, 1, consent(Purpose.ICC), "narrowed")
    assert similar_items(own.archive, junior(own), first, PROSECUTION).found == ()
    catch_up(own.archive, own.lawyer)
    answer = similar_items(own.archive, sign_in(own.archive, "junior", JUNIOR), first, PROSECUTION)
    assert answer.found == ()
    hidden = entries(own, "query")[-1]["predicate"]["detail"]["hidden"]
    assert hidden == {"consent": 1, "clearance": 1}


@pytest.mark.parametrize("ask", [similar_items, other_accounts])
def test_what_may_not_be_read_cannot_be_asked_about(own, ask):
    secret = own.deposit([STORY], plain("secret", sensitivity=3)).number
    withdrawn = own.deposit([RETOLD], plain("withdrawn")).number
    withdraw(own.archive, own.custodian, withdrawn, "the source asked")
    catch_up(own.archive, own.lawyer)
    with pytest.raises(NotFound):
        ask(own.archive, junior(own), secret, PROSECUTION)
    with pytest.raises(NotPermitted):
        ask(own.archive, own.auditor, secret, PROSECUTION)
    with pytest.raises(Conflict, match="withdrawn"):
        ask(own.archive, own.lawyer, withdrawn, PROSECUTION)
    check_archive(own)


@pytest.mark.parametrize("ask", [similar_items, other_accounts])
def test_an_index_that_is_down_is_said_to_be(own, ask, monkeypatch):
    number = own.deposit([STORY], plain("first", source=Source(witness="W-FICTION"))).number
    catch_up(own.archive, own.lawyer)

    def down(*_):
        raise Unavailable("no answer")

    monkeypatch.setattr(type(own.archive.index), "search", down)
    with pytest.raises(Unavailable, match="The index does not answer"):
        ask(own.archive, own.lawyer, number, PROSECUTION)


def test_a_damaged_candidate_hides_no_other(own):
    first = own.deposit([STORY], plain("first")).number
    broken = own.deposit([RETOLD], plain("broken")).number
    good = own.deposit([STORY + b"!"], plain("good")).number
    catch_up(own.archive, own.lawyer)
    digest = read_item(own.archive, own.lawyer, broken, PROSECUTION).item.record
    path = own.root / "objects" / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    answer = similar_items(own.archive, own.lawyer, first, PROSECUTION)
    assert [each.number for each in answer.found] == [good]
    assert len(answer.damaged) == 1
    with pytest.raises(EvidenceError):
        read_item(own.archive, own.lawyer, broken, PROSECUTION)


def of_witness(title: str, when: str, group: str, **fields):
    claim = replace(BEATING, when=when, victim=replace(BEATING.victim, group=group))
    fields = {"source": Source(witness="W-FICTION"), "allegations": (claim,), "text": "", **fields}
    return describe(title, **fields)


def test_accounts_of_one_witness_are_set_side_by_side(own):
    first = own.deposit([], of_witness("first", "2020-08-09", "seventeen people")).number
    second = own.deposit([], of_witness("second", "2020-08-10", "thirty-two people")).number
    own.deposit([], of_witness("stranger", "2020-08-10", "two people", source=Source(witness="W-OTHER")))
    catch_up(own.archive, own.lawyer)
    answer = other_accounts(own.archive, own.lawyer, first, PROSECUTION)
    (account,) = answer.accounts
    assert (account.number, account.because) == (second, (RelationType.SAME_WITNESS,))
    assert [each.about for each in account.differs] == [About.TIME, About.NUMBER]
    assert account.differs[1].here.text == "seventeen people"
    logged = entries(own, "query")[-1]
    assert "W-FICTION" not in json.dumps(logged)
    assert first not in json.dumps(logged)
    check_archive(own)


def test_accounts_of_one_incident_are_followed_through_links_and_relations(own):
    numbers = [
        own.deposit([], of_witness(f"no {n}", "2020-08-09", "", source=Source())).number for n in range(4)
    ]
    last = own.deposit(
        [],
        describe("by relation", relations=(Relation(RelationType.CONTRADICTS, numbers[0]),), allegations=()),
    ).number
    for one, other in itertools.pairwise(numbers):
        link_items(own.archive, own.lawyer, one, RelationType.SAME_INCIDENT, other, "same night")
    link_items(own.archive, own.lawyer, numbers[1], RelationType.SUPPORTS, last, "fictional")
    catch_up(own.archive, own.lawyer)
    answer = other_accounts(own.archive, own.lawyer, numbers[0], PROSECUTION)
    assert [each.number for each in answer.accounts] == numbers[1:]
    assert {each.because for each in answer.accounts} == {(RelationType.SAME_INCIDENT,)}
    assert not answer.by_witness
    back = other_accounts(own.archive, own.lawyer, last, PROSECUTION)
    assert {each.number: each.because for each in back.accounts} == {
        numbers[0]: (RelationType.CONTRADICTS,),
        numbers[1]: (RelationType.SUPPORTS,),
    }


def test_accounts_that_may_not_be_read_are_not_there(own):
    first = own.deposit([], of_witness("first", "2020-08-09", "", sensitivity=1)).number
    own.deposit([], of_witness("secret", "2020-08-10", "", sensitivity=3))
    linked = own.deposit([], of_witness("linked", "2020-08-10", "", sensitivity=3, source=Source())).number
    link_items(own.archive, own.lawyer, first, RelationType.SAME_INCIDENT, linked, "same night")
    catch_up(own.archive, own.lawyer)
    assert len(other_accounts(own.archive, own.lawyer, first, PROSECUTION).accounts) == 2
    assert other_accounts(own.archive, junior(own), first, PROSECUTION).accounts == ()


def test_an_index_that_names_strangers_as_one_witness_is_not_believed(own, monkeypatch):
    first = own.deposit([], of_witness("first", "2020-08-09", "")).number
    own.deposit([], of_witness("stranger", "2020-08-10", "", source=Source(witness="W-OTHER")))
    catch_up(own.archive, own.lawyer)
    real = type(own.archive.index).search

    def everything(self, query):
        return real(self, replace(query, branches=tuple(replace(b, filters=()) for b in query.branches)))

    monkeypatch.setattr(type(own.archive.index), "search", everything)
    assert other_accounts(own.archive, own.lawyer, first, PROSECUTION).accounts == ()
