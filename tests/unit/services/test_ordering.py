"""Matches in another order: of what the reader may see, over all pages alike, never of a part of them."""

from dataclasses import replace

import pytest

from archive.domain.description import Allegation
from archive.domain.errors import InvalidRequest
from archive.services import ordering
from archive.services.hits import Place, open_hit
from archive.services.indexing import catch_up
from archive.services.questions import query_json, query_of_json
from archive.services.search import search
from schemas.edtf import parse
from search.query import Order
from tests.factories import consent, describe
from tests.service_helpers import ask, flip, payload

WHENS = {
    "summer": "2020-06/2020-08",
    "day": "2020-08-10",
    "decade": "193X",
    "either": "[1937,1939]",
    "undated": "",
    "until": "/1938",
    "since": "2021/..",
}
EARLIEST = ["decade", "either", "until", "summer", "day", "since", "undated"]
LATEST = ["since", "summer", "day", "either", "decade", "until", "undated"]


def filled(own) -> dict[str, str]:
    """One item for each date: title by number."""
    titles = {}
    for title, when in WHENS.items():
        told = describe(title, text=f"FICTIONAL zorka {title}", when=when)
        titles[own.deposit([], told).number] = title
    catch_up(own.archive, own.lawyer)
    return titles


def in_order(own, order, **changes):
    query = replace(ask("zorka"), order=order, **changes)
    return [found.record.description.title for found in search(own.archive, own.lawyer, query).found]


def test_dates_by_their_first_and_their_last_possible_day(own):
    titles = filled(own)
    assert set(titles.values()) == set(WHENS)
    assert in_order(own, Order.EARLIEST) == EARLIEST
    assert in_order(own, Order.LATEST) == LATEST


def test_deposits_and_numbers(own):
    filled(own)
    assert in_order(own, Order.OLDEST) == list(WHENS)
    assert in_order(own, Order.NUMBER) == list(WHENS)
    assert in_order(own, Order.NEWEST) == list(WHENS)[::-1]


@pytest.mark.parametrize("order", [each for each in Order if each is not Order.RELEVANCE])
def test_pages_are_parts_of_one_order(own, order):
    filled(own)
    parts = [in_order(own, order, page=page, page_size=3) for page in (1, 2, 3, 4)]
    assert [len(part) for part in parts] == [3, 3, 1, 0]
    assert [title for part in parts for title in part] == in_order(own, order)


def test_an_item_stands_at_its_first_act_and_at_its_last():
    acts = (Allegation(when="2020-08-12"), Allegation(when="1937"), Allegation())
    days = ordering.days_of(describe(when="2001-05-05", allegations=acts), parse)
    assert [str(days.earliest), str(days.latest)] == ["1937-01-01", "2020-08-12"]
    only = ordering.days_of(describe(when="2001-05-05", allegations=acts[:2]), parse)
    assert str(only.earliest) == "1937-01-01"
    assert ordering.days_of(describe(when=""), parse) is None


def test_what_may_not_be_seen_is_in_no_order(own):
    filled(own)
    own.deposit([], describe("denied", text="FICTIONAL zorka", when="2020-01-01", consent=consent()))
    catch_up(own.archive, own.lawyer)
    assert in_order(own, Order.EARLIEST) == EARLIEST


def test_more_than_can_be_put_in_order_is_an_error_and_nothing_is_logged(own, monkeypatch):
    filled(own)
    monkeypatch.setattr(ordering, "MAX_ORDERED", 6)
    with own.archive.records.reading() as tx:
        before = tx.log.size()
    with pytest.raises(InvalidRequest) as raised:
        in_order(own, Order.EARLIEST)
    assert [problem.where for problem in raised.value.problems] == ["order"]
    with own.archive.records.reading() as tx:
        assert tx.log.size() == before


def test_a_record_in_doubt_hides_no_other(own):
    titles = filled(own)
    number = next(number for number, title in titles.items() if title == "day")
    flip(payload(own, number))
    results = search(own.archive, own.lawyer, replace(ask("zorka"), order=Order.EARLIEST))
    assert [found.record.description.title for found in results.found] == [t for t in EARLIEST if t != "day"]
    assert len(results.damaged) == 1


def test_the_way_from_hit_to_hit_follows_the_order(own):
    filled(own)
    query = replace(ask("zorka"), order=Order.LATEST, page_size=2)
    place, seen = Place(search(own.archive, own.lawyer, query).entry, 1), []
    while place:
        hit = open_hit(own.archive, own.lawyer, place)
        seen.append(hit.item.record.description.title)
        place = hit.next
    assert seen == LATEST


def test_nothing_found_gives_suggestions_in_any_order(own):
    filled(own)
    query = replace(ask("zorkaa"), order=Order.EARLIEST)
    assert search(own.archive, own.lawyer, query).suggestions


def test_the_order_is_kept_with_the_question(own):
    query = replace(ask("zorka"), order=Order.NEWEST)
    assert query_of_json(query_json(query)).order is Order.NEWEST
    assert "order" not in query_json(ask("zorka"))
    with pytest.raises(InvalidRequest):
        query_of_json({**query_json(query), "order": "sideways"})
