"""What a search finds, laid out for a case: elements of a crime, norms, victims, who is named, findings.

A table to argue with: it follows from types and recorded facts, not from reading, and finds nothing in law.
"""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.agent import Act
from archive.domain.applicability import Applies
from archive.domain.bodies import Part
from archive.domain.coverage import Weight
from archive.domain.description import Consistency, Named
from archive.domain.errors import InvalidRequest
from archive.services.casework import Gathered
from archive.services.indexing import catch_up_if_possible
from archive.services.law import (
    Together,
    bodies,
    cooccurrence,
    coverage,
    medical_findings,
    norms,
    roles,
)
from archive.web.documenter.labels import INVOLVEMENTS
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.asking import mistake, read_question, sent
from archive.web.lawyer.claim_labels import CONSISTENCIES
from archive.web.lawyer.facets import label_of
from archive.web.lawyer.reading import shown_use
from archive.web.lawyer.searching import search_page
from archive.web.lawyer.value_words import reason_words
from archive.web.policy import needs
from archive.web.visit import actor, archive
from search.query import Facet, SearchQuery

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


def _elements(query: SearchQuery, crime: str) -> tuple[Gathered, dict[str, Any]]:
    gathered, covered = coverage(archive(), actor(), query, crime)
    return gathered, {"covered": covered}


def _norms(query: SearchQuery, _crime: str) -> tuple[Gathered, dict[str, Any]]:
    gathered, uses = norms(archive(), actor(), query)
    undated = {use.instrument.prefix: sum(one.applies is Applies.UNDATED for one in use.acts) for use in uses}
    return gathered, {"uses": uses, "undated": undated}


def _victims(query: SearchQuery, crime: str) -> tuple[Gathered, dict[str, Any]]:
    gathered, joined = cooccurrence(archive(), actor(), query, Together(crime=crime))
    return gathered, {"joined": joined}


def _bodies(query: SearchQuery, _crime: str) -> tuple[Gathered, dict[str, Any]]:
    gathered, parts = bodies(archive(), actor(), query)
    return gathered, {"parts": [(one, _named(one)) for one in parts]}


def _named(one: Part) -> str:
    """Whom a claim points at, in words; "" for nobody."""
    return label_of(Facet.UNIT, one.name) if one.named is Named.UNIT else one.name


def _roles(query: SearchQuery, _crime: str) -> tuple[Gathered, dict[str, Any]]:
    gathered, found = roles(archive(), actor(), query)
    return gathered, {"roles": found}


def _findings(query: SearchQuery, _crime: str) -> tuple[Gathered, dict[str, Any]]:
    gathered, reports = medical_findings(archive(), actor(), query, Consistency.TYPICAL_OF)
    return gathered, {"reports": reports}


WAYS: dict[str, Callable[[SearchQuery, str], tuple[Gathered, dict[str, Any]]]] = {
    "elements": _elements,
    "norms": _norms,
    "victims": _victims,
    "bodies": _bodies,
    "roles": _roles,
    "findings": _findings,
}


@bp.page("/search/law", needs(Act.SEARCH), methods=["POST"])
def lay_out() -> ResponseReturnValue:
    """Every match of what the form of the search asks, laid out in one of the ways."""
    form = Form(sent())
    query, detail = read_question(form)
    way = form.choice("way", WAYS)
    crime = form.choice("crime", archive().vocabularies.crimes, needed=way == "elements")
    if query is None or not form.is_right:
        return search_page(form, detail, 400)
    try:
        catch_up_if_possible(archive(), actor())
        gathered, laid_out = WAYS[way](query, crime)
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400)
    return render_template(
        "lawyer/law.html",
        way=way,
        crime=archive().vocabularies.crimes.get(crime),
        gathered=gathered,
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
        **laid_out,
        **shown_use(form),
    )
