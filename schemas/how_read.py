"""How a question was read, as JSON values: names settled by dates, and units followed by succession."""

from collections.abc import Sequence
from typing import Any

from archive.domain.units import Descent, Succession
from search.unit_names import Followed, Resolved


def how_read_json(followed: Sequence[Followed], resolved: Sequence[Resolved]) -> dict[str, Any]:
    """What commands and the API say of how a query was read."""
    return {
        "followed": [{"asked": one.asked, **descent_json(one.descent)} for one in followed],
        "resolved": [{"name": r.name, "unit": r.unit, "others": list(r.others)} for r in resolved],
    }


def descent_json(descent: Descent) -> dict[str, Any]:
    """A unit reached by succession; `first_day` and `last_day` bound the acts that belong to the line."""
    first, last = descent.span.earliest, descent.span.latest
    return {
        "unit": descent.unit,
        "first_day": first.isoformat() if first else None,
        "last_day": last.isoformat() if last else None,
        "path": [succession_json(one) for one in descent.path],
    }


def succession_json(one: Succession) -> dict[str, Any]:
    """One step from a unit to the next, with its sources."""
    return {
        "from": one.before,
        "to": one.after,
        "type": one.type.value,
        "date": one.when.edtf if one.when else "",
        "sources": list(one.sources),
        "confidence": one.confidence,
        "note": one.note,
    }
