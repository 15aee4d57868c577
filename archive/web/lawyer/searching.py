"""Searching. Questions go by POST: no address, history or log of a proxy holds what somebody looks for."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.consent import Use
from archive.domain.errors import InvalidRequest
from archive.services.indexing import catch_up_if_possible
from archive.services.search import Results, search
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.language import chosen
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.labels import FLAGS, KINDS
from archive.web.lawyer.use import choices, read_use
from archive.web.policy import needs
from archive.web.visit import actor, archive
from search.expression_text import parse
from search.passages import Passage
from search.query import Facet, SearchQuery

PAGE_SIZE = 10
_LONGEST = 4000
_DEEPEST = 1000


@bp.page("/search", needs(Act.SEARCH))
def ask() -> ResponseReturnValue:
    """The form."""
    return _page(empty_form(), "")


@bp.page("/search", needs(Act.SEARCH), methods=["POST"])
def find() -> ResponseReturnValue:
    """One page of matches, logged before it is shown; errors stand at their place in the question."""
    form = Form(request.form)
    text = form.line("text", needed=False, longest=_LONGEST)
    number = form.number("page", 1, _DEEPEST, default=1)
    use = read_use(form)
    if use is None or not form.is_right:
        return _page(form, "", 400)
    try:
        query = SearchQuery(
            use,
            expression=parse(text),
            page=number,
            page_size=PAGE_SIZE,
            facets=(Facet.UNIT, Facet.VIOLATION, Facet.KIND),
        )
        catch_up_if_possible(archive(), actor())
        results = search(archive(), actor(), query)
    except InvalidRequest as error:
        form.fail("text", sentences(error.code)[0])
        return _page(form, "\n".join([error.message, *(each.message for each in error.problems)]), 400)
    return _page(form, "", 200, results, use, number)


def pieces(passage: Passage) -> list[tuple[bool, str]]:
    """A passage as (is a word asked for, text) in order."""
    found, at = list[tuple[bool, str]](), 0
    for start, end in passage.spans:
        found += [(False, passage.text[at:start]), (True, passage.text[start:end])]
        at = end
    return [*found, (False, passage.text[at:])]


def label_of(facet: Facet, value: str) -> str:
    """What a value of a facet is called, in the language of the page where the register has it."""
    known = archive().vocabularies
    match facet:
        case Facet.UNIT:
            return known.units.unit(value).names[chosen()]
        case Facet.VIOLATION:
            return known.violations.term(value).labels[chosen()]
        case Facet.KIND:
            return next((str(label) for kind, label in KINDS.items() if kind.value == value), value)
    return value


def _page(
    form: Form,
    detail: str,
    status: int = 200,
    results: Results | None = None,
    use: Use | None = None,
    number: int = 1,
) -> ResponseReturnValue:
    names = {Facet.UNIT: _("Units"), Facet.VIOLATION: _("Types of violation"), Facet.KIND: _("Kinds")}
    page = render_template(
        "lawyer/search.html",
        form=form,
        detail=detail,
        purposes=choices(),
        results=results,
        use=use,
        number=number,
        last=-(-results.total // PAGE_SIZE) if results else 1,
        pieces=pieces,
        label_of=label_of,
        facet_names=names,
        kinds=KINDS,
        flags=FLAGS,
    )
    return page, status
