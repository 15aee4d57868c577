"""Saved searches and what is new among their matches. Only their agent can open them."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import redirect

from archive.domain.agent import Act
from archive.domain.errors import Conflict, InvalidRequest
from archive.services.indexing import catch_up_if_possible
from archive.services.saved import (
    MAX_NAME,
    Alerts,
    alerts,
    drop_search,
    find_saved,
    rename_search,
    save_search,
    saved_searches,
)
from archive.web.forms import Form, empty_form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.asking import of_query, read_question, sent
from archive.web.lawyer.labels import PURPOSES
from archive.web.lawyer.searching import answer, search_page
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive
from search.expression_text import render


@bp.page("/saved", needs(Act.SEARCH))
def saved() -> ResponseReturnValue:
    """The agent's own saved searches."""
    return _page()


@bp.page("/saved/new", needs(Act.SEARCH), methods=["POST"])
def save() -> ResponseReturnValue:
    """Keep what the form of the search asks, under a name."""
    form = Form(sent())
    query, detail = read_question(form)
    name = form.line("name", longest=MAX_NAME)
    if query is None or not form.is_right:
        return search_page(form, detail, 400)
    try:
        save_search(archive(), actor(), name, query)
    except Conflict:
        form.fail("name", _("You have a saved search of this name."))
        return search_page(form, status=409)
    notice(_("The search is saved. Only you can open it."))
    return redirect(url_for("lawyer.saved"), 303)


@bp.page("/saved/<int:number>/run", needs(Act.SEARCH), methods=["POST"])
def run(number: int) -> ResponseReturnValue:
    """Ask a saved search again; it is logged like any other."""
    return answer(Form(of_query(find_saved(archive(), actor(), str(number)).query)))


@bp.page("/saved/<int:number>/name", needs(Act.SEARCH), methods=["POST"])
def rename(number: int) -> ResponseReturnValue:
    """Give a saved search another name."""
    form = Form(request.form)
    name = form.line("name", longest=MAX_NAME)
    if form.is_right:
        try:
            rename_search(archive(), actor(), str(number), name)
        except Conflict:
            form.fail("name", _("You have a saved search of this name."))
        except InvalidRequest:
            form.fail("name", _("A name is one line of up to %(longest)d characters.", longest=MAX_NAME))
    if not form.is_right:
        return _page(form, renamed=number), 400
    notice(_("The search has its new name."))
    return redirect(url_for("lawyer.saved"), 303)


@bp.page("/saved/<int:number>/drop", needs(Act.SEARCH), methods=["POST"])
def drop(number: int) -> ResponseReturnValue:
    """Keep a search no longer; its entry stays in the log, sealed."""
    drop_search(archive(), actor(), str(number))
    notice(_("The search is no longer kept."))
    return redirect(url_for("lawyer.saved"), 303)


@bp.page("/saved/new-matches", needs(Act.SEARCH), methods=["POST"])
def new_matches() -> ResponseReturnValue:
    """Count what is new for each saved search since this was last asked."""
    catch_up_if_possible(archive(), actor())
    return _page(told=alerts(archive(), actor()))


def _page(form: Form | None = None, *, renamed: int = -1, told: Alerts | None = None) -> str:
    return render_template(
        "lawyer/saved.html",
        form=form or empty_form(),
        renamed=renamed,
        searches=saved_searches(archive(), actor()),
        alerts={each.saved.number: each for each in told.alerts} if told else {},
        behind=told.behind if told else 0,
        purposes=PURPOSES,
        spelled=lambda query: render(query.asked()),
    )
