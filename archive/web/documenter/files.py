"""First step: files. Each is sealed for the collection while it arrives; no draft opens it again."""

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge

from archive.domain.agent import Act
from archive.domain.draft import MAX_FILES, Draft, TooMany
from archive.domain.errors import ArchiveError, NotFound
from archive.services.deposit import open_intake
from archive.services.drafts import begin_file, drop_file, keep_files
from archive.services.sealed import SealedExhibit
from archive.web.documenter import DEPOSIT
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import ORDER, draft_page
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.streaming import Parts, drain
from archive.web.visit import actor, archive, web_settings
from ingest.receiving import seal_received

MIB = 1024 * 1024
_LISTENED = 64 * MIB


@bp.page("/drafts/<draft_id>/files", DEPOSIT)
@draft_page
def files(draft: Draft) -> ResponseReturnValue:
    """What was received so far, and how to send more."""
    return render_template(
        "documenter/files.html",
        draft=draft,
        step="files",
        steps=ORDER,
        most=web_settings().deposit_bytes // MIB,
        most_files=MAX_FILES,
        left=MAX_FILES - len(draft.files),
        megabytes=megabytes,
    )


@bp.page("/drafts/<draft_id>/files", needs(Act.DEPOSIT, streams=True), methods=["POST"])
@draft_page
def receive_files(draft: Draft) -> ResponseReturnValue:
    """All files of the form, or none."""
    received: list[tuple[str, SealedExhibit]] = []
    try:
        _receive(draft, received)
        kept = keep_files(archive(), actor(), draft.draft_id, received)
    except (ArchiveError, RequestEntityTooLarge):
        for _id, exhibit in received:
            exhibit.staged.discard()
        drain(_LISTENED)
        raise
    count = len(kept.files) - len(draft.files)
    if not received:
        notice(_("No file was chosen."))
    elif count < len(received):
        notice(_("Some of these files were in this draft already; they are there once."))
    else:
        notice(
            ngettext(
                "%(num)d file was received and sealed.", "%(num)d files were received and sealed.", count
            )
        )
    return redirect(url_for("documenter.files", draft_id=draft.draft_id), 303)


@bp.page("/drafts/<draft_id>/files/<file_id>/drop", DEPOSIT, methods=["POST"])
@draft_page
def drop_one_file(draft: Draft, file_id: str) -> ResponseReturnValue:
    """Take a file out of the draft."""
    try:
        drop_file(archive(), actor(), draft.draft_id, file_id)
    except NotFound:
        notice(_("There is no such file in this draft, or it was taken out already. Nothing was changed."))
    else:
        notice(_("The file was taken out of the draft. The one on your device is still there."))
    return redirect(url_for("documenter.files", draft_id=draft.draft_id), 303)


def _receive(draft: Draft, received: list[tuple[str, SealedExhibit]]) -> None:
    with archive().records.reading() as tx:
        collection = tx.people.collection(draft.collection_id)
    recipients = open_intake(archive(), actor(), collection).content
    identifier = current_app.extensions["sviedka_identifier"]
    for file in Parts(web_settings().deposit_bytes).files():
        if len(draft.files) + len(received) >= MAX_FILES:
            raise TooMany
        file_id, staged = begin_file(archive(), actor(), draft.draft_id)
        received.append((file_id, seal_received(file, file.name, staged, identifier, recipients)))


def megabytes(size: int) -> str:
    """Bytes for people: `12.3 MB`, `840.0 kB`, `17 B`."""
    if size >= 1_000_000:
        return str(_("%(size)s MB", size=f"{size / 1_000_000:.1f}"))
    if size >= 1_000:
        return str(_("%(size)s kB", size=f"{size / 1_000:.1f}"))
    return str(_("%(size)d B", size=size))
