"""One claim as a form, and back.

Whom it names stands in rows, `unit-1`, `person-1` and so on; the last row is empty, for another.
"""

import re
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _

from archive.domain.claims import Ground, Hearing
from archive.domain.dates import Quantifier
from archive.domain.description import (
    ActPurpose,
    Allegation,
    Attribution,
    Basis,
    Certainty,
    Involvement,
    Level,
    Named,
    Valence,
    Victim,
    VictimRole,
)
from archive.domain.errors import InvalidRequest
from archive.domain.unit import When
from archive.web.documenter.charge_field import charges_read, read_charges
from archive.web.documenter.pickers import find_units, find_violations, pick
from archive.web.forms import Form
from schemas.edtf import parse

MOST_ROWS = 200
LONGEST_NOTE = 4000
_REFERENCE = re.compile(r"[\w.-]{0,64}")
E = TypeVar("E", bound=StrEnum)


def read_when(form: Form) -> str:
    """The date of the field `when`: EDTF, or nothing."""
    when = form.line("when", needed=False)
    try:
        if when:
            parse(when)
    except InvalidRequest:
        form.fail("when", _("This is not a date in EDTF, such as 2020-08-10 or 2020-08/2020-09."))
    return when


def read_claim(form: Form) -> Allegation:
    """The claim that the form states; what is wrong with it is in the form."""
    when = read_when(form)
    dated = parse(when) if when and form.is_right else None
    victim = Victim(
        role=_one(form, "victim", VictimRole) or VictimRole.UNKNOWN,
        group=form.line("group", needed=False),
        child=form.flag("child"),
        protected_person=form.flag("protected"),
        reference=_reference(form, "victim_reference"),
    )
    return Allegation(
        violation=pick(form, "violation", find_violations, dated),
        victim=victim,
        attributions=_rows(form, dated),
        when=when,
        quantifier=_one(form, "quantifier", Quantifier) or Quantifier.UNKNOWN,
        place=form.line("place", needed=False),
        duress=form.flag("duress"),
        valence=_several(form, "valence", Valence),
        purpose=_one(form, "purpose_of_act", ActPurpose),
        grounds=_several(form, "grounds", Ground),
        charges=read_charges(form, dated),
        hearing=_one(form, "hearing", Hearing) or Hearing.UNKNOWN,
        note=form.text("note", needed=False, longest=LONGEST_NOTE),
    )


def claim_values(told: Allegation) -> dict[str, object]:
    """What the form is filled with."""
    values: dict[str, object] = {
        **_picked("violation", told.violation),
        "when": told.when,
        "quantifier": told.quantifier.value,
        "place": told.place,
        "victim": told.victim.role.value,
        "group": told.victim.group,
        "child": told.victim.child,
        "protected": told.victim.protected_person,
        "victim_reference": told.victim.reference,
        "duress": told.duress,
        "valence": tuple(each.value for each in told.valence),
        "purpose_of_act": told.purpose.value if told.purpose else "",
        "grounds": tuple(each.value for each in told.grounds),
        "charges": ", ".join(told.charges),
        "charges_shown": ", ".join(told.charges),
        "charges_read": charges_read(told.charges, parse(told.when) if told.when else None),
        "hearing": told.hearing.value,
        "note": told.note,
        "rows": len(told.attributions) + 1,
    }
    for at, each in enumerate((*told.attributions, Attribution()), 1):
        values |= {
            **_picked(f"unit-{at}", each.unit),
            f"nobody-{at}": at <= len(told.attributions) and each.named is Named.NOBODY,
            f"unnamed-{at}": each.unnamed_unit,
            f"person-{at}": each.person,
            f"reference-{at}": each.reference,
            f"level-{at}": each.level.value,
            f"basis-{at}": each.basis.value,
            f"certainty-{at}": each.certainty.value,
            f"involvement-{at}": each.involvement.value,
        }
    return values


def _picked(name: str, value: str) -> dict[str, object]:
    return {name: value, f"{name}_choice": value, f"{name}_for": value}


def _rows(form: Form, when: When) -> tuple[Attribution, ...]:
    """The rows that name somebody; and those that named nobody before, and still do."""
    form.values["rows"] = count = form.number("rows", 1, MOST_ROWS, default=1)
    found = []
    for at in range(1, count + 1):
        each = _row(form, at, when)
        if each.named is not Named.NOBODY or form.flag(f"nobody-{at}"):
            found.append(each)
    return tuple(found)


def _row(form: Form, at: int, when: When) -> Attribution:
    unit = pick(form, f"unit-{at}", find_units, when)
    unnamed, person = (form.line(f"{name}-{at}", needed=False) for name in ("unnamed", "person"))
    if sum(map(bool, (form.values[f"unit-{at}"], unnamed, person))) > 1:
        form.fail(f"unit-{at}", _("Name one: a unit, a description of one, or a person."))
    reference = _reference(form, f"reference-{at}")
    if reference and not person:
        form.fail(f"reference-{at}", _("A reference means a person: name one, or leave it empty."))
    return Attribution(
        unit,
        unnamed,
        person,
        _one(form, f"level-{at}", Level) or Level.UNKNOWN,
        _one(form, f"basis-{at}", Basis) or Basis.OTHER,
        _one(form, f"certainty-{at}", Certainty) or Certainty.LOW,
        _one(form, f"involvement-{at}", Involvement) or Involvement.UNKNOWN,
        reference,
    )


def _reference(form: Form, name: str) -> str:
    reference = form.line(name, needed=False)
    if not _REFERENCE.fullmatch(reference):
        form.fail(name, _("A reference has letters, digits, dots, hyphens and underscores, at most 64."))
    return reference


def _one(form: Form, name: str, kind: type[E]) -> E | None:
    value = form.choice(name, [each.value for each in kind], needed=False)
    return kind(value) if value else None


def _several(form: Form, name: str, kind: type[E]) -> tuple[E, ...]:
    return tuple(map(kind, form.choices(name, [each.value for each in kind])))
