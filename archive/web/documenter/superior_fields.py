"""The fields of a claim about a superior: that word of acts reached him, or what he did about them."""

from dataclasses import asdict
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from archive.domain.claims import Channel, MeasureClaim, NoticeClaim, Response
from archive.domain.dates import Quantifier
from archive.domain.description import Basis, Certainty
from archive.domain.errors import NotFound
from archive.domain.unit import When
from archive.web.documenter import said
from archive.web.documenter.pickers import find_units, find_violations, pick
from archive.web.forms import Form
from schemas.edtf import parse

LONGEST_NOTE = 4000
FIELDS = (
    "person", "channel", "given_by", "measure", "unit", "unit_choice", "unit_for",
    "violation", "violation_choice", "violation_for", *said.FIELDS, "basis", "certainty", "note",
)  # fmt: skip
Superior = NoticeClaim | MeasureClaim
E = TypeVar("E", bound=StrEnum)


class Told(StrEnum):
    """What is told of a superior; the value is the field of a description that holds it."""

    NOTICE = "notices"
    MEASURE = "measures"


def told_of(value: str) -> Told:
    """Of a part of an address; raise NotFound."""
    if value not in set(Told):
        raise NotFound("There is no such part of a record.")
    return Told(value)


def read_superior(form: Form, told: Told, around: When) -> Superior:
    """The claim that the form states; `around`: the date of the account, where it says none of its own."""
    person = form.line("person")
    when, quantifier = said.read_when(form)
    dated = parse(when) if when else around
    heard, by = _one(form, "channel", Channel), form.line("given_by", needed=False)
    done = _one(form, "measure", Response)
    about = (
        pick(form, "unit", find_units, dated),
        pick(form, "violation", find_violations, dated),
        when,
        Quantifier(quantifier),
        _one(form, "basis", Basis) or Basis.OTHER,
        _one(form, "certainty", Certainty) or Certainty.LOW,
        form.text("note", needed=False, longest=LONGEST_NOTE),
    )
    if told is Told.NOTICE:
        return NoticeClaim(person, heard or Channel.UNKNOWN, by, *about)
    return MeasureClaim(person, done or Response.UNKNOWN, *about)


def superior_part(claim: Superior) -> dict[str, str]:
    """The claim as a deposit description writes it."""
    return {name: str(value) for name, value in asdict(claim).items() if value}


def superior_form(claim: Superior) -> Form:
    """The form filled with a claim."""
    values = superior_part(claim)
    for name in ("unit", "violation"):
        values |= {f"{name}_choice": values.get(name, ""), f"{name}_for": values.get(name, "")}
    values |= {"when_said": claim.when, "when_shown": claim.when}
    form = Form(MultiDict(values))
    read_superior(form, Told.NOTICE if isinstance(claim, NoticeClaim) else Told.MEASURE, None)
    form.errors.clear()
    return form


def _one(form: Form, name: str, kind: type[E]) -> E | None:
    value = form.choice(name, list(kind), needed=False)
    return kind(value) if value else None
