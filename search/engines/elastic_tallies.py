"""Counting in Elasticsearch: aggregations over nested acts, and what they answer. No scripts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.clauses import Branch, Clause, ClauseTally, Every, FieldTally, PairTally, Tally, spoken_of
from search.engines.elastic_mapping import ACT_FACETS
from search.engines.elastic_query import Query, translate
from search.ports import Cells, Counted

MAX_BUCKETS = 20_000
"""More than the values any facet has over all collections, so that counts are exact."""

_ACTS = "acts"
_ITEMS: Query = {"items": {"reverse_nested": {}}}


def aggregations(branches: Sequence[Branch], tallies: Sequence[Tally]) -> dict[str, Query]:
    """Return the aggregations for tallies over the matches of these branches."""
    of_items = {tally.name: _of_items(tally.by) for tally in tallies if not _speaks_of_acts(tally)}
    of_acts = {tally.name: _of_acts(tally.by) for tally in tallies if _speaks_of_acts(tally)}
    if not of_acts:
        return of_items
    acts: Clause = spoken_of(branches) or Every(())
    those = {"those": {"filter": translate(acts, act=True), "aggs": of_acts}}
    return {**of_items, _ACTS: {"nested": {"path": "acts"}, "aggs": those}}


def read_tallies(tallies: Sequence[Tally], found: Mapping[str, Any]) -> dict[str, Cells]:
    """Return what the aggregations of `aggregations` answered."""
    of_acts = found.get(_ACTS, {}).get("those", {})
    read: dict[str, Cells] = {}
    for tally in tallies:
        answer = (of_acts if _speaks_of_acts(tally) else found).get(tally.name, {})
        cells = _cells(tally.by, answer)
        read[tally.name] = {cell: counted for cell, counted in cells if counted.items}
    return read


def _cells(
    by: FieldTally | PairTally | ClauseTally, answer: Mapping[str, Any]
) -> Iterator[tuple[str, Counted]]:
    match by:
        case FieldTally():
            yield from ((str(bucket["key"]), Counted(_items(bucket))) for bucket in _buckets(answer))
        case PairTally():
            yield from _pairs(answer)
        case ClauseTally():
            yield from ((str(number), _counted(bucket)) for number, bucket in enumerate(_buckets(answer)))


def _speaks_of_acts(tally: Tally) -> bool:
    return not isinstance(tally.by, FieldTally) or tally.by.field in ACT_FACETS


def _of_items(by: FieldTally | PairTally | ClauseTally) -> Query:
    return {"terms": {"field": by.field, "size": MAX_BUCKETS}} if isinstance(by, FieldTally) else {}


def _of_acts(by: FieldTally | PairTally | ClauseTally) -> Query:
    match by:
        case FieldTally(field=name):
            return {"terms": {"field": f"acts.{name}", "size": MAX_BUCKETS}, "aggs": _ITEMS}
        case PairTally(row=row, column=column, rows=rows, columns=columns):
            across = {"terms": _included(column, columns), "aggs": _ITEMS}
            down = {"terms": _included(row, rows), "aggs": {**_ITEMS, "across": across}}
            return {"filter": {"match_all": {}}, "aggs": {**_ITEMS, "down": down, "across": across}}
        case ClauseTally(clauses=clauses):
            filters = [translate(clause, act=True) for clause in clauses]
            return {"filters": {"filters": filters}, "aggs": _ITEMS}


def _included(name: str, tokens: Sequence[str]) -> Query:
    return {"field": f"acts.{name}", "include": list(tokens), "size": max(len(tokens), 1)}


def _pairs(answer: Mapping[str, Any]) -> Iterator[tuple[str, Counted]]:
    yield " ", _counted(answer)
    for across in _buckets(answer.get("across", {})):
        yield f" {across['key']}", _counted(across)
    for down in _buckets(answer.get("down", {})):
        yield f"{down['key']} ", _counted(down)
        for across in _buckets(down["across"]):
            yield f"{down['key']} {across['key']}", _counted(across)


def _buckets(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    buckets: Sequence[Mapping[str, Any]] = answer.get("buckets", ())
    return buckets


def _items(bucket: Mapping[str, Any]) -> int:
    """Items of a bucket: of acts, those they belong to."""
    return int(bucket.get("items", bucket)["doc_count"])


def _counted(bucket: Mapping[str, Any]) -> Counted:
    return Counted(_items(bucket), int(bucket["doc_count"])) if bucket else Counted(0)
