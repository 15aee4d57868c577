"""The custodian's first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.web.custodian import custodian_pages as bp
from archive.web.policy import needs


@bp.page("/", needs(Act.MANAGE_AGENTS))
def home() -> ResponseReturnValue:
    """What is to be done here."""
    return render_template("custodian/home.html")
