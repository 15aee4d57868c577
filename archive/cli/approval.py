"""`sviedka approval`: the second person, before what cannot be taken back."""

import json

import click

from archive.cli.context import Session, columns, emit, one_of, pass_session
from archive.domain.account import Approval, ApprovalState, GuardedAct
from archive.services.approvals import ACTS, approvals, decide, request_for_item, waiting, withdraw_request

_ON_ITEMS = [GuardedAct.REVEAL_IDENTITY.value, GuardedAct.ERASURE.value]


@click.group()
def approval() -> None:
    """Approvals: ask for a second person, and be one."""


@approval.command()
@click.argument("act", type=click.Choice(_ON_ITEMS))
@click.argument("number")
@click.option("--reason", required=True, help="One sentence without names: it stands in the log in clear.")
@pass_session
def request(session: Session, act: str, number: str, reason: str) -> None:
    """Ask another custodian to approve ACT on item NUMBER.

    New collections and large exports are asked for where they are made: `collection create --ask`,
    `search --export FILE --ask`.
    """
    say_asked(request_for_item(session.archive, session.actor, GuardedAct(act), number, reason))


def say_asked(made: Approval) -> None:
    """Tell what now has to happen."""
    click.echo(
        f"Asked for, until {made.expires_at:%Y-%m-%d %H:%M} UTC. Another custodian decides:\n"
        f"  sviedka approval decide {made.approval_id} approve"
    )


@approval.command(name="list")
@click.option("--state", type=one_of(ApprovalState), help="Only those.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def list_(session: Session, state: str | None, as_json: bool) -> None:
    """Requests, newest first: all for custodians, one's own for others."""
    archive = session.archive
    known = [each for each in approvals(archive, session.actor) if state in (None, each.state)]
    with archive.records.reading() as tx:
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
    data = [
        {
            "id": each.approval_id,
            "act": each.act,
            "state": each.state,
            "particulars": json.loads(each.particulars),
            "reason": each.reason,
            "requested_by": handles[each.requested_by],
            "requested_at": each.requested_at.isoformat(),
            "expires_at": each.expires_at.isoformat(),
            "decided_by": handles.get(each.decided_by, ""),
            "is_over": archive.clock.now() >= each.expires_at,
        }
        for each in known
    ]

    def text() -> str:
        if not data:
            return "Nothing was asked for."
        return "\n\n".join(_described(each) for each in data)

    emit(data, as_json=as_json, text=text)


@approval.command(name="decide")
@click.argument("what", metavar="ID|NUMBER")
@click.argument("answer", type=click.Choice(["approve", "refuse"]))
@pass_session
def decide_(session: Session, what: str, answer: str) -> None:
    """Approve or refuse what another asked for: exactly that, once, within two days.

    Name the request by its id, or by the NUMBER of its item.
    """
    archive, actor = session.archive, session.actor
    asked = waiting(archive, actor, what)
    decided = decide(archive, actor, asked.approval_id, approve=answer == "approve")
    click.echo(f"{ACTS[decided.act]}: {decided.particulars}")
    if decided.state is ApprovalState.REFUSED:
        click.echo("Refused. Nothing happens.")
        return
    until = f"{decided.expires_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"Approved. Who asked for it can do exactly this, once, until {until}.")


@approval.command()
@click.argument("approval_id", metavar="ID")
@pass_session
def withdraw(session: Session, approval_id: str) -> None:
    """Take back one's own request."""
    withdraw_request(session.archive, session.actor, approval_id)
    click.echo("Taken back. Nothing happens.")


def _described(each: dict[str, object]) -> str:
    over = each["is_over"] and each["state"] in (ApprovalState.REQUESTED, ApprovalState.APPROVED)
    return columns(
        [
            (str(each["id"]), ""),
            ("  act", str(each["act"])),
            ("  of", json.dumps(each["particulars"], ensure_ascii=False)),
            ("  because", str(each["reason"])),
            ("  asked by", f"{each['requested_by']}, {each['requested_at']}"),
            ("  state", f"{each['state']}{', but its time is over' if over else ''}"),
        ]
    )
