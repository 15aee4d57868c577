"""What a search finds, laid out for a case: elements of a crime, norms, victims, who is named, findings.

A table to argue with: it follows from types and recorded facts, not from reading, and finds nothing in law.
"""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.utils import redirect

from archive.domain.agent import Act
from archive.domain.applicability import Applies
from archive.domain.bodies import Part
from archive.domain.coverage import Weight
from archive.domain.description import Consistency, Named
from archive.domain.errors import InvalidRequest
from archive.services.indexing import catch_up_if_possible
from archive.services.law import DEGREES
from archive.services.law_export import Layout, Way, export_layout
from archive.services.law_export import lay_out as lay_out_in_law
from archive.services.result_export import ALONE, request_export
from archive.web.documenter.labels import INVOLVEMENTS
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.asking import mistake, question_fields, read_question, sent
from archive.web.lawyer.claim_labels import CONSISTENCIES
from archive.web.lawyer.facets import label_of
from archive.web.lawyer.reading import shown_use
from archive.web.lawyer.searching import search_page
from archive.web.lawyer.value_words import reason_words
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import attachment
from archive.web.visit import actor, archive
from schemas.law_table import layout_csv
from search.query import Facet

WEIGHTS: dict[Weight, LazyString] = {
    Weight.EVIDENCE: _l("evidence"),
    Weight.POSSIBLE: _l("possible evidence"),
    Weight.NONE: _l("none"),
}
KINDS_OF_ELEMENT: dict[str, LazyString] = {
    "material": _l("material"),
    "mental": _l("mental"),
    "contextual": _l("contextual"),
}
OLDER: dict[Applies, LazyString] = {
    Applies.OLDER: _l("is older"),
    Applies.OLDER_PERHAPS: _l("may be older"),
}
STATUSES: dict[str, LazyString] = {
    "party": _l("Belarus is a party"),
    "not_party": _l("Belarus is not a party"),
    "declaration": _l("a declaration"),
    "standard": _l("a standard"),
}
"""What an instrument is to Belarus, the one State of which the registers know it."""


def _shown(way: Way, found: Any) -> dict[str, Any]:  # noqa: ANN401 - what `lay_out` answers of this way
    """What the page calls that which was found."""
    match way:
        case Way.ELEMENTS:
            return {"covered": found}
        case Way.NORMS:
            undated = {
                use.instrument.prefix: sum(one.applies is Applies.UNDATED for one in use.acts)
                for use in found
            }
            return {"uses": found, "undated": undated}
        case Way.VICTIMS:
            return {"joined": found}
        case Way.BODIES:
            return {"parts": [(one, _named(one)) for one in found]}
        case Way.ROLES:
            return {"roles": found}
        case Way.FINDINGS:
            return {"reports": found}


def _named(one: Part) -> str:
    """Whom a claim points at, in words; "" for nobody."""
    return label_of(Facet.UNIT, one.name) if one.named is Named.UNIT else one.name


def _layout(form: Form) -> Layout | None:
    """How the form asks for it; None when it does not say, or wrongly."""
    way = form.choice("way", [each.value for each in Way])
    crime = form.choice("crime", archive().vocabularies.crimes, needed=way == Way.ELEMENTS)
    least = form.choice("least", [each.value for each in DEGREES], needed=False)
    if not form.is_right:
        return None
    return Layout(Way(way), crime, Consistency(least or Consistency.TYPICAL_OF))


@bp.page("/search/law", needs(Act.SEARCH), methods=["POST"])
def lay_out() -> ResponseReturnValue:
    """Every match of what the form of the search asks, laid out in one of the ways."""
    data = sent()
    form = Form(data)
    query, detail = read_question(form)
    layout = _layout(form)
    if query is None or layout is None:
        return search_page(form, detail, 400)
    try:
        catch_up_if_possible(archive(), actor())
        gathered, found = lay_out_in_law(archive(), actor(), query, layout)
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400)
    return render_template(
        "lawyer/law.html",
        way=layout.way.value,
        crime=archive().vocabularies.crimes.get(layout.crime),
        least=layout.least,
        degrees=DEGREES,
        gathered=gathered,
        again=question_fields(data),
        alone=ALONE,
        question=form.values["text"],
        weights=WEIGHTS,
        kinds_of_element=KINDS_OF_ELEMENT,
        older=OLDER,
        reason_words=reason_words,
        unit_name=lambda unit: label_of(Facet.UNIT, unit),
        type_name=lambda term: label_of(Facet.VIOLATION, term),
        statuses=STATUSES,
        involvements=INVOLVEMENTS,
        consistencies=CONSISTENCIES,
        **_shown(layout.way, found),
        **shown_use(form),
    )


@bp.page("/search/law/file", needs(Act.EXPORT), methods=["POST"])
def take_out_law() -> ResponseReturnValue:
    """What is laid out as a table, or a request to a custodian where it is made of too many items."""
    form = Form(sent())
    query, detail = read_question(form)
    layout = _layout(form)
    reason = form.line("reason", needed=False)
    if query is None or layout is None or not form.is_right:
        return search_page(form, detail, 400)
    try:
        if reason:
            request_export(archive(), actor(), query, layout.form, reason)
            notice(_("A custodian has been asked. When it is approved, take out the same search again."))
            return redirect(url_for("lawyer.ask"), 303)
        catch_up_if_possible(archive(), actor())
        made = export_layout(archive(), actor(), query, layout, lambda found: layout_csv(layout.way, found))
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400)
    return attachment(made.data, f"sviedka-{layout.way}-{made.leaf_index}.csv", "text/csv")
