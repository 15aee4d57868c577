"""`sviedka index`: the blinded index, which can always be made again."""

import time
from dataclasses import asdict

import click

from archive.cli.context import Session, columns, emit, pass_session
from archive.domain.errors import Unavailable
from archive.services.index_state import CHANGES, accept_cluster
from archive.services.index_status import NO_LEMMAS, retry, status
from archive.services.indexing import IndexReport, catch_up
from archive.services.indexing import rebuild as rebuild_index


@click.group()
def index() -> None:
    """The index: state, catching up, rebuilding."""


@index.command(name="status")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def status_(session: Session, as_json: bool) -> None:
    """How many of the items are indexed, what could not be, and what is wrong with the index."""
    found = status(session.signed_in())

    def text() -> str:
        lines = [f"{found.indexed} of {found.items} items are indexed; {found.pending} wait."]
        lines += [condition.text for condition in found.conditions]
        if found.set_aside:
            lines.append("Set aside, until `sviedka index retry`:")
            lines.append(columns([(each.number, each.since, each.reason) for each in found.set_aside]))
        return "\n".join(lines)

    emit(asdict(found), as_json=as_json, text=text)


@index.command(name="catch-up")
@pass_session
def catch_up_(session: Session) -> None:
    """Index everything that waits."""
    click.echo(_said(catch_up(session.archive, session.actor)))
    _warn(session)


@index.command(name="retry")
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@pass_session
def retry_(session: Session, numbers: tuple[str, ...]) -> None:
    """Try again what was set aside: all of it, or the items named."""
    count = retry(session.archive, session.actor, numbers)
    click.echo(f"{count} asked for again; {_said(catch_up(session.archive, session.actor))}")


@index.command(name="accept-cluster")
@click.argument("uuid")
@pass_session
def accept_cluster_(session: Session, uuid: str) -> None:
    """Let the Elasticsearch cluster UUID answer from now on, instead of the one known so far."""
    accept_cluster(session.archive, session.actor, uuid)
    click.echo(f"The cluster {uuid} is accepted. `sviedka index catch-up` fills what it lacks.")


@index.command()
@pass_session
def rebuild(session: Session) -> None:
    """Build a new index beside the old one, compare, and swap. Searches go on meanwhile."""
    click.echo(_said(rebuild_index(session.archive, session.actor)))
    _warn(session)


@index.command()
@click.option("--every", type=click.IntRange(1), default=10, show_default=True, help="Seconds between looks.")
@click.option("--rounds", type=click.IntRange(0), default=0, help="Stop after so many looks; 0: never.")
@pass_session
def worker(session: Session, every: int, rounds: int) -> None:
    """Keep the index up to date until stopped. An engine that is down is tried again."""
    archive, actor = session.archive, session.actor
    done = 0
    while True:
        try:
            report = catch_up(archive, actor)
            if report != IndexReport():
                click.echo(_said(report))
        except Unavailable as error:
            click.echo(f"{error.message} Trying again in {every} s.", err=True)
        done += 1
        if done == rounds:
            return
        time.sleep(every)


def _warn(session: Session) -> None:
    if session.archive.analyzer.lacks_lemmas:
        click.echo(NO_LEMMAS, err=True)


def _said(report: IndexReport) -> str:
    parts = [f"{report.indexed} indexed"]
    parts += [f"{report.removed} removed"] if report.removed else []
    parts += [f"{report.failed} set aside (see `sviedka index status`)"] if report.failed else []
    parts += [f"{report.left} left: no key here opens them"] if report.left else []
    noticed = f"{CHANGES[report.noticed]}; what it lacked was indexed again. " if report.noticed else ""
    return noticed + ", ".join(parts) + "."
