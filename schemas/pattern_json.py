"""A pattern exhibit checked against the log, as JSON values: what commands and the API answer."""

from typing import Any

from archive.domain.pattern import pattern_json
from archive.services.pattern_opening import CheckedPattern


def checked_json(found: CheckedPattern) -> dict[str, Any]:
    """What the log bears out of a pattern exhibit."""
    return {
        "borne_out": found.is_borne_out,
        "object": found.digest,
        "entry": found.entry,
        "pattern": pattern_json(found.pattern),
        "items": [
            {"number": one.number, "then": one.then.value, "since": dict(one.since)} for one in found.items
        ],
        "others_since": dict(found.others_since),
        "askings": [
            {"entry": one.asking.entry, "total": one.asking.total, "doubts": list(one.doubts)}
            for one in found.askings
        ],
    }
