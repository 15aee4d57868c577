"""From match to match of a search on the page of an item, beyond the page of results, and back to them."""

import re

import pytest

from archive.services.withdrawal import withdraw
from tests.factories import consent, describe
from tests.web.searching import USE, fill_for_search, form_of


@pytest.fixture
def browser(world):
    fill_for_search(world.made)
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    return browser


def matches(page: str) -> list[dict[str, str]]:
    """The forms of a page that lead to a match."""
    forms = re.findall(r'action="/lawyer/search/match">(.*?)</form>', page, re.DOTALL)
    return [dict(re.findall(r'name="(search|hit)" value="(\d+)"', form)) for form in forms]


def number_on(page: str) -> str:
    return re.search(r"<title>(BYA-\d+-\d+)", page)[1]


def asked(browser, **fields):
    return browser.post("/lawyer/search", {**USE, "text": "стена", **fields}).text


def test_every_match_is_reached_from_the_one_before_with_one_entry_for_each(world, browser):
    found = asked(browser, kinds="interview")
    listed = re.findall(r"Open (BYA-\d+-\d+)", found)
    first = matches(found)[0]
    page = browser.post("/lawyer/search/match", first).text
    seen, before = [number_on(page)], world.entries()
    while 'data-letter="n"' in page:
        page = browser.post("/lawyer/search/match", matches(page)[-1]).text
        seen.append(number_on(page))
    assert seen == listed
    assert len(seen) == 10
    assert world.entries() == before + 9
    assert "Match 10 of 10" in page
    page = browser.post("/lawyer/search/match", matches(page)[0]).text
    assert number_on(page) == listed[8]


def test_the_match_after_the_last_of_a_page_is_on_the_next_page(world, browser):
    last = matches(asked(browser))[9]
    page = browser.post("/lawyer/search/match", last).text
    assert "Match 10 of 30" in page
    before = world.entries()
    page = browser.post("/lawyer/search/match", matches(page)[-1]).text
    assert "Match 11 of 30" in page
    assert world.entries() == before + 2, "the next page is a search of its own"
    second = asked(browser, page="2")
    assert number_on(page) == re.findall(r"Open (BYA-\d+-\d+)", second)[0]


def test_the_words_are_marked_and_told_where_they_were_found(browser):
    page = browser.post("/lawyer/search/match", matches(asked(browser))[0]).text
    assert "Where it was found" in page
    assert "<mark>стене</mark>" in page


def test_one_goes_back_to_the_page_that_was_left(browser):
    found = asked(browser, kinds="interview", page="1")
    place = matches(found)[3]
    again = browser.post("/lawyer/search/again", {"search": place["search"]}).text
    assert re.findall(r"Open (BYA-\d+-\d+)", again) == re.findall(r"Open (BYA-\d+-\d+)", found)
    assert form_of(again)[0]["text"] == ["стена kind:interview"]
    later = matches(asked(browser, page="3"))[0]
    assert "Page 3 of 3" in browser.post("/lawyer/search/again", {"search": later["search"]}).text


def test_the_place_stays_while_one_looks_at_other_pages_of_the_item(browser):
    page = browser.post("/lawyer/search/match", matches(asked(browser))[4]).text
    number = number_on(page)
    carried = dict(re.findall(r'name="(search|hit|of|purpose|jurisdiction|text)" value="([^"]*)"', page))
    chain = browser.post(f"/lawyer/items/{number}/custody", carried).text
    assert 'name="hit" value="5"' in chain
    assert "Match 5 of 30" in browser.post(f"/lawyer/items/{number}", carried).text
    plain = browser.post(f"/lawyer/items/{number}", USE).text
    assert 'class="matches"' not in plain


def test_a_match_that_was_withdrawn_since_does_not_end_the_way(world, browser):
    places = matches(asked(browser))
    second = number_on(browser.post("/lawyer/search/match", places[1]).text)
    withdraw(world.archive, world.made.custodian, second, "the source asked")
    page = browser.post("/lawyer/search/match", places[1]).text
    assert "Its source has withdrawn it." in page
    assert number_on(browser.post("/lawyer/search/match", matches(page)[-1]).text) != second


def test_nobody_walks_through_the_search_of_another(world, browser):
    place = matches(asked(browser))[0]
    world.made.deposit([], describe("FICTIONAL hidden", text="FICTIONAL", consent=consent()))
    assert browser.post("/lawyer/search/match", {**place, "hit": "31"}).status_code == 404
    for entry in ("0", "1", "999999", "x", ""):
        for path in ("match", "again"):
            answer = browser.post(f"/lawyer/search/{path}", {"search": entry, "hit": "1"})
            assert answer.status_code in {400, 403, 404}, (entry, path, answer.status_code)
