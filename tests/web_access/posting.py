"""How to send each form so that it succeeds, and which custody entries it leaves: a line per POST endpoint.

`sent("custodian", "membership_change", {"roles": "auditor"}, handle="lawyer")`: who sends it, the types of
the entries it leaves (in order, blanks between), the fields, and the parts of its path. Exactly one entry
is the rule; none or several need `why`. `made`: what must be there before; it takes the world and answers
with words that stand in braces in fields and path: `sent(..., made=an_item, number="{number}")`. A value
may also be a function of the world, called just before sending.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.web_world import Browser, World

Made = Callable[[World], Mapping[str, str]]


@dataclass(frozen=True)
class Sent:
    """One form that succeeds, and what it leaves in the custody log."""

    role: str
    leaves: tuple[str, ...]
    fields: Mapping[str, Any]
    path: Mapping[str, str]
    made: Made
    why: str

    def prepare(self, world: World, endpoint: str) -> "Ready":
        """Make what must be there; a browser that may send it is on a page."""
        words = dict(self.made(world))
        rules = world.app.url_map.bind("localhost")
        path = rules.build(endpoint, {name: each.format(**words) for name, each in self.path.items()}, "POST")
        browser = world.browser(self.role) if self.role else world.stranger()
        browser.get("/account" if self.role else "/sign-in")
        return Ready(world, browser, path, self.fields, words)


@dataclass(frozen=True)
class Ready:
    """A form that can be sent now."""

    world: World
    browser: Browser
    path: str
    fields: Mapping[str, Any]
    words: Mapping[str, str]

    def send(self, **options: Any) -> tuple[TestResponse, list[str]]:
        """The answer, and the types of the entries it left. `token`: another than the page's."""
        before = self.world.entries()
        fields = {name: _filled(each, self.words, self.world) for name, each in self.fields.items()}
        response = self.browser.post(self.path, fields, **options)
        with self.world.archive.records.reading() as tx:
            return response, [str(row.event_type) for row in tx.log.entries(before)]


def sent(
    role: str,
    leaves: str = "",
    fields: Mapping[str, Any] | None = None,
    *,
    made: Made = lambda _world: {},
    why: str = "",
    **path: str,
) -> Sent:
    """A line of a table."""
    return Sent(role, tuple(leaves.split()), fields or {}, path, made, why)


def a_file(name: str = "kettle.txt", data: bytes = b"FICTIONAL kettle") -> Callable[[World], Any]:
    """A file field."""
    return lambda _world: (io.BytesIO(data), name)


def an_item(world: World) -> dict[str, str]:
    """One item with one exhibit: `number`."""
    return {"number": world.made.deposit([b"FICTIONAL exhibit"]).number}


def set_aside(world: World) -> dict[str, str]:
    """One item that could not be indexed three times: `number`."""
    number = an_item(world)["number"]
    with world.archive.records.transaction() as tx:
        for _ in range(3):
            for task in tx.outbox.claim(
                world.archive.index_task, 9, worker="w", now=world.clock.now(), lease_seconds=1
            ):
                tx.outbox.failed(task, "the engine said no", world.clock.now())
    return {"number": number}


def _filled(value: Any, words: Mapping[str, str], world: World) -> Any:
    if callable(value):
        return value(world)
    return value.format(**words) if isinstance(value, str) else value
