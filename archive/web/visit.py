"""One request: the archive, who is there, the secrets of the cookie. Views take what they need from here."""

from dataclasses import dataclass, field

from flask import current_app, g

from archive.domain.account import Account, SessionLimits
from archive.domain.agent import Agent
from archive.ports_accounts import RelyingParty
from archive.services.context import Actor, Archive
from archive.services.sessions import SignedIn, SignedOut
from config import WebSettings


@dataclass(slots=True)
class Visit:
    """`token`: the cookie's secret (session, or form before signing in); `new_token`: one to be set.

    `drop_token`: the session cookie is to be removed.
    """

    token: bytes = field(default=b"", repr=False)
    signed_in: SignedIn | None = None
    new_token: bytes = field(default=b"", repr=False)
    new_form_token: bytes = field(default=b"", repr=False)
    drop_token: bool = False
    language: str = ""


def visit() -> Visit:
    """This request's."""
    if "visit" not in g:
        g.visit = Visit()
    found: Visit = g.visit
    return found


def archive() -> Archive:
    """The archive that is served."""
    found: Archive = current_app.extensions["sviedka_archive"]
    return found


def web_settings() -> WebSettings:
    """Address, proxies and limits."""
    found: WebSettings = current_app.extensions["sviedka_web"]
    return found


def limits() -> SessionLimits:
    """How long sessions last."""
    found: SessionLimits = current_app.extensions["sviedka_limits"]
    return found


def signed_in() -> SignedIn:
    """Session, account and actor; raise SignedOut."""
    found = visit().signed_in
    if found is None:
        raise SignedOut("You are not signed in, or your session is over.", safe="Nothing was changed.")
    return found


def actor() -> Actor:
    """Who acts, with open keys: the argument of every service; raise SignedOut."""
    return signed_in().actor


def agent() -> Agent | None:
    """Who is signed in, for templates; None for nobody."""
    found = visit().signed_in
    return found.actor.agent if found else None


def account() -> Account:
    """One's own account; raise SignedOut."""
    return signed_in().account


def party() -> RelyingParty:
    """Where passkeys are bound to."""
    settings = web_settings()
    return RelyingParty(settings.origin, settings.host)
