"""Fourth step: when and where, as vaguely as it was told."""

from flask import url_for
from flask.typing import ResponseReturnValue

from archive.domain.draft import Draft
from archive.web.documenter import DEPOSIT, labels, said
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import Part, StepPage, draft_page, receive, show_kept
from archive.web.forms import Form


def read(form: Form, draft: Draft) -> Part:
    """Date with its quantifier, and place."""
    del draft
    when, quantifier = said.read_when(form)
    return {"when": when, "quantifier": quantifier, "place": form.line("place", needed=False)}


PAGE: StepPage = StepPage("circumstances", (*said.FIELDS, "place"), read)


@bp.page("/drafts/<draft_id>/circumstances", DEPOSIT)
@draft_page
def circumstances(draft: Draft) -> ResponseReturnValue:
    """The form."""
    return show_kept(PAGE, draft, words=labels)


@bp.page("/drafts/<draft_id>/circumstances", DEPOSIT, methods=["POST"])
@draft_page
def keep_circumstances(draft: Draft) -> ResponseReturnValue:
    """Shown back as it was understood, kept, then on to what happened."""
    return receive(PAGE, draft, url_for("documenter.acts", draft_id=draft.draft_id), words=labels)
