"""Intake as `sviedka ingest` runs it: plan, pipeline, checkpoint, receipts, report."""

import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from archive.cli.context import Session, progress_is_wanted
from archive.cli.receipts import write_receipts
from archive.domain.consent import Consent, ConsentBasis
from archive.domain.errors import InvalidRequest
from archive.domain.item import Collection
from archive.services.collections import find_collection
from archive.services.context import Archive
from archive.services.deposit import Result
from archive.services.pace import checkpoint_after_act, waits_until
from ingest.batch import plan_batch
from ingest.exhibits import Ahead
from ingest.names import printable_path
from ingest.pipeline import FileReport, Pipeline, Progress
from ingest.plan import NO_CONSENT, BatchPlan, Defaults, Described, DescriptionReader
from ingest.table import parse_grants

EXIT_REFUSED = 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of the command."""

    collection: str
    receipts: Path | None
    kind: str
    language: str
    sensitivity: int | None
    consent_basis: ConsentBasis
    grant: str
    quiet: bool


def run_intake(session: Session, paths: tuple[Path, ...], wishes: Wishes, ahead: Ahead | None) -> None:
    """Deposit; exit with status 1 when something was refused. `ahead`: see `Pipeline`."""
    archive, actor = session.archive, session.actor
    collection = find_collection(archive, wishes.collection)
    defaults = replace(
        Defaults.of(kind=wishes.kind, language=wishes.language, sensitivity=wishes.sensitivity),
        consent=_consent(wishes.consent_basis, wishes.grant),
    )
    reader = _Reader(archive)
    plan = plan_batch(paths, reader, defaults)
    reports: list[FileReport] = []
    try:
        with _orderly_stop(), _progress(plan) as on_progress:
            reports.extend(Pipeline(archive, actor, collection, ahead=ahead).run(plan, on_progress))
    finally:
        _finish(archive, collection, reports, wishes.receipts, quiet=wishes.quiet)
        for warning in reader.warnings():
            click.echo(warning, err=True)
    if any(report.refusal for report in reports):
        sys.exit(EXIT_REFUSED)


class _Reader:
    """Reads descriptions. Schemas and vocabularies are loaded with the first: plain files have none."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._reader: DescriptionReader | None = None
        self._charges: dict[str, None] = {}

    def read(self, document: object) -> Described:
        """See `DescriptionReader`."""
        if self._reader is None:
            from schemas.deposit import DepositReader  # noqa: PLC0415

            self._reader = DepositReader(self._archive.registers)
        described = self._reader.read(document)
        told = described.description.allegations
        self._charges |= dict.fromkeys(charge for allegation in told for charge in allegation.charges)
        return described

    def warnings(self) -> Iterator[str]:
        """Charges of the descriptions that the register does not know; they are taken as they stand."""
        for charge in self._charges:
            register = self._archive.registers().charges
            if not register.entries(charge):
                near = ", ".join(register.suggest(charge))
                hint = f" (nearest: {near})" if near else ""
                yield f"warning     charge {charge} is not in the register{hint}; it stands as it was written"


def _consent(basis: ConsentBasis, grants: str) -> Consent:
    """What --consent-basis and --grant say; raise InvalidRequest."""
    if basis is ConsentBasis.NONE and not grants:
        return NO_CONSENT
    # As with descriptions: only those who use the options wait for the import.
    from schemas.consent import CONSENT_SCHEMA, read_consent  # noqa: PLC0415

    try:
        granted = parse_grants(grants)
    except ValueError as error:
        raise InvalidRequest(f"--grant: {error}.") from error
    return read_consent({"schema": CONSENT_SCHEMA, "basis": basis, "grants": granted})


def _finish(
    archive: Archive, collection: Collection, reports: list[FileReport], folder: Path | None, *, quiet: bool
) -> None:
    """Publish, write receipts, report. The report comes whatever happens: it says what is safe.

    Also duplicates need the checkpoint: a run that was killed may have deposited them without one.
    """
    folder = folder or Path(f"receipts-{datetime.now(UTC):%Y-%m-%d}")
    written = 0
    try:
        if any(report.outcome is not None for report in reports):
            checkpoint_after_act(archive)
            written = write_receipts(archive, collection, [r.outcome for r in reports if r.outcome], folder)
    finally:
        _print_report(reports, written, folder, quiet=quiet)
        _print_waiting(archive, reports)


def _print_waiting(archive: Archive, reports: list[FileReport]) -> None:
    """Say that receipts wait, and for what."""
    places = [r.outcome.leaf_index for r in reports if r.outcome and r.outcome.leaf_index is not None]
    due = waits_until(archive, max(places, default=-1))
    if due is not None and archive.checkpoint_seconds:
        click.echo(
            f"Receipts wait for the next checkpoint, due {due:%Y-%m-%d %H:%M} UTC. Run the same command "
            "again then: it deposits nothing twice and writes them."
        )


def _print_report(reports: list[FileReport], written: int, folder: Path, *, quiet: bool) -> None:
    counts = Counter(_state(report) for report in reports)
    for report in reports:
        if not quiet or report.refusal:
            click.echo(_line(report))
    parts = [
        f"{counts[state]} {state}" for state in ("deposited", "already here", "withdrawn before", "refused")
    ]
    click.echo(f"{len(reports)} in all: {', '.join(parts)}.")
    if written:
        click.echo(f"{written} receipts in {folder}: keep them away from this machine.")


def _state(report: FileReport) -> str:
    if report.outcome is None:
        return "refused"
    return {
        Result.DEPOSITED: "deposited",
        Result.DUPLICATE: "already here",
        Result.WITHDRAWN: "withdrawn before",
    }[report.outcome.result]


def _line(report: FileReport) -> str:
    what = printable_path(report.origin)
    if report.refusal:
        return f"refused     {what}\n            {report.refusal.reason} [{report.refusal.code}]"
    outcome = report.outcome
    if outcome is None:
        raise InvalidRequest("A report without outcome and refusal.")
    if outcome.result is Result.DUPLICATE:
        return f"duplicate   {what} is {outcome.number} already"
    if outcome.result is Result.WITHDRAWN:
        return f"withdrawn   {what} was {outcome.number}, which its source withdrew: nothing was deposited"
    shared = (
        f" (shares a file with {', '.join(outcome.shares_exhibits_with)})"
        if outcome.shares_exhibits_with
        else ""
    )
    return f"deposited   {outcome.number}  {what}{shared}"


@contextmanager
def _progress(plan: BatchPlan) -> Iterator[Callable[[Progress], None] | None]:
    if not progress_is_wanted():
        yield None
        return
    with click.progressbar(length=len(plan.items), label="Sealing", file=sys.stderr) as bar:

        def advance(progress: Progress) -> None:
            bar.update(progress.items_done - bar.pos)

        yield advance


@contextmanager
def _orderly_stop() -> Iterator[None]:
    """SIGTERM stops like Ctrl-C does: the open group is dropped, what was reported stays."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise click.Abort

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
