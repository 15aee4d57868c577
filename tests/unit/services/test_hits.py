"""From hit to hit: the order that was shown, each opening in the log before it is shown."""

import json
from dataclasses import replace

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose
from archive.domain.errors import InvalidRequest, KeyUnavailable, NotFound
from archive.services.agents import register_agent, sign_in
from archive.services.change import change_consent
from archive.services.hits import Place, open_hit
from archive.services.indexing import catch_up
from archive.services.reading import Tombstone
from archive.services.search import search
from archive.services.withdrawal import withdraw
from tests.checks import check_archive
from tests.factories import admit, consent, describe
from tests.service_helpers import ask

SECRET = "words of another fictional lawyer"


@pytest.fixture
def found(own):
    """Five items that match, on pages of two, and the entry of the first page."""
    for n in range(5):
        own.deposit([b"FICTIONAL zorka " * (n + 1)], describe(f"no {n}"))
    catch_up(own.archive, own.lawyer)
    results = search(own.archive, own.lawyer, replace(ask("zorka"), page_size=2))
    return own, results


def walk(own, place):
    """All hits from one on, by the place each names as next."""
    while place is not None:
        hit = open_hit(own.archive, own.lawyer, place)
        yield hit
        place = hit.next


def test_next_walks_through_every_hit_once_in_the_order_of_the_search(found):
    own, first = found
    whole = search(own.archive, own.lawyer, replace(ask("zorka"), page_size=10))
    hits = list(walk(own, Place(first.entry, 1)))
    assert [hit.item.item.number for hit in hits] == [each.number for each in whole.found]
    assert [hit.place.hit for hit in hits] == [1, 2, 3, 4, 5]
    assert hits[0].previous is None
    assert open_hit(own.archive, own.lawyer, hits[4].previous).item.item.number == hits[3].item.item.number
    check_archive(own)


def test_the_last_hit_of_a_full_page_has_no_next(found):
    own, _ = found
    results = search(own.archive, own.lawyer, replace(ask("zorka"), page_size=5))
    assert open_hit(own.archive, own.lawyer, Place(results.entry, 5)).next is None


def test_the_order_stays_when_better_matches_come(found):
    own, first = found
    shown = [each.number for each in first.found]
    own.deposit([b"zorka " * 50], describe("zorka zorka", text="zorka"))
    catch_up(own.archive, own.lawyer)
    again = [open_hit(own.archive, own.lawyer, Place(first.entry, n)).item.item.number for n in (1, 2)]
    assert again == shown


def test_passages_are_shown_and_the_opening_is_logged_first(found):
    own, first = found
    hit = open_hit(own.archive, own.lawyer, Place(first.entry, 1))
    assert {p.text[a:b] for p in hit.passages for a, b in p.spans} == {"zorka"}
    with own.archive.records.reading() as tx:
        last = tx.log.of_item(hit.item.item.item_id)[-1]
    assert last.event_type == "decryption"
    assert last.leaf_index > first.entry


def test_what_may_no_longer_be_read_is_not_shown_and_the_rest_is(found):
    own, first = found
    one, two = (each.number for each in first.found)
    change_consent(own.archive, own.lawyer, one, 1, consent(Purpose.ICC), "narrowed")
    withdraw(own.archive, own.custodian, two, "fictional")
    with pytest.raises(NotFound):
        open_hit(own.archive, own.lawyer, Place(first.entry, 1))
    gone = open_hit(own.archive, own.lawyer, Place(first.entry, 2))
    assert isinstance(gone.item, Tombstone)
    assert (gone.passages, gone.previous) == ((), Place(first.entry, 1))


@pytest.mark.parametrize("hit", [0, -1, 6, 7, 99])
def test_a_hit_that_is_not_there(found, hit):
    own, first = found
    with pytest.raises(NotFound, match="no hit"):
        open_hit(own.archive, own.lawyer, Place(first.entry, hit))


def test_a_search_is_its_makers_alone(found):
    own, first = found
    register_agent(own.archive, own.custodian, "other", [Role.LAWYER], SECRET)
    admit(own, "other", 3)
    with pytest.raises(KeyUnavailable):
        open_hit(own.archive, sign_in(own.archive, "other", SECRET), Place(first.entry, 1))
    for entry, error in ((10_000, NotFound), (0, NotFound)):
        with pytest.raises(error):
            open_hit(own.archive, own.lawyer, Place(entry, 1))


def test_an_entry_that_is_no_search_is_refused(found):
    own, first = found
    number = first.found[0].number
    change_consent(own.archive, own.lawyer, number, 1, consent(Purpose.PROSECUTION), "fictional reason")
    with own.archive.records.reading() as tx:
        leaf = tx.log.by_type(["consent_change"])[-1].leaf_index
    with pytest.raises(InvalidRequest, match="no search"):
        open_hit(own.archive, own.lawyer, Place(leaf, 1))


def test_the_order_is_sealed_beside_the_log(found):
    own, first = found
    with own.archive.records.reading() as tx:
        entry = tx.log.entry(first.entry).entry
    assert json.loads(entry)
    assert all(each.number.encode() not in entry for each in first.found)
