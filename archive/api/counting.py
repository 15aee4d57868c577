"""Counting what a search would find: nothing is opened, and small numbers are not shown."""

from dataclasses import replace
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.services.count import count as run_count
from archive.services.indexing import catch_up_if_possible
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.api import CountRequestSchema
from schemas.count_answers import CountsSchema
from schemas.count_tables import count_json, tables_json
from search.timeline import Scale
from search.trees import Matrix


@api.at("/counts", needs(Act.COUNT), "POST", answers=CountsSchema)
@api.takes(CountRequestSchema)
def count(asked: dict[str, Any]) -> ResponseReturnValue:
    """How many items match: by facets, units and types of violation, and time, as lower bounds."""
    query = replace(
        question_of(asked),
        matrix=Matrix(**asked["matrix"]) if asked["matrix"] else None,
        timeline=Scale(asked["timeline"]) if asked["timeline"] else None,
    )
    catch_up_if_possible(archive(), actor())
    counts = run_count(archive(), actor(), query, exactly=asked["exactly"])
    return jsonify(
        total=count_json(counts.total), not_indexed_yet=counts.behind, **tables_json(counts.tables)
    )
