"""What a seizure of this machine would reveal now, counted from its real state."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.services.seizure import Seizure
from archive.services.seizure import seizure as count_seizure
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.checks import CHECKS, examined
from archive.web.custodian.collections import MANAGE
from archive.web.custodian.words import IN_CLEAR, KEYS
from archive.web.reports import report
from archive.web.visit import actor, archive, limits

_HEADS = ("what", "of", "value")


@bp.page("/seizure", MANAGE)
def seizure() -> ResponseReturnValue:
    """In the order in which it hurts: people, what can be opened, what is in clear, what makes it worse."""
    return render_template(
        "custodian/seizure.html",
        found=_found(),
        in_clear=IN_CLEAR,
        kinds=KEYS,
        wrong=[each for each in examined() if not each.is_right],
        checks=CHECKS,
        two_person=archive().two_person,
    )


@bp.page("/seizure.<kind>", MANAGE)
def seizure_report(kind: str) -> ResponseReturnValue:
    """The same as rows of a file."""
    return report("seizure", kind, _HEADS, _rows(_found()))


def _found() -> Seizure:
    return count_seizure(archive(), actor(), limits())


def _rows(found: Seizure) -> list[dict[str, Any]]:
    rows: list[tuple[str, str, object]] = [("in clear", word, count) for word, count in found.clear]
    rows += [("key in clear", row.place, row.of) for row in found.clear_keys]
    rows += [
        ("passphrase to try" + (", weakly stretched" if weak else ""), row.place, row.of)
        for row, weak in found.guessable
    ]
    rows += [("readable by others here", row.place, row.of) for row in found.exposed]
    rows += [
        ("opens the collection if forced", each.collection, " ".join(each.members)) for each in found.openers
    ]
    rows += [("signed in now", each.handle, " ".join(each.collections)) for each in found.sessions]
    rows += [("sealed", "objects", found.sealed_objects), ("sealed", "identities", found.identities)]
    rows += [("makes it worse", each.code, each.advice) for each in examined() if not each.is_right]
    return [dict(zip(_HEADS, row, strict=True)) for row in rows]
