"""The lawyer's first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.web.lawyer import lawyer_pages as bp
from archive.web.policy import needs


@bp.page("/", needs(Act.SEARCH))
def home() -> ResponseReturnValue:
    """What is to be done here."""
    return render_template("lawyer/home.html")
