"""What a form of the search asks, as a query: the text, what was ticked beside it, and the declared use.

The whole state of a search stands in its form and goes by POST. Nothing of it is in an address or a cookie.
"""

from dataclasses import replace
from datetime import date

from babel.core import Locale
from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from archive.domain.claims import Ground, Response
from archive.domain.description import Certainty, Kind, Level
from archive.domain.errors import InvalidDate, InvalidRequest
from archive.domain.unit import LINEAGE
from archive.web.forms import Form
from archive.web.language import told
from archive.web.lawyer.use import read_use
from archive.web.visit import actor, archive
from search.days import parse_range
from search.expression_text import parse, render
from search.query import DateMode, Facet, Order, SearchQuery
from search.timeline import Scale
from search.trees import Matrix

PAGE_SIZE = 10
LIST, TIMELINE, MATRIX, PLACES = "list", "timeline", "matrix", "places"
VIEWS = (LIST, TIMELINE, MATRIX, PLACES)
FACETS = (
    Facet.UNIT,
    Facet.VIOLATION,
    Facet.KIND,
    Facet.CHARGE,
    Facet.GROUND,
    Facet.MEASURE,
    Facet.LANGUAGE,
    Facet.CERTAINTY,
    Facet.LEVEL,
)
FIELDS = {
    Facet.UNIT: "units",
    Facet.VIOLATION: "violations",
    Facet.KIND: "kinds",
    Facet.CHARGE: "charges",
    Facet.GROUND: "grounds",
    Facet.MEASURE: "measures",
    Facet.LANGUAGE: "languages",
    Facet.CERTAINTY: "certainties",
    Facet.LEVEL: "levels",
    Facet.COLLECTION: "collections",
}
"""What the boxes of each facet are called in the form."""
STOPPED = "not_followed"
PICKED = (*FIELDS.values(), STOPPED)
LONGEST = 4000
_DEEPEST = 1000
DEPTHS = 4
_CONDITIONS = (*PICKED, "from", "to", "certainly")
_QUESTION = ("text", "purpose", "recipient", "jurisdiction", *_CONDITIONS, "follow")


def languages() -> frozenset[str]:
    """Primary subtags that an item may be in."""
    return frozenset(Locale("en").languages)


def sent() -> MultiDict[str, str]:
    """The form as it was sent, with what a button on it changes.

    `instead`: another question in place of the text and all conditions. `drop`: `field:value`, one that was
    chosen. `only`: `field:value` in place of what was chosen of that field, several with spaces between.
    `view`: what to show beside the matches. `also`: a unit at which succession is not followed on.
    """
    data = MultiDict(request.form)
    instead = data.pop("instead", None)
    if instead is not None:
        for name in _CONDITIONS:
            data.poplist(name)
        data["text"] = instead
    name, _colon, value = data.pop("drop", "").partition(":")
    if name in PICKED:
        data.setlist(name, [each for each in data.getlist(name) if each != value])
    elif name == "dates":
        data["from"] = data["to"] = ""
    if "view" in data:
        data["show"] = data.pop("view")
    if "also" in data:
        data.setlist(STOPPED, [*data.getlist(STOPPED), data.pop("also")])
    for one in data.pop("only", "").split():
        name, _colon, value = one.partition(":")
        if name in PICKED or name in {"from", "to"}:
            data.setlist(name, [value])
    return data


def question_fields(data: MultiDict[str, str]) -> list[tuple[str, str]]:
    """The fields of a form that say what is asked, for another form that asks the same."""
    return [(name, value) for name in _QUESTION for value in data.getlist(name)]


def of_query(query: SearchQuery) -> MultiDict[str, str]:
    """The form that asks a query that was kept: its conditions stand in the text."""
    data = MultiDict[str, str](
        {
            "text": render(query.asked()),
            "purpose": query.use.purpose.value,
            "recipient": query.use.recipient,
            "jurisdiction": query.use.jurisdiction,
            "follow": "yes" if query.succession else "",
            "order": query.order.value,
            "page": str(query.page),
        }
    )
    data.setlist(STOPPED, list(query.not_followed))
    data.setlist("collections", list(query.collections))
    return data


