"""Facets as trees that open, and what was chosen of them, in words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.counts import Count
from archive.domain.description import Certainty, Level
from archive.services.counting import FacetRow
from archive.web.documenter.charge_field import charge_words
from archive.web.documenter.told_labels import GROUNDS, RESPONSES
from archive.web.forms import Form
from archive.web.language import chosen, language_name
from archive.web.lawyer.asking import FIELDS, STOPPED, memberships
from archive.web.lawyer.labels import KINDS
from archive.web.visit import archive
from search.query import Facet

NAMES: dict[Facet, LazyString] = {
    Facet.UNIT: _l("Units"),
    Facet.VIOLATION: _l("Types of violation"),
    Facet.KIND: _l("Kinds of item"),
    Facet.CHARGE: _l("Articles charged"),
    Facet.GROUND: _l("Grounds of the act"),
    Facet.MEASURE: _l("What superiors did about it"),
    Facet.LANGUAGE: _l("Languages"),
    Facet.CERTAINTY: _l("Certainty of the attribution"),
    Facet.LEVEL: _l("How precisely the body is named"),
    Facet.COLLECTION: _l("Collections"),
}
CERTAINTIES: dict[str, LazyString] = {
    Certainty.HIGH: _l("high"),
    Certainty.MEDIUM: _l("medium"),
    Certainty.LOW: _l("low"),
}
LEVELS: dict[str, LazyString] = {
    Level.UNIT: _l("the unit itself"),
    Level.PARENT: _l("the body above it"),
    Level.MINISTRY: _l("the ministry"),
    Level.UNKNOWN: _l("not said"),
}
WORDS: dict[Facet, dict[str, LazyString]] = {
    Facet.KIND: {kind.value: label for kind, label in KINDS.items()},
    Facet.GROUND: {ground.value: label for ground, label in GROUNDS.items()},
    Facet.MEASURE: {measure.value: label for measure, label in RESPONSES.items()},
    Facet.CERTAINTY: CERTAINTIES,
    Facet.LEVEL: LEVELS,
}
"""What the values are called of facets that no register names."""


@dataclass(slots=True)
class Node:
    """A value that can be chosen, with the values below it. `is_open`: something below it is chosen."""

    value: str
    label: str
    items: Count
    chosen: bool
    below: list["Node"] = field(default_factory=list)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, with the button value that takes it away and the field that carries it."""

    label: str
    field: str
    value: str

    @property
    def drop(self) -> str:
        """What the button sends."""
        return f"{self.field}:{self.value}"


def tree_of(facet: Facet, rows: Iterable[FacetRow]) -> list[Node]:
    """The rows as trees; a parent comes before what is below it. One that stands alone on top is opened."""
    nodes: dict[str, Node] = {}
    parents: dict[str, str] = {}
    top: list[Node] = []
    for row in rows:
        node = Node(row.value, label_of(facet, row.value), row.items, row.chosen)
        nodes[row.value], parents[row.value] = node, row.parent
        above = nodes.get(row.parent)
        (top if above is None else above.below).append(node)
        at = row.parent
        while row.chosen and at in nodes:
            nodes[at].is_open, at = True, parents[at]
    if len(top) == 1:
        top[0].is_open = True
    return top


def label_of(facet: Facet, value: str) -> str:
    """What a value of a facet is called, in the language of the page where the register has it."""
    known, language = archive().vocabularies, chosen()
    match facet:
        case Facet.UNIT:
            return known.units.unit(value).names[language]
        case Facet.VIOLATION:
            return known.violations.term(value).labels[language]
        case Facet.CHARGE:
            return charge_words(archive(), value, None, language)
        case Facet.LANGUAGE:
            return language_name(value)
        case Facet.COLLECTION:
            return memberships().get(value, value)
        case _:
            return str(WORDS.get(facet, {}).get(value, value))


def chips(form: Form) -> list[Chip]:
    """What was chosen beside the text, each to be taken away."""
    found = [
        Chip(f"{NAMES[facet]}: {label_of(facet, value)}", name, value)
        for facet, name in FIELDS.items()
        for value in form.values.get(name, ())
    ]
    found += [
        Chip(_("Not followed: %(unit)s", unit=label_of(Facet.UNIT, value)), STOPPED, value)
        for value in form.values.get(STOPPED, ())
    ]
    first, last = form.values.get("from", ""), form.values.get("to", "")
    if first or last:
        found.append(
            Chip(_("Days: %(first)s to %(last)s", first=first or "…", last=last or "…"), "dates", "")
        )
    return found
