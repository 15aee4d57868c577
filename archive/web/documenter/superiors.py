"""Beside the acts, and only if it was told: what superiors heard of acts, and what they did about them."""

from functools import partial

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.draft import Draft
from archive.web.documenter import DEPOSIT, labels, told_labels
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.pickers import all_units, all_violations
from archive.web.documenter.several import add_part, drop_part, key_of, keys_of, when_of
from archive.web.documenter.steps import Part, StepPage, draft_page, receive, show_kept
from archive.web.documenter.superior_fields import FIELDS, Told, read_superior, superior_part, told_of
from archive.web.forms import Form
from archive.web.notices import notice


def _read(told: Told, form: Form, draft: Draft) -> Part:
    return {**superior_part(read_superior(form, told, when_of(draft)))}


PAGES: dict[Told, StepPage] = {told: StepPage("superior", FIELDS, partial(_read, told)) for told in Told}


def parts_of(draft: Draft) -> list[tuple[Told, str]]:
    """(what is told, id) of each in the draft, notices first."""
    return [(told, key.removeprefix(_prefix(told))) for told in Told for key in keys_of(draft, _prefix(told))]


def kept_of(draft: Draft) -> list[tuple[Told, str, Form]]:
    """The same with the forms as they were kept, for a list."""
    return [
        (told, part_id, PAGES[told].kept(draft, _prefix(told) + part_id)) for told, part_id in parts_of(draft)
    ]


def read_part(draft: Draft, told: Told, part_id: str) -> tuple[Part, dict[str, str]]:
    """What one of them says, and what is wrong with it."""
    return PAGES[told].part(draft, _prefix(told) + part_id)


def page_of(draft: Draft, key: str) -> StepPage | None:
    """The page that a part of the draft belongs to, if it is one about superiors."""
    told = key.partition(".")[0]
    return PAGES[Told(told)] if told in set(Told) and key in draft.steps else None


@bp.page("/drafts/<draft_id>/superiors/<told>/add", DEPOSIT, methods=["POST"])
@draft_page
def add_superior(draft: Draft, told: str) -> ResponseReturnValue:
    """An empty one."""
    part_id = add_part(draft, _prefix(told_of(told)), "part_id")
    to = url_for("documenter.superior", draft_id=draft.draft_id, told=told, part_id=part_id)
    return redirect(to, 303)


@bp.page("/drafts/<draft_id>/superiors/<told>/<part_id>", DEPOSIT)
@draft_page
def superior(draft: Draft, told: str, part_id: str) -> ResponseReturnValue:
    """The form of one."""
    return show_kept(PAGES[told_of(told)], draft, **_around(draft, told_of(told), part_id))


@bp.page("/drafts/<draft_id>/superiors/<told>/<part_id>", DEPOSIT, methods=["POST"])
@draft_page
def keep_superior(draft: Draft, told: str, part_id: str) -> ResponseReturnValue:
    """Kept, then back to what happened."""
    to = url_for("documenter.acts", draft_id=draft.draft_id)
    return receive(PAGES[told_of(told)], draft, to, **_around(draft, told_of(told), part_id))


@bp.page("/drafts/<draft_id>/superiors/<told>/<part_id>/drop", DEPOSIT, methods=["POST"])
@draft_page
def drop_superior(draft: Draft, told: str, part_id: str) -> ResponseReturnValue:
    """Take one out."""
    if drop_part(draft, _prefix(told_of(told)) + part_id):
        notice(_("It was taken out of the draft."))
    else:
        notice(_("There is no such part in this draft, or it was taken out already. Nothing was changed."))
    return redirect(url_for("documenter.acts", draft_id=draft.draft_id), 303)


def _prefix(told: Told) -> str:
    return f"{told.value}."


def _around(draft: Draft, told: Told, part_id: str) -> dict[str, object]:
    return {
        "key": key_of(draft, _prefix(told), part_id),
        "about": told,
        "part_id": part_id,
        "words": labels,
        "told": told_labels,
        "units": all_units(),
        "violations": all_violations(),
    }
