"""Third step: who told it. The name goes to a vault of its own, apart from the account."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.description import SourceRole
from archive.domain.draft import Draft
from archive.domain.errors import InvalidRequest
from archive.services.given_before import EARLIEST, LATEST, Person
from archive.web.documenter import DEPOSIT, labels
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import Part, StepPage, draft_page, receive, show_kept
from archive.web.forms import Form

_FIELDS = (
    "role", "pseudonym", "name", "born", "contact", "identity_note", "mark", "taken", "breaks",
    "interview_note",
)  # fmt: skip


def read(form: Form, draft: Draft) -> Part:
    """Role and pseudonym beside the account, identity apart, how the account was taken."""
    del draft
    source: Part = {
        "role": form.choice("role", list(SourceRole)),
        "pseudonym": form.line("pseudonym", needed=False),
    }
    born = form.line("born", needed=False, longest=10)
    if born and not (born.isascii() and born.isdecimal() and EARLIEST <= int(born) <= LATEST):
        form.fail("born", _("Give the year of birth in four digits, or leave it empty."))
    identity = {
        "name": form.line("name", needed=False),
        "born": born,
        "contact": form.text("contact", needed=False, longest=2000),
        "note": form.text("identity_note", needed=False, longest=2000),
    }
    if any(identity.values()):
        source["identity"] = identity
    if form.flag("mark"):
        _check_person(form, identity["name"], born)
    part: Part = {"source": source}
    taken = form.choices("taken", list(labels.TAKEN))
    breaks = form.number("breaks", 0, 100, default=0)
    note = form.text("interview_note", needed=False, longest=4000)
    if taken or breaks or note:
        part["interview"] = {**dict.fromkeys(taken, True), "breaks": breaks, "note": note}
    return part


def person_of(draft: Draft) -> Person | None:
    """The source, if a mark of the person is to be left; what is wrong with it was said on the page."""
    form = PAGE.kept(draft)
    if not form.flag("mark"):
        return None
    born = form.line("born", needed=False)
    person = Person(form.line("name", needed=False), int(born) if born.isdecimal() else 0)
    try:
        person.check()
    except InvalidRequest:
        return None
    return person


def _check_person(form: Form, name: str, born: str) -> None:
    try:
        Person(name, int(born) if born.isascii() and born.isdecimal() else 0).check()
    except InvalidRequest as error:
        if any(problem.where == "name" for problem in error.problems):
            form.fail("name", _("A mark needs name and surname, or take the tick away."))
        if any(problem.where == "born" for problem in error.problems):
            form.fail("born", _("A mark needs the year of birth, or take the tick away."))


PAGE: StepPage = StepPage("source", _FIELDS, read)


@bp.page("/drafts/<draft_id>/source", DEPOSIT)
@draft_page
def source(draft: Draft) -> ResponseReturnValue:
    """The form."""
    return show_kept(PAGE, draft, words=labels)


@bp.page("/drafts/<draft_id>/source", DEPOSIT, methods=["POST"])
@draft_page
def keep_source(draft: Draft) -> ResponseReturnValue:
    """Kept, then on to when and where."""
    return receive(PAGE, draft, url_for("documenter.circumstances", draft_id=draft.draft_id), words=labels)
