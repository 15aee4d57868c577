"""Counting what a search would find: nothing is opened, and the question is logged like a search."""

from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.counts import Count
from archive.services.context import Actor, Archive
from archive.services.counting import EXACT, Tables, lower_bounds
from archive.services.desk import open_desk
from archive.services.ledger import require
from archive.services.matching import match
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json, tables_asked
from search.query import SearchQuery
from search.unit_names import Followed, Resolved


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items match, and tables of them; the rest as in `archive.services.search.Results`."""

    total: Count
    tables: Tables
    behind: int
    followed: tuple[Followed, ...] = ()
    resolved: tuple[Resolved, ...] = ()


def count(archive: Archive, actor: Actor, query: SearchQuery, *, exactly: bool = False) -> Counts:
    """Count what a query finds in the collections open to the actor, for the declared use.

    Numbers are lower bounds (`archive.domain.counts`) unless they are asked for `exactly`, which is for
    custodians. Raises NotPermitted, and otherwise like a search.
    """
    require(archive, actor, Act.COUNT_EXACTLY if exactly else Act.COUNT)
    desk = open_desk(archive, actor)
    found = match(archive, desk, query, most=0)
    counting = EXACT if exactly else lower_bounds(archive, desk.scopes)
    total, tables = found.total(counting), found.tables(counting, archive.vocabularies)
    detail = {"asked": ["exact" if exactly else "count", *tables_asked(query)]}
    asked = Asked(query_json(query), query.use, found.answer.total, found.hidden, detail=detail)
    log_query(archive, actor, asked, ())
    return Counts(total, tables, desk.behind, found.expanded.followed, found.expanded.resolved)
