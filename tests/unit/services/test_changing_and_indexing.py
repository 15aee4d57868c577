"""Changes that meet each other, and an index that is trusted for nothing."""

from dataclasses import replace

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose, Use
from archive.domain.description import Allegation, RelationType
from archive.domain.errors import Conflict, InvalidRequest, NotFound, ObjectError, Unavailable
from archive.services import change, desk, reading
from archive.services.agents import register_agent, sign_in
from archive.services.change import amend, change_consent, link_items
from archive.services.index_status import status
from archive.services.indexing import catch_up, rebuild
from archive.services.reading import Tombstone, read_exhibit, read_item
from archive.services.search import search
from archive.services.withdrawal import withdraw
from tests.checks import check_archive
from tests.factories import PROSECUTION, admit, consent, describe
from tests.service_helpers import ask, flip, payload

JUNIOR = "words of a fictional junior"


def test_two_changes_from_one_version_leave_the_first(own, monkeypatch):
    """The second is overtaken between its reading and its writing."""
    number = own.deposit().number
    real = change.write_version

    def overtaken(*arguments, **named):
        monkeypatch.undo()
        amend(own.archive, own.lawyer, number, 1, describe("faster"), "fictional")
        return real(*arguments, **named)

    monkeypatch.setattr(change, "write_version", overtaken)
    with pytest.raises(Conflict):
        amend(own.archive, own.lawyer, number, 1, describe("slower"), "fictional")
    opened = read_item(own.archive, own.lawyer, number, PROSECUTION)
    assert (opened.record.version, opened.record.description.title) == (2, "faster")
    check_archive(own)


def test_withdrawal_wins_over_a_change_that_began_before(own, monkeypatch):
    number = own.deposit().number
    real = change.write_version

    def overtaken(*arguments, **named):
        withdraw(own.archive, own.custodian, number, "fictional")
        return real(*arguments, **named)

    monkeypatch.setattr(change, "write_version", overtaken)
    with pytest.raises(Conflict):
        amend(own.archive, own.lawyer, number, 1, describe("later"), "fictional")
    assert not list(own.archive.objects.list_headers())
    check_archive(own)


def test_consent_is_followed_before_the_index_knows(own):
    number = own.deposit([b"FICTIONAL zorka"]).number
    catch_up(own.archive, own.lawyer)
    assert search(own.archive, own.lawyer, ask("zorka")).total == 1
    change_consent(own.archive, own.lawyer, number, 1, consent(Purpose.ICC), "narrowed")
    results = search(own.archive, own.lawyer, ask("zorka"))
    assert (results.found, results.total, results.behind) == ((), 0, 1)
    catch_up(own.archive, own.lawyer)
    assert search(own.archive, own.lawyer, ask("zorka")).total == 0
    assert search(own.archive, own.lawyer, ask("zorka", Use(Purpose.ICC))).total == 1


def test_a_withdrawn_item_is_not_found_before_the_index_knows(own):
    number = own.deposit([b"FICTIONAL zorka"]).number
    catch_up(own.archive, own.lawyer)
    withdraw(own.archive, own.custodian, number, "fictional")
    assert search(own.archive, own.lawyer, ask("zorka")).total == 0


def withdrawn_before(own, monkeypatch, module):
    """Let a withdrawal come between finding an item and opening it."""
    real = module.read_small

    def overtaken(objects, digest, identities):
        monkeypatch.undo()
        withdraw(own.archive, own.custodian, number_of(own, digest), "fictional")
        return real(objects, digest, identities)

    monkeypatch.setattr(module, "read_small", overtaken)


def number_of(own, record):
    with own.archive.records.reading() as tx:
        return next(item.number for item in tx.items.items() if item.record == record)


def test_an_item_withdrawn_while_it_is_opened_is_no_damage(own, monkeypatch):
    number = own.deposit([b"FICTIONAL zorka"]).number
    catch_up(own.archive, own.lawyer)
    withdrawn_before(own, monkeypatch, desk)
    results = search(own.archive, own.lawyer, ask("zorka"))
    assert (results.found, results.damaged) == ((), ())
    other = own.deposit([b"FICTIONAL mora"]).number
    withdrawn_before(own, monkeypatch, reading)
    assert isinstance(read_item(own.archive, own.lawyer, other, PROSECUTION), Tombstone)
    assert number != other
    check_archive(own)


def test_an_item_that_cannot_be_opened_is_set_aside_alone(own):
    bad, good = (own.deposit([data]).number for data in (b"FICTIONAL zorka one", b"FICTIONAL zorka two"))
    flip(payload(own, bad))
    report = catch_up(own.archive, own.lawyer)
    assert (report.indexed, report.failed) == (1, 1)
    (aside,) = status(own.archive).set_aside
    assert (aside.number, aside.reason) == (bad, "fixity-error")
    assert [f.number for f in search(own.archive, own.lawyer, ask("zorka")).found] == [good]
    again = rebuild(own.archive, own.lawyer)
    assert (again.indexed, again.failed) == (1, 1)


