"""A run of verification, started from a page, with its findings by code."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.services.verification import verify_archive
from archive.web.auditor import auditor_pages as bp
from archive.web.forms import Form
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive


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
    return render_template("auditor/verification.html", found=found)
