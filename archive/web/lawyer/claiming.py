"""Amending what an item claims, claim by claim. Whoever comes second sees both, and overwrites nothing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.domain.description import Allegation
from archive.domain.revision import FieldChange
from archive.services.reading import OpenedItem
from archive.web.documenter import labels, told_labels
from archive.web.documenter.charge_field import all_charges
from archive.web.documenter.pickers import all_units, all_violations
from archive.web.forms import Form, empty_form
from archive.web.language import chosen
from archive.web.lawyer import claim_labels
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.amending import opened_to_amend, shown_working
from archive.web.lawyer.claim_form import claim_values, read_claim
from archive.web.lawyer.claim_places import Place, send_claim, take_out
from archive.web.lawyer.record_words import claims as in_words
from archive.web.lawyer.record_words import of_superiors
from archive.web.lawyer.value_words import change_rows
from archive.web.policy import needs
from archive.web.visit import archive

FIELD = "allegations"


@bp.page("/shared-work/<number>/claims", needs(Act.AMEND))
def amend_claims(number: str) -> ResponseReturnValue:
    """All claims of the item, each to be amended, and a way to another; the opening is logged."""
    opened = opened_to_amend(number)
    described = opened.record.description
    return render_template(
        "lawyer/amend_claims.html",
        record=opened.record,
        claims=in_words(archive(), described, chosen()),
        superiors=of_superiors(archive(), described, chosen()),
        **shown_working(),
    )


@bp.page("/shared-work/<number>/claims/<int:position>", needs(Act.AMEND))
def amend_claim(number: str, position: int) -> ResponseReturnValue:
    """One claim as a form; 0 is another one."""
    opened = opened_to_amend(number)
    form = empty_form()
    form.values["based_on"] = opened.item.version
    return _page(opened, Place(FIELD, position), form)


@bp.page(
    "/shared-work/<number>/claims/<int:position>", needs(Act.AMEND), methods=["POST"], endpoint="keep_claim"
)
def keep_claim(number: str, position: int) -> ResponseReturnValue:
    """A new version with this claim as the form has it; or both, if somebody else was faster."""
    return send_claim(number, Place(FIELD, position), Form(request.form), read_claim, _page)


@bp.page("/shared-work/<number>/claims/<int:position>/take-out", needs(Act.AMEND), methods=["POST"])
def take_out_claim(number: str, position: int) -> ResponseReturnValue:
    """A new version without this claim; the version before keeps it."""
    return take_out(number, Place(FIELD, position), Form(request.form), _page)


def _page(
    opened: OpenedItem,
    place: Place,
    form: Form,
    differing: tuple[FieldChange, ...] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """`differing`: what the form would change of the present version, when it began from an older one."""
    if not form.values.get("rows"):
        form.values |= claim_values(place.claim(opened.record.description) or Allegation())
    page = render_template(
        "lawyer/amend_claim.html",
        record=opened.record,
        position=place.position,
        form=form,
        differing=None if differing is None else change_rows(differing),
        words=labels,
        more=claim_labels,
        told=told_labels,
        units=all_units(),
        violations=all_violations(),
        charges=all_charges(),
        **shown_working(),
    )
    return page, status
