"""Second step: the account itself, in the language it was told in."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.description import Flag, Kind, Obtained
from archive.domain.draft import Draft
from archive.web.documenter import DEPOSIT, labels
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import Part, StepPage, draft_page, receive, show_kept
from archive.web.forms import Form
from ingest.plan import LANGUAGE

_LONGEST_TEXT = 80_000
_FIELDS = (
    "title", "kind", "languages", "other_language", "text", "sensitivity", "flags", "obtained",
    "received_from",
)  # fmt: skip


def read(form: Form, draft: Draft) -> Part:
    """Title, kind, languages, text, how dangerous it is."""
    part: Part = {"title": form.line("title"), "kind": form.choice("kind", list(Kind))}
    chosen = form.choices("languages", list(labels.LANGUAGES))
    other = form.line("other_language", needed=False, longest=35).lower()
    if other and not LANGUAGE.fullmatch(other):
        form.fail("other_language", _("Write the code of the language, such as tt for Tatar."))
    part["languages"] = list(dict.fromkeys([*chosen, *([other] if other else [])]))
    if not part["languages"]:
        form.fail("languages", _("Say in which language it was told or written."))
    part["text"] = form.text("text", needed=False, longest=_LONGEST_TEXT)
    if not part["text"] and not draft.files:
        form.fail(
            "text", _("Write the account here, or go back and add a file: something must be deposited.")
        )
    part["sensitivity"] = int(form.choice("sensitivity", list(labels.SENSITIVITY)) or "3")
    part["flags"] = list(form.choices("flags", list(Flag)))
    obtained = form.choice("obtained", list(Obtained), needed=False) or Obtained.UNKNOWN.value
    received_from = form.line("received_from", needed=False)
    part["provenance"] = {"obtained": obtained, "received_from": received_from}
    return part


PAGE: StepPage = StepPage("account", _FIELDS, read)


@bp.page("/drafts/<draft_id>/account", DEPOSIT)
@draft_page
def account(draft: Draft) -> ResponseReturnValue:
    """The form."""
    return show_kept(PAGE, draft, words=labels)


@bp.page("/drafts/<draft_id>/account", DEPOSIT, methods=["POST"])
@draft_page
def keep_account(draft: Draft) -> ResponseReturnValue:
    """Kept, then on to who told it."""
    return receive(PAGE, draft, url_for("documenter.source", draft_id=draft.draft_id), words=labels)
