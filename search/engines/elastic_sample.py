"""Whether a generation holds documents as they were put: asked by their tokens, for no copy is kept."""

from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.documents import ACT_FIELDS, ITEM_FIELDS, WORD_FIELDS, ItemDocument

MAX_WORDS = 64
"""Different words of a field that are looked for; a document may have many thousand."""
MAX_ACTS = 16
_AT_ONCE = 20


def held(client: Elasticsearch, index: str, samples: Sequence[ItemDocument]) -> list[bool]:
    """Return for each document whether it is there with its version and tokens."""
    found: list[bool] = []
    for start in range(0, len(samples), _AT_ONCE):
        part = samples[start : start + _AT_ONCE]
        answers = client.msearch(searches=[line for sample in part for line in _search(index, sample)])
        found += [_is_of(sample, answer) for sample, answer in zip(part, answers["responses"], strict=True)]
    return found


def _search(index: str, sample: ItemDocument) -> tuple[dict[str, Any], dict[str, Any]]:
    query = {"bool": {"filter": list(_clauses(sample))}}
    return {"index": index}, {"query": query, "size": 1, "version": True, "stored_fields": "_none_"}


def _is_of(sample: ItemDocument, answer: dict[str, Any]) -> bool:
    hits = answer.get("hits", {}).get("hits", [])
    return len(hits) == 1 and int(hits[0]["_version"]) == sample.version


def _clauses(sample: ItemDocument) -> Iterator[dict[str, Any]]:
    yield {"ids": {"values": [sample.doc_id]}}
    for name in ITEM_FIELDS:
        yield from ({"term": {name: token}} for token in getattr(sample, name))
    for name in WORD_FIELDS:
        words = dict.fromkeys(getattr(sample, name).split())
        yield from ({"term": {name: token}} for token in list(words)[:MAX_WORDS])
    for act in sample.acts[:MAX_ACTS]:
        terms = [{"term": {f"acts.{name}": token}} for name in ACT_FIELDS for token in getattr(act, name)]
        yield {"nested": {"path": "acts", "query": {"bool": {"filter": terms}}}}
