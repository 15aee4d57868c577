"""Keys: which, where, since when, how guarded, which are missing. None is opened."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.services.keys import KeyRow, KeyState, key_report
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.collections import MANAGE
from archive.web.custodian.words import GUARDS, KEY_STATES, KEYS
from archive.web.reports import report
from archive.web.visit import actor, archive

HEADS = (
    "kind",
    "of",
    "place",
    "state",
    "guard",
    "work_factor",
    "made_at",
    "changed_at",
    "rotations",
    "exposed",
)


@bp.page("/keys", MANAGE)
def keys() -> ResponseReturnValue:
    """What is missing and what nothing asks for stands first."""
    rows = sorted(key_report(archive(), actor()), key=lambda row: row.state is KeyState.PRESENT)
    return render_template(
        "custodian/keys.html", rows=rows, kinds=KEYS, states=KEY_STATES, guards=GUARDS, recovery=_recovery()
    )


@bp.page("/keys.<kind>", MANAGE)
def keys_report(kind: str) -> ResponseReturnValue:
    """The same as a file."""
    return report("keys", kind, HEADS, [key_row(each) for each in key_report(archive(), actor())])


def key_row(each: KeyRow) -> dict[str, Any]:
    """A key as a row of a report."""
    kept = each.kept
    return {
        "kind": each.kind.value,
        "of": each.of,
        "place": f"keys/{each.place}",
        "state": each.state.value,
        "guard": kept.guard.value if kept else "",
        "work_factor": kept.work_factor if kept else 0,
        "made_at": each.made_at,
        "changed_at": kept.changed_at.isoformat() if kept else "",
        "rotations": each.rotations,
        "exposed": kept.is_exposed if kept else False,
    }


def _recovery() -> str:
    """The public recipient that everything is sealed to beside its collection."""
    with archive().records.reading() as tx:
        return tx.people.collections()[0].recovery_recipient