def test_an_index_that_invents_matches_shows_nothing_that_is_hidden(own, monkeypatch):
    """A tampered index can mislead a search, never a permission."""
    own.deposit([b"FICTIONAL zorka"], describe("secret", sensitivity=3))
    own.deposit([b"FICTIONAL zorka too"], describe("denied", consent=consent(Purpose.ICC)))
    own.deposit([b"FICTIONAL zorka three"], describe("open", sensitivity=1))
    register_agent(own.archive, own.custodian, "junior", [Role.LAWYER], JUNIOR)
    admit(own, "junior", 1)
    catch_up(own.archive, own.lawyer)
    junior = sign_in(own.archive, "junior", JUNIOR)
    real = type(own.archive.index).search

    def everything(self, query):
        return real(self, replace(query.without_clearance(), limit=query.limit))

    monkeypatch.setattr(type(own.archive.index), "search", everything)
    results = search(own.archive, junior, ask("zorka"))
    assert [f.record.description.title for f in results.found] == ["open"]


def test_what_was_deposited_while_the_engine_was_down_waits(own, monkeypatch):
    own.deposit([b"FICTIONAL zorka"])

    def down(*_, **__):
        raise Unavailable("the embedded index did not answer")

    with monkeypatch.context() as patch:
        for name in ("put", "search", "state", "set_high_water"):
            patch.setattr(type(own.archive.index), name, down)
        for _ in range(4):
            with pytest.raises(Unavailable):
                catch_up(own.archive, own.lawyer)
        with pytest.raises(Unavailable, match="did not answer") as caught:
            search(own.archive, own.lawyer, ask("zorka"))
        assert "catch up by itself" in caught.value.safe
    assert catch_up(own.archive, own.lawyer).indexed == 1
    assert search(own.archive, own.lawyer, ask("zorka")).total == 1


def test_an_engine_that_fails_after_every_claim_loses_no_task(own, monkeypatch):
    own.deposit_all([([b"FICTIONAL zorka %d" % n], describe(f"{n}"), None) for n in range(5)])
    real, calls = type(own.archive.index).put, []

    def sometimes(self, documents):
        calls.append(1)
        if len(calls) < 8:
            raise Unavailable("fictional")
        return real(self, documents)

    monkeypatch.setattr(type(own.archive.index), "put", sometimes)
    for _ in range(7):
        with pytest.raises(Unavailable):
            catch_up(own.archive, own.lawyer)
    assert catch_up(own.archive, own.lawyer).indexed == 5
    assert status(own.archive).set_aside == ()


def test_links_need_two_items_that_may_be_seen(own):
    first, second = (own.deposit([data]).number for data in (b"1", b"2"))
    link_items(own.archive, own.lawyer, first, RelationType.SAME_INCIDENT, second, "a reason")
    with pytest.raises(InvalidRequest):
        link_items(own.archive, own.lawyer, first, RelationType.SAME_INCIDENT, first, "a reason")
    with pytest.raises(NotFound):
        link_items(own.archive, own.lawyer, first, RelationType.SAME_INCIDENT, "BYA-2020-0000099", "x")
    withdraw(own.archive, own.custodian, second, "fictional")
    check_archive(own)


def test_a_range_of_an_exhibit_is_given_without_the_rest(own):
    data = bytes(range(256)) * 2000
    number = own.deposit([data]).number
    opened = read_item(own.archive, own.lawyer, number, PROSECUTION)
    (exhibit,) = opened.record.exhibits
    pieces = read_exhibit(own.archive, own.lawyer, opened, exhibit, 70_000, 1000)
    assert b"".join(pieces) == data[70_000:71_000]
    path = own.root / "objects" / exhibit.object_digest[:2] / exhibit.object_digest
    flip(path, 200_000)
    head = read_exhibit(own.archive, own.lawyer, opened, exhibit, 0, 1000)
    assert b"".join(head) == data[:1000], "other chunks are still good"
    with pytest.raises(ObjectError, match="does not open with its own header"):
        b"".join(read_exhibit(own.archive, own.lawyer, opened, exhibit))


def test_a_hit_in_any_part_of_an_item_has_a_passage(own):
    """In a note of an allegation, and in a long exhibit beyond its first megabyte."""
    own.deposit([], describe("noted", allegations=(Allegation(note="Рядом стояла зорка."),)))
    letters = ("слово " * 200_000 + "светлая радуга " + "слово " * 50_000).encode()
    own.deposit([letters], describe("long"))
    own.deposit(["я".encode() * 600_000 + b" " + "слон ".encode() * 9], describe("one long word"))
    catch_up(own.archive, own.lawyer)
    for word in ("зорка", "радуга", "слон"):
        (found,) = search(own.archive, own.lawyer, ask(word)).found
        passage = found.passages[0]
        assert next(passage.text[start:end] for start, end in passage.spans) == word


def test_a_long_exhibit_is_cut_between_letters(own):
    """Its first megabyte ends within a letter of two bytes; its passages are read all the same."""
    own.deposit([("зорка " + "ё" * 700_000).encode()], describe("long"))
    own.deposit([("зорка, " + "ё" * 700_000).encode()], describe("long too"))
    catch_up(own.archive, own.lawyer)
    found = search(own.archive, own.lawyer, ask("зорка")).found
    assert [f.passages[0].spans for f in found] == [((0, 5),)] * 2
