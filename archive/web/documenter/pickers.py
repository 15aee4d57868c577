"""Choosing units and violation types by whatever name the source used, in any of the three languages.

A name may mean several units: then all are shown with their years and places, those of the date first, and
one is chosen. Nothing is settled by taking the first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from archive.domain.labels import fold
from archive.domain.unit import Presence, Unit, When
from archive.domain.vocabulary import Term
from archive.web.forms import Form
from archive.web.language import chosen
from archive.web.visit import archive

MOST = 25


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its id, what it is called, and what tells it from others."""

    id: str
    name: str
    hint: str = ""


Finder = Callable[[str, When], Sequence[Option]]


def unit_option(unit: Unit, when: When = None) -> Option:
    """A unit with its years and place, and whether it existed at the date of the act."""
    existed = archive().vocabularies.units.exists(unit.id, when) if when is not None else None
    said = {
        Presence.NO: _("did not exist at that date"),
        Presence.POSSIBLY: _("may have existed at that date"),
    }
    parts = (
        f"{_year(unit.valid_from)} – {_year(unit.valid_to)}",
        unit.place,
        said.get(existed) if existed else "",
    )
    return Option(unit.id, unit.names[chosen()], " · ".join(part for part in parts if part))


def _year(bound: str) -> str:
    """A bound of a unit's existence as people write it: open is three dots, unknown a question mark."""
    return "…" if bound == ".." else bound or "?"


def violation_option(term: Term) -> Option:
    """A violation type with the one above it."""
    above = archive().vocabularies.violations.term(term.parent).labels[chosen()] if term.parent else ""
    return Option(term.id, term.labels[chosen()], above)


def all_units() -> list[tuple[str, str]]:
    """For suggestions while typing: (name, years and place)."""
    options = (unit_option(unit) for unit in archive().vocabularies.units.all())
    return [(option.name, option.hint) for option in options]


def all_violations() -> list[tuple[str, str]]:
    """For suggestions while typing: (name, the one above)."""
    options = (violation_option(term) for term in archive().vocabularies.violations.all())
    return [(option.name, option.hint) for option in options]


def find_units(text: str, when: When) -> Sequence[Option]:
    """Units of exactly this name, else those with every word of it in a name or alias."""
    register = archive().vocabularies.units
    exact = [candidate.unit for candidate in register.resolve(text, when)]
    found = exact or [unit for unit in register.all() if _has_words(unit, text)]
    existing = [unit for unit in found if when is None or register.exists(unit.id, when) is not Presence.NO]
    return [unit_option(unit, when) for unit in (existing if existing and exact else found)[:MOST]]


def find_violations(text: str, when: When) -> Sequence[Option]:
    """Violation types by id or words of their names; one of exactly this name alone."""
    del when
    found = archive().vocabularies.violations.search(text)
    same = [t for t in found if fold(text) in {fold(t.id), *(fold(label) for label in t.labels.all())}]
    return [violation_option(term) for term in (same or found)[:MOST]]


def pick(form: Form, name: str, finder: Finder, when: When) -> str:
    """The id that a field means, by what was typed and which of several was ticked; "" for nothing.

    Fields: `name`, `name_choice` (an id) and `name_for` (what was typed when it was offered). What to choose
    from is in `form.values["name_options"]`.
    """
    typed = form.line(name, needed=False)
    ticked = form.line(f"{name}_choice", needed=False)
    same = form.line(f"{name}_for", needed=False) == typed
    if not typed:
        return ""
    options = finder(typed, when)
    form.values[f"{name}_options"] = options
    if same and ticked in {option.id for option in options}:
        return ticked
    form.values[f"{name}_choice"] = ""
    if len(options) == 1:
        form.values[f"{name}_choice"] = options[0].id
        return options[0].id
    if options:
        form.fail(name, _("This may mean several. Choose one of those below."))
    else:
        form.fail(name, _("Nothing of this name is in the register. Try another word of it."))
    return ""


def _has_words(unit: Unit, text: str) -> bool:
    words = [folded for word in text.split() if (folded := fold(word))]
    names = [fold(name) for name in (unit.id, *unit.names.all(), *unit.aliases)]
    return bool(words) and any(all(word in name for word in words) for name in names)
