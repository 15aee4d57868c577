"""Tokens for programs that act for oneself through the API: made with a scope, shown once, revoked."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.services.tokens import LONGEST_DAYS, create_token, revoke_token, tokens_of
from archive.web.account import account_pages as bp
from archive.web.account.scopes import SCOPES
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.policy import SIGNED_IN, needs
from archive.web.visit import actor, archive

CONFIRMED = needs(confirmed=True)
_LABEL = 60
_DAYS = 30


@bp.page("/account/tokens", SIGNED_IN)
def tokens() -> ResponseReturnValue:
    """One's own tokens; for custodians everybody's."""
    return render_template(
        "account/tokens.html",
        tokens=tokens_of(archive(), actor()),
        now=archive().clock.now(),
        scopes=SCOPES,
        acts=Act,
    )


@bp.page("/account/tokens/new", CONFIRMED)
def new_token() -> ResponseReturnValue:
    """What it is for, what it may do, how long it lasts. Nothing is ticked beforehand."""
    form = empty_form()
    form.values["days"] = _DAYS
    return _page(form, 200)


@bp.page("/account/tokens/new", CONFIRMED, methods=["POST"])
def make_token() -> ResponseReturnValue:
    """The token, shown this once."""
    form = Form(request.form)
    label = form.line("label", longest=_LABEL)
    chosen = form.choices("scopes", [act.value for act in _held()], needed=True)
    days = form.number("days", 1, LONGEST_DAYS)
    if not form.is_right:
        return _page(form, 400)
    made = create_token(archive(), actor(), label, chosen, days)
    return render_template("account/token.html", made=made)


@bp.page("/account/tokens/revoke", SIGNED_IN, methods=["POST"])
def end_token() -> ResponseReturnValue:
    """At once: the keys that lie sealed in it are destroyed. Nothing is confirmed: it only takes away."""
    revoke_token(archive(), actor(), Form(request.form).line("token_id"))
    notice(_("Revoked: it opens nothing any more."))
    return redirect(url_for("account.tokens"), 303)


def _held() -> list[Act]:
    return [act for act in Act if actor().agent.may(act)]


def _page(form: Form, status: int) -> tuple[str, int]:
    options = [(act.value, SCOPES[act]) for act in _held()]
    page = render_template("account/new_token.html", form=form, options=options, longest=LONGEST_DAYS)
    return page, status
