"""Requests for a second person: read them, approve or refuse; take back one's own."""

import json

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import Approval, ApprovalState
from archive.domain.agent import Act
from archive.services.approvals import approvals, decide, withdraw_request
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.words import ACTS, STATES
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

_HEADS = (
    "asked_at",
    "act",
    "particulars",
    "reason",
    "asked_by",
    "state",
    "decided_by",
    "decided_at",
    "done_at",
)


@bp.page("/approvals", needs(Act.APPROVE))
def waiting() -> ResponseReturnValue:
    """Requests, the newest first; those of others that wait have two buttons."""
    with archive().records.reading() as tx:
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
    return render_template(
        "custodian/approvals.html",
        found=[_told(each) for each in approvals(archive(), actor())],
        handles=handles,
        own=actor().agent.agent_id,
        acts=ACTS,
        two_person=archive().two_person,
    )


@bp.page("/approvals.<kind>", needs(Act.APPROVE))
def approvals_report(kind: str) -> ResponseReturnValue:
    """The same as a file."""
    with archive().records.reading() as tx:
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
    rows = [
        {
            "asked_at": each.requested_at.isoformat(),
            "act": each.act.value,
            "particulars": each.particulars,
            "reason": each.reason,
            "asked_by": handles[each.requested_by],
            "state": each.state.value,
            "decided_by": handles.get(each.decided_by, ""),
            "decided_at": each.decided_at.isoformat() if each.decided_at else "",
            "done_at": each.executed_at.isoformat() if each.executed_at else "",
        }
        for each in approvals(archive(), actor())
    ]
    return report("approvals", kind, _HEADS, rows)


@bp.page("/approvals/<approval_id>/decide", needs(Act.APPROVE, confirmed=True), methods=["POST"])
def decide_request(approval_id: str) -> ResponseReturnValue:
    """Approve or refuse, once; nobody decides on their own request."""
    answer = Form(request.form).choice("answer", ["approve", "refuse"], needed=False)
    if not answer:
        return redirect(url_for("custodian.waiting"), 303)
    decide(archive(), actor(), approval_id, approve=answer == "approve")
    notice(_("Your decision is recorded."))
    return redirect(url_for("custodian.waiting"), 303)


@bp.page("/approvals/<approval_id>/withdraw", needs(Act.APPROVE), methods=["POST"])
def take_back(approval_id: str) -> ResponseReturnValue:
    """One's own request."""
    withdraw_request(archive(), actor(), approval_id)
    notice(_("The request is taken back."))
    return redirect(url_for("custodian.waiting"), 303)


def _told(each: Approval) -> tuple[Approval, bool, str, list[tuple[str, object]], str, str]:
    """The request, whether it waits, its state in words, its particulars, the item, and where to go on."""
    is_over = archive().clock.now() >= each.expires_at
    waits = each.state is ApprovalState.REQUESTED and not is_over
    state = str(STATES[each.state])
    if is_over and each.state in (ApprovalState.REQUESTED, ApprovalState.APPROVED):
        state = str(_("its time is over"))
    particulars = json.loads(each.particulars)
    number = str(particulars.get("item", "")) if len(particulars) == 1 else ""
    onward = url_for("custodian.item", number=number) if number else ""
    if "epoch" in particulars:
        onward = url_for("custodian.rotation", name=particulars["collection"])
    elif "prefix" in particulars:
        onward = url_for("custodian.collections")
    return each, waits, state, sorted(particulars.items()), number, onward
