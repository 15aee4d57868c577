"""Error pages: what happened and what is safe, by code and in the person's language; problems for programs.

The one table from errors to HTTP. What an error says in English is shown below as a detail; it names no
testimony, person or key (archive.domain.errors). The last resort says nothing of what happened.
"""

import json
from http import HTTPStatus

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from archive.domain.errors import (
    ArchiveError,
    Conflict,
    EvidenceError,
    InvalidRequest,
    KeyUnavailable,
    NotFound,
    NotPermitted,
    Unavailable,
)
from archive.services.authentication import NotAdmitted, SignInRefused
from archive.services.limits import TooManyAttempts
from archive.services.sessions import SignedOut
from archive.web.error_texts import sentences
from archive.web.refusals import ConfirmFirst, ForeignOrigin, FormExpired
from archive.web.resuming import ask_again

STATUS: tuple[tuple[type[ArchiveError], int], ...] = (
    (SignedOut, 401),
    (SignInRefused, 401),
    (ConfirmFirst, 403),
    (NotAdmitted, 403),
    (ForeignOrigin, 403),
    (FormExpired, 403),
    (TooManyAttempts, 429),
    (NotFound, 404),
    (InvalidRequest, 400),
    (NotPermitted, 403),
    (KeyUnavailable, 503),
    (Conflict, 409),
    (Unavailable, 503),
    (EvidenceError, 500),
    (ArchiveError, 500),
)
"""The first that fits."""
_OF_FRAMEWORK = {404: "not-found", 405: "wrong-method", 413: "too-large"}


def status_of(error: ArchiveError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def install(app: Flask) -> None:
    """Answer every error that leaves a view."""
    app.register_error_handler(ArchiveError, _known)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _unforeseen)


def wants_page() -> bool:
    """Whether a person reads the answer; programs get a problem (RFC 9457)."""
    best = request.accept_mimetypes.best_match(["application/problem+json", "text/html"])
    return best == "text/html" and "text/html" in request.headers.get("Accept", "")


def problem(status: int, code: str, title: str) -> Response:
    """An RFC 9457 problem with a stable code."""
    body = {"type": f"urn:sviedka:problem:{code}", "title": title, "status": status, "code": code}
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _known(error: ArchiveError) -> Response:
    status = status_of(error)
    if isinstance(error, EvidenceError):
        current_app.logger.error("the evidence is in doubt: %s", error.code)
    if not wants_page():
        code = "not-signed-in" if isinstance(error, SignedOut) else error.code
        response = problem(status, code, error.message)
    elif isinstance(error, SignedOut | ConfirmFirst):
        response = ask_again(status)
    else:
        response = _page(status, error.code, f"{error.message}\n{error.safe}".strip())
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.wait_seconds)
    return response


def _refused(error: HTTPException) -> Response:
    """The framework's own refusals; a redirect is none."""
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST:
        return Response(error.get_response().get_data(), status, dict(error.get_headers()))
    code = _OF_FRAMEWORK.get(status, "bad-request")
    if wants_page():
        return _page(status, code)
    return problem(status, code, "This request is not one the archive answers.")


def _unforeseen(error: Exception) -> Response:
    """The last resort says nothing of what happened, also to the log: it could be evidence."""
    current_app.logger.error("unforeseen fault: %s", type(error).__name__)
    if wants_page():
        return _page(500, "internal-error")
    return problem(500, "internal-error", "A fault of the archive. Nothing was changed.")


def _page(status: int, code: str, detail: str = "") -> Response:
    what, safe = sentences(code)
    title = _("This did not work")
    page = render_template("error.html", title=title, what=what, safe=safe, code=code, detail=detail)
    return Response(page, status)
