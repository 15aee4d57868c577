"""Going from hit to hit of one search: the order is the one that was shown, whatever is indexed meanwhile.

A page of results is fixed by what is sealed beside its entry. The hit beyond its end is on the next page,
which is a search of its own, logged like any other.
"""

from dataclasses import dataclass, replace

from archive.domain.errors import InvalidRequest, NotFound
from archive.services.context import Actor, Archive
from archive.services.desk import open_desk
from archive.services.private import open_private
from archive.services.questions import query_of_json
from archive.services.reading import OpenedItem, Tombstone, read_item
from archive.services.search import SHOWN, TOTAL, passages_in, search
from search.passages import Passage, Sought
from search.query import SearchQuery

PASSAGES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A hit of a search: the leaf index of the search's entry, and the hit's place in it, from 1."""

    search: int
    hit: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit, opened: one of `total`. `item` is a tombstone for one that was withdrawn since.

    `previous`, `next` are None where there is no such hit. `query`: what was asked.
    """

    place: Place
    item: OpenedItem | Tombstone
    passages: tuple[Passage, ...]
    previous: Place | None
    next: Place | None
    total: int
    query: SearchQuery


@dataclass(frozen=True, slots=True)
class _Page:
    entry: int
    first: int
    shown: tuple[str, ...]
    total: int
    query: SearchQuery


def open_hit(archive: Archive, actor: Actor, place: Place) -> Hit:
    """Open a hit of a search that the actor made, for the use the search declared; the opening is logged.

    Raise NotFound when there is no such search of the actor's or no such hit, or when it may not be read any
    more; KeyUnavailable for somebody else's search.
    """
    page = _page_with(archive, actor, _page(archive, actor, place.search), place.hit)
    at = place.hit - page.first
    if not 0 <= at < len(page.shown):
        raise NotFound(f"There is no hit {place.hit}.")
    item = read_item(archive, actor, page.shown[at], page.query.use)
    passages: tuple[Passage, ...] = ()
    if isinstance(item, OpenedItem):
        sought = Sought(page.query.expression, archive.analyzer)
        passages = passages_in(archive, open_desk(archive, actor), item.record, sought, PASSAGES)
    return Hit(
        place=Place(page.entry, place.hit),
        item=item,
        passages=passages,
        previous=Place(page.entry, place.hit - 1) if place.hit > 1 else None,
        next=Place(page.entry, place.hit + 1) if place.hit < page.total else None,
        total=page.total,
        query=page.query,
    )


def question_of(archive: Archive, actor: Actor, search: int) -> SearchQuery:
    """What the actor asked in the search of this entry, with its page; raise as `open_hit` does."""
    return _page(archive, actor, search).query


def _page(archive: Archive, actor: Actor, entry: int) -> _Page:
    value = open_private(archive, actor, entry)
    asked, shown, total = value.get("query"), value.get(SHOWN), value.get(TOTAL)
    if not isinstance(asked, dict) or not isinstance(shown, list) or not isinstance(total, int):
        raise InvalidRequest(f"Entry {entry} is no search whose hits can be opened.")
    query = query_of_json(asked)
    return _Page(entry, (query.page - 1) * query.page_size + 1, tuple(map(str, shown)), total, query)


def _page_with(archive: Archive, actor: Actor, page: _Page, hit: int) -> _Page:
    """The page itself, or, if the hit lies beyond, another one, which is asked for now."""
    wanted = (hit - 1) // page.query.page_size + 1
    if wanted == page.query.page or hit < 1:
        return page
    query = replace(page.query, page=wanted)
    results = search(archive, actor, query)
    numbers = tuple(found.number for found in results.found)
    return _Page(results.entry, (wanted - 1) * query.page_size + 1, numbers, results.total, query)
