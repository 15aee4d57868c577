"""A run of verification, started from a page, with its findings by code."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.agent import Act
from archive.services.verification import verify_archive
from archive.verifier.findings import Code, Severity
from archive.web.auditor import auditor_pages as bp
from archive.web.forms import Form
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

SEVERITIES: dict[Severity, LazyString] = {
    Severity.WARNING: _l("warning"),
    Severity.INFORMATION: _l("for information"),
}


@bp.page("/verification", needs(Act.VERIFY))
def verification() -> ResponseReturnValue:
    """What a run checks, and the button."""
    return render_template("auditor/verification.html", found=None)


@bp.page("/verification/run", needs(Act.VERIFY), methods=["POST"])
def run_verification() -> ResponseReturnValue:
    """Check everything now, in this request; the run is a custody entry. `as`: a file instead of a page."""
    kind = Form(request.form).choice("as", ["csv", "json"], needed=False)
    found = verify_archive(archive(), actor())
    if kind:
        rows = [each.as_json() for each in found.findings]
        return report(
            "verification", kind, tuple(dict.fromkeys(name for each in rows for name in each)), rows
        )
    return render_template(
        "auditor/verification.html", found=found, severities=SEVERITIES, sentence=_sentence
    )


def _sentence(code: Code) -> str:
    """What a finding says in the language of the page; scripts/messages.py knows where these texts are."""
    return str(gettext(code.sentence))
