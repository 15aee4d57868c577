"""A list of names, units or questions searched at once, with a count for each row."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.pointing import pointing
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.services.indexing import catch_up_if_possible
from archive.services.list_search import RowKind, read_list, search_list
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.list_answers import CountedListSchema, ListRequestSchema

_LIST = "list"


@api.at("/lists", needs(Act.SEARCH), "POST", answers=CountedListSchema)
@api.takes(ListRequestSchema)
def count_list(asked: dict[str, Any]) -> ResponseReturnValue:
    """Count what each row finds, beside the conditions; every bad row is named by its line.

    The list is one entry of the custody log, which commits to it and does not show it.
    """
    beside = question_of(asked)
    with pointing(_LIST, _LIST, "line"):
        rows = read_list(asked[_LIST].encode(), _LIST, asked["column"] or None)
        catch_up_if_possible(archive(), actor())
        found = search_list(archive(), actor(), rows, RowKind(asked["each"]), _LIST, beside)
    return jsonify(
        not_indexed_yet=found.behind,
        rows=[{"line": row.line, "text": row.text, "total": row.total} for row in found.rows],
    )
