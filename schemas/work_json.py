"""Shared work and versions of records as JSON values: what commands and the API answer."""

from typing import Any

from archive.domain.revision import FieldChange
from archive.services.revisions import Revision
from archive.services.shared_work import Assigned, Shown


def assigned_json(row: Assigned) -> dict[str, Any]:
    """An item that somebody works on."""
    return {
        "number": row.number,
        "case": row.case,
        "status": row.status,
        "assignee": row.assignee,
        "labels": row.labels_waiting,
    }


def work_json(shown: Shown) -> dict[str, Any]:
    """The work on an item: the status of each case, and every step with its words."""
    return {
        "number": shown.item.item.number,
        "cases": {code: case.status for code, case in shown.work.cases.items()},
        "steps": [
            {
                "entry": each.entry,
                "id": each.step.event_id,
                "at": each.at,
                "agent": each.handle,
                "case": each.step.case,
                "step": each.step.type,
                "value": each.step.value,
                "words": dict(each.words),
            }
            for each in shown.steps
        ],
    }


def revision_json(each: Revision) -> dict[str, Any]:
    """A version of a record: what it changed, field by field."""
    changed = [{"field": field_of(one), "before": one.before, "after": one.after} for one in each.changed]
    return {
        "version": each.version,
        "at": each.at,
        "agent": each.handle,
        "reason": each.reason,
        "changed": changed,
    }


def field_of(change: FieldChange) -> str:
    """Where in a record a change is, in words."""
    return " ".join(str(part).replace("_", " ") for part in change.path)
