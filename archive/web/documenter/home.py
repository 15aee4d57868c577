"""The documenter's first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.web.documenter import documenter_pages as bp
from archive.web.policy import needs


@bp.page("/", needs(Act.DEPOSIT))
def home() -> ResponseReturnValue:
    """What a documenter may do."""
    return render_template("documenter/home.html")
