"""Who is signed in now, and ending it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.services.sessions import end_all_sessions, end_session, open_sessions
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.people import MANAGE, MANAGE_CONFIRMED
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.reports import report
from archive.web.visit import actor, archive, limits, signed_in

_HEADS = ("handle", "opened_at", "seen_at")
_SHOWN = 150
"""Rows on the page; the report holds all, and the page of a person all of theirs."""


@bp.page("/sessions", MANAGE)
def sessions() -> ResponseReturnValue:
    """Open sessions of everybody, newest first."""
    rows = _rows()
    here = signed_in().session.session_id
    return render_template("custodian/sessions.html", rows=rows[:_SHOWN], total=len(rows), here=here)


@bp.page("/sessions.<kind>", MANAGE)
def sessions_report(kind: str) -> ResponseReturnValue:
    """The same as a file, without what identifies a session."""
    rows = [{**row, "opened_at": f"{row['opened_at']}", "seen_at": f"{row['seen_at']}"} for row in _rows()]
    return report("sessions", kind, _HEADS, rows)


@bp.page("/sessions/end", MANAGE_CONFIRMED, methods=["POST"])
def end_another() -> ResponseReturnValue:
    """One session, at once: the keys that lie sealed in it are destroyed."""
    end_session(archive(), actor(), Form(request.form).line("session"))
    notice(_("Ended."))
    return redirect(url_for("custodian.sessions"), 303)


@bp.page("/people/<handle>/sessions/end", MANAGE_CONFIRMED, methods=["POST"])
def end_all(handle: str) -> ResponseReturnValue:
    """Every open session of an agent."""
    keep = signed_in().session.session_id if handle == actor().agent.handle else ""
    end_all_sessions(archive(), actor(), handle, keep=keep)
    notice(_("Ended."))
    return redirect(url_for("custodian.person", handle=handle), 303)


def _rows() -> list[dict[str, Any]]:
    found = open_sessions(archive(), limits())
    with archive().records.reading() as tx:
        handles = {each.account_id: each.handle for each in tx.accounts.accounts()}
    return [
        {
            "handle": handles[each.account_id],
            "opened_at": each.opened_at,
            "seen_at": each.seen_at,
            "session_id": each.session_id,
        }
        for each in found
    ]
