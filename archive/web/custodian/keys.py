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
    "version",
    "made_at",
    "rotated_at",
    "changed_at",
    "exposed",
)

_AMISS = (KeyState.MISSING, KeyState.STRAY)


@bp.page("/keys", MANAGE)
def keys() -> ResponseReturnValue:
    """What is missing and what nothing asks for stands first."""
    rows = sorted(key_report(archive(), actor()), key=lambda row: row.state not in _AMISS)
    with archive().records.reading() as tx:
        found = tx.people.collections()
    return render_template(
        "custodian/keys.html",
        rows=rows,
        kinds=KEYS,
        states=KEY_STATES,
        guards=GUARDS,
        recovery=found[0].recovery_recipient,
        collections=[each.name for each in found],
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
        "place": f"keys/{each.place}" if each.place else "",
        "state": each.state.value,
        "guard": kept.guard.value if kept else "",
        "work_factor": kept.work_factor if kept else 0,
        "version": each.version,
        "made_at": each.made_at,
        "rotated_at": each.rotated_at,
        "changed_at": kept.changed_at.isoformat() if kept else "",
        "exposed": kept.is_exposed if kept else False,
    }
