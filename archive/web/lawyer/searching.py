"""Searching. Questions go by POST: no address, history or log of a proxy holds what somebody looks for."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest
from archive.services.indexing import catch_up_if_possible
from archive.services.places import Places, count_places
from archive.services.result_export import ALONE
from archive.services.search import Results, search
from archive.web.forms import Form, empty_form
from archive.web.language import chosen
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.asking import FIELDS, PAGE_SIZE, PLACES, mistake, read_question, sent
from archive.web.lawyer.charts import GROUND, HEIGHT, WIDTH, bars, shade, tiles
from archive.web.lawyer.facets import NAMES, chips, label_of, tree_of
from archive.web.lawyer.hit_labels import CONSENTS, EXAMPLES, ORDERS, SCALES, WHYS
from archive.web.lawyer.hits import pieces
from archive.web.lawyer.labels import FLAGS, KINDS
from archive.web.lawyer.use import choices
from archive.web.policy import needs
from archive.web.visit import actor, archive
from search.expression import And, Expression, Field, Not, Or, leaves
from search.expression_text import render
from search.query import Facet, SearchQuery

_AFTER = {"name", "reason", "title", "crime", "way"}
"""Fields of what can be done with a search once its matches are there."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A unit that a name in the question may mean, and the question with it in the name's place."""

    name: str
    unit: str
    since: str
    until: str
    question: str


@bp.page("/search", needs(Act.SEARCH))
def ask() -> ResponseReturnValue:
    """The form."""
    return search_page(empty_form())


@bp.page("/search", needs(Act.SEARCH), methods=["POST"])
def find() -> ResponseReturnValue:
    """One page of matches, logged before it is shown; errors stand at their place in the question."""
    return answer(Form(sent()))


def answer(form: Form) -> ResponseReturnValue:
    """Search for what a form asks, and show it, or what is wrong with the form."""
    query, detail = read_question(form)
    if query is None:
        return search_page(form, detail, 400)
    try:
        catch_up_if_possible(archive(), actor())
        results = search(archive(), actor(), query)
        is_map = form.values["show"] == PLACES
        places = count_places(archive(), actor(), query) if is_map else None
    except InvalidRequest as error:
        return search_page(form, mistake(form, error), 400, meant=meant_by(query))
    return search_page(form, query=query, results=results, places=places)


def meant_by(query: SearchQuery) -> list[Meant]:
    """Units to choose from for each name that several bear, or that none bears as it is written."""
    asked, units = query.asked(), archive().vocabularies.units
    found = []
    for leaf in leaves(asked, denied=True) if asked else ():
        if not isinstance(leaf, Field) or leaf.name != "unit":
            continue
        for name in leaf.values:
            ids = [one.unit.id for one in units.resolve(name)]
            if len(ids) == 1 or name in ids:
                continue
            for unit in map(units.unit, ids or units.suggest(name)):
                values = tuple(unit.id if each == name else each for each in leaf.values)
                other = _with(asked, leaf, Field("unit", values, leaf.mode))
                label = label_of(Facet.UNIT, unit.id)
                found.append(Meant(name, label, unit.valid_from, unit.valid_to, render(other)))
    return found


def _with(asked: Expression | None, old: Expression, new: Expression) -> Expression | None:
    """The question with one condition in the place of another."""
    match asked:
        case And(operands):
            return And(tuple(_each(operands, old, new)))
        case Or(operands):
            return Or(tuple(_each(operands, old, new)))
        case Not(operand):
            return Not(_with(operand, old, new) or new)
        case _:
            return new if asked == old else asked


def _each(operands: tuple[Expression, ...], old: Expression, new: Expression) -> Iterator[Expression]:
    return (_with(one, old, new) or one for one in operands)


def search_page(
    form: Form,
    detail: str = "",
    status: int = 200,
    *,
    query: SearchQuery | None = None,
    results: Results | None = None,
    places: Places | None = None,
    meant: list[Meant] | None = None,
) -> ResponseReturnValue:
    """The form with what it found, or with what is wrong in it."""
    timeline = results.tables.timeline if results else None
    trees = {
        facet: tree_of(facet, rows) for facet, rows in (results.tables.facets if results else {}).items()
    }
    shown = chips(form)
    page = render_template(
        "lawyer/search.html",
        form=form,
        detail=detail,
        meant=meant or [],
        purposes=choices(),
        query=query,
        results=results,
        last=max(-(-results.total // PAGE_SIZE), 1) if results else 1,
        page_size=PAGE_SIZE,
        alone=ALONE,
        chips=shown,
        used={chip.field for chip in shown},
        trees=trees,
        boxes={FIELDS[facet] for facet in trees},
        fields=FIELDS,
        facet_names=NAMES,
        unit_name=lambda unit: label_of(Facet.UNIT, unit),
        type_name=lambda term: label_of(Facet.VIOLATION, term),
        bars=bars(timeline, query.timeline) if timeline and query and query.timeline else [],
        tiles=tiles(places, query, chosen()) if places and query else [],
        size=(WIDTH, HEIGHT, GROUND),
        shade=shade,
        pieces=pieces,
        kinds=KINDS,
        flags=FLAGS,
        consents=CONSENTS,
        whys=WHYS,
        scales=SCALES,
        orders=ORDERS,
        examples=EXAMPLES,
        crimes=archive().vocabularies.crimes,
        after_errors=_AFTER & form.errors.keys(),
    )
    return page, status
