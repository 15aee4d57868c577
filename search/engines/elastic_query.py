"""Clauses as Elasticsearch queries. Structured queries only: nothing here is ever parsed by the server."""

from collections.abc import Sequence

from search.clauses import (
    AnyOf,
    Branch,
    Clause,
    Either,
    Every,
    InOneAct,
    Near,
    Not,
    Phrase,
    ranks,
)

Query = dict[str, object]

_NOTHING: Query = {"match_none": {}}


def translate(clause: Clause, *, act: bool = False) -> Query:
    """Return the query of a clause; words and phrases score as they do in a full-text search."""
    match clause:
        case AnyOf(field=name, tokens=tokens):
            return _any_of(name, tokens, act=act)
        case Phrase(field=name, tokens=tokens):
            return {"match_phrase": {name: " ".join(tokens)}} if tokens and not act else _NOTHING
        case Near():
            return _NOTHING if act else _near(clause)
        case Every(clauses=clauses):
            wanted = [each for each in clauses if not isinstance(each, Not)]
            denied = [each.clause for each in clauses if isinstance(each, Not)]
            query: dict[str, object] = {"must": [translate(each, act=act) for each in wanted]}
            if denied:
                query["must_not"] = [translate(each, act=act) for each in denied]
            return {"bool": query}
        case Either(clauses=clauses):
            if not clauses:
                return _NOTHING
            return {
                "bool": {"should": [translate(each, act=act) for each in clauses], "minimum_should_match": 1}
            }
        case Not(clause=inner):
            return {"bool": {"must_not": [translate(inner, act=act)]}}
        case InOneAct(clause=inner):
            return _NOTHING if act else _nested(translate(inner, act=True))


def _nested(inner: Query) -> Query:
    return {"nested": {"path": "acts", "query": {"bool": {"filter": [inner]}}, "score_mode": "none"}}


def _near(near: Near) -> Query:
    words = [{"span_term": {near.field: token}} for token in near.tokens]
    return {"span_near": {"clauses": words, "slop": near.distance, "in_order": False}}


def scored(clause: Clause) -> Query:
    """Return the query of a text clause: words and phrases score, conditions beside them only filter."""
    match clause:
        case Every(clauses=clauses):
            wanted = [scored(each) for each in clauses if not isinstance(each, Not)]
            denied = [translate(each.clause) for each in clauses if isinstance(each, Not)]
            return {"bool": {"must": wanted, **({"must_not": denied} if denied else {})}}
        case Either(clauses=clauses) if clauses:
            return {"bool": {"should": [scored(each) for each in clauses], "minimum_should_match": 1}}
        case AnyOf() | Phrase() | Near() if ranks(clause):
            return translate(clause)
        case _:
            return {"constant_score": {"filter": translate(clause), "boost": 0}}


def _any_of(name: str, tokens: Sequence[str], *, act: bool) -> Query:
    if not tokens:
        return _NOTHING
    path = f"acts.{name}" if act else name
    if not ranks(AnyOf(name, tuple(tokens))):
        return {"terms": {path: list(tokens)}}
    words: list[Query] = [{"term": {path: token}} for token in tokens]
    return words[0] if len(words) == 1 else {"dis_max": {"queries": words}}


def branch_query(branch: Branch) -> Query:
    """Return the query of a branch: consent and clearance first, none of it scored but the text."""
    body: dict[str, object] = {"filter": [translate(each) for each in branch.gate().clauses]}
    if branch.text is not None:
        body["must"] = [scored(branch.text)]
    if branch.excluded:
        body["must_not"] = [{"ids": {"values": list(branch.excluded)}}]
    return {"bool": body}


def query_body(branches: Sequence[Branch]) -> Query:
    """Return the query over all branches."""
    each = [branch_query(branch) for branch in branches]
    return each[0] if len(each) == 1 else {"bool": {"should": each, "minimum_should_match": 1}}
