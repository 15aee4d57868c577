"""Two people for what cannot be taken back: one asks, a custodian other than that one approves, once.

What may be done is fixed when it is asked for (`particulars`), and executing claims the approval inside the
transaction of the act itself: twice is impossible, and so is something else than what was approved. The
entry of the act names the approval, or says that one person acted alone, where the archive is set up so.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from archive.domain.account import APPROVED_FOR, Approval, ApprovalState, GuardedAct
from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.domain.errors import Conflict, InvalidRequest, NotFound, NotPermitted
from archive.domain.item import ItemState
from archive.ports import Transaction
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, agent_subject, record_refusal, require
from archive.services.reading import find_item
from crypto.canonical import canonical_json
from crypto.digest import sha256_hex

MAX_REASON = 300
_SAFE = "Nothing was done."
_HOW = "Ask with `sviedka approval request`, or on the page of the item."
NEEDS = {
    GuardedAct.REVEAL_IDENTITY: Act.REVEAL_IDENTITY,
    GuardedAct.BULK_EXPORT: Act.EXPORT,
    GuardedAct.ERASURE: Act.WITHDRAW,
    GuardedAct.KEY_CEREMONY: Act.MANAGE_COLLECTIONS,
}
"""What the requester must be permitted anyway."""
ACTS = {
    GuardedAct.REVEAL_IDENTITY: "Revealing an identity",
    GuardedAct.BULK_EXPORT: "A large export",
    GuardedAct.ERASURE: "Withdrawing an item",
    GuardedAct.KEY_CEREMONY: "Making or replacing keys of a collection",
}


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


def request_for_item(archive: Archive, actor: Actor, act: GuardedAct, number: str, reason: str) -> Approval:
    """Ask for an act on one item; raise NotFound, or Conflict for an item that has been withdrawn."""
    require(archive, actor, NEEDS[act])
    item = find_item(archive, number)
    if item.state is ItemState.WITHDRAWN:
        raise Conflict(f"{item.number} has been withdrawn already.", safe=_SAFE)
    return request_approval(archive, actor, act, of_item(item.number), reason)


def of_item(number: str) -> dict[str, object]:
    """Particulars of an act on one item."""
    return {"item": number}


def waiting(archive: Archive, actor: Actor, what: str) -> Approval:
    """The one request that waits for others and has this id, or is about the item of this number.

    Raise NotFound for none, InvalidRequest for several.
    """
    require(archive, actor, Act.APPROVE)
    about, now = _fixed(of_item(what)), archive.clock.now()
    found = [
        each
        for each in approvals(archive, actor)
        if each.approval_id == what
        or (each.particulars == about and each.state is ApprovalState.REQUESTED and now < each.expires_at)
    ]
    if not found:
        raise NotFound(
            f"No request waits that is or concerns {what}. See `sviedka approval list`.", safe=_SAFE
        )
    if len(found) > 1:
        raise InvalidRequest(
            f"Several requests concern {what}: name one by its id. See `sviedka approval list`.", safe=_SAFE
        )
    return found[0]


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


class ApprovalNeeded(NotPermitted):
    """The act needs a second person, who has not approved exactly this."""

    code = "approval-needed"


def expect(archive: Archive, actor: Actor, act: GuardedAct, particulars: Mapping[str, object]) -> None:
    """Raise ApprovalNeeded, and log the refusal, before anything is opened for what nobody approved."""
    if not archive.two_person:
        return
    with archive.records.reading() as tx:
        found = _usable(archive, tx, actor, act, particulars)
        others = [
            each
            for each in tx.people.agents()
            if each.may(Act.APPROVE) and each.agent_id != actor.agent.agent_id
        ]
    if found is None:
        record_refusal(archive, actor, NEEDS[act], reason="not_approved")
        raise _needed(act, _HOW if others else _ALONE)


def claim(
    archive: Archive, work: Work, actor: Actor, act: GuardedAct, particulars: Mapping[str, object]
) -> dict[str, object]:
    """Use up the approval for exactly this, in the transaction of the act; raise ApprovalNeeded without one.

    Answers what the entry of the act says of it: `approval_id`, or `alone` where nobody else is asked.
    """
    if not archive.two_person:
        return {"alone": True}
    approval = _usable(archive, work.tx, actor, act, particulars)
    if approval is None:
        raise _needed(act, _HOW)
    used = replace(approval, state=ApprovalState.EXECUTED, executed_at=archive.clock.now())
    work.tx.accounts.put_approval(used)
    return {"approval_id": used.approval_id}


def usable(
    archive: Archive, actor: Actor, act: GuardedAct, particulars: Mapping[str, object]
) -> Approval | None:
    """The approval with which the actor may do exactly this now."""
    with archive.records.reading() as tx:
        return _usable(archive, tx, actor, act, particulars)


def _usable(
    archive: Archive, tx: Transaction, actor: Actor, act: GuardedAct, particulars: Mapping[str, object]
) -> Approval | None:
    now, fixed = archive.clock.now(), _fixed(particulars)
    for approval in tx.accounts.approvals():
        if (
            approval.act is act
            and approval.particulars == fixed
            and approval.requested_by == actor.agent.agent_id
            and approval.state is ApprovalState.APPROVED
            and now < approval.expires_at
        ):
            return approval
    return None


_ALONE = (
    "This archive has no other custodian: register one, or, where there never will be one, set "
    "two_person = false in sviedka.toml; `sviedka doctor` and every such act in the custody log will say so."
)


def _needed(act: GuardedAct, how: str) -> ApprovalNeeded:
    return ApprovalNeeded(
        f"{ACTS[act]} needs an approval by another custodian, made for exactly this and not older than two "
        f"days. {how}",
        safe=f"{_SAFE} The refusal is in the custody log.",
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
