"""`sviedka work …`, `sviedka revisions`: what colleagues do with an item, and how its record changed."""

from typing import TextIO

import click

from archive.cli.context import Session, emit, one_of, pass_session
from archive.cli.use import declared_use, use_options
from archive.cli.visible import visible
from archive.domain.description import Certainty, RelationType
from archive.domain.shared_work import MAIN, Status, StepType
from archive.services import shared_work as service
from archive.services.revisions import Revision
from archive.services.revisions import revisions as all_revisions
from schemas.work_json import assigned_json, field_of, revision_json, work_json

_case = click.option("--case", default=MAIN, show_default=True, help="Code of the case; never a name.")


@click.group()
def work() -> None:
    """Share the work on items: status, assignment, labels, notes, relations, review."""


@work.command("list")
@click.option("--all", "everybody", is_flag=True, help="Everybody's, not only your own.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def list_(session: Session, /, everybody: bool, as_json: bool) -> None:
    """List the items that you work on. Nothing is opened."""
    rows = service.assigned(session.archive, session.actor, everybody=everybody)
    data = [assigned_json(each) for each in rows]
    lines = (f"{r.number}  {r.case}  {r.status}  {r.assignee or 'nobody'}" for r in rows)
    emit(data, as_json=as_json, text=lambda: "\n".join(lines) or "Nothing is assigned.")


@work.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def show(session: Session, /, number: str, as_json: bool) -> None:
    """Show the work on an item, with notes and labels. The opening is logged, for the purpose of analysis."""
    shown = service.show_work(session.archive, session.actor, number)
    emit(work_json(shown), as_json=as_json, text=lambda: _work_text(shown))


@work.command()
@click.argument("number")
@click.argument("status", type=one_of(Status))
@_case
@pass_session
def status(session: Session, /, number: str, status: str, case: str) -> None:
    """Move an item to a status. In review its record is frozen; a second person says that it is reviewed."""
    service.take_step(session.archive, session.actor, number, StepType.STATUS, case=case, value=status)
    click.echo(f"{number} is {status}.")


@work.command()
@click.argument("number")
@click.argument("handle", default="")
@_case
@pass_session
def assign(session: Session, /, number: str, handle: str, case: str) -> None:
    """Assign an item to an agent of its collection, yourself too; without HANDLE it is given back."""
    service.assign(session.archive, session.actor, number, handle, case)
    click.echo(f"{number} is assigned to {handle}." if handle else f"{number} is assigned to nobody.")


@work.command()
@click.argument("number")
@click.argument("label")
@_case
@pass_session
def label(session: Session, /, number: str, label: str, case: str) -> None:
    """Propose a label. It counts when a second person has verified it."""
    click.echo(f"Proposed as {service.propose_label(session.archive, session.actor, number, label, case)}.")


@work.command("decide")
@click.argument("number")
@click.argument("proposal")
@click.argument("decision", type=click.Choice(["verify", "refuse"]))
@_case
@pass_session
def decide(session: Session, /, number: str, proposal: str, decision: str, case: str) -> None:
    """Verify or refuse the label PROPOSAL that somebody else proposed."""
    type_ = StepType.LABEL_VERIFIED if decision == "verify" else StepType.LABEL_REFUSED
    service.take_step(session.archive, session.actor, number, type_, case=case, value=proposal)
    click.echo("The label is verified." if decision == "verify" else "The label is refused.")


@work.command()
@click.argument("number")
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@_case
@pass_session
def note(session: Session, /, number: str, file: TextIO, case: str) -> None:
    """Write a note, read from FILE or standard input: an argument would stay in the shell's history."""
    service.write_note(session.archive, session.actor, number, file.read(), case)
    click.echo("The note is sealed and kept.")


@work.command()
@click.argument("number")
@click.argument("kind", type=click.Choice(["item", "person", "incident"]))
@click.argument("to")
@click.option("--type", "type_", type=one_of(RelationType), required=True, help="How they belong together.")
@click.option("--certainty", type=one_of(Certainty), required=True, help="How sure you are.")
@click.option("--comment", default="", help="Why; sealed.")
@_case
@pass_session
def relate(
    session: Session, /, number: str, kind: str, to: str, type_: str, certainty: str, comment: str, case: str
) -> None:
    """Relate an item to another item, a person or an incident. All of it is sealed."""
    related = service.Related(kind, to, RelationType(type_), Certainty(certainty), comment)
    service.relate(session.archive, session.actor, number, related, case)
    click.echo("The relation is sealed and kept.")


@click.command()
@click.argument("number")
@use_options
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def revisions(session: Session, /, number: str, as_json: bool, **use: str) -> None:
    """Show every version of an item's record and what it changed, field by field. The opening is logged."""
    opened, found = all_revisions(session.archive, session.actor, number, declared_use(**use))
    data = [revision_json(each) for each in found]
    text = "\n".join(line for each in found for line in _revision_text(each))
    emit({"number": opened.item.number, "revisions": data}, as_json=as_json, text=lambda: text)


def _work_text(shown: service.Shown) -> str:
    lines = [f"{shown.item.item.number}: {visible(shown.item.record.description.title)}"]
    lines += [f"  {code}: {case.status.value}" for code, case in shown.work.cases.items()]
    for each in shown.steps:
        words = "; ".join(f"{name}: {visible(value)}" for name, value in each.words.items() if value)
        what = each.step.type.value.replace("_", " ")
        lines += ["", f"{each.at} {each.handle} ({each.step.case}): {what} {each.step.value}".rstrip()]
        lines += [f"  {words}"] if words else []
        lines += [f"  proposal {each.step.event_id}"] if each.step.type is StepType.LABEL_PROPOSED else []
    return "\n".join(lines)


def _revision_text(each: Revision) -> list[str]:
    lines = [f"Version {each.version}, {each.at}, {each.handle}: {visible(each.reason) or 'taken in'}"]
    for one in each.changed:
        lines += [
            f"  {field_of(one)}",
            f"    was: {visible(one.before) or '-'}",
            f"    is:  {visible(one.after) or '-'}",
        ]
    return lines
