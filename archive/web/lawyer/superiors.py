"""Amending what an item tells of superiors: what they heard of acts, and what they did about them."""

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.domain.revision import FieldChange
from archive.services.reading import OpenedItem
from archive.web.documenter import labels, told_labels
from archive.web.documenter.pickers import all_units, all_violations
from archive.web.documenter.superior_fields import Told, read_superior, superior_form, told_of
from archive.web.forms import Form, empty_form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.amending import opened_to_amend, shown_working
from archive.web.lawyer.claim_places import Place, send_claim, take_out
from archive.web.lawyer.value_words import change_rows
from archive.web.policy import needs

_ONE = "/shared-work/<number>/superiors/<told>/<int:position>"


@bp.page(_ONE, needs(Act.AMEND))
def amend_superior(number: str, told: str, position: int) -> ResponseReturnValue:
    """One claim as a form; 0 is another one. The opening is logged."""
    place = Place(told_of(told), position)
    opened = opened_to_amend(number)
    claim = place.claim(opened.record.description)
    form = superior_form(claim) if claim else empty_form()
    form.values["based_on"] = opened.item.version
    return _page(opened, place, form)


@bp.page(_ONE, needs(Act.AMEND), methods=["POST"], endpoint="keep_superior")
def keep_superior(number: str, told: str, position: int) -> ResponseReturnValue:
    """A new version with this claim as the form has it; or both, if somebody else was faster."""
    kind = told_of(told)
    read = partial(read_superior, told=kind, around=None)
    return send_claim(number, Place(kind, position), Form(request.form), read, _page)


@bp.page(f"{_ONE}/take-out", needs(Act.AMEND), methods=["POST"])
def take_out_superior(number: str, told: str, position: int) -> ResponseReturnValue:
    """A new version without this claim; the version before keeps it."""
    form, kind = Form(request.form), told_of(told)
    read_superior(form, kind, None)
    form.errors.clear()
    return take_out(number, Place(kind, position), form, _page)


def _page(
    opened: OpenedItem,
    place: Place,
    form: Form,
    differing: tuple[FieldChange, ...] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """`differing`: what the form would change of the present version, when it began from an older one."""
    place.claim(opened.record.description)
    page = render_template(
        "lawyer/amend_superior.html",
        record=opened.record,
        about=Told(place.field),
        position=place.position,
        form=form,
        differing=None if differing is None else change_rows(differing),
        words=labels,
        told=told_labels,
        units=all_units(),
        violations=all_violations(),
        **shown_working(),
    )
    return page, status
