"""What a server is sent: structured queries of tokens, nothing that it would parse or expand."""

import json
from random import Random

from search.engines.elastic_query import query_body
from search.engines.elastic_tallies import aggregations
from search.query import Facet, SearchQuery
from search.timeline import Scale
from search.trees import Matrix
from tests import search_world as world
from tests.search_expressions import make_expression
from tests.search_helpers import STUDY

ALLOWED = {
    *("bool", "must", "must_not", "should", "filter", "minimum_should_match", "match_none"),
    *("term", "terms", "match_phrase", "dis_max", "queries", "ids", "values", "nested", "path", "query"),
    *("score_mode", "span_near", "span_term", "clauses", "slop", "in_order", "constant_score", "boost"),
}
FIELDS = {"text", "stem"}


def keys_and_values(body, held=None):
    held = held if held is not None else (set(), set())
    if isinstance(body, dict):
        held[0].update(body)
        for value in body.values():
            keys_and_values(value, held)
    elif isinstance(body, list):
        for value in body:
            keys_and_values(value, held)
    else:
        held[1].add(body)
    return held


def test_no_text_of_a_query_is_parsed_by_the_server():
    deposits, rng = world.make_world(3, 30), Random(3)
    for deposit in deposits:
        deposit.document()
    seen = set()
    for _ in range(100):
        expression = make_expression(rng)
        query = SearchQuery(STUDY, expression, facets=tuple(Facet), matrix=Matrix(), timeline=Scale.DECADE)
        blinded = world.blinded(query).query
        keys, values = keys_and_values(query_body(blinded.branches))
        names = {key for key in keys if key not in ALLOWED}
        assert all(name in FIELDS or name.startswith("acts.") or name in world_fields() for name in names)
        words = {value for value in values if isinstance(value, str)}
        tokens = {token for word in words for token in word.split()}
        assert all(len(token) in {12, 22} for token in tokens - {"acts", "none"}), tokens
        counted = [aggregations(*group) for group in blinded.tallies_by_branches()]
        said = json.dumps([query_body(blinded.branches), counted], ensure_ascii=False)
        assert not any(word in said for word in ("query_string", "wildcard", "regexp", "script", "prefix"))
        assert not any(word in said for word in (*world.UNITS[1:], *world.WORDS))
        seen |= keys
    assert {"span_near", "match_phrase", "terms", "nested"} <= seen


def world_fields() -> set[str]:
    return {"collection", "sensitivity", "kind", "language", "flag", "use_allowed", "use_denied"}
