"""The web application's frame: what the public and witnesses may see of an archive without an account.

That is the signed checkpoint of the custody log and its public keys. Everything else answers 401.
"""

import json
from typing import Any

from flask import Flask, Response, request

from archive.domain.errors import ArchiveError, NotFound
from archive.services.context import Archive

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_OPEN = {"checkpoint", "log_keys"}


def create_app(archive: Archive) -> Flask:
    """A WSGI application over one opened archive; it never opens evidence and holds no key to do so."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024

    @app.get("/checkpoint")
    def checkpoint() -> Response:
        """The published checkpoint (C2SP tlog-checkpoint), for witnesses and whoever holds a receipt."""
        return Response(archive.tiles.read_checkpoint(), mimetype="text/plain")

    @app.get("/log.vkey")
    def log_keys() -> Response:
        """The log's public keys, one vkey a line; compare them with the ones you were given out of band."""
        return Response("\n".join(archive.keys.log_vkeys()) + "\n", mimetype="text/plain")

    @app.before_request
    def closed() -> Response | None:
        return None if request.endpoint in _OPEN else _problem(401, "not-signed-in", "This needs an account.")

    @app.errorhandler(ArchiveError)
    def failed(error: ArchiveError) -> Response:
        status = 404 if isinstance(error, NotFound) else 503
        return _problem(status, error.code, error.message)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        """The last resort says nothing of what happened, also to the log: it could be evidence."""
        status = getattr(error, "code", None)  # the framework's own refusals carry one
        if isinstance(status, int):
            return _problem(status, "bad-request", "This request is not one the archive answers.")
        app.logger.error("unforeseen fault: %s", type(error).__name__)
        return _problem(500, "internal-error", "A fault of the archive. Nothing was changed.")

    @app.after_request
    def hardened(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers[name] = value
        return response

    return app


def _problem(status: int, code: str, title: str) -> Response:
    """An RFC 9457 problem with a stable code."""
    kind = f"urn:sviedka:problem:{code}"
    body: dict[str, Any] = {"type": kind, "title": title, "status": status, "code": code}
    response = Response(status=status, mimetype="application/problem+json")
    response.set_data(json.dumps(body))
    return response
