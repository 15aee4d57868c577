"""`sviedka agent`: who may act."""

from pathlib import Path

import click

from archive.cli.context import Session, another_passphrase, columns, emit, pass_session
from archive.services.agents import change_roles, parse_roles, register_agent, retire_agent, set_membership
from archive.services.collections import find_collection


@click.group()
def agent() -> None:
    """Agents: register, retire, change roles, let into collections."""


@agent.command()
@click.argument("handle")
@click.option(
    "--role", "roles", multiple=True, required=True, help="documenter, lawyer, auditor or custodian."
)
@click.option(
    "--new-passphrase-file", type=click.Path(path_type=Path), help="First line: the new agent's passphrase."
)
@pass_session
def add(session: Session, handle: str, roles: tuple[str, ...], new_passphrase_file: Path | None) -> None:
    """Register HANDLE (a pseudonym). The new agent types its own passphrase, which nobody else need know."""
    held = parse_roles(roles)
    actor = session.actor
    passphrase = another_passphrase(f"New passphrase of {handle}", new_passphrase_file, new=True)
    made = register_agent(session.archive, actor, handle, held, passphrase)
    click.echo(f"{made.handle} is registered as {', '.join(sorted(made.roles))}.")


@agent.command()
@click.argument("handle")
@pass_session
def retire(session: Session, handle: str) -> None:
    """End HANDLE's right to act. What it signed stays valid."""
    retire_agent(session.archive, session.actor, handle)
    click.echo(f"{handle} is retired, and its copies of collection keys are gone from this machine.")


@agent.command()
@click.argument("handle")
@click.option("--role", "names", multiple=True, required=True, help="All roles it shall have, each once.")
@pass_session
def roles(session: Session, handle: str, names: tuple[str, ...]) -> None:
    """Give HANDLE these roles instead of those it has."""
    changed = change_roles(session.archive, session.actor, handle, parse_roles(names))
    click.echo(f"{changed.handle} is now {', '.join(sorted(changed.roles))}.")


@agent.command()
@click.argument("handle")
@click.option("--collection", "name", default="", help="Which collection.")
@click.option(
    "--clearance", type=int, required=True, help="1 open, 2 restricted, 3 secret; 0 ends the membership."
)
@click.option(
    "--collection-passphrase-file", type=click.Path(path_type=Path), help="First line: its passphrase."
)
@pass_session
def admit(
    session: Session, handle: str, name: str, clearance: int, collection_passphrase_file: Path | None
) -> None:
    """Let HANDLE into a collection up to a sensitivity. Needs the collection's own passphrase."""
    collection = find_collection(session.archive, name)
    actor = session.actor
    passphrase = ""
    if clearance and not collection.sealed:
        passphrase = another_passphrase(
            f"Passphrase of collection {collection.name}", collection_passphrase_file
        )
    set_membership(session.archive, actor, collection, handle, clearance, passphrase)
    click.echo(f"{handle}: clearance {clearance} in {collection.name}.")


@agent.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """All agents with their roles."""
    with session.signed_in().records.reading() as tx:
        agents = tx.people.agents()
    rows = [(a.handle, ", ".join(sorted(a.roles)), "retired" if a.retired else "") for a in agents]
    data = [
        {"handle": a.handle, "roles": sorted(a.roles), "retired": a.retired, "id": a.agent_id} for a in agents
    ]
    emit(data, as_json=as_json, text=lambda: columns(rows))
