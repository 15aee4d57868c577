"""Fifth step: what happened. Each act is an allegation with its own date, place, victim and attribution."""

import re
import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from archive.domain.description import Basis, Certainty, Involvement, Level, VictimRole
from archive.domain.draft import Draft
from archive.domain.errors import NotFound
from archive.domain.unit import When
from archive.services.drafts import drop_step, keep_step
from archive.web.documenter import DEPOSIT, labels, said
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.pickers import all_units, all_violations, find_units, find_violations, pick
from archive.web.documenter.steps import ORDER, Part, StepPage, draft_page, receive, show_kept
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.visit import actor, archive
from schemas.edtf import parse

PREFIX = "act."
_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_FIELDS = (
    "violation", "violation_choice", "violation_for", *said.FIELDS, "place", "victim", "group", "child",
    "unit",
    "unit_choice", "unit_for", "unnamed_unit", "person", "basis", "certainty", "involvement", "note",
)  # fmt: skip


def read(form: Form, draft: Draft) -> Part:
    """One allegation."""
    when, quantifier = said.read_when(form)
    own = parse(when) if when else _when_of(draft)
    violation = pick(form, "violation", find_violations, own)
    if not form.values.get("violation"):
        form.fail("violation", _("Say what was done: a word of it is enough."))
    victim = {
        "role": form.choice("victim", list(VictimRole), needed=False) or VictimRole.UNKNOWN.value,
        "group": form.line("group", needed=False),
        "child": form.flag("child"),
    }
    part: Part = {
        "violation": violation,
        "victim": victim,
        "place": form.line("place", needed=False),
        "note": form.text("note", needed=False, longest=4000),
    }
    if when:
        part |= {"when": when, "quantifier": quantifier}
    claim = _claim(form, own)
    return part | ({"attributions": [claim]} if claim else {})


def _claim(form: Form, when: When) -> dict[str, Any] | None:
    """Who is said to have done it: a unit of the register, another by its description, or a person."""
    unit = pick(form, "unit", find_units, when)
    unnamed, person = form.line("unnamed_unit", needed=False), form.line("person", needed=False)
    basis = form.choice("basis", list(Basis), needed=False)
    certainty = form.choice("certainty", list(Certainty), needed=False)
    involvement = form.choice("involvement", list(Involvement), needed=False)
    named = {"unit": unit, "unnamed_unit": unnamed, "person": person}
    typed = [form.values.get("unit"), unnamed, person]
    if sum(map(bool, typed)) > 1:
        form.fail(
            "unit", _("Name one: a unit, a description of one, or a person. For another, add another act.")
        )
    if not any(typed):
        return None
    return {
        **{name: value for name, value in named.items() if value},
        "level": (Level.UNIT if unit else Level.UNKNOWN).value,
        "basis": basis or Basis.OTHER.value,
        "certainty": certainty or Certainty.LOW.value,
        "involvement": involvement or Involvement.UNKNOWN.value,
    }


def _when_of(draft: Draft) -> When:
    """The date of the whole account, as understood."""
    kept = (draft.step("circumstances").fields.get("when_shown") or ("",))[0]
    try:
        return parse(kept) if kept else None
    except ValueError:
        return None


PAGE: StepPage = StepPage("act", _FIELDS, read)


def keys_of(draft: Draft) -> list[str]:
    """The acts of a draft, in the order they were added."""
    return [name for name in draft.steps if name.startswith(PREFIX)]


@bp.page("/drafts/<draft_id>/acts", DEPOSIT)
@draft_page
def acts(draft: Draft) -> ResponseReturnValue:
    """All of them."""
    told = [(key.removeprefix(PREFIX), PAGE.kept(draft, key)) for key in keys_of(draft)]
    new = secrets.token_hex(8)
    return render_template("documenter/acts.html", draft=draft, step="acts", steps=ORDER, acts=told, new=new)


@bp.page("/drafts/<draft_id>/acts/add", DEPOSIT, methods=["POST"])
@draft_page
def add_act(draft: Draft) -> ResponseReturnValue:
    """An empty one. The page names it, so that a form sent twice adds one."""
    act_id = request.form.get("act_id") or secrets.token_hex(8)
    if not _ID.fullmatch(act_id):
        raise BadRequest
    if PREFIX + act_id not in draft.steps:
        keep_step(archive(), actor(), draft.draft_id, PREFIX + act_id, {}, 0)
    return redirect(url_for("documenter.act", draft_id=draft.draft_id, act_id=act_id), 303)


@bp.page("/drafts/<draft_id>/acts/<act_id>", DEPOSIT)
@draft_page
def act(draft: Draft, act_id: str) -> ResponseReturnValue:
    """The form of one."""
    return show_kept(PAGE, draft, **_around(draft, act_id))


@bp.page("/drafts/<draft_id>/acts/<act_id>", DEPOSIT, methods=["POST"])
@draft_page
def keep_act(draft: Draft, act_id: str) -> ResponseReturnValue:
    """Kept, then back to all of them."""
    to = url_for("documenter.acts", draft_id=draft.draft_id)
    return receive(PAGE, draft, to, **_around(draft, act_id))


@bp.page("/drafts/<draft_id>/acts/<act_id>/drop", DEPOSIT, methods=["POST"])
@draft_page
def drop_act(draft: Draft, act_id: str) -> ResponseReturnValue:
    """Take one out."""
    try:
        drop_step(archive(), actor(), draft.draft_id, PREFIX + act_id)
    except NotFound:
        notice(_("There is no such act in this draft, or it was taken out already. Nothing was changed."))
    else:
        notice(_("The act was taken out of the draft."))
    return redirect(url_for("documenter.acts", draft_id=draft.draft_id), 303)


def _around(draft: Draft, act_id: str) -> dict[str, object]:
    key = PREFIX + act_id
    if not _ID.fullmatch(act_id) or key not in draft.steps:
        raise NotFound("There is no such part of this draft.")
    return {
        "key": key,
        "act_id": act_id,
        "words": labels,
        "units": all_units(),
        "violations": all_violations(),
    }
