"""Searching. Questions go by POST: no address or log of a proxy holds what somebody looks for."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.items import use_of
from archive.api.pointing import pointing
from archive.domain.agent import Act
from archive.domain.claims import Ground, Response
from archive.domain.description import Basis, Certainty, Flag, Kind, Level, Named, Valence
from archive.domain.unit import SuccessionType
from archive.services.counting import FacetRow
from archive.services.indexing import catch_up_if_possible
from archive.services.search import Found
from archive.services.search import search as ask
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.answers import FoundSchema
from schemas.api import SearchSchema
from search.expression import Expression
from search.expression_json import from_json
from search.expression_text import parse
from search.query import DateMode, Facet, Order, SearchQuery

E = TypeVar("E", bound=StrEnum)


@api.at("/searches", needs(Act.SEARCH), "POST", answers=FoundSchema)
@api.takes(SearchSchema)
def search(asked: dict[str, Any]) -> ResponseReturnValue:
    """One page of matches with passages; what consent or clearance hides is neither shown nor counted."""
    return answered(question_of(asked))


def answered(query: SearchQuery) -> ResponseReturnValue:
    """One page of what a question finds; the search is logged."""
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


def question_of(asked: dict[str, Any]) -> SearchQuery:
    """What QuestionSchema or SearchSchema has read; raise InvalidRequest with all that is wrong."""
    return SearchQuery(
        use_of(asked),
        expression=_expression(asked["query"]),
        units=tuple(asked["units"]),
        units_exactly=asked["units_exactly"],
        violations=tuple(asked["violations"]),
        violations_exactly=asked["violations_exactly"],
        date_from=asked["date_from"],
        date_to=asked["date_to"],
        date_mode=DateMode(asked["date_mode"]),
        kinds=_each(Kind, asked["kinds"]),
        languages=tuple(asked["languages"]),
        flags=_each(Flag, asked["flags"]),
        levels=_each(Level, asked["levels"]),
        certainties=_each(Certainty, asked["certainties"]),
        bases=_each(Basis, asked["bases"]),
        valences=_each(Valence, asked["valences"]),
        attributed=_each(Named, asked["attributed"]),
        persons=tuple(asked["persons"]),
        charges=tuple(asked["charges"]),
        grounds=_each(Ground, asked["grounds"]),
        measures=_each(Response, asked["measures"]),
        succession=_each(SuccessionType, asked["succession"]),
        collections=tuple(asked["collections"]),
        order=Order(asked.get("order", Order.RELEVANCE)),
        page=asked.get("page", 1),
        page_size=asked.get("page_size", 10),
        facets=_each(Facet, asked.get("facets", ())),
    )


def _expression(asked: object) -> Expression | None:
    if not isinstance(asked, str):
        return from_json(asked)
    with pointing("text", "query", "character"):
        return parse(asked)


def _each(kind: type[E], values: Iterable[str]) -> tuple[E, ...]:
    return tuple(dict.fromkeys(map(kind, values)))


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
