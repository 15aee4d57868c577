"""What every request passes, in this order: where it comes from, who is there, what the page needs, its form.

A page is reached only if all agree. What no table knows is refused.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, request
from werkzeug.exceptions import SecurityError

from archive.services.ledger import require
from archive.services.sessions import SignedIn, SignedOut, is_confirmed, resume
from archive.web.cookies import check_form_token, read_tokens, write_tokens
from archive.web.policy import Needs, declared
from archive.web.refusals import ConfirmFirst, ForeignOrigin, FormExpired
from archive.web.visit import archive, limits, signed_in, visit, web_settings
from crypto.errors import BoxError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BearerCheck = Callable[[Request], SignedIn | None]
"""How a blueprint without cookies finds out who is there (app.extensions["sviedka_bearers"], by its name)."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    # Not no-referrer: browsers would then hide the origin of our own forms, too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TLS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}
"""No preload: the list of hosts that want it is public."""


def install(app: Flask) -> None:
    """Before and after every request of the application."""
    app.before_request(_check)
    app.after_request(_harden)


def _check() -> None:
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    bearer = current_app.extensions["sviedka_bearers"].get(request.blueprint)
    if bearer is None:
        _find_session()
    else:
        visit().signed_in = bearer(request)
    needed = declared(current_app).get(request.endpoint or "")
    if needed is None or not needed.public:
        signed_in()
    if needed is None:
        if request.routing_exception is None:
            abort(404)
        return
    if bearer is None and request.method not in SAFE_METHODS:
        if not is_own_request():
            raise ForeignOrigin
        if not needed.streams:
            _check_form()
    _check_needs(needed)


def _find_session() -> None:
    token, form_token = read_tokens(request)
    seen = visit()
    seen.token = form_token
    if not token:
        return
    try:
        seen.signed_in = resume(archive(), token, limits())
        seen.token = token
    except SignedOut:
        seen.drop_token = True


def _check_needs(needed: Needs) -> None:
    if needed.public:
        return
    found = signed_in()
    if needed.acts and not any(found.actor.agent.may(act) for act in needed.acts):
        require(archive(), found.actor, min(needed.acts))
    if needed.confirmed and not is_confirmed(archive(), found.session):
        raise ConfirmFirst


def is_own_request() -> bool:
    """Browsers say where a request comes from in two ways; one of them must be there and right."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    known = origin is not None and origin != "null"
    if known and not _is_own(origin or ""):
        return False
    return site == "same-origin" or (site is None and known)


def _is_own(origin: str) -> bool:
    own, found = urlsplit(web_settings().origin), urlsplit(origin)
    return (own.scheme, own.netloc) == (found.scheme, found.netloc)


def _check_form() -> None:
    try:
        check_form_token(request.form.get("form_token", ""))
    except BoxError as error:
        raise FormExpired from error


def _harden(response: Response) -> Response:
    headers = HEADERS | (TLS_HEADERS if web_settings().is_secure else {})
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Cache-Control"] = "private, max-age=86400"
    write_tokens(response, visit())
    return response
