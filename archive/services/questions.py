"""Queries as JSON values: for the log, and as the fixed spelling that counts depend on."""

from collections.abc import Mapping
from typing import Any

from archive.domain.consent import Purpose, Use
from archive.domain.errors import InvalidRequest
from archive.domain.unit import SuccessionType
from crypto.canonical import canonical_json
from search.expression_text import parse, render
from search.query import Facet, Order, SearchQuery
from search.timeline import Scale
from search.trees import Matrix


def question(query: SearchQuery) -> dict[str, Any]:
    """What a query asks, whatever is shown of the answer: the whole question as text, and the use."""
    values = {
        "query": render(query.asked()),
        "purpose": query.use.purpose.value,
        "recipient": query.use.recipient,
        "jurisdiction": query.use.jurisdiction,
        "collections": list(query.collections),
        "succession": [one.value for one in query.succession],
        "not_followed": list(query.not_followed),
    }
    return {name: value for name, value in values.items() if value not in ("", [])}


def query_json(query: SearchQuery) -> dict[str, Any]:
    """A query as JSON values: the question, and what was to be shown of the answer."""
    values: dict[str, Any] = {
        **question(query),
        "facets": [facet.value for facet in query.facets],
        "timeline": query.timeline.value if query.timeline else "",
        "matrix": [query.matrix.unit_depth, query.matrix.violation_depth] if query.matrix else [],
        "order": query.order.value if query.order is not Order.RELEVANCE else "",
        "page": query.page,
        "page_size": query.page_size,
    }
    return {name: value for name, value in values.items() if value not in ("", [])}


def spelled(query: SearchQuery) -> str:
    """The question in one spelling: the same for the same question, whatever is shown of the answer."""
    return canonical_json(question(query)).decode()


def ordered_by(query: SearchQuery) -> list[str]:
    """`in_order` for matches that are put in order after the index answered; by date, all are opened."""
    return ["in_order"] if query.order is not Order.RELEVANCE else []


def tables_asked(query: SearchQuery) -> list[str]:
    """What is to be counted beside the matches."""
    tables = (("facets", query.facets), ("matrix", query.matrix), ("timeline", query.timeline))
    return [name for name, wanted in tables if wanted]


def query_of_json(values: Mapping[str, Any]) -> SearchQuery:
    """The query that `query_json` wrote. Raises InvalidRequest for anything else."""
    try:
        matrix = values.get("matrix")
        return SearchQuery(
            use=Use(
                Purpose(values["purpose"]),
                str(values.get("recipient", "")),
                str(values.get("jurisdiction", "")),
            ),
            expression=parse(str(values.get("query", ""))),
            succession=tuple(map(SuccessionType, values.get("succession", ()))),
            not_followed=tuple(map(str, values.get("not_followed", ()))),
            collections=tuple(map(str, values.get("collections", ()))),
            facets=tuple(map(Facet, values.get("facets", ()))),
            matrix=Matrix(*map(int, matrix)) if matrix else None,
            timeline=Scale(values["timeline"]) if "timeline" in values else None,
            order=Order(values.get("order", Order.RELEVANCE)),
            page=int(values.get("page", 1)),
            page_size=int(values.get("page_size", 10)),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidRequest("This is no query that was kept by this program.") from error