def read_question(form: Form) -> tuple[SearchQuery | None, str]:
    """The query of a form; None, with what to show of the mistake, when it cannot be asked."""
    text = form.line("text", needed=False, longest=LONGEST)
    number = form.number("page", 1, _DEEPEST, default=1)
    days = _days(form)
    picked = _picked(form)
    form.values["show"] = show = form.choice("show", VIEWS, needed=False) or LIST
    order = form.choice("order", [each.value for each in Order], needed=False)
    scale = form.choice("scale", [each.value for each in Scale], needed=False)
    depths = [form.number(name, 0, DEPTHS, default=at) for name, at in (("unit_depth", 1), ("type_depth", 0))]
    form.values["certainly"], form.values["follow"] = form.flag("certainly"), form.flag("follow")
    use = read_use(form)
    if use is None or not form.is_right:
        return None, ""
    try:
        query = SearchQuery(
            use,
            expression=parse(text),
            date_from=days[0],
            date_to=days[1],
            date_mode=DateMode.CERTAINLY if form.values["certainly"] else DateMode.POSSIBLY,
            units=picked["units"],
            violations=picked["violations"],
            kinds=tuple(map(Kind, picked["kinds"])),
            charges=picked["charges"],
            grounds=tuple(map(Ground, picked["grounds"])),
            measures=tuple(map(Response, picked["measures"])),
            languages=picked["languages"],
            certainties=tuple(map(Certainty, picked["certainties"])),
            levels=tuple(map(Level, picked["levels"])),
            collections=picked["collections"],
            succession=tuple(sorted(LINEAGE)) if form.values["follow"] else (),
            not_followed=picked[STOPPED],
            order=Order(order or Order.RELEVANCE),
            page=number,
            page_size=PAGE_SIZE,
            facets=FACETS if len(memberships()) < 2 else (*FACETS, Facet.COLLECTION),
        )
    except InvalidRequest as error:
        return None, mistake(form, error)
    if show == TIMELINE:
        query = replace(query, timeline=Scale(scale) if scale else fitting(*days))
    elif show == MATRIX:
        query = replace(query, matrix=Matrix(*depths))
    return query, ""


def mistake(form: Form, error: InvalidRequest) -> str:
    """Mark the field that is to be put right, and say where in it."""
    places = {each.where.partition(":")[0] for each in error.problems}
    if "order" in places:
        form.fail(
            "order", _("So many matches are not put in order. Narrow the search, or order by relevance.")
        )
        return ""
    for where, name in (("date_from", "from"), ("timeline", "scale")):
        if where in places:
            form.fail(name, _("These days cannot be asked for like this."))
            break
    else:
        form.fail("text", _("The question cannot be read as it stands."))
    return "\n".join(told(each) for each in (error.message, *(each.message for each in error.problems)))


def fitting(first: date | None, last: date | None) -> Scale:
    """How wide the bins of a timeline are when nobody says it."""
    if first is None or last is None:
        return Scale.DECADE
    days = (last - first).days
    return next(
        (scale for most, scale in ((62, Scale.DAY), (1500, Scale.MONTH), (20000, Scale.YEAR)) if days < most),
        Scale.DECADE,
    )


def memberships() -> dict[str, str]:
    """Names of the collections that the actor is in, by id."""
    with archive().records.reading() as tx:
        found = (one.collection_id for one in tx.people.memberships(actor().agent.agent_id))
        return {one: tx.people.collection(one).name for one in found}


def _picked(form: Form) -> dict[str, tuple[str, ...]]:
    known = archive().vocabularies
    units = [unit.id for unit in known.units.all()]
    allowed = {
        "units": units,
        STOPPED: units,
        "violations": [term.id for term in known.violations.all()],
        "kinds": [one.value for one in Kind],
        "charges": [one.id for one in known.charges.all()],
        "grounds": [one.value for one in Ground],
        "measures": [one.value for one in Response],
        "languages": languages(),
        "certainties": [one.value for one in Certainty],
        "levels": [one.value for one in Level],
        "collections": list(memberships()),
    }
    return {name: form.choices(name, values) for name, values in allowed.items()}


def _days(form: Form) -> tuple[date | None, date | None]:
    found: list[date | None] = []
    for at, name in enumerate(("from", "to")):
        typed = form.line(name, needed=False, longest=10)
        try:
            found.append(parse_range(*([typed, ""] if at == 0 else ["", typed]))[at])
        except InvalidDate:
            form.fail(name, _("Write a year, a month or a day: 2020, 2020-08 or 2020-08-09."))
            found.append(None)
    return found[0], found[1]
