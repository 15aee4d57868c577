"""A match that was opened, as JSON values: what commands and the API answer."""

from typing import Any

from archive.services.hits import Hit, Place
from archive.services.reading import OpenedItem, Tombstone
from schemas.record_json import record_to_json


def match_json(hit: Hit) -> dict[str, Any]:
    """A match with its passages and its record, and where to go on."""
    return {
        "place": _place(hit.place),
        "previous": _place(hit.previous),
        "next": _place(hit.next),
        "passages": [
            {"text": p.text, "spans": [list(span) for span in p.spans], "source": p.source, "start": p.start}
            for p in hit.passages
        ],
        "item": _item(hit.item),
    }


def _item(item: OpenedItem | Tombstone) -> dict[str, Any]:
    if isinstance(item, Tombstone):
        return {"number": item.number, "withdrawn": True}
    return record_to_json(item.record)


def _place(place: Place | None) -> dict[str, int] | None:
    return None if place is None else {"search": place.search, "hit": place.hit}
