"""Fifth step: what happened. Each act is an allegation with its own date, place, victim and attribution."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.claims import Ground
from archive.domain.description import Basis, Certainty, Involvement, Level, VictimRole
from archive.domain.draft import Draft
from archive.domain.unit import When
from archive.web.documenter import DEPOSIT, labels, said, superiors, told_labels
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.charge_field import FIELDS as CHARGES
from archive.web.documenter.charge_field import all_charges, read_charges
from archive.web.documenter.pickers import all_units, all_violations, find_units, find_violations, pick
from archive.web.documenter.several import add_part, drop_part, key_of, keys_of, new_id, when_of
from archive.web.documenter.steps import ORDER, Part, StepPage, draft_page, receive, show_kept
from archive.web.forms import Form
from archive.web.notices import notice
from schemas.edtf import parse

PREFIX = "act."
_FIELDS = (
    "violation", "violation_choice", "violation_for", *said.FIELDS, "place", "victim", "group", "child",
    "unit",
    "unit_choice", "unit_for", "unnamed_unit", "person", "basis", "certainty", "involvement", "note",
    "grounds", *CHARGES, "hearing",
)  # fmt: skip


def read(form: Form, draft: Draft) -> Part:
    """One allegation."""
    when, quantifier = said.read_when(form)
    own = parse(when) if when else when_of(draft)
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
    part |= _case(form, own)
    claim = _claim(form, own)
    return part | ({"attributions": [claim]} if claim else {})


def _case(form: Form, when: When) -> Part:
    """Grounds, charges and hearing: what was told of them, and nothing where nothing was."""
    told = {
        "grounds": list(form.choices("grounds", list(Ground))),
        "charges": list(read_charges(form, when)),
        "hearing": form.choice("hearing", list(told_labels.HEARINGS), needed=False),
    }
    return {name: value for name, value in told.items() if value}


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


PAGE: StepPage = StepPage("act", _FIELDS, read)


@bp.page("/drafts/<draft_id>/acts", DEPOSIT)
@draft_page
def acts(draft: Draft) -> ResponseReturnValue:
    """All of them, and what superiors heard and did."""
    told = [(key.removeprefix(PREFIX), PAGE.kept(draft, key)) for key in keys_of(draft, PREFIX)]
    return render_template(
        "documenter/acts.html",
        draft=draft,
        step="acts",
        steps=ORDER,
        acts=told,
        superiors=superiors.kept_of(draft),
        new=new_id(),
    )


@bp.page("/drafts/<draft_id>/acts/add", DEPOSIT, methods=["POST"])
@draft_page
def add_act(draft: Draft) -> ResponseReturnValue:
    """An empty one."""
    act_id = add_part(draft, PREFIX, "act_id")
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
    if drop_part(draft, PREFIX + act_id):
        notice(_("The act was taken out of the draft."))
    else:
        notice(_("There is no such act in this draft, or it was taken out already. Nothing was changed."))
    return redirect(url_for("documenter.acts", draft_id=draft.draft_id), 303)


def _around(draft: Draft, act_id: str) -> dict[str, object]:
    return {
        "key": key_of(draft, PREFIX, act_id),
        "act_id": act_id,
        "words": labels,
        "told": told_labels,
        "units": all_units(),
        "violations": all_violations(),
        "charges": all_charges(),
    }
