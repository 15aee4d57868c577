"""Accepting an invitation: the code, then one's own passphrase and authenticator, then what to note."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.errors import InvalidRequest
from archive.domain.passphrase import WeakPassphrase
from archive.services.authentication import ADDRESS_FREE
from archive.services.enrolment import WrongFirstCode
from archive.services.invitations import Acceptance, InvitationUnknown, accept, open_invitation
from archive.services.limits import count_attempt
from archive.web.account import account_pages as bp
from archive.web.account.settings import picture, read_secret
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.language import chosen
from archive.web.policy import PUBLIC
from archive.web.visit import archive
from crypto.totp import new_secret, shown_secret


@bp.page("/invitation", PUBLIC)
def enter_code() -> ResponseReturnValue:
    """The code is typed, not part of an address: addresses are kept in many places."""
    return render_template("account/invitation.html", form=empty_form())


@bp.page("/invitation", PUBLIC, methods=["POST"])
def accept_invitation() -> ResponseReturnValue:
    """First the code alone, then with everything else."""
    form = Form(request.form)
    code = form.line("invitation", longest=100)
    count_attempt(archive(), "address", request.remote_addr or "", ADDRESS_FREE)
    try:
        invitation = open_invitation(archive(), code)
    except InvitationUnknown as error:
        form.fail("invitation", sentences(error.code)[0])
        return render_template("account/invitation.html", form=form), 404
    if "totp_secret" not in request.form:
        return _enrol(empty_form(), code, invitation.handle, new_secret(), 200)
    secret = read_secret(form.line("totp_secret"))
    passphrase = form.secret("passphrase")
    if passphrase != form.secret("repeated_passphrase"):
        form.fail("repeated_passphrase", _("The two are not the same."))
    totp_code = form.line("code")
    if form.is_right:
        try:
            made, words = accept(archive(), Acceptance(code, passphrase, secret, totp_code, chosen()))
        except (WeakPassphrase, WrongFirstCode) as error:
            _blame(form, error)
        else:
            return render_template("account/accepted.html", codes=made.recovery_codes, fingerprint=words)
    return _enrol(form, code, invitation.handle, secret, 400)


def _blame(form: Form, error: InvalidRequest) -> None:
    form.fail("code" if isinstance(error, WrongFirstCode) else "passphrase", sentences(error.code)[0])


def _enrol(form: Form, code: str, handle: str, secret: bytes, status: int) -> ResponseReturnValue:
    page = render_template(
        "account/enrol.html",
        form=form,
        invitation=code,
        handle=handle,
        secret=shown_secret(secret),
        picture=picture(secret, handle),
    )
    return page, status
