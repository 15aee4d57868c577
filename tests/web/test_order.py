"""The order of matches on the search page."""

import re

import pytest

from archive.services import ordering
from archive.services.indexing import catch_up
from tests.factories import describe
from tests.web.searching import USE, form_of

WHENS = {"BYA-2026-0000001": "2020-08", "BYA-2026-0000002": "1937~", "BYA-2026-0000003": ""}


@pytest.fixture
def browser(world):
    for number, when in WHENS.items():
        told = describe(f"FICTIONAL {number}", text=f"FICTIONAL стена {number}", when=when)
        assert world.made.deposit([], told).number == number
    catch_up(world.archive, world.made.lawyer)
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    return browser


def asked(browser, order):
    return browser.post("/lawyer/search", {**USE, "text": "стена", "order": order})


@pytest.mark.parametrize(
    ("order", "last_digits"),
    [("earliest", "213"), ("latest", "123"), ("newest", "321"), ("oldest", "123"), ("number", "123")],
)
def test_matches_stand_in_the_order_that_was_chosen_which_stays(browser, order, last_digits):
    page = asked(browser, order).text
    assert "".join(re.findall(r"Open BYA-\d+-\d+(\d)<", page)) == last_digits
    assert form_of(page)[0]["order"] == [order]
    place = re.search(r'name="search" value="(\d+)"', page)[1]
    assert form_of(browser.post("/lawyer/search/again", {"search": place}).text)[0]["order"] == [order]


def test_too_many_matches_are_told_at_the_box_and_relevance_still_shows_them(browser, monkeypatch):
    monkeypatch.setattr(ordering, "MAX_ORDERED", 2)
    answer = asked(browser, "earliest")
    assert answer.status_code == 400
    assert 'id="order-error"' in answer.text
    assert "3 items" in asked(browser, "relevance").text
    assert asked(browser, "sideways").status_code == 400
