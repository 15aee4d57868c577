"""Amending a record in the browser. Nobody is overwritten: whoever comes second sees both texts."""

from collections.abc import Callable
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.description import Description, Flag
from archive.domain.errors import Conflict, InvalidRequest
from archive.domain.shared_work import UnderReview
from archive.services.change import amend_with
from archive.services.reading import OpenedItem, Tombstone, read_item
from archive.services.shared_work import WORKING
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.labels import FLAGS, PURPOSES
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.edtf import parse

LONGEST = 200_000
_FIELDS = ("title", "place", "when", "text")
_VERSIONS = 1_000_000


@bp.page("/shared-work/<number>/amend", needs(Act.AMEND))
def amend(number: str) -> ResponseReturnValue:
    """The present record as a form; the opening is logged."""
    opened = _opened(number)
    form = empty_form()
    form.values |= _values(opened.record.description) | {"based_on": opened.item.version}
    return _page(opened, form, None)


@bp.page("/shared-work/<number>/amend", needs(Act.AMEND), methods=["POST"], endpoint="keep_amended")
def keep_amended(number: str) -> ResponseReturnValue:
    """A new version; or, if somebody else was faster, both texts and nothing overwritten."""
    form = Form(request.form)
    change = _change(form)
    based_on = form.number("based_on", 1, _VERSIONS)
    reason = form.line("reason")
    if not form.is_right:
        return _page(_opened(number), form, None, 400)
    try:
        record = amend_with(archive(), actor(), number, based_on, change, reason)
    except UnderReview as error:
        form.fail("reason", sentences(error.code)[0])
        return _page(_opened(number), form, None, 409)
    except InvalidRequest as error:
        form.fail("text", sentences(error.code)[0])
        return _page(_opened(number), form, None, 400)
    except Conflict:
        opened = _opened(number)
        form.values["based_on"] = opened.item.version
        return _page(opened, form, _values(opened.record.description), 409)
    notice(_("Version %(number)d is kept; the one before stays.", number=record.version))
    return redirect(url_for("lawyer.revisions", number=number), 303)


def _change(form: Form) -> Callable[[Description], Description]:
    title = form.line("title")
    place = form.line("place", needed=False)
    when = form.line("when", needed=False)
    text = form.text("text", needed=False, longest=LONGEST)
    flags = tuple(Flag(each) for each in form.choices("flags", [each.value for each in Flag]))
    if when:
        try:
            parse(when)
        except InvalidRequest:
            form.fail("when", _("This is not a date in EDTF, such as 2020-08-10 or 2020-08/2020-09."))
    return lambda old: replace(old, title=title, place=place, when=when, text=text, flags=flags)


def _opened(number: str) -> OpenedItem:
    opened = read_item(archive(), actor(), number, WORKING)
    if isinstance(opened, Tombstone):
        raise Conflict(f"{opened.number} has been withdrawn and can no longer be changed.")
    return opened


def _values(described: Description) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(described, name) for name in _FIELDS}
    return values | {"flags": tuple(each.value for each in described.flags)}


def _page(
    opened: OpenedItem, form: Form, theirs: dict[str, object] | None, status: int = 200
) -> ResponseReturnValue:
    differing = [name for name in _FIELDS if theirs and theirs[name] != form.values.get(name)]
    page = render_template(
        "lawyer/amend.html",
        record=opened.record,
        form=form,
        theirs=theirs,
        differing=differing,
        names={"title": _("Title"), "place": _("Place"), "when": _("Date"), "text": _("Account")},
        flags=[(flag.value, label) for flag, label in FLAGS.items()],
        use={"purpose": WORKING.purpose.value, "recipient": "", "jurisdiction": ""},
        purposes={purpose.value: label for purpose, label in PURPOSES.items()},
    )
    return page, status
