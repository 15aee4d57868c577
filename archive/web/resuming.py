"""Signing in or confirming in the middle of something, without losing what was typed.

A form that meets an ended session comes back inside the sign-in form, in hidden fields, and is offered for
sending again afterwards. Only forms of our own pages are carried: `guard` has checked where they came from,
or, for an ended session, it is checked here.
"""

from http import HTTPStatus

from flask import Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from archive.web.forms import empty_form
from archive.web.guard import is_own_request
from archive.web.policy import declared
from archive.web.visit import visit

PREFIX = "carried."
AGAIN = "again"
_OWN = frozenset({"form_token", "next", AGAIN})
_TECHNICAL = frozenset(
    {"revision", "based_on", "draft_id", "act_id", "challenge", "passkey", "totp_secret", "page", "session",
     "factor", "proposal", "number", "when_shown", "violation_for", "unit_for"}
)  # fmt: skip
"""Fields that no person types."""
_SECRET = ("passphrase", "code", "secret")


def ask_again(status: int) -> Response:
    """The page that asks for passphrase and code, with what was sent in its hidden fields."""
    signed_in = visit().signed_in
    template = "account/confirm.html" if signed_in else "account/sign_in.html"
    sent = request.method == "POST" and is_own_request()
    page = render_template(
        template,
        form=empty_form(),
        next=asked_path(),
        carried=_sent() if sent else [],
        again=sent and can_carry(),
        interrupted=sent,
    )
    return Response(page, status)


def asked_path() -> str:
    """Where to go on: the path of this request with its query, empty for the first page.

    Confirming is no place to go on to: where it was to lead is.
    """
    if request.endpoint == "account.confirm_session":
        return request.form.get("next", "")
    path = request.full_path.rstrip("?")
    return "" if request.path == "/" else path


def carried() -> list[tuple[str, str]]:
    """Fields of the form that was interrupted, as this form brought them along."""
    return [
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    ]


def is_again() -> bool:
    """Whether a form was interrupted, though it may have had no fields: it is sent again, not asked for."""
    return request.form.get(AGAIN) == "yes" or bool(carried())


def safe_next(path: str) -> str:
    """The path if it is a page of this application, else the first page: never another site."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return "/"
    for method in ("GET", "POST"):
        try:
            adapter.match(path.partition("?")[0], method)
        except HTTPException:
            continue
        return path
    return "/"


def can_carry() -> bool:
    """Whether what was sent is fields alone: a form with files is not read at all."""
    needed = declared(current_app).get(request.endpoint or "")
    return needed is None or not needed.streams


def sent_again() -> Response:
    """A form of an earlier session, offered for sending once more under the session that there is now."""
    page = render_template("account/go_on.html", fields=_sent(), to=safe_next(asked_path()))
    return Response(page, HTTPStatus.FORBIDDEN)


def typed() -> list[tuple[str, str]]:
    """What a form that failed holds in words of a person: an error page shows it, so that it is not lost."""
    if request.method != "POST" or visit().signed_in is None or not is_own_request():
        return []
    return [(name, value) for name, value in _sent() if value.strip() and name not in _TECHNICAL]


def _sent() -> list[tuple[str, str]]:
    """No secrets, and nothing carried twice."""
    if not can_carry():
        return []
    return [
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name not in _OWN and not any(word in name for word in _SECRET)
    ]
