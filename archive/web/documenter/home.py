"""The documenter's first page: begin, go on with a draft, look at what was deposited."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.draft import Draft
from archive.services.collections import find_collection
from archive.services.drafts import discard_draft, own_drafts, start_draft
from archive.web.documenter import DEPOSIT
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import draft_page
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.visit import actor, archive


@bp.page("/", DEPOSIT)
def home() -> ResponseReturnValue:
    """What a documenter may do, and where it was left."""
    with archive().records.reading() as tx:
        collections = tx.people.collections()
    drafts = [(draft, title_of(draft)) for draft in own_drafts(archive(), actor())]
    return render_template(
        "documenter/home.html", drafts=drafts, collections=collections, draft_id=str(uuid.uuid4())
    )


@bp.page("/drafts/start", DEPOSIT, methods=["POST"])
def start() -> ResponseReturnValue:
    """An empty draft, sealed to its collection from the first file on. The page names it: one a page."""
    form = Form(request.form)
    collection = find_collection(archive(), form.line("collection", needed=False))
    draft_id = form.line("draft_id", needed=False) or str(uuid.uuid4())
    start_draft(archive(), actor(), collection, draft_id)
    return redirect(url_for("documenter.files", draft_id=draft_id), 303)


@bp.page("/drafts/<draft_id>/discard", DEPOSIT)
@draft_page
def ask_discard(draft: Draft) -> ResponseReturnValue:
    """Asks once more: it cannot be undone."""
    return render_template("documenter/discard.html", draft=draft, title=title_of(draft))


@bp.page("/drafts/<draft_id>/discard", DEPOSIT, methods=["POST"])
@draft_page
def discard(draft: Draft) -> ResponseReturnValue:
    """The draft and the files received for it are gone."""
    discard_draft(archive(), actor(), draft.draft_id)
    notice(_("The draft is gone, with the files that were received for it."))
    return redirect(url_for("documenter.home"), 303)


def title_of(draft: Draft) -> str:
    """What a draft is called in lists: its title as typed so far."""
    return (draft.step("account").fields.get("title") or ("",))[0][:200].strip()
