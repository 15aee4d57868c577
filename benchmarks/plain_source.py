"""The body of a document whose terms are no tokens, for the plain sides of benchmarks."""

from typing import Any

from search.documents import ACT_FIELDS, ITEM_FIELDS, ActDocument, ItemDocument


def plain_source(document: ItemDocument, text: str, stem: str = "") -> dict[str, Any]:
    """Return the fields that hold something, with these words; shaped as `elastic_mapping.source` has it."""
    words = {name: held for name, held in (("text", text), ("stem", stem)) if held}
    body = {"doc": document.doc_id, **words, **_held(document, ITEM_FIELDS)}
    return body | {"acts": [_held(act, ACT_FIELDS) for act in document.acts]} if document.acts else body


def _held(part: ItemDocument | ActDocument, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: terms for name in names if (terms := getattr(part, name))}
