"""`sviedka export`: hand one item over as a folder that can be checked without Sviedka."""

from pathlib import Path

import click

from archive.cli.context import Session, one_of, pass_session
from archive.cli.use import declared_use
from archive.domain.consent import Purpose
from archive.services.export import ExportReport, ExportRequest, export_item


@click.command()
@click.argument("number")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to make; it must be new.",
)
@click.option(
    "--recipient",
    default="",
    help="The age1pq1… key of the body that receives it; without one only the archive's own keys open it.",
)
@click.option(
    "--purpose", type=one_of(Purpose), required=True, envvar="SVIEDKA_PURPOSE", help="What it is for."
)
@click.option("--recipient-name", default="", envvar="SVIEDKA_RECIPIENT", help="Who receives it.")
@click.option("--jurisdiction", default="", envvar="SVIEDKA_JURISDICTION", help="In which State, such as DE.")
@pass_session
def export(
    session: Session,
    number: str,
    folder: Path,
    recipient: str,
    purpose: str,
    recipient_name: str,
    jurisdiction: str,
) -> None:
    """Write item NUMBER to a folder: sealed exhibits, custody entries, proofs, and how to check them.

    The export is in the custody log, and the log published, before the folder is there.
    """
    archive, actor = session.archive, session.actor
    use = declared_use(purpose=purpose, recipient=recipient_name, jurisdiction=jurisdiction)
    report = export_item(archive, actor, ExportRequest(number, folder, use, recipient))
    click.echo(_text(report, archive.keys.log_vkeys()[0], is_open=bool(recipient)))
    for each in report.left_behind:
        relation = each.relation.value.replace("_", " ")
        click.echo(
            f"sviedka: warning: {each.number} belongs with it ({relation}) and is not in it.", err=True
        )


def _text(report: ExportReport, vkey: str, *, is_open: bool) -> str:
    who = "Its recipient" if is_open else "Only holders of the archive's own keys"
    return (
        f"{report.number} is in {report.folder}: {report.objects} objects, "
        f"{report.payload_bytes} sealed bytes. {who} can open it. Custody entry {report.leaf_index}.\n"
        f"To check it: sviedka-verify {report.folder} --log-key {vkey}"
    )
