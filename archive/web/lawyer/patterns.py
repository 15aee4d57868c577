"""Pattern exhibits: kept, shown, asked again with the proof of why numbers changed, and their history."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.utils import redirect

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest
from archive.services.comparison import comparison_file
from archive.services.indexing import catch_up_if_possible
from archive.services.pace import checkpoint_after_act
from archive.services.pattern import MAX_TITLE, collection_of, create_pattern, show_pattern
from archive.services.pattern_history import asked_again
from archive.services.recompute import recompute_pattern
from archive.web.auditor.words import DIFFERENCES, REASONS
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
from search.query import Facet

LONGEST_NUMBER = 40
_WORDS = {
    "facet_names": NAMES,
    "facets": Facet,
    "label_of": label_of,
    "differences": DIFFERENCES,
    "reasons": REASONS,
}
"""What pages about an exhibit's numbers are told with."""


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
        kept = create_pattern(archive(), actor(), collection_of(archive(), actor(), query), title, query)
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400)
    checkpoint_after_act(archive())
    notice(_("Kept as pattern exhibit %(number)s.", number=kept.pattern.number))
    return redirect(url_for("lawyer.patterns"), 303)


@bp.page("/patterns/show", needs(Act.READ), methods=["POST"])
def pattern() -> ResponseReturnValue:
    """A pattern exhibit as it was made, and when it was asked again; the opening is logged first."""
    form, number = _named()
    if not form.is_right:
        return _not_named(form)
    kept = show_pattern(archive(), actor(), number)
    return render_template(
        "lawyer/pattern.html",
        kept=kept,
        asked=asked_again(archive(), kept),
        purposes=PURPOSES,
        **_WORDS,
    )


@bp.page("/patterns/again", needs(Act.SEARCH), methods=["POST"])
def recompute() -> ResponseReturnValue:
    """Ask the question of an exhibit again: item by item what differs, and the entries that say why."""
    form, number = _named()
    if not form.is_right:
        return _not_named(form)
    catch_up_if_possible(archive(), actor())
    return render_template(
        "lawyer/recomputed.html",
        found=recompute_pattern(archive(), actor(), number),
        **_WORDS,
    )


@bp.page("/patterns/again/file", needs(Act.SEARCH), methods=["POST"])
def comparison() -> ResponseReturnValue:
    """The same as a file, with every entry that is a reason and its proof."""
    form, number = _named()
    if not form.is_right:
        return _not_named(form)
    catch_up_if_possible(archive(), actor())
    found = recompute_pattern(archive(), actor(), number)
    name = f"{found.kept.pattern.number}-again.zip"
    return attachment(comparison_file(archive(), found), name, "application/zip")


def _named() -> tuple[Form, str]:
    """The form that names an exhibit, and the number that it gives."""
    form = Form(request.form)
    return form, form.line("number", longest=LONGEST_NUMBER)


def _not_named(form: Form) -> ResponseReturnValue:
    """Ask for the number again, and say what is wrong with it."""
    return render_template("lawyer/patterns.html", form=form), 400
