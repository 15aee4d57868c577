"""Signing in, confirming, signing out, the first page, the language."""

from collections.abc import Callable

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.domain.account import LANGUAGES
from archive.domain.errors import KeyUnavailable
from archive.services.authentication import (
    Credentials,
    NotAdmitted,
    SignInRefused,
    authenticate,
)
from archive.services.enrolment import check_language, set_language
from archive.services.limits import TooManyAttempts
from archive.services.sessions import end_session, open_session
from archive.web.account import account_pages as bp
from archive.web.challenges import passkey_answer
from archive.web.error_texts import sentences
from archive.web.errors import status_of
from archive.web.forms import Form, empty_form
from archive.web.language import COOKIE
from archive.web.policy import PUBLIC, SIGNED_IN
from archive.web.resuming import carried, is_again, safe_next
from archive.web.visit import account, actor, archive, signed_in, visit, web_settings


@bp.page("/", SIGNED_IN)
def home() -> ResponseReturnValue:
    """What one may do here, by role."""
    return render_template("home.html")


@bp.page("/sign-in", PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The form; who is signed in already goes on."""
    if visit().signed_in is not None:
        return redirect(url_for("account.home"), 303)
    return _ask("account/sign_in.html", empty_form(), "", 200)


@bp.page("/sign-in", PUBLIC, methods=["POST"])
def begin_session() -> ResponseReturnValue:
    """A new session with a new token, whatever cookie was sent."""
    form = Form(request.form)
    handle = form.line("handle", longest=100)
    return _shown(form, handle, "account/sign_in.html", lambda credentials: _open(credentials, ""))


@bp.page("/confirm", SIGNED_IN)
def confirm() -> ResponseReturnValue:
    """Passphrase and second factor again, before a sensitive act."""
    return _ask("account/confirm.html", empty_form(), request.args.get("next", ""), 200)


@bp.page("/confirm", SIGNED_IN, methods=["POST"])
def confirm_session() -> ResponseReturnValue:
    """The session goes on under a new token."""
    session_id = signed_in().session.session_id
    handle = account().handle
    show = "account/confirm.html"
    return _shown(Form(request.form), handle, show, lambda credentials: _open(credentials, session_id))


@bp.page("/sign-out", SIGNED_IN, methods=["POST"])
def sign_out() -> ResponseReturnValue:
    """The sealed keys in the session's row go at once."""
    end_session(archive(), actor(), signed_in().session.session_id)
    seen = visit()
    seen.drop_token, seen.signed_in, seen.token = True, None, b""
    return _ask("account/sign_in.html", empty_form(), "", 200, signed_out=True)


@bp.page("/language", PUBLIC, methods=["POST"])
def choose_language() -> ResponseReturnValue:
    """For the account when signed in, for this browser always."""
    language = check_language(request.form.get("language", LANGUAGES[0]))
    seen = visit()
    if seen.signed_in is not None:
        set_language(archive(), seen.signed_in.account, language)
    response = make_response(redirect(safe_next(request.form.get("next", "/")), 303))
    response.set_cookie(
        COOKIE, language, httponly=True, samesite="Strict", secure=web_settings().is_secure, max_age=31536000
    )
    return response


def _shown(
    form: Form, handle: str, template: str, begin: Callable[[Credentials], bytes]
) -> ResponseReturnValue:
    """Check what was shown, and go on to where the person was."""
    going_on = form.line("next", needed=False, longest=2000)
    credentials = Credentials(
        handle, form.secret("passphrase"), request.form.get("code", "")[:100], passkey_answer(request.form)
    )
    try:
        visit().new_token = begin(credentials)
    except (SignInRefused, NotAdmitted, TooManyAttempts, KeyUnavailable) as error:
        form.errors.clear()
        form.fail("passphrase", " ".join(sentences(error.code)))
        response = make_response(_ask(template, form, going_on, status_of(error)))
        if isinstance(error, TooManyAttempts):
            response.headers["Retry-After"] = str(error.wait_seconds)
        return response
    if is_again():
        return render_template("account/go_on.html", fields=carried(), to=safe_next(going_on))
    return redirect(safe_next(going_on), 303)


def _open(credentials: Credentials, replaces: str) -> bytes:
    found, secret = authenticate(archive(), credentials, request.remote_addr or "")
    return open_session(archive(), found, secret, replaces)


def _ask(
    template: str, form: Form, going_on: str, status: int, *, signed_out: bool = False
) -> ResponseReturnValue:
    page = render_template(
        template,
        form=form,
        next=going_on,
        carried=carried(),
        again=is_again(),
        interrupted=is_again(),
        signed_out=signed_out,
    )
    return page, status
