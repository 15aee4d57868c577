"""Where what a search finds is said to have happened: lower bounds by region, and nothing is opened."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.domain.agent import Act
from archive.domain.counts import Count
from archive.services.context import Actor, Archive
from archive.services.counting import lower_bounds
from archive.services.desk import open_desk
from archive.services.ledger import require
from archive.services.matching import match
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json
from search.query import SearchQuery
from search.regions import REGIONS


@dataclass(frozen=True, slots=True)
class Places:
    """Items by id of a region, as they may be shown. `few`: what stands for a small count."""

    regions: Mapping[str, Count]
    few: Count


def count_places(archive: Archive, actor: Actor, query: SearchQuery) -> Places:
    """Count what a query finds in each region, for the declared use; it is one entry of the log.

    The region is one more condition on the act that the query is about. Raises NotPermitted, and otherwise
    like a search.
    """
    require(archive, actor, Act.COUNT)
    desk = open_desk(archive, actor)
    counting = lower_bounds(archive, desk.scopes)
    plain = replace(query, facets=(), matrix=None, timeline=None)
    found = {
        region.id: match(archive, desk, plain.also(region.field), most=0).total(counting)
        for region in REGIONS
    }
    whole = match(archive, desk, plain, most=0)
    detail = {"asked": ["count", "places"]}
    asked = Asked(query_json(plain), query.use, whole.answer.total, whole.hidden, detail=detail)
    log_query(archive, actor, asked, ())
    return Places(found, counting.few)
