"""Two people for what cannot be taken back: one asks, a custodian other than that one approves, once.

What may be done is fixed when it is asked for (`particulars`), and executing claims the approval inside the
transaction of the act itself: twice is impossible, and so is something else than what was approved.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from archive.domain.account import APPROVED_FOR, Approval, ApprovalState, GuardedAct
from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.domain.errors import Conflict, InvalidRequest, NotPermitted
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, agent_subject, record_refusal, require
from crypto.canonical import canonical_json
from crypto.digest import sha256_hex

MAX_REASON = 300
_SAFE = "Nothing was done."
NEEDS = {
    GuardedAct.REVEAL_IDENTITY: Act.REVEAL_IDENTITY,
    GuardedAct.BULK_EXPORT: Act.EXPORT,
    GuardedAct.ERASURE: Act.WITHDRAW,
    GuardedAct.KEY_CEREMONY: Act.MANAGE_COLLECTIONS,
}
"""What the requester must be permitted anyway."""


def request_approval(
    archive: Archive, actor: Actor, act: GuardedAct, particulars: Mapping[str, object], reason: str
) -> Approval:
    """Ask for a second person. `reason` stands in the custody log in clear: one sentence, no names."""
    require(archive, actor, NEEDS[act])
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON:
        raise InvalidRequest(
            f"A request needs a reason of at most {MAX_REASON} characters, without names.", safe=_SAFE
        )
    now = archive.clock.now()
    approval = Approval(
        approval_id=str(uuid.uuid4()),
        act=act,
        particulars=_fixed(particulars),
        reason=reason,
        requested_by=actor.agent.agent_id,
        requested_at=now,
        expires_at=now + APPROVED_FOR,
        state=ApprovalState.REQUESTED,
    )
    with acting(archive, actor) as work:
        work.tx.accounts.add_approval(approval)
        _record(work, actor, approval, reason=reason)
    return approval


def decide(archive: Archive, actor: Actor, approval_id: str, *, approve: bool) -> Approval:
    """Approve or refuse as a custodian other than the requester."""
    require(archive, actor, Act.APPROVE)
    with archive.records.reading() as tx:
        own = tx.accounts.approval(approval_id).requested_by == actor.agent.agent_id
    if own:
        record_refusal(archive, actor, Act.APPROVE, reason="own_request")
        raise NotPermitted(
            "Nobody decides on their own request: another custodian must.",
            safe="Nothing was changed. The refusal is in the custody log.",
        )
    now = archive.clock.now()
    with acting(archive, actor) as work:
        approval = work.tx.accounts.approval(approval_id)
        if approval.state is not ApprovalState.REQUESTED or now >= approval.expires_at:
            raise Conflict("This request has been decided, withdrawn, or is over.", safe=_SAFE)
        state = ApprovalState.APPROVED if approve else ApprovalState.REFUSED
        approval = replace(
            approval,
            state=state,
            decided_by=actor.agent.agent_id,
            decided_at=now,
            expires_at=now + APPROVED_FOR,
        )
        work.tx.accounts.put_approval(approval)
        _record(work, actor, approval)
    return approval


def withdraw_request(archive: Archive, actor: Actor, approval_id: str) -> None:
    """Take back one's own request, approved or not."""
    with acting(archive, actor) as work:
        approval = work.tx.accounts.approval(approval_id)
        if approval.requested_by != actor.agent.agent_id:
            raise NotPermitted("Only who asked takes a request back.", safe=_SAFE)
        if approval.state not in (ApprovalState.REQUESTED, ApprovalState.APPROVED):
            raise Conflict("This request has been decided or executed.", safe=_SAFE)
        approval = replace(approval, state=ApprovalState.WITHDRAWN)
        work.tx.accounts.put_approval(approval)
        _record(work, actor, approval)


def claim(
    archive: Archive, work: Work, actor: Actor, act: GuardedAct, particulars: Mapping[str, object]
) -> Approval:
    """Use up the approval for exactly this, in the transaction of the act; raise NotPermitted without one."""
    now, fixed = archive.clock.now(), _fixed(particulars)
    for approval in work.tx.accounts.approvals():
        if (
            approval.act is act
            and approval.particulars == fixed
            and approval.requested_by == actor.agent.agent_id
            and approval.state is ApprovalState.APPROVED
            and now < approval.expires_at
        ):
            used = replace(approval, state=ApprovalState.EXECUTED, executed_at=now)
            work.tx.accounts.put_approval(used)
            _record(work, actor, used)
            return used
    raise NotPermitted(
        f"To {act.value.replace('_', ' ')} needs an approval by another custodian, made for exactly this and "
        "not older than two days.",
        safe=_SAFE,
    )


def approvals(archive: Archive, actor: Actor) -> tuple[Approval, ...]:
    """All for custodians, one's own for others; newest first."""
    with archive.records.reading() as tx:
        known = tx.accounts.approvals()
    if actor.agent.may(Act.APPROVE):
        return known
    return tuple(each for each in known if each.requested_by == actor.agent.agent_id)


def _fixed(particulars: Mapping[str, object]) -> str:
    return canonical_json(dict(particulars)).decode()


def _record(work: Work, actor: Actor, approval: Approval, **more: str) -> None:
    work.ledger.record(
        EventType.APPROVAL,
        [agent_subject(actor.agent.public_key)],
        detail={
            "approval_id": approval.approval_id,
            "act": approval.act.value,
            "stage": approval.state.value,
            "particulars_sha256": sha256_hex(approval.particulars.encode()),
            **more,
        },
    )
