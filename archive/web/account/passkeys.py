"""Adding and removing passkeys. The only pages that need JavaScript, and nobody needs them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import FactorKind
from archive.services.enrolment import MAX_LABEL, add_passkey, remove_passkey
from archive.web.account import account_pages as bp
from archive.web.challenges import new_challenge, read_challenge
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import account, actor, archive, party

CONFIRMED = needs(confirmed=True)


@bp.page("/account/passkeys/new", CONFIRMED)
def new_passkey() -> ResponseReturnValue:
    """The browser is asked when the form is sent."""
    own = account()
    with archive().records.reading() as tx:
        factors = tx.accounts.factors(own.account_id)
    challenge = new_challenge()
    known = [each.credential for each in factors if each.kind is FactorKind.PASSKEY]
    options = archive().passkeys.registration_options(party(), own, read_challenge(challenge)[0], known)
    return render_template(
        "account/passkey.html", form=empty_form(), challenge=challenge, options=options, longest=MAX_LABEL
    )


@bp.page("/account/passkeys/new", CONFIRMED, methods=["POST"])
def keep_passkey() -> ResponseReturnValue:
    """One more second factor."""
    form = Form(request.form)
    label = form.line("label", needed=False, longest=MAX_LABEL)
    challenge, _made = read_challenge(request.form.get("challenge", ""))
    passkey = archive().passkeys.register(party(), challenge, request.form.get("passkey", ""))
    add_passkey(archive(), actor(), account(), passkey, label)
    notice(_("The passkey is added."))
    return redirect(url_for("account.show"), 303)


@bp.page("/account/passkeys/remove", CONFIRMED, methods=["POST"])
def drop_passkey() -> ResponseReturnValue:
    """The authenticator stays."""
    remove_passkey(archive(), actor(), account(), request.form.get("factor", ""))
    notice(_("The passkey is removed."))
    return redirect(url_for("account.show"), 303)
