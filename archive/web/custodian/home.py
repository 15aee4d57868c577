"""The custodian's first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.account import ApprovalState, InvitationState
from archive.domain.agent import Act
from archive.services.approvals import approvals
from archive.services.invitations import invitations
from archive.web.custodian import custodian_pages as bp
from archive.web.policy import needs
from archive.web.visit import actor, archive


@bp.page("/", needs(Act.MANAGE_AGENTS))
def home() -> ResponseReturnValue:
    """What waits for this custodian, and where everything is."""
    own, now = actor(), archive().clock.now()
    return render_template(
        "custodian/home.html",
        decide=sum(
            each.state is ApprovalState.REQUESTED
            and now < each.expires_at
            and each.requested_by != own.agent.agent_id
            for each in approvals(archive(), own)
        ),
        is_alone=archive().two_person and not _others(),
        admit=sum(each.state is InvitationState.ACCEPTED for each in invitations(archive(), own)),
    )


def _others() -> bool:
    """Whether there is another custodian who could approve something."""
    own = actor().agent.agent_id
    with archive().records.reading() as tx:
        return any(each.may(Act.APPROVE) and each.agent_id != own for each in tx.people.agents())
