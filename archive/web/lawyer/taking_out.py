"""What a search finds, taken out as a file."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import redirect

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest
from archive.services.approvals import ApprovalNeeded
from archive.services.indexing import catch_up_if_possible
from archive.services.result_export import ALONE, export_results, request_export
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.asking import mistake, read_question, sent
from archive.web.lawyer.searching import search_page
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import attachment
from archive.web.visit import actor, archive
from schemas.result_table import results_csv, results_json

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
