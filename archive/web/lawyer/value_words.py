"""Values of a record in words of the page's language: what changed in it, and why an act bears on a crime."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.claims import CHARGE, Ground
from archive.domain.consent import Purpose
from archive.domain.errors import UnknownTerm
from archive.domain.revision import FieldChange, Value
from archive.domain.sentences import Sentence
from archive.web.documenter import labels, told_labels
from archive.web.documenter.charge_field import understood
from archive.web.language import chosen, language_name, told
from archive.web.lawyer import claim_labels
from archive.web.lawyer.facets import label_of
from archive.web.lawyer.work_labels import path_words
from archive.web.visit import archive
from search.query import Facet

_KNOWN: tuple[Mapping[Any, LazyString], ...] = (
    labels.KINDS,
    labels.FLAGS,
    labels.OBTAINED,
    labels.SOURCES,
    labels.QUANTIFIERS,
    labels.VICTIMS,
    labels.BASES,
    labels.CERTAINTIES,
    labels.INVOLVEMENTS,
    labels.CONSENT_BASES,
    {**labels.PURPOSES, Purpose.STORAGE: _l("it is kept")},
    labels.ANSWERS,
    labels.IDENTITY_MODES,
    claim_labels.LEVELS,
    claim_labels.VALENCES,
    claim_labels.ACT_PURPOSES,
    claim_labels.EXPECTATIONS,
    claim_labels.RELATIONS,
    claim_labels.POSTS,
    claim_labels.CONSISTENCIES,
    told_labels.GROUNDS,
    told_labels.HEARINGS,
    told_labels.CHANNELS,
    told_labels.RESPONSES,
)
WORDS: dict[type[StrEnum], Mapping[Any, LazyString]] = {type(next(iter(known))): known for known in _KNOWN}
"""Words for the choices of a description; what is `unknown` is not in every list."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a table of changes; `before` and `after` are empty where there is nothing."""

    field: str
    before: str
    after: str


def change_rows(found: Iterable[FieldChange]) -> list[ChangeRow]:
    """Return changes in words."""
    return [
        ChangeRow(path_words(one.path), _words(_name(one), one.was), _words(_name(one), one.now))
        for one in found
    ]


def reason_words(why: str) -> str:
    """Return why an act bears on an element, with the names of what it speaks of."""
    if not isinstance(why, Sentence):
        return why
    values = {
        name: _words(name, value) if isinstance(value, str | tuple) else value
        for name, value in why.values.items()
    }
    return told(Sentence(why.template, values, why.tail))


def _name(change: FieldChange) -> str:
    return next((part for part in reversed(change.path) if isinstance(part, str)), "")


def _words(field: str, value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join([_words(field, each) for each in value])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, StrEnum):
        return str(_("not known") if value.value == "unknown" else WORDS[type(value)][value])
    return _named(field, value) if isinstance(value, str) and value else str(value)


def _named(field: str, code: str) -> str:
    """What a code of a register is called; text stays as it is."""
    try:
        match field:
            case "unit":
                return label_of(Facet.UNIT, code)
            case "violation":
                return label_of(Facet.VIOLATION, code)
            case "languages":
                return language_name(code)
            case "grounds":
                return ", ".join([str(told_labels.GROUNDS[Ground(each)]) for each in code.split(", ")])
            case "charges" if CHARGE.fullmatch(code):
                return understood(archive(), code, None, chosen()).name or code
            case _:
                return code
    except UnknownTerm:
        return code
