"""The page of a search takes at most twice the time of the search itself."""

import statistics
import time

from archive.services.indexing import catch_up_if_possible
from archive.services.search import search
from archive.web.lawyer import searching
from tests.web.searching import USE, fill_for_search

ROUNDS = 9


def test_the_page_takes_at_most_twice_the_search(world, monkeypatch):
    fill_for_search(world.made)
    catch_up_if_possible(world.archive, world.made.lawyer)
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    searched: list[float] = []

    def timed(*given):
        began = time.perf_counter()
        found = search(*given)
        searched.append(time.perf_counter() - began)
        return found

    monkeypatch.setattr(searching, "search", timed)
    shares = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert browser.post("/lawyer/search", {**USE, "text": "стена"}).status_code == 200
        shares.append((time.perf_counter() - began) / searched[-1])
    assert statistics.median(shares) <= 2, shares
