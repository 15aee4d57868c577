"""Shared work on items: what is mine; one item's status, labels, notes, relations. Each step is one entry."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.description import Certainty, RelationType
from archive.domain.errors import InvalidRequest
from archive.domain.sentences import Sentence
from archive.domain.shared_work import ALLOWED, MAIN, LabelState, Status, StepType, case_code
from archive.services import shared_work as service
from archive.services.revisions import revisions as all_revisions
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.claim_labels import RELATIONS
from archive.web.lawyer.labels import PURPOSES
from archive.web.lawyer.value_words import change_rows
from archive.web.lawyer.work_labels import (
    CERTAINTIES,
    LABEL_STATES,
    MOVES,
    RELATED,
    STATUSES,
    STEPS,
)
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive

WORKING = {"purpose": service.WORKING.purpose.value, "recipient": "", "jurisdiction": ""}
"""The declared use of these pages, for the bar that stays in view and for forms that lead to the item."""


@bp.page("/shared-work", needs(Act.SHARE_WORK))
def work() -> ResponseReturnValue:
    """What is assigned to the reader, and what else is worked on."""
    found = service.assigned(archive(), actor(), everybody=True)
    handle = actor().agent.handle
    mine = [row for row in found if row.assignee == handle]
    others = [row for row in found if row.assignee != handle]
    return render_template("lawyer/work.html", mine=mine, others=others, statuses=STATUSES)


@bp.page("/shared-work/<number>", needs(Act.SHARE_WORK))
def item_work(number: str) -> ResponseReturnValue:
    """The work on one item; the opening is logged, for analysis inside the archive."""
    case = case_code(request.args.get("case", ""))
    shown = service.show_work(archive(), actor(), number)
    state = shown.work.case(case)
    written = [each for each in shown.steps if each.step.case == case]
    return render_template(
        "lawyer/item_work.html",
        shown=shown,
        case=case,
        main=MAIN,
        state=state,
        assignee=shown.handles.get(state.assignee, "?"),
        written=written,
        words={each.step.event_id: each for each in written},
        moves=[(to, MOVES[to]) for to in MOVES if to in ALLOWED[state.status]],
        handles=shown.handles,
        statuses=STATUSES,
        label_states=LABEL_STATES,
        proposed=LabelState.PROPOSED,
        steps=STEPS,
        related=RELATED,
        relations=RELATIONS,
        certainties=CERTAINTIES,
        use=WORKING,
        purposes={purpose.value: label for purpose, label in PURPOSES.items()},
    )


@bp.page("/shared-work/<number>/status", needs(Act.SHARE_WORK), methods=["POST"])
def move(number: str) -> ResponseReturnValue:
    """Another status; a review freezes the record."""
    form = Form(request.form)
    wanted = form.choice("status", [each.value for each in Status])
    return _step(number, form, StepType.STATUS, wanted, _("The status is changed."))


@bp.page("/shared-work/<number>/assignment", needs(Act.SHARE_WORK), methods=["POST"])
def assign(number: str) -> ResponseReturnValue:
    """To a colleague by handle, to oneself, or to nobody."""
    form = Form(request.form)
    handle = form.line("handle", needed=False)
    case = _case(form)
    service.assign(archive(), actor(), number, handle, case)
    notice(_("The assignment is changed."))
    return _back(number, case)


@bp.page("/shared-work/<number>/labels", needs(Act.SHARE_WORK), methods=["POST"])
def propose_label(number: str) -> ResponseReturnValue:
    """A label that a second person is to verify."""
    form = Form(request.form)
    case = _case(form)
    service.propose_label(archive(), actor(), number, form.line("label", longest=service.MAX_LABEL), case)
    notice(_("The label is proposed."))
    return _back(number, case)


@bp.page("/shared-work/<number>/labels/decided", needs(Act.SHARE_WORK), methods=["POST"])
def decide_label(number: str) -> ResponseReturnValue:
    """Verified or refused, by another person than the one who proposed it."""
    form = Form(request.form)
    decision = form.choice("decision", ("verify", "refuse"))
    type_ = StepType.LABEL_VERIFIED if decision == "verify" else StepType.LABEL_REFUSED
    return _step(number, form, type_, form.line("proposal"), _("The label is decided."))


@bp.page("/shared-work/<number>/notes", needs(Act.SHARE_WORK), methods=["POST"])
def write_note(number: str) -> ResponseReturnValue:
    """A note, sealed like testimony."""
    form = Form(request.form)
    case = _case(form)
    text = form.text("note", longest=service.MAX_NOTE)
    service.write_note(archive(), actor(), number, text, case)
    notice(_("The note is sealed and kept."))
    return _back(number, case)


@bp.page("/shared-work/<number>/relations", needs(Act.SHARE_WORK), methods=["POST"])
def relate(number: str) -> ResponseReturnValue:
    """To another item, a person or an incident, with how sure the writer is."""
    form = Form(request.form)
    case = _case(form)
    kind, to = form.choice("kind", RELATED), form.line("to", longest=service.MAX_LABEL)
    type_ = form.choice("type", [each.value for each in RelationType])
    certainty = form.choice("certainty", [each.value for each in Certainty])
    comment = form.text("comment", needed=False, longest=service.MAX_NOTE)
    _require_right(form)
    related = service.Related(kind, to, RelationType(type_), Certainty(certainty), comment)
    service.relate(archive(), actor(), number, related, case)
    notice(_("The relation is sealed and kept."))
    return _back(number, case)


@bp.page("/shared-work/<number>/revisions", needs(Act.READ))
def revisions(number: str) -> ResponseReturnValue:
    """Every version of the record, with what it changed."""
    opened, found = all_revisions(archive(), actor(), number, service.WORKING)
    return render_template(
        "lawyer/revisions.html",
        record=opened.record,
        revisions=[(each, change_rows(each.changed)) for each in found],
        use=WORKING,
        purposes={purpose.value: label for purpose, label in PURPOSES.items()},
    )


def _step(number: str, form: Form, type_: StepType, value: str, said: str) -> ResponseReturnValue:
    case = _case(form)
    _require_right(form)
    service.take_step(archive(), actor(), number, type_, case=case, value=value)
    notice(said)
    return _back(number, case)


def _case(form: Form) -> str:
    return case_code(form.line("case", needed=False, longest=20))


def _require_right(form: Form) -> None:
    if not form.is_right:
        raise InvalidRequest(Sentence(" ".join(form.errors.values()), {}), safe="Nothing was changed.")


def _back(number: str, case: str) -> ResponseReturnValue:
    return redirect(url_for("lawyer.item_work", number=number, case=case), 303)
