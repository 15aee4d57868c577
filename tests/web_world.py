"""The web application over a small archive, and browsers that are signed in, for tests.

Everybody here is fictional. A `Browser` sends what a browser sends: where a form comes from, and the token
of the page it last saw. `World.browser(handle)` is signed in at once: the sign-in page has its own tests.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from archive.app import create_app
from archive.doctor import Check, examine
from archive.services.context import Archive
from archive.services.enrolment import Enrolment, create_account
from archive.services.sessions import open_session
from config import Settings, WebSettings
from config.settings import INSECURE_KDF
from crypto.totp import code_at
from tests.factories import HANDLES, SECRETS, Scenario, TestArchive

ORIGIN = "http://localhost"
ROLES = ("custodian", *HANDLES)
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Clock:
    """Time that tests move."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


class Browser:
    """One browser with its cookies."""

    def __init__(self, app: Flask, headers: Mapping[str, str] | None = None) -> None:
        self.client = app.test_client()
        self.headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
        self.headers |= headers or {}
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._seen(self.client.get(path, headers=self.headers, **options))

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of the last page; `token`: another one."""
        token = options.pop("token", self.token)
        data = {"form_token": token, **(fields or {})}
        return self._seen(self.client.post(path, data=data, headers=self.headers, **options))

    def follow(self, response: TestResponse) -> TestResponse:
        """Where a redirect leads to."""
        assert response.status_code == 303, response.text
        return self.get(response.headers["Location"])

    def _seen(self, response: TestResponse) -> TestResponse:
        found = _TOKEN.search(response.text) if response.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return response


@dataclass
class World:
    """An archive, its accounts and its application."""

    made: TestArchive
    clock: Clock
    archive: Archive
    app: Flask
    enrolled: dict[str, Enrolment]
    items: Scenario | None = None
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def passphrase(self, handle: str) -> str:
        return SECRETS.custodian if handle == "custodian" else f"words of {handle} for a test archive"

    def code(self, handle: str) -> str:
        """What the authenticator shows now. Each counts once: move the clock for another."""
        return code_at(self.enrolled[handle].totp_secret, self.clock.now().timestamp())

    def stranger(self, **headers: str) -> Browser:
        """Nobody is signed in."""
        return Browser(self.app, headers)

    def browser(self, handle: str, *, fresh: bool = False) -> Browser:
        """Signed in as this agent, just confirmed; `fresh`: with a session of its own."""
        if fresh or handle not in self._browsers:
            browser = Browser(self.app)
            browser.client.set_cookie("sviedka", self.token(handle), domain="localhost")
            browser.get("/account")
            self._browsers[handle] = browser
        return self._browsers[handle]

    def token(self, handle: str) -> str:
        """The cookie of a new session."""
        secret = self.archive.keys.open_agent(handle, self.passphrase(handle))
        token = open_session(self.archive, self.enrolled[handle].account, secret)
        return base64.urlsafe_b64encode(token).decode().rstrip("=")

    def close(self) -> None:
        self.app.extensions["sviedka_identifier"].close()
        self.made.close()

    def entries(self) -> int:
        """How many custody entries there are."""
        with self.archive.records.reading() as tx:
            return tx.log.size()


def examining(made: TestArchive) -> Callable[[], Sequence[Check]]:
    """What `sviedka doctor` says of the test archive."""
    settings = Settings(
        made.root,
        kdf=INSECURE_KDF,
        two_person=made.archive.two_person,
        web=WebSettings(origin=ORIGIN),
    )
    return partial(examine, settings)


def make_world(made: TestArchive, items: Scenario | None = None) -> World:
    """Accounts for all agents of a test archive, and the application over it."""
    clock = Clock()
    archive = replace(made.archive, clock=clock)
    app = create_app(archive, WebSettings(origin=ORIGIN), examining(made))
    world = World(made, clock, archive, app, {}, items)
    for handle in ROLES:
        world.enrolled[handle] = create_account(archive, made.actor(handle), world.passphrase(handle))
    return world
