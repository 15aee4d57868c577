"""Suggestions reveal nothing: only what the reader's own search finds is suggested."""

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose, Use
from archive.domain.errors import Unavailable
from archive.services.agents import register_agent, sign_in
from archive.services.indexing import catch_up
from archive.services.search import search
from archive.services.withdrawal import withdraw
from search.expression_text import parse
from search.query import SearchQuery
from tests.factories import PROSECUTION, admit, consent, describe

JUNIOR = "words of a fictional junior"


def instead(own, text, actor=None, use=PROSECUTION):
    results = search(own.archive, actor or own.lawyer, SearchQuery(use=use, expression=parse(text)))
    return {(each.query, each.total) for each in results.suggestions}


@pytest.fixture
def junior(own):
    register_agent(own.archive, own.custodian, "junior", [Role.LAWYER], JUNIOR)
    admit(own, "junior", 1)
    return sign_in(own.archive, "junior", JUNIOR)


def test_what_is_found_is_suggested_with_its_number(own):
    own.deposit([b"FICTIONAL zornica"])
    own.deposit([b"FICTIONAL zornica again"])
    catch_up(own.archive, own.lawyer)
    assert instead(own, "zornca") == {("zornica", 2)}
    assert instead(own, "zornica kind:video") == {("zornica", 2)}
    assert instead(own, "zornica") == set()


def test_nothing_is_suggested_that_clearance_hides(own, junior):
    own.deposit([b"FICTIONAL zornica"], describe("secret", sensitivity=3))
    own.deposit([b"FICTIONAL zornice"], describe("open", sensitivity=1))
    catch_up(own.archive, own.lawyer)
    assert instead(own, "zornicu") == {("zornica", 1), ("zornice", 1)}
    assert instead(own, "zornicu", junior) == {("zornice", 1)}


def test_nothing_is_suggested_that_consent_hides(own):
    own.deposit([b"FICTIONAL zornica"], describe("icc", consent=consent(Purpose.ICC)))
    catch_up(own.archive, own.lawyer)
    assert instead(own, "zornca") == set()
    assert instead(own, "zornica kind:testimony") == set()
    assert instead(own, "zornca", use=Use(Purpose.ICC)) == {("zornica", 1)}


def test_a_hidden_word_is_treated_like_an_unknown_one(own, junior):
    """Whether a word stands in an item that is hidden does not change what is suggested for it."""
    own.deposit([b"FICTIONAL zornice"], describe("open", sensitivity=1))
    catch_up(own.archive, own.lawyer)
    before = instead(own, "zornica", junior)
    own.deposit([b"FICTIONAL zornica"], describe("secret", sensitivity=3))
    catch_up(own.archive, own.lawyer)
    assert before == instead(own, "zornica", junior) == {("zornice", 1)}


def test_a_withdrawn_item_suggests_nothing_though_its_words_are_listed(own):
    number = own.deposit([b"FICTIONAL zornica"]).number
    catch_up(own.archive, own.lawyer)
    withdraw(own.archive, own.custodian, number, "fictional")
    assert instead(own, "zornca") == set()
    catch_up(own.archive, own.lawyer)
    assert instead(own, "zornca") == set()


def test_suggestions_go_without_the_list_of_words(own, monkeypatch):
    own.deposit([b"FICTIONAL zornica"])
    catch_up(own.archive, own.lawyer)

    def lost(*_):
        raise Unavailable("lost")

    monkeypatch.setattr("search.word_lists.WordLists.lexicon", lost)
    assert instead(own, "zornca") == set()
    assert instead(own, "zornica kind:video") == {("zornica", 1)}


def test_what_a_candidate_asks_is_bounded(own, monkeypatch):
    own.deposit([" ".join(f"zornic{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400)).encode()])
    catch_up(own.archive, own.lawyer)
    real, asked = type(own.archive.index).search, []

    def counted(self, query):
        asked.append(query)
        return real(self, query)

    monkeypatch.setattr(type(own.archive.index), "search", counted)
    assert instead(own, "zornic kind:video")
    assert len(asked) <= 125
