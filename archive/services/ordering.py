"""Matches in another order than the index's: by number, by deposit, by the date of what is claimed.

The index holds nothing that could be sorted by, and gets nothing for it. All matches are asked of it, and put
in order here: by what the store of record has of them, or, for dates, by their records, which are opened.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from archive.domain.dates import BEGINNING, END, FuzzyDate, Span
from archive.domain.description import Description
from archive.domain.errors import EvidenceError, InvalidRequest, Problem
from archive.domain.item import Item
from archive.services.context import Archive
from archive.services.desk import Desk, items_of, open_item
from archive.services.matching import Matched, match
from search.query import Order, SearchQuery

MAX_ORDERED = 1000
"""So many matches can be put in order: each date is read in a record of its own."""

Items = Sequence[Item]
Ranks = Mapping[str, tuple[int, int, str]]
"""What each item, by its id, is sorted by."""


def match_in_order(archive: Archive, desk: Desk, query: SearchQuery) -> Matched:
    """The page of matches that a query asks for, in its order.

    Raise InvalidRequest when there are too many to be put in order, and what `match` raises.
    """
    if query.order is Order.RELEVANCE:
        return match(archive, desk, query)
    matched = match(archive, desk, query, most=MAX_ORDERED)
    if not matched.answer.total:
        return match(archive, desk, query)
    if matched.answer.total > MAX_ORDERED:
        problem = Problem("order", f"more than {MAX_ORDERED} match: narrow the search, or order by relevance")
        raise InvalidRequest("the search cannot be put in this order", problems=(problem,))
    held = items_of(archive, [each.item_id for each in matched.answer.items])
    ranks = _RANKS[query.order](archive, desk, query, list(held.values()))
    found = [each for each in matched.answer.items if each.item_id in held]
    found.sort(key=lambda each: ranks[each.item_id])
    first = (query.page - 1) * query.page_size
    page = tuple(found[first : first + query.page_size])
    return replace(matched, answer=replace(matched.answer, items=page))


def days_of(described: Description, parse: Callable[[str], FuzzyDate]) -> Span | None:
    """First and last possible day of all that an item tells; the day that is known stands for an open end.

    None when nothing is dated.
    """
    told = {described.dated(each)[0] for each in described.allegations} or {described.when}
    dates = [parse(edtf) for edtf in told if edtf]
    bounded = [each for each in dates if each.earliest or each.latest]
    if not bounded:
        return None
    return Span(
        min(each.earliest or each.latest or BEGINNING for each in bounded),
        max(each.latest or each.earliest or END for each in bounded),
    )


def _by_number(_archive: Archive, _desk: Desk, _query: SearchQuery, items: Items) -> Ranks:
    return {each.item_id: (0, 0, each.number) for each in items}


def _by_deposit(archive: Archive, _desk: Desk, query: SearchQuery, items: Items) -> Ranks:
    """By the entry of each item's accession: it comes first in the chain."""
    sign = -1 if query.order is Order.NEWEST else 1
    with archive.records.reading() as tx:
        return {
            each.item_id: (0, sign * tx.log.of_item(each.item_id)[0].leaf_index, each.number)
            for each in items
        }


def _by_date(archive: Archive, desk: Desk, query: SearchQuery, items: Items) -> Ranks:
    """By the first possible day, or by the last, latest first; then by the other. Undated ones are last."""
    found = {}
    for each in items:
        days = _days(archive, desk, query, each)
        if days is None:
            found[each.item_id] = (END.toordinal(), 0, each.number)
        elif query.order is Order.EARLIEST:
            found[each.item_id] = (_ordinal(days.earliest), _ordinal(days.latest), each.number)
        else:
            found[each.item_id] = (-_ordinal(days.latest), -_ordinal(days.earliest), each.number)
    return found


def _ordinal(day: date | None) -> int:
    return (day or BEGINNING).toordinal()


def _days(archive: Archive, desk: Desk, query: SearchQuery, item: Item) -> Span | None:
    """None too for a record that may not be seen or is in doubt: the search says so where it shows it."""
    try:
        opened = open_item(archive, desk, item, query.use)
    except EvidenceError:
        return None
    return days_of(opened[1].description, archive.resolver.parse_date) if opened else None


_RANKS = {
    Order.NUMBER: _by_number,
    Order.NEWEST: _by_deposit,
    Order.OLDEST: _by_deposit,
    Order.EARLIEST: _by_date,
    Order.LATEST: _by_date,
}
