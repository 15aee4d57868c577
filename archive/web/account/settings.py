"""My account: passphrase, authenticator, recovery codes, sessions."""

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from archive.domain.account import FactorKind
from archive.domain.errors import InvalidRequest, KeyUnavailable
from archive.services.enrolment import change_passphrase, renew_recovery_codes, replace_totp
from archive.services.sessions import end_all_sessions, end_session, open_sessions
from archive.web.account import account_pages as bp
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.policy import SIGNED_IN, needs
from archive.web.visit import account, actor, archive, limits, signed_in
from crypto.errors import WrongCode
from crypto.totp import SECRET_SIZE, enrolment_uri, new_secret, read_shown, shown_secret

CONFIRMED = needs(confirmed=True)


@bp.page("/account", SIGNED_IN)
def show() -> ResponseReturnValue:
    """Factors, sessions, and what can be changed."""
    own = account()
    with archive().records.reading() as tx:
        factors = tx.accounts.factors(own.account_id)
    return render_template(
        "account/show.html",
        passkeys=[each for each in factors if each.kind is FactorKind.PASSKEY],
        codes_left=sum(each.kind is FactorKind.RECOVERY and each.used_at is None for each in factors),
        sessions=open_sessions(archive(), limits(), own.account_id),
        here=signed_in().session.session_id,
    )


@bp.page("/account/sessions/end", SIGNED_IN, methods=["POST"])
def end_one_session() -> ResponseReturnValue:
    """A session of one's own, or all but this."""
    form = Form(request.form)
    chosen = form.line("session")
    own = {each.session_id for each in open_sessions(archive(), limits(), account().account_id)}
    if chosen == "others":
        end_all_sessions(archive(), actor(), account().handle, keep=signed_in().session.session_id)
    elif chosen in own:
        end_session(archive(), actor(), chosen)
    notice(_("Ended."))
    return redirect(url_for("account.show"), 303)


@bp.page("/account/passphrase", CONFIRMED)
def passphrase() -> ResponseReturnValue:
    """The form for another passphrase."""
    return render_template("account/passphrase.html", form=empty_form())


@bp.page("/account/passphrase", CONFIRMED, methods=["POST"])
def set_passphrase() -> ResponseReturnValue:
    """The key file and the account go under it together."""
    form = Form(request.form)
    old, new = form.secret("old_passphrase"), form.secret("new_passphrase")
    if new != form.secret("repeated_passphrase"):
        form.fail("repeated_passphrase", _("The two are not the same."))
    if form.is_right:
        try:
            change_passphrase(archive(), actor(), account(), old, new)
        except (InvalidRequest, KeyUnavailable) as error:
            wrong = "old_passphrase" if isinstance(error, KeyUnavailable) else "new_passphrase"
            form.fail(
                wrong, _("This is not your passphrase.") if wrong[0] == "o" else sentences(error.code)[0]
            )
    if not form.is_right:
        return render_template("account/passphrase.html", form=form), 400
    end_all_sessions(archive(), actor(), account().handle, keep=signed_in().session.session_id)
    notice(_("Your passphrase is changed, and your other sessions are ended."))
    return redirect(url_for("account.show"), 303)


@bp.page("/account/authenticator", CONFIRMED)
def authenticator() -> ResponseReturnValue:
    """A new secret to scan. It counts only after a code has come back."""
    return _authenticator(empty_form(), new_secret(), 200)


@bp.page("/account/authenticator", CONFIRMED, methods=["POST"])
def set_authenticator() -> ResponseReturnValue:
    """The secret comes back in the form: it is the person's own, and nobody else's page holds it."""
    form = Form(request.form)
    secret = read_secret(form.line("totp_secret"))
    try:
        replace_totp(archive(), actor(), account(), secret, form.line("code"))
    except InvalidRequest as error:
        form.fail("code", sentences(error.code)[0])
        return _authenticator(form, secret, 400)
    notice(_("The new authenticator counts from now on; the old one does not."))
    return redirect(url_for("account.show"), 303)


@bp.page("/account/recovery-codes", CONFIRMED, methods=["POST"])
def recovery_codes() -> ResponseReturnValue:
    """New codes, shown once."""
    codes = renew_recovery_codes(archive(), actor(), account())
    return render_template("account/codes.html", codes=codes)


def read_secret(text: str) -> bytes:
    """A TOTP secret as the form carries it; raise InvalidRequest."""
    try:
        secret = read_shown(text)
    except WrongCode as error:
        raise InvalidRequest("This is no secret of an authenticator.", safe="Nothing was changed.") from error
    if len(secret) != SECRET_SIZE:
        raise InvalidRequest("This is no secret of an authenticator.", safe="Nothing was changed.")
    return secret


def picture(secret: bytes, handle: str) -> Markup:
    """A QR code as SVG without inline styles."""
    code = segno.make(enrolment_uri(secret, handle, "Sviedka"), error="m", micro=False)
    drawn = code.svg_inline(scale=5, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - drawn by the library from our own text


def _authenticator(form: Form, secret: bytes, status: int) -> ResponseReturnValue:
    page = render_template(
        "account/authenticator.html",
        form=form,
        secret=shown_secret(secret),
        picture=picture(secret, account().handle),
    )
    return page, status
