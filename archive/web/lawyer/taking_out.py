"""What a search finds, taken out as a file or kept as a pattern exhibit."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import redirect

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest
from archive.domain.item import Collection
from archive.services.approvals import ApprovalNeeded
from archive.services.indexing import catch_up_if_possible
from archive.services.pattern import MAX_TITLE, create_pattern, show_pattern
from archive.services.publish import publish_checkpoint
from archive.services.result_export import ALONE, export_results, request_export
from archive.web.forms import Form, empty_form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.asking import mistake, read_question, sent
from archive.web.lawyer.facets import NAMES, label_of
from archive.web.lawyer.labels import PURPOSES
from archive.web.lawyer.searching import search_page
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import attachment
from archive.web.visit import actor, archive
from schemas.result_table import results_csv, results_json
from search.query import Facet, SearchQuery

_FORMS = {"csv": (results_csv, "text/csv"), "json": (results_json, "application/json")}


@bp.page("/search/file", needs(Act.EXPORT), methods=["POST"])
def take_out() -> ResponseReturnValue:
    """All matches as a file, or a request to a custodian where there are too many to be taken out alone."""
    form = Form(sent())
    query, detail = read_question(form)
    kind = form.choice("file", _FORMS)
    reason = form.line("reason", needed=False)
    if query is None or not form.is_right:
        return search_page(form, detail, 400)
    try:
        if reason:
            request_export(archive(), actor(), query, kind, reason)
            notice(_("A custodian has been asked. When it is approved, take out the same search again."))
            return redirect(url_for("lawyer.ask"), 303)
        catch_up_if_possible(archive(), actor())
        render, mimetype = _FORMS[kind]
        made = export_results(archive(), actor(), query, kind, render)
    except ApprovalNeeded:
        sentence = _(
            "More than %(most)d items need the approval of a custodian: write what for, and ask.", most=ALONE
        )
        form.fail("reason", sentence)
        return search_page(form, status=403)
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400)
    return attachment(made.data, f"sviedka-{made.leaf_index}.{kind}", mimetype)


@bp.page("/patterns", needs(Act.READ))
def patterns() -> ResponseReturnValue:
    """Where a pattern exhibit is asked for by its number."""
    return render_template("lawyer/patterns.html", form=empty_form())


@bp.page("/patterns/new", needs(Act.SEARCH), methods=["POST"])
def keep_pattern() -> ResponseReturnValue:
    """Ask what the form of the search asks, and keep the whole result under a number to cite."""
    form = Form(sent())
    query, detail = read_question(form)
    title = form.line("title", longest=MAX_TITLE)
    if query is None or not form.is_right:
        return search_page(form, detail, 400)
    try:
        catch_up_if_possible(archive(), actor())
        kept = create_pattern(archive(), actor(), _collection(query), title, query)
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400)
    publish_checkpoint(archive())
    notice(_("Kept as pattern exhibit %(number)s.", number=kept.pattern.number))
    return redirect(url_for("lawyer.patterns"), 303)


@bp.page("/patterns/show", needs(Act.READ), methods=["POST"])
def pattern() -> ResponseReturnValue:
    """A pattern exhibit as it was made; the opening is logged first."""
    form = Form(request.form)
    number = form.line("number", longest=40)
    if not form.is_right:
        return render_template("lawyer/patterns.html", form=form), 400
    return render_template(
        "lawyer/pattern.html",
        kept=show_pattern(archive(), actor(), number),
        purposes=PURPOSES,
        facet_names=NAMES,
        facets=Facet,
        label_of=label_of,
    )


def _collection(query: SearchQuery) -> Collection:
    """The one that the query is about. Raises InvalidRequest unless it is one."""
    with archive().records.reading() as tx:
        mine = [one.collection_id for one in tx.people.memberships(actor().agent.agent_id)]
        named = query.collections or tuple(mine)
        if len(named) != 1:
            raise InvalidRequest(_("A pattern exhibit is about one collection: choose one first."))
        return tx.people.collection(named[0])
