"""A pattern exhibit: the result of a search at one time, fixed so that it can be cited and asked again.

It names items by number, version and record digest, and says nothing of what is in them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from archive.domain.errors import ObjectError

SCHEMA = "sviedka/pattern/1"


@dataclass(frozen=True, slots=True)
class PatternItem:
    """One item of the result as it was: `record` is the digest of its sealed record."""

    number: str
    item_id: str
    version: int
    record: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """The result. `question` is the query as JSON values (`search.query_json`), with the declared use.

    `made_at`: the date as of which consent was asked. `entries`: how many custody entries there were before.
    `vocabulary`: version and digest of violation types, crimes and the register of units. `analysis`: the
    rules by which words were compared. `clearance`: highest sensitivity that was searched. `counts`: items by
    facet and value as they were shown, as lower bounds. Items are in the order of their numbers.
    """

    number: str
    title: str
    collection_id: str
    made_at: str
    made_by: str
    entries: int
    vocabulary: str
    analysis: str
    clearance: int
    question: Mapping[str, Any]
    items: tuple[PatternItem, ...]
    counts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def pattern_number(prefix: str, year: int, sequence: int) -> str:
    """`BYA-2026-E00007`: collection prefix, year, and the exhibit's place among those of that year."""
    return f"{prefix}-{year:04d}-E{sequence:05d}"


def pattern_json(pattern: Pattern) -> dict[str, Any]:
    """A pattern as JSON values, to be sealed in canonical form."""
    return {
        "schema": SCHEMA,
        "number": pattern.number,
        "title": pattern.title,
        "collection_id": pattern.collection_id,
        "made_at": pattern.made_at,
        "made_by": pattern.made_by,
        "entries": pattern.entries,
        "vocabulary": pattern.vocabulary,
        "analysis": pattern.analysis,
        "clearance": pattern.clearance,
        "question": dict(pattern.question),
        "total": len(pattern.items),
        "counts": {facet: dict(values) for facet, values in pattern.counts.items()},
        "items": [
            {"number": i.number, "item_id": i.item_id, "version": i.version, "record": i.record}
            for i in pattern.items
        ],
    }


def pattern_of_json(values: Mapping[str, Any]) -> Pattern:
    """The pattern that `pattern_json` wrote. Raises ObjectError for anything else."""
    if values.get("schema") != SCHEMA:
        raise ObjectError("The object is no pattern exhibit of a form this program knows.")
    try:
        return Pattern(
            number=str(values["number"]),
            title=str(values["title"]),
            collection_id=str(values["collection_id"]),
            made_at=str(values["made_at"]),
            made_by=str(values["made_by"]),
            entries=int(values["entries"]),
            vocabulary=str(values["vocabulary"]),
            analysis=str(values["analysis"]),
            clearance=int(values["clearance"]),
            question=dict(values["question"]),
            items=tuple(
                PatternItem(str(i["number"]), str(i["item_id"]), int(i["version"]), str(i["record"]))
                for i in values["items"]
            ),
            counts={
                str(k): {str(v): str(n) for v, n in each.items()} for k, each in values["counts"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ObjectError("The object is no pattern exhibit of a form this program knows.") from error


class Difference(StrEnum):
    """What has become of one item of the result."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


class Reason(StrEnum):
    """Why. The first four are custody entries of the item, and can be proved by them."""

    ACCESSION = "accession"
    WITHDRAWAL = "withdrawal"
    CONSENT_CHANGE = "consent_change"
    DESCRIPTION = "description"
    VOCABULARY = "vocabulary"
    ANALYSIS = "analysis"
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Because:
    """A reason, with the custody entry that proves it; -1 where none does."""

    reason: Reason
    leaf_index: int = -1


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """One item that is not as it was in the pattern, and why."""

    number: str
    difference: Difference
    because: tuple[Because, ...]


def compared(
    before: Iterable[PatternItem], now: Iterable[PatternItem]
) -> tuple[tuple[PatternItem, Difference], ...]:
    """Return the items in which two results differ, by number."""
    old, new = ({item.item_id: item for item in items} for items in (before, now))
    found = [(item, Difference.ADDED) for item_id, item in new.items() if item_id not in old]
    found += [(item, Difference.GONE) for item_id, item in old.items() if item_id not in new]
    found += [
        (item, Difference.CHANGED)
        for item_id, item in new.items()
        if item_id in old and old[item_id].record != item.record
    ]
    return tuple(sorted(found, key=lambda pair: pair[0].number))
