"""Settings and mapping of an Elasticsearch generation: strict, and without a copy of what was sent."""

from collections.abc import Sequence

from search.documents import ACT_FIELDS, ITEM_FIELDS, WORD_FIELDS, ActDocument, ItemDocument

ITEM_FACETS = ("collection", "kind", "language", "sensitivity", "flag", "measure")
ACT_FACETS = (
    "unit",
    "unit_exact",
    "violation",
    "violation_exact",
    "level",
    "basis",
    "certainty",
    "valence",
    "year",
    "charge",
    "ground",
)

_WORDS = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
"""Tokens separated by spaces, kept as they are; positions for phrases."""


def _keyword(*, countable: bool) -> dict[str, object]:
    return {"type": "keyword", "doc_values": countable}


def mapping(meta: dict[str, object]) -> dict[str, object]:
    """Return the mapping of a generation; `meta` is what it says of itself.

    `_source` is off: the index keeps no readable copy of a document, and is rebuilt from the store of record.
    """
    acts = {name: _keyword(countable=name in ACT_FACETS) for name in ACT_FIELDS}
    items = {name: _keyword(countable=name in ITEM_FACETS) for name in ITEM_FIELDS}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_meta": meta,
        "properties": {
            # The document id once more: `_id` cannot be sorted by.
            "doc": {"type": "keyword", "index": False},
            "text": _WORDS,
            "stem": _WORDS,
            **items,
            "acts": {"type": "nested", "dynamic": "strict", "properties": acts},
        },
    }


def settings(shards: int) -> dict[str, object]:
    """Return the settings of a generation. Removals are remembered for an hour (see `SearchIndex.remove`)."""
    return {
        "index.number_of_shards": shards,
        "index.auto_expand_replicas": "0-1",
        "index.gc_deletes": "1h",
        "index.max_result_window": 10_000,
    }


def source(document: ItemDocument) -> str:
    """Return a checked document as JSON; empty fields are left out.

    A checked document has nothing that JSON would have to escape.
    """
    lines = [f'"doc":"{document.doc_id}"']
    lines += [f'"{name}":"{held}"' for name in WORD_FIELDS if (held := getattr(document, name))]
    lines += _sets(document, ITEM_FIELDS)
    if document.acts:
        acts = "},{".join([",".join(_sets(act, ACT_FIELDS)) for act in document.acts])
        lines.append(f'"acts":[{{{acts}}}]')
    return f"{{{','.join(lines)}}}"


def _sets(part: ItemDocument | ActDocument, names: Sequence[str]) -> list[str]:
    """Return the fields of a part that have tokens."""
    return [f'"{name}":["{tokens}"]' for name in names if (tokens := '","'.join(getattr(part, name)))]
