"""Amending what an item claims, claim by claim. Whoever comes second sees both, and overwrites nothing."""

from collections.abc import Callable
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.description import Allegation, Description
from archive.domain.errors import Conflict, NotFound
from archive.domain.revision import FieldChange, changes
from archive.domain.shared_work import UnderReview
from archive.services.change import amend_with
from archive.services.reading import OpenedItem
from archive.web.documenter import labels, told_labels
from archive.web.documenter.pickers import all_units, all_violations
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.language import chosen
from archive.web.lawyer import claim_labels
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.amending import VERSIONS, opened_to_amend, shown_working
from archive.web.lawyer.claim_form import claim_values, read_claim
from archive.web.lawyer.record_words import claims as in_words
from archive.web.lawyer.work_labels import path_words
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive

Change = Callable[[Description], Description]


@bp.page("/shared-work/<number>/claims", needs(Act.AMEND))
def amend_claims(number: str) -> ResponseReturnValue:
    """All claims of the item, each to be amended, and a way to another; the opening is logged."""
    opened = opened_to_amend(number)
    told = in_words(archive(), opened.record.description, chosen())
    return render_template("lawyer/amend_claims.html", record=opened.record, claims=told, **shown_working())


@bp.page("/shared-work/<number>/claims/<int:position>", needs(Act.AMEND))
def amend_claim(number: str, position: int) -> ResponseReturnValue:
    """One claim as a form; 0 is another one."""
    opened = opened_to_amend(number)
    form = empty_form()
    form.values["based_on"] = opened.item.version
    return _page(opened, position, form)


@bp.page(
    "/shared-work/<number>/claims/<int:position>", needs(Act.AMEND), methods=["POST"], endpoint="keep_claim"
)
def keep_claim(number: str, position: int) -> ResponseReturnValue:
    """A new version with this claim as the form has it; or both, if somebody else was faster."""
    form = Form(request.form)
    position = 0 if form.line("as_another", needed=False) else position
    told = read_claim(form)
    based_on, reason = form.number("based_on", 1, VERSIONS), form.line("reason", needed=False)
    is_finding = bool(form.line("find", needed=False))
    if not reason and not is_finding:
        form.fail("reason", _("This field is needed."))
    if is_finding or not form.is_right:
        return _page(opened_to_amend(number), position, form, status=200 if is_finding else 400)
    return _kept(number, position, form, lambda old: _with(old, position, told), (based_on, reason))


@bp.page("/shared-work/<number>/claims/<int:position>/take-out", needs(Act.AMEND), methods=["POST"])
def take_out_claim(number: str, position: int) -> ResponseReturnValue:
    """A new version without this claim; the version before keeps it."""
    form = Form(request.form)
    based_on, reason = form.number("based_on", 1, VERSIONS), form.line("reason")
    if not form.is_right:
        return _page(opened_to_amend(number), position, form, status=400)
    return _kept(number, position, form, lambda old: _without(old, position), (based_on, reason))


def _kept(number: str, position: int, form: Form, change: Change, on: tuple[int, str]) -> ResponseReturnValue:
    """`on`: the version that the change starts from, and why it is made."""
    try:
        record = amend_with(archive(), actor(), number, on[0], change, on[1])
    except UnderReview as error:
        form.fail("reason", sentences(error.code)[0])
        return _page(opened_to_amend(number), position, form, status=409)
    except Conflict:
        now = opened_to_amend(number)
        described = now.record.description
        is_there = position <= len(described.allegations)
        form.values["based_on"] = now.item.version
        differing = changes(described, change(described)) if is_there else ()
        return _page(now, position if is_there else 0, form, differing, 409)
    notice(_("Version %(number)d is kept; the one before stays.", number=record.version))
    return redirect(url_for("lawyer.amend_claims", number=number), 303)


def _page(
    opened: OpenedItem,
    position: int,
    form: Form,
    differing: tuple[FieldChange, ...] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """`differing`: what the form would change of the present version, when it began from an older one."""
    if not form.values.get("rows"):
        form.values |= claim_values(_claim(opened.record.description, position))
    page = render_template(
        "lawyer/amend_claim.html",
        record=opened.record,
        position=position,
        form=form,
        differing=differing,
        path_words=path_words,
        words=labels,
        more=claim_labels,
        told=told_labels,
        units=all_units(),
        violations=all_violations(),
        **shown_working(),
    )
    return page, status


def _claim(described: Description, position: int) -> Allegation:
    """The claim in this place, from 1; an empty one for 0. Raises NotFound beyond the last."""
    told = described.allegations
    if position > len(told):
        raise NotFound(f"There is no claim {position}.")
    return told[position - 1] if position else Allegation()


def _with(described: Description, position: int, claim: Allegation) -> Description:
    """With the claim in this place; 0: after the last."""
    told = described.allegations
    if not position:
        return replace(described, allegations=(*told, claim))
    _claim(described, position)
    return replace(described, allegations=(*told[: position - 1], claim, *told[position:]))


def _without(described: Description, position: int) -> Description:
    told = described.allegations
    if not 1 <= position <= len(told):
        raise NotFound(f"There is no claim {position}.")
    return replace(described, allegations=(*told[: position - 1], *told[position:]))
