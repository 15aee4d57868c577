"""The auditor's first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.web.auditor import auditor_pages as bp
from archive.web.policy import needs


@bp.page("/", needs(Act.READ_LOG))
def home() -> ResponseReturnValue:
    """What is to be done here."""
    return render_template("auditor/home.html")
