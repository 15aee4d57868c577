"""Saved searches and alerts as JSON values: what commands and the API answer."""

from typing import Any

from archive.services.questions import query_json
from archive.services.saved import Alerts, SavedSearch


def saved_json(each: SavedSearch) -> dict[str, Any]:
    """A saved search with its question, as its agent sees it."""
    return {
        "search": each.number,
        "name": each.name,
        "saved_at": each.saved_at,
        "question": query_json(each.query),
    }


def alerts_json(found: Alerts) -> dict[str, Any]:
    """What is new, by numbers of searches: nothing in it says what somebody looks for."""
    return {
        "behind": found.behind,
        "alerts": [
            {"search": each.saved.number, "new": each.new, "total": each.total, "whole": each.is_whole}
            for each in found.alerts
        ],
    }
