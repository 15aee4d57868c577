"""Error pages: what happened and what is safe, by code and in the person's language; problems for programs.

The one table from errors to HTTP. What an error says in English is shown below as a detail; it names no
testimony, person or key (archive.domain.errors). The last resort says nothing of what happened.
"""

import json
import re
from collections.abc import Sequence
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
    Problem,
    Unavailable,
)
from archive.domain.sentences import Sentence
from archive.services.authentication import NotAdmitted, SignInRefused
from archive.services.limits import TooManyAttempts
from archive.services.repeats import KeyReused
from archive.services.sessions import SignedOut
from archive.web.error_texts import reason, sentences
from archive.web.language import chosen, told
from archive.web.refusals import ConfirmFirst, ForeignOrigin, FormExpired
from archive.web.resuming import ask_again, can_carry, sent_again, typed
from archive.web.visit import visit
from schemas.problems import flatten

STATUS: tuple[tuple[type[ArchiveError], int], ...] = (
    (SignedOut, 401),
    (SignInRefused, 401),
    (ConfirmFirst, 403),
    (NotAdmitted, 403),
    (ForeignOrigin, 403),
    (FormExpired, 403),
    (TooManyAttempts, 429),
    (NotFound, 404),
    (KeyReused, 422),
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


_NOTHING = "Nothing was changed."


def pointer_to(where: str) -> str:
    """A field path (`allegations[0].when`) as a JSON pointer (RFC 6901), beginning with #."""
    steps = [each for each in re.split(r"[.\[\]]+", where) if each]
    return "#" + "".join("/" + each.replace("~", "~0").replace("/", "~1") for each in steps)


def status_of(error: ArchiveError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def install(app: Flask) -> None:
    """Answer every error that leaves a view."""
    app.add_template_filter(reason)
    app.register_error_handler(ArchiveError, _known)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _unforeseen)


def wants_page() -> bool:
    """Whether a person reads the answer; programs get a problem (RFC 9457)."""
    if request.path.startswith("/api/"):
        return False
    best = request.accept_mimetypes.best_match(["application/problem+json", "text/html"])
    return best == "text/html" and "text/html" in request.headers.get("Accept", "")


def problem(status: int, code: str, title: str, safe: str = "", problems: Sequence[Problem] = ()) -> Response:
    """An RFC 9457 problem with a stable code, and with all that is wrong, each at its JSON pointer."""
    body: dict[str, object] = {
        "type": f"urn:sviedka:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
    }
    if safe:
        body["detail"] = safe
    if problems:
        body["errors"] = [
            {"pointer": pointer_to(each.where), "detail": each.message, "code": each.code}
            for each in problems
        ]
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _known(error: ArchiveError) -> Response:
    status = status_of(error)
    if isinstance(error, EvidenceError):
        current_app.logger.error("the evidence is in doubt: %s", error.code)
    if not wants_page():
        code = "not-signed-in" if isinstance(error, SignedOut) else error.code
        response = problem(status, code, error.message, error.safe, error.problems)
    elif isinstance(error, SignedOut | ConfirmFirst):
        response = ask_again(status)
    elif isinstance(error, FormExpired) and visit().signed_in and can_carry():
        response = sent_again()
    else:
        response = _page(status, error.code, error)
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
    wrong = getattr(error, "data", None)
    if wrong and "messages" in wrong:
        problems = [each for part in wrong["messages"].values() for each in flatten(part)]
        return problem(status, "invalid-request", "Something in the request is wrong.", _NOTHING, problems)
    return problem(status, code, "This request is not one the archive answers.")


def _unforeseen(error: Exception) -> Response:
    """The last resort says nothing of what happened, also to the log: it could be evidence."""
    current_app.logger.error("unforeseen fault: %s", type(error).__name__)
    if wants_page():
        return _page(500, "internal-error")
    return problem(500, "internal-error", "A fault of the archive. Nothing was changed.")


def _page(status: int, code: str, error: ArchiveError | None = None) -> Response:
    """`why`: what the domain says in the person's language; `detail`: in English, for whoever helps."""
    what, safe = sentences(code)
    why, detail = [], ""
    if error is not None:
        messages = (error.message, *(each.message for each in error.problems))
        why = [told(each) for each in messages if isinstance(each, Sentence)]
        detail = "" if why or chosen() != "en" else f"{error.message}\n{error.safe}".strip()
    title = _("This did not work")
    page = render_template(
        "error.html", title=title, what=what, safe=safe, code=code, why=why, detail=detail, typed=typed()
    )
    return Response(page, status)
