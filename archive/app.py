"""The web application over one opened archive: what the public may see, and pages for four audiences.

Without an account there are the signed checkpoint of the custody log, its public keys, the way in, and files
of style. Everything else answers 401.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from archive import api
from archive.doctor import Check
from archive.domain.account import SessionLimits
from archive.services.context import Archive
from archive.web import errors, guard, language, notices
from archive.web.account import account_pages
from archive.web.auditor import auditor_pages
from archive.web.challenges import new_challenge
from archive.web.cookies import form_token
from archive.web.custodian import custodian_pages
from archive.web.documenter import documenter_pages
from archive.web.lawyer import lawyer_pages
from archive.web.policy import PUBLIC, Audience
from archive.web.resuming import asked_path
from archive.web.streaming import DroppingRequest
from archive.web.visit import agent, party
from config import WebSettings
from ingest.identify import Identifier
from ingest.pages import PageMaker, picture_maker

WEB = Path(__file__).parent / "web"
AUDIENCES = (account_pages, documenter_pages, lawyer_pages, auditor_pages, custodian_pages)
MAX_REQUEST = 1024 * 1024
"""Bytes of a request, unless a page takes files and says so itself."""


def create_app(
    archive: Archive, settings: WebSettings, examined: Callable[[], Sequence[Check]] = tuple
) -> Flask:
    """A WSGI application. It holds no key of its own: sessions carry those of who is signed in.

    `examined`: what `sviedka doctor` says of all settings at this moment, for custodians.
    """
    app = Flask("archive.web", static_folder=str(WEB / "static"), template_folder=str(WEB / "templates"))
    app.request_class = DroppingRequest
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        TRUSTED_HOSTS=[settings.host] if settings.host else None,
    )
    app.logger.setLevel(logging.INFO)
    app.extensions |= {
        "sviedka_archive": archive,
        "sviedka_web": settings,
        "sviedka_limits": SessionLimits(
            timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.absolute_hours)
        ),
        "sviedka_needs": {"static": PUBLIC},
        "sviedka_bearers": {},
        "sviedka_checks": examined,
        "sviedka_identifier": Identifier(),
        "sviedka_pages": PageMaker(),
        "sviedka_pictures": picture_maker(),
    }
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_shared)
    language.install(app)
    guard.install(app)
    app.after_request(notices.write)
    for audience in (public_pages(archive), *AUDIENCES):
        register(app, audience)
    api.install(app)
    errors.install(app)
    return app


def register(app: Flask, audience: Audience) -> None:
    """Add a blueprint with what its pages need."""
    app.register_blueprint(audience)
    app.extensions["sviedka_needs"] |= audience.needs


def public_pages(archive: Archive) -> Audience:
    """What witnesses and holders of receipts compare with."""
    pages = Audience("public", __name__)

    @pages.page("/checkpoint", PUBLIC)
    def checkpoint() -> Response:
        """The published checkpoint (C2SP tlog-checkpoint)."""
        return Response(archive.tiles.read_checkpoint(), mimetype="text/plain")

    @pages.page("/log.vkey", PUBLIC)
    def log_keys() -> Response:
        """The log's public keys, one vkey a line; compare them with the ones you were given out of band."""
        return Response("\n".join(archive.keys.log_vkeys()) + "\n", mimetype="text/plain")

    return pages


def _shared() -> dict[str, object]:
    """Names that every template may use."""
    return {
        "agent": agent(),
        "challenge": new_challenge,
        "passkey_host": lambda: party().host,
        "asset": lambda name: url_for("static", filename=name),
        "form_token": form_token,
        "this_page": asked_path,
        "notice": notices.shown,
    }
