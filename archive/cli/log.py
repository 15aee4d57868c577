"""`sviedka log`: the custody log, for auditors."""

import json
import time
from pathlib import Path

import click

from archive.cli.context import Session, columns, emit, pass_session
from archive.cli.files import write_new
from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest
from archive.services.bundling import write_whole
from archive.services.custody_log import hidden_counts
from archive.services.ledger import require
from archive.services.pace import keep_pace
from archive.services.private import open_private
from archive.services.proven_report import REPORTS, question_for, report_files, zipped
from archive.services.publish import log_proof, publish_as
from archive.services.reading import find_item
from crypto.dsse import parse_envelope


@click.group()
def log() -> None:
    """The custody log: entries, checkpoints, proofs."""


@log.command(name="show")
@click.argument("number", default="")
@click.option(
    "--last", type=click.IntRange(1), default=20, show_default=True, help="How many of the latest entries."
)
@click.option("--json", "as_json", is_flag=True, help="Whole statements, for programs.")
@pass_session
def show_(session: Session, number: str, last: int, as_json: bool) -> None:
    """Show the latest entries, or the whole chain of item NUMBER."""
    archive, actor = session.archive, session.actor
    require(archive, actor, Act.READ_LOG)
    item = find_item(archive, number) if number else None
    with archive.records.reading() as tx:
        rows = tx.log.of_item(item.item_id) if item else tuple(tx.log.entries(max(0, tx.log.size() - last)))
        handles = {agent.agent_id: agent.handle for agent in tx.people.agents()}
    found = [(row, json.loads(parse_envelope(row.entry).payload)["predicate"]) for row in rows]
    table = [
        (
            str(row.leaf_index),
            p["at"][:19],
            handles.get(p["agent_id"], "?"),
            p["event_type"].replace("_", " "),
            p["outcome"] if p["outcome"] != "success" else "",
        )
        for row, p in found
    ]
    emit(
        [{"leaf_index": row.leaf_index, **p} for row, p in found],
        as_json=as_json,
        text=lambda: columns(table),
    )


@log.command()
@click.option("--at-pace", is_flag=True, help="Keep running, and publish at the pace that the archive keeps.")
@pass_session
def publish(session: Session, at_pace: bool) -> None:
    """Sign and publish a checkpoint over everything recorded so far.

    Where the archive keeps a pace, one between two of its instants shows when it was asked for.
    """
    if at_pace:
        _at_pace(session)
        return
    published = publish_as(session.archive, session.actor)
    click.echo(f"Checkpoint published: {published.size} entries, root {published.root.hex()}")


def _at_pace(session: Session) -> None:
    """Until it is stopped."""
    require(session.archive, session.actor, Act.PUBLISH_CHECKPOINT)
    if not session.archive.checkpoint_seconds:
        raise InvalidRequest("This archive keeps no pace: set checkpoint_seconds in sviedka.toml.")

    def wait(seconds: float) -> bool:
        time.sleep(seconds)
        return False

    keep_pace(session.archive, wait, lambda error: click.echo(error.message, err=True))


@log.command()
@click.argument("leaf_index", type=click.IntRange(0))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the .tlog-proof here.")
@pass_session
def proof(session: Session, leaf_index: int, output: Path | None) -> None:
    """Give the inclusion proof of an entry (C2SP tlog-proof)."""
    archive, actor = session.archive, session.actor
    require(archive, actor, Act.READ_LOG)
    data = log_proof(archive, leaf_index)
    if output is None:
        click.echo(data.decode(), nl=False)
    else:
        output.write_bytes(data)


@log.command(name="report")
@click.argument("kind", type=click.Choice(list(REPORTS)))
@click.option(
    "--to", "target", required=True, type=click.Path(path_type=Path), help="A new folder, or a new .zip file."
)
@click.option("--type", "types", multiple=True, help="With log: only entries of this type (again for more).")
@click.option("--agent", default="", help="Only what this agent did.")
@click.option("--item", default="", help="Only the chain of this item, by its number.")
@click.option("--since", default="", help="From this day on: 2026-11-22.")
@click.option("--until", default="", help="Up to this day.")
@pass_session
def report_(
    session: Session,
    kind: str,
    target: Path,
    types: tuple[str, ...],
    agent: str,
    item: str,
    since: str,
    until: str,
) -> None:
    """Write a report with its proof: entries, inclusion proofs, checkpoint.

    It covers what the published checkpoint covers; `sviedka-verify report` checks it anywhere.
    """
    archive, actor = session.archive, session.actor
    require(archive, actor, Act.READ_LOG)
    question = question_for(
        kind,
        types=types,
        agent=agent,
        item_id=find_item(archive, item).item_id if item else "",
        since=since,
        until=until,
    )
    files = report_files(archive, actor, kind, question)
    if target.suffix == ".zip":
        write_new(target, iter([zipped(files)]))
    else:
        write_whole(target, files)
    click.echo(f"Report written to {target}. Check it: sviedka-verify report {target}")


@log.command(name="keys")
@pass_session
def keys_(session: Session) -> None:
    """Print the log's public keys: auditors and sources keep them, out of band."""
    for vkey in session.archive.keys.log_vkeys():
        click.echo(vkey)


@log.command()
@click.argument("leaf_index", type=click.IntRange(0))
@pass_session
def private(session: Session, leaf_index: int) -> None:
    """Open what an entry of your own only commits to: a query, a reason."""
    value = open_private(session.archive, session.actor, leaf_index)
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True))


@log.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def hidden(session: Session, as_json: bool) -> None:
    """Show, for every search and count, how many items were hidden from whom, for which use, and why.

    What was asked stays sealed; whether it was a list or a count, and of which tables, is shown.
    """
    searches = hidden_counts(session.archive, session.actor)
    heads = ("entry", "at", "agent", "purpose", "asked", "found", "consent", "clearance")
    table = [heads, *(tuple(str(search[name]) for name in heads) for search in searches)]
    emit(searches, as_json=as_json, text=lambda: columns(table))
