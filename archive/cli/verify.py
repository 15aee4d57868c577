"""`sviedka verify`: check everything the archive holds against everything else it holds."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from archive.cli.context import Session, emit, pass_session, progress_is_wanted
from archive.domain.errors import UnreadableFile
from archive.services.verification import Progress, Request, VerificationReport, verify_archive

EXIT_DEFECTS = 1
_WHAT = {
    "log": "Custody log",
    "database": "Database",
    "store": "Objects",
    "opening": "Opening",
}


@click.command()
@click.option("--deep", is_flag=True, help="Also open every record and exhibit you hold a key to; logged.")
@click.option("--item", "number", default="", help="Only the item with this number.")
@click.option(
    "--log-key",
    "log_keys",
    multiple=True,
    help="A public key of the log that you know from elsewhere (vkey); repeat for both. "
    "Without it the keys kept in the archive are used.",
)
@click.option(
    "--remembered",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A checkpoint that you kept earlier; the log must still contain it.",
)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def verify(
    session: Session,
    deep: bool,
    number: str,
    log_keys: tuple[str, ...],
    remembered: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Check objects, headers, records, database, log, tiles and checkpoint against each other.

    All defects are reported, none is repaired. Exit codes: 0 valid, 1 defects found.
    """
    archive, actor = session.archive, session.actor
    notes = tuple(_read(path) for path in remembered)
    request = Request(deep=deep, number=number, log_keys=log_keys, remembered=notes)
    with _progress() as on_progress:
        report = verify_archive(archive, actor, request, on_progress)
    emit(_as_json(report), as_json=as_json, text=lambda: _text(report))
    if not report.is_valid:
        sys.exit(EXIT_DEFECTS)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error


def _as_json(report: VerificationReport) -> dict[str, Any]:
    counts = report.counts
    return {
        "valid": report.is_valid,
        "findings": [each.as_json() for each in report.findings],
        "counts": {name: getattr(counts, name) for name in counts.__slots__},
        "root": report.root.hex(),
        "recorded": not report.not_recorded,
    }


def _text(report: VerificationReport) -> str:
    counts = report.counts
    lines = [str(each) for each in report.findings]
    lines += [""] if lines else []
    lines.append(
        f"Checked: {counts.entries} custody entries ({counts.covered} under the signed checkpoint), "
        f"{counts.items} items ({counts.withdrawn} withdrawn), {counts.objects} objects "
        f"({counts.payload_bytes} bytes)" + (f", {counts.opened} items opened" if counts.opened else "") + "."
    )
    if report.not_recorded:
        lines.append(f"This run is not in the custody log: {report.not_recorded}")
    lines.append("VALID: no defect found." if report.is_valid else "DEFECTS FOUND. Nothing was changed.")
    return "\n".join(lines)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """One line on a terminal's standard error that is written over, and wiped at the end."""
    if not progress_is_wanted():
        yield None
        return

    def show(what: str, done: int, total: int) -> None:
        click.echo(f"\r\x1b[K{_WHAT.get(what, what)}: {done} of {total}", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
