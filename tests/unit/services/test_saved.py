"""Saved searches and alerts: kept for their agent alone, new matches counted once."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose, Use
from archive.domain.errors import Conflict, InvalidRequest, NotFound, NotPermitted
from archive.services.agents import register_agent, sign_in
from archive.services.change import amend, change_consent
from archive.services.indexing import catch_up
from archive.services.saved import alerts, drop_search, find_saved, save_search, saved_searches
from archive.services.withdrawal import withdraw
from search.query import Facet
from tests.checks import check_archive
from tests.factories import admit, consent, describe
from tests.service_helpers import ask

SECRET = "words of another fictional lawyer"


def other(own, clearance=1):
    register_agent(own.archive, own.custodian, "other", [Role.LAWYER], SECRET)
    admit(own, "other", clearance)
    return sign_in(own.archive, "other", SECRET)


def new(own, actor=None) -> list[tuple[int, int]]:
    catch_up(own.archive, own.lawyer)
    return [(each.new, each.total) for each in alerts(own.archive, actor or own.lawyer).alerts]


def test_a_saved_search_comes_back_as_it_was(own):
    query = replace(
        ask('зорка AND "лицом к стене" unit:=by-mvd', Use(Purpose.PROSECUTION, "OHCHR", "DE")),
        facets=(Facet.UNIT,),
        page_size=25,
    )
    kept = save_search(own.archive, own.lawyer, "  one \n name ", query)
    (found,) = saved_searches(own.archive, own.lawyer)
    assert found == kept
    assert (found.name, found.query.asked(), found.query.use) == ("one name", query.asked(), query.use)
    assert (found.query.facets, found.query.page_size) == (query.facets, 25)
    assert find_saved(own.archive, own.lawyer, str(kept.number)) == kept
    check_archive(own)


def test_nothing_in_the_archives_files_shows_what_is_looked_for(own):
    save_search(own.archive, own.lawyer, "Zhodzina secret name", ask("wordnobodyelsehas"))
    alerts(own.archive, own.lawyer)
    own.close()
    for path in Path(own.root).rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"wordnobodyelsehas" not in data, path
            assert b"Zhodzina secret" not in data, path


def test_searches_are_each_agents_own(own):
    save_search(own.archive, own.lawyer, "mine", ask("zorka"))
    junior = other(own)
    assert saved_searches(own.archive, junior) == ()
    save_search(own.archive, junior, "mine", ask("mora"))
    assert len(saved_searches(own.archive, own.lawyer)) == 1
    with pytest.raises(NotPermitted):
        save_search(own.archive, own.auditor, "x", ask("zorka"))
    with pytest.raises(NotPermitted):
        alerts(own.archive, own.documenter)


def test_names_are_taken_once_and_free_again_when_dropped(own):
    save_search(own.archive, own.lawyer, "mine", ask("zorka"))
    with pytest.raises(Conflict, match="already"):
        save_search(own.archive, own.lawyer, "mine", ask("mora"))
    drop_search(own.archive, own.lawyer, "mine")
    assert saved_searches(own.archive, own.lawyer) == ()
    with pytest.raises(NotFound):
        drop_search(own.archive, own.lawyer, "mine")
    save_search(own.archive, own.lawyer, "mine", ask("mora"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "two\u202esides", "bell\x07"])
def test_a_name_is_one_plain_line(own, name):
    with pytest.raises(InvalidRequest, match="name"):
        save_search(own.archive, own.lawyer, name, ask("zorka"))


def test_new_matches_are_told_once(own):
    own.deposit([b"FICTIONAL zorka before"])
    catch_up(own.archive, own.lawyer)
    save_search(own.archive, own.lawyer, "mine", ask("zorka"))
    assert new(own) == [(0, 1)]
    own.deposit([b"FICTIONAL zorka after"])
    own.deposit([b"FICTIONAL something else"])
    assert new(own) == [(1, 2)]
    assert new(own) == [(0, 2)]
    check_archive(own)


def test_what_begins_to_match_by_a_change_is_new(own):
    described = own.deposit([b"FICTIONAL one"], describe("one")).number
    consented = own.deposit([b"FICTIONAL zorka"], describe("two", consent=consent(Purpose.ICC))).number
    gone = own.deposit([b"FICTIONAL zorka three"], describe("three")).number
    catch_up(own.archive, own.lawyer)
    save_search(own.archive, own.lawyer, "mine", ask("zorka"))
    amend(own.archive, own.lawyer, described, 1, describe("one", text="zorka"), "fictional")
    assert new(own) == [(1, 2)]
    change_consent(own.archive, own.lawyer, consented, 1, consent(Purpose.PROSECUTION), "widened")
    withdraw(own.archive, own.custodian, gone, "fictional")
    assert new(own) == [(1, 2)]


def test_items_that_wait_for_the_index_are_told_when_they_are_there(own):
    save_search(own.archive, own.lawyer, "mine", ask("zorka"))
    own.deposit([b"FICTIONAL zorka"])
    early = alerts(own.archive, own.lawyer)
    assert ([(a.new, a.total) for a in early.alerts], early.behind) == ([(0, 0)], 1)
    assert new(own) == [(1, 1)]
    assert new(own) == [(0, 1)]


def test_a_wider_clearance_tells_of_what_it_opened_and_nothing_hidden_is_counted(own):
    own.deposit([b"FICTIONAL zorka"], describe("open", sensitivity=1))
    own.deposit([b"FICTIONAL zorka too"], describe("secret", sensitivity=3))
    catch_up(own.archive, own.lawyer)
    junior = other(own)
    save_search(own.archive, junior, "mine", ask("zorka"))
    assert new(own, junior) == [(0, 1)]
    admit(own, "other", 3)
    assert new(own, sign_in(own.archive, "other", SECRET)) == [(1, 2)]
    assert new(own, sign_in(own.archive, "other", SECRET)) == [(0, 2)]
