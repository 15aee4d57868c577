"""Amending a record in the browser. Nobody is overwritten: whoever comes second sees both texts."""

from collections.abc import Callable
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.dates import Quantifier
from archive.domain.description import Description, Flag, Kind
from archive.domain.errors import Conflict, InvalidRequest
from archive.domain.revision import FieldChange, changes
from archive.domain.shared_work import UnderReview
from archive.services.change import amend_with
from archive.services.reading import OpenedItem, Tombstone, read_item
from archive.services.shared_work import WORKING
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.claim_form import read_when
from archive.web.lawyer.claim_labels import QUANTIFIERS
from archive.web.lawyer.labels import FLAGS, KINDS, PURPOSES
from archive.web.lawyer.value_words import change_rows
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive
from ingest.plan import LANGUAGE

LONGEST = 200_000
VERSIONS = 1_000_000


@bp.page("/shared-work/<number>/amend", needs(Act.AMEND))
def amend(number: str) -> ResponseReturnValue:
    """The present record as a form; the opening is logged."""
    opened = opened_to_amend(number)
    form = empty_form()
    form.values |= _values(opened.record.description) | {"based_on": opened.item.version}
    return _page(opened, form, None)


@bp.page("/shared-work/<number>/amend", needs(Act.AMEND), methods=["POST"], endpoint="keep_amended")
def keep_amended(number: str) -> ResponseReturnValue:
    """A new version; or, if somebody else was faster, both texts and nothing overwritten."""
    form = Form(request.form)
    change = _change(form)
    based_on = form.number("based_on", 1, VERSIONS)
    reason = form.line("reason")
    if not form.is_right:
        return _page(opened_to_amend(number), form, None, 400)
    try:
        record = amend_with(archive(), actor(), number, based_on, change, reason)
    except UnderReview as error:
        form.fail("reason", sentences(error.code)[0])
        return _page(opened_to_amend(number), form, None, 409)
    except InvalidRequest as error:
        form.fail("text", sentences(error.code)[0])
        return _page(opened_to_amend(number), form, None, 400)
    except Conflict:
        opened = opened_to_amend(number)
        form.values["based_on"] = opened.item.version
        described = opened.record.description
        return _page(opened, form, changes(described, change(described)), 409)
    notice(_("Version %(number)d is kept; the one before stays.", number=record.version))
    return redirect(url_for("lawyer.revisions", number=number), 303)


def _change(form: Form) -> Callable[[Description], Description]:
    title = form.line("title")
    place = form.line("place", needed=False)
    when = read_when(form)
    quantifier = form.choice("quantifier", [each.value for each in Quantifier], needed=False)
    kind = form.choice("kind", [each.value for each in Kind], needed=False)
    spoken = _languages(form)
    text = form.text("text", needed=False, longest=LONGEST)
    flags = tuple(Flag(each) for each in form.choices("flags", [each.value for each in Flag]))
    return lambda old: replace(
        old,
        title=title,
        place=place,
        when=when,
        quantifier=Quantifier(quantifier or old.quantifier),
        kind=Kind(kind or old.kind),
        languages=spoken or old.languages,
        text=text,
        flags=flags,
    )


def _languages(form: Form) -> tuple[str, ...]:
    """Codes with commas between, such as `be, ru`."""
    spoken = tuple(each for each in form.line("languages", needed=False).replace(",", " ").split())
    if not all(LANGUAGE.fullmatch(each) for each in spoken):
        form.fail("languages", _("Write codes of languages with commas between: be, ru, en."))
    return tuple(dict.fromkeys(spoken))


def opened_to_amend(number: str) -> OpenedItem:
    """The present version, opened for work inside the archive; Conflict for a withdrawn item."""
    opened = read_item(archive(), actor(), number, WORKING)
    if isinstance(opened, Tombstone):
        raise Conflict(f"{opened.number} has been withdrawn and can no longer be changed.")
    return opened


def _values(described: Description) -> dict[str, object]:
    return {
        "title": described.title,
        "kind": described.kind.value,
        "languages": ", ".join(described.languages),
        "when": described.when,
        "quantifier": described.quantifier.value,
        "place": described.place,
        "text": described.text,
        "flags": tuple(each.value for each in described.flags),
    }


def _page(
    opened: OpenedItem, form: Form, differing: tuple[FieldChange, ...] | None, status: int = 200
) -> ResponseReturnValue:
    """`differing`: what the form would change of the present version, when it began from an older one."""
    page = render_template(
        "lawyer/amend.html",
        record=opened.record,
        form=form,
        differing=None if differing is None else change_rows(differing),
        flags=[(flag.value, label) for flag, label in FLAGS.items()],
        kinds=[(kind.value, label) for kind, label in KINDS.items()],
        quantifiers=[(each.value, label) for each, label in QUANTIFIERS.items()],
        **shown_working(),
    )
    return page, status


def shown_working() -> dict[str, object]:
    """The declared use of shared work, for the bar of a page."""
    return {
        "use": {"purpose": WORKING.purpose.value, "recipient": "", "jurisdiction": ""},
        "purposes": {purpose.value: label for purpose, label in PURPOSES.items()},
    }
