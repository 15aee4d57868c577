"""What waits for a second person: read what is asked for, approve or refuse it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import ApprovalState
from archive.domain.agent import Act
from archive.services.approvals import approvals, decide
from archive.web.custodian import custodian_pages as bp
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive


@bp.page("/approvals", needs(Act.APPROVE))
def waiting() -> ResponseReturnValue:
    """Requests, the newest first; those of others that wait have two buttons."""
    with archive().records.reading() as tx:
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
    now = archive().clock.now()
    found = [
        (each, each.state is ApprovalState.REQUESTED and now < each.expires_at)
        for each in approvals(archive(), actor())
    ]
    return render_template(
        "custodian/approvals.html", found=found, handles=handles, own=actor().agent.agent_id
    )


@bp.page("/approvals/<approval_id>/decide", needs(Act.APPROVE, confirmed=True), methods=["POST"])
def decide_request(approval_id: str) -> ResponseReturnValue:
    """Approve or refuse, once; nobody decides on their own request."""
    answer = Form(request.form).choice("answer", ["approve", "refuse"], needed=False)
    if not answer:
        return redirect(url_for("custodian.waiting"), 303)
    decide(archive(), actor(), approval_id, approve=answer == "approve")
    notice(_("Your decision is recorded."))
    return redirect(url_for("custodian.waiting"), 303)
