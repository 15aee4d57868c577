"""Searching. Questions go by POST: no address or log of a proxy holds what somebody looks for."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.items import use_of
from archive.domain.agent import Act
from archive.services.counting import FacetRow
from archive.services.indexing import catch_up_if_possible
from archive.services.search import Found
from archive.services.search import search as ask
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.api import SearchSchema
from search.expression_text import parse
from search.query import Facet, SearchQuery


@api.at("/searches", needs(Act.SEARCH), "POST")
@api.takes(SearchSchema)
def search(asked: dict[str, Any]) -> ResponseReturnValue:
    """One page of matches with passages; what consent or clearance hides is neither shown nor counted."""
    query = SearchQuery(
        use_of(asked),
        expression=parse(asked["query"]),
        page=asked["page"],
        page_size=asked["page_size"],
        facets=tuple(dict.fromkeys(map(Facet, asked["facets"]))),
    )
    catch_up_if_possible(archive(), actor())
    results = ask(archive(), actor(), query)
    return jsonify(
        total=results.total,
        page=query.page,
        page_size=query.page_size,
        entry=results.entry,
        not_indexed_yet=results.behind,
        items=[_match(each) for each in results.found],
        facets={facet.value: [_row(row) for row in rows] for facet, rows in results.tables.facets.items()},
        suggestions=[each.query for each in results.suggestions],
        damaged=list(results.damaged),
    )


def _row(row: FacetRow) -> dict[str, Any]:
    return {"value": row.value, "at_least": row.items.at_least, "below": row.items.below}


def _match(found: Found) -> dict[str, Any]:
    return {
        "number": found.number,
        "version": found.record.version,
        "title": found.record.description.title,
        "passages": [{"text": each.text, "spans": each.spans} for each in found.passages],
        "warnings": found.warnings,
    }
