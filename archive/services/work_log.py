"""Shared work as the custody log has it: the steps of an item, read from its chain and added up."""

import json
from collections.abc import Mapping
from typing import Any

from archive.domain.custody import EventType
from archive.domain.item import Item
from archive.domain.shared_work import ItemWork, Step, StepType, UnderReview, work_of
from archive.ports import LogRow, Transaction
from crypto.dsse import parse_envelope


def item_work(tx: Transaction, item_id: str) -> ItemWork:
    """The state of the work on an item, inside a transaction."""
    return work_of(step_in(row)[0] for row in work_rows(tx, item_id))


def refuse_frozen(tx: Transaction, item: Item) -> None:
    """Raise UnderReview while the item is reviewed in some case."""
    if item_work(tx, item.item_id).is_frozen:
        raise UnderReview(
            f"{item.number} is under review: its record is frozen until the review is over.",
            safe="Nothing was changed. Notes, labels and consent can still be written.",
        )


def work_rows(tx: Transaction, item_id: str) -> list[LogRow]:
    """The entries of shared work on an item, in order."""
    return [row for row in tx.log.of_item(item_id) if row.event_type == EventType.SHARED_WORK]


def step_in(row: LogRow) -> tuple[Step, dict[str, Any]]:
    """The step that an entry is, and the entry's predicate."""
    predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
    return step_of(predicate["agent_id"], row.event_id, predicate["detail"]), predicate


def step_of(agent_id: str, event_id: str, detail: Mapping[str, Any]) -> Step:
    """The step that an entry's detail is; raise ValueError or KeyError."""
    return Step(StepType(detail["step"]), agent_id, event_id, detail["case"], detail.get("value", ""))
