"""Sixth step: consent, as a conversation. Nothing is ticked beforehand, and a missing answer is no."""

import re

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.consent import Answer, ConsentBasis, IdentityMode, Purpose
from archive.domain.draft import Draft
from archive.web.documenter import DEPOSIT, labels
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import Part, StepPage, draft_page, receive, show_kept
from archive.web.forms import Form
from archive.web.language import chosen

FORM_VERSION = "sviedka-web-1"
_STATE = re.compile(r"[A-Z]{2}", re.ASCII)
ASKED_OF_SOMEBODY = {ConsentBasis.SOURCE.value, ConsentBasis.GUARDIAN.value, ConsentBasis.PROXY.value}
_FIELDS = (
    "basis", "identity_mode", "recontact", "withdrawal", "explained_by", "carve_outs",
    *(f"{part}.{purpose}" for purpose in labels.PURPOSES for part in ("answer", "recipients", "states")),
)  # fmt: skip


def read(form: Form, draft: Draft) -> Part:
    """Every answer that was given; what was not answered stands nowhere, and is no."""
    del draft
    basis = form.choice("basis", list(ConsentBasis))
    grants = [grant for purpose in labels.PURPOSES if (grant := _grant(form, Purpose(purpose)))]
    mode = form.choice("identity_mode", list(IdentityMode), needed=False)
    recontact = form.choice("recontact", ["yes", "no"], needed=False)
    withdrawal = form.choice("withdrawal", ["yes", "no"], needed=False)
    explained_by = form.line("explained_by", needed=False)
    carve_outs = list(form.choices("carve_outs", list(labels.CARVE_OUTS)))
    if basis in ASKED_OF_SOMEBODY and not withdrawal:
        form.fail("withdrawal", _("Say whether it was explained that consent can be taken back."))
    if basis == ConsentBasis.NONE.value and any(each["answer"] != Answer.NO.value for each in grants):
        form.fail("basis", _("If nobody was asked, nobody has said yes. Correct this or the answers."))
    version = f"{FORM_VERSION}, withdrawal explained: {withdrawal}" if withdrawal else FORM_VERSION
    return {
        "consent": {
            "basis": basis,
            "grants": grants,
            "identity_mode": mode or IdentityMode.ANONYMOUS.value,
            "recontact": recontact == "yes",
            "carve_outs": carve_outs,
            "form": {"version": version, "language": chosen(), "explained_by": explained_by},
        }
    }


def _grant(form: Form, purpose: Purpose) -> Part | None:
    answer = form.choice(f"answer.{purpose}", list(Answer), needed=False)
    recipients = _list(form.line(f"recipients.{purpose}", needed=False, longest=1000))
    states = [each.upper() for each in _list(form.line(f"states.{purpose}", needed=False))]
    if not all(_STATE.fullmatch(each) for each in states):
        form.fail(f"states.{purpose}", _("Write States in two letters, such as LT, DE."))
    if (recipients or states) and not answer:
        form.fail(f"answer.{purpose}", _("Bodies or States are named here, but there is no answer."))
    if not answer:
        return None
    return {"purpose": purpose.value, "answer": answer, "recipients": recipients, "jurisdictions": states}


def _list(text: str) -> list[str]:
    return list(dict.fromkeys(part for each in re.split(r"[,;]", text) if (part := each.strip())))


PAGE: StepPage = StepPage("consent", _FIELDS, read)


@bp.page("/drafts/<draft_id>/consent", DEPOSIT)
@draft_page
def consent(draft: Draft) -> ResponseReturnValue:
    """The conversation."""
    return show_kept(PAGE, draft, words=labels)


@bp.page("/drafts/<draft_id>/consent", DEPOSIT, methods=["POST"])
@draft_page
def keep_consent(draft: Draft) -> ResponseReturnValue:
    """Kept, then on to looking through everything."""
    return receive(PAGE, draft, url_for("documenter.summary", draft_id=draft.draft_id), words=labels)
