"""`sviedka ingest`: deposit files, folders and batches.

What it does with them is in `archive.cli.intake`, which is loaded when a large file is being sealed already.
"""

from contextlib import ExitStack
from pathlib import Path

import click

from archive.adapters.objects.ahead import SealingAhead
from archive.cli.context import Session, one_of, pass_session
from archive.domain.consent import ConsentBasis
from archive.domain.errors import ArchiveError
from config import read_archive_file


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--collection", "name", default="", help="Which collection takes them in.")
@click.option(
    "--receipts", type=click.Path(path_type=Path), help="Folder for receipts. [default: receipts-DATE here]"
)
@click.option("--kind", default="", help="Kind of items that have no description of their own.")
@click.option("--language", default="", help="Their language.")
@click.option("--sensitivity", type=click.IntRange(1, 3), help="Their sensitivity; 3 if not given.")
@click.option(
    "--consent-basis",
    type=one_of(ConsentBasis),
    default=ConsentBasis.NONE.value,
    help="On what ground.",
)
@click.option(
    "--grant", default="", help="What they may be used for: 'analysis; prosecution:DE,LT'. Else nothing."
)
@click.option("--quiet", is_flag=True, help="Only the summary, and what was refused.")
@pass_session
def ingest(
    session: Session,
    paths: tuple[Path, ...],
    name: str,
    receipts: Path | None,
    kind: str,
    language: str,
    sensitivity: int | None,
    consent_basis: str,
    grant: str,
    quiet: bool,
) -> None:
    """Deposit PATHS: files, folders, descriptions (*.deposit.yaml) and tables (*.deposits.csv).

    Only public keys are needed. Interrupt it at any time and run it again: what was deposited is recognised.
    """
    with ExitStack() as open_processes:
        ahead = _begin(session.root, paths[0])
        if ahead is not None:
            open_processes.enter_context(ahead)
        from archive.cli.intake import Wishes, run_intake  # noqa: PLC0415 - see above

        wishes = Wishes(
            name, receipts, kind, language, sensitivity, ConsentBasis(consent_basis), grant, quiet
        )
        run_intake(session, paths, wishes, ahead)


def _begin(root: Path | None, path: Path) -> SealingAhead | None:
    """Begin with the first file if it is large and the archive is one; whatever is wrong is told later."""
    try:
        if root is not None:
            read_archive_file(root)
            return SealingAhead.begin(root, path)
    except ArchiveError:
        pass
    return None
