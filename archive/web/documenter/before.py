"""Has this person already given an account? Yes or no, so that nobody has to tell it twice."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.services.collections import find_collection
from archive.services.given_before import EARLIEST, LATEST, GivenBefore, Person, has_given_account
from archive.web.documenter import DEPOSIT
from archive.web.documenter import documenter_pages as bp
from archive.web.forms import Form, empty_form
from archive.web.visit import actor, archive


@bp.page("/given-before", DEPOSIT)
def before() -> ResponseReturnValue:
    """The question."""
    return _show(empty_form(), None, 200)


@bp.page("/given-before", DEPOSIT, methods=["POST"])
def ask_before() -> ResponseReturnValue:
    """The answer. The question is logged without name and answer."""
    form = Form(request.form)
    name = form.line("name")
    born = form.number("born", EARLIEST, LATEST)
    collection = form.line("collection", needed=False)
    if name and len(name.split()) < 2:
        form.fail("name", _("Give name and surname."))
    if not form.is_right:
        return _show(form, None, 400)
    answer = has_given_account(archive(), actor(), find_collection(archive(), collection), Person(name, born))
    return _show(form, answer, 200)


def _show(form: Form, answer: GivenBefore | None, status: int) -> Response:
    with archive().records.reading() as tx:
        collections = tx.people.collections()
    html = render_template("documenter/before.html", form=form, answer=answer, collections=collections)
    return Response(html, status)
