"""The steps of a deposit: what each page asks, kept as typed, read when it is to be used.

A step names its fields and reads them from a form into a part of a deposit description
(docs/formats/deposit.md). What is wrong is said beside the field, and what was typed stays in the draft.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from archive.domain.draft import Draft, Fields
from archive.domain.errors import Conflict, NotFound
from archive.services.drafts import NoDraft, keep_step, open_draft
from archive.services.handing_in import number_of_draft
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.visit import actor, archive

P = ParamSpec("P")
Part = dict[str, Any]
DraftView = Callable[Concatenate[Draft, P], ResponseReturnValue]

_LONGEST_FIELD = 100_000
_MOST_VALUES = 200

ORDER: tuple[tuple[str, LazyString], ...] = (
    ("files", _l("Files")),
    ("account", _l("The account")),
    ("source", _l("Who told it")),
    ("circumstances", _l("When and where")),
    ("acts", _l("What happened")),
    ("consent", _l("Consent")),
    ("summary", _l("Look through and deposit")),
)
"""The steps with their names, in order; each is an endpoint of its own."""


@dataclass(frozen=True, slots=True)
class StepPage:
    """One step that is a form. `read`: from a form to a part of the description, complaining in the form."""

    name: str
    fields: tuple[str, ...]
    read: Callable[[Form, Draft], Part]

    def kept(self, draft: Draft, key: str = "") -> Form:
        """The form as it was kept, with its problems."""
        fields = draft.step(key or self.name).fields
        form = Form(MultiDict([(name, value) for name, values in fields.items() for value in values]))
        self.read(form, draft)
        return form

    def part(self, draft: Draft, key: str = "") -> tuple[Part, dict[str, str]]:
        """What the kept form says, and what is wrong with it."""
        fields = draft.step(key or self.name).fields
        form = Form(MultiDict([(name, value) for name, values in fields.items() for value in values]))
        return self.read(form, draft), form.errors

    def sent(self) -> Fields:
        """The step's fields as this request has them, nothing else."""
        return {
            name: tuple(value[:_LONGEST_FIELD] for value in values[:_MOST_VALUES])
            for name in self.fields
            if (values := request.form.getlist(name))
        }


def draft_page(view: DraftView[P]) -> Callable[..., ResponseReturnValue]:
    """A view of a draft: one's own, or 404. A draft that was handed in leads to the item it became."""

    @wraps(view)
    def run(draft_id: str, *args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            draft = open_draft(archive(), actor(), draft_id)
        except NotFound:
            number = _number_of(draft_id)
            notice(_("This draft was deposited already. Nothing was deposited twice."))
            return redirect(url_for("documenter.deposit", number=number), 303)
        return view(draft, *args, **kwargs)

    return run


def _number_of(draft_id: str) -> str:
    try:
        return number_of_draft(archive(), actor(), draft_id)
    except NotFound:
        raise NoDraft from None


def revision() -> int:
    """Which revision the sent page was opened at; one that is no number is none."""
    value = request.form.get("revision", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 9 else -1


def show(page: StepPage, draft: Draft, form: Form, status: int, **more: object) -> Response:
    """The page of a step."""
    key = str(more.get("key", page.name))
    html = render_template(
        f"documenter/{page.name}.html",
        draft=draft,
        form=form,
        step=page.name,
        steps=ORDER,
        revision=draft.step(key).revision,
        **more,
    )
    return Response(html, status)


def show_kept(page: StepPage, draft: Draft, **more: object) -> Response:
    """The page as it was kept, without complaints: they come with sending it, and before depositing."""
    form = page.kept(draft, str(more.get("key", page.name)))
    form.errors.clear()
    return show(page, draft, form, 200, **more)


def receive(page: StepPage, draft: Draft, to: str, **more: object) -> ResponseReturnValue:
    """Keep what was sent, right or wrong; go on to `to` if it is right, else show it with its problems."""
    form = Form(request.form)
    key = str(more.get("key", page.name))
    try:
        draft = keep_step(archive(), actor(), draft.draft_id, key, page.sent(), revision())
    except Conflict:
        page.read(form, draft)
        form.errors.clear()
        sentence = _(
            "This page was changed in another window since you opened it. Below is what you typed here; send "
            "it again to keep this instead."
        )
        form.fail(page.fields[0], sentence)
        return show(page, draft, form, 409, **more)
    page.read(form, draft)
    if request.form.get("later"):
        notice(_("Kept. You can go on at any time."))
        return redirect(url_for("documenter.home"), 303)
    if not form.is_right or request.form.get("find"):
        return show(page, draft, form, 200 if request.form.get("find") else 400, **more)
    return redirect(to, 303)


def keep_quietly(page: StepPage, draft: Draft, key: str) -> Response:
    """For the script that keeps a page while it is being typed: the new revision, or 409."""
    try:
        draft = keep_step(archive(), actor(), draft.draft_id, key, page.sent(), revision())
    except Conflict:
        return Response("{}", 409, mimetype="application/json")
    return Response(json.dumps({"revision": draft.step(key).revision}), mimetype="application/json")
