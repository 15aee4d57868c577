"""A documenter at work in a browser, for tests: the steps of a deposit with something in each."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.test import TestResponse

from archive.domain.draft import Draft
from archive.services.collections import find_collection
from archive.services.drafts import dump_draft, sealed_for
from tests.web_world import Browser, World

ACCOUNT = {
    "title": "FICTIONAL account of a tea kettle",
    "kind": "testimony",
    "languages": ["be", "ru"],
    "text": "ВЫДУМКА: чайнік стаяў на стале.",
    "sensitivity": "2",
}
SOURCE = {"role": "witness", "pseudonym": "Heron", "name": "Алесь Выдуманы", "born": "1970"}
CONSENT = {
    "basis": "source",
    "answer.prosecution": "yes",
    "states.prosecution": "DE, LT",
    "answer.publication": "no",
    "identity_mode": "pseudonym",
    "recontact": "yes",
    "withdrawal": "yes",
}
SHOWN_DRAFT, SHOWN_ACT = "00000000-0000-4000-8000-000000000001", "0123456789abcdef"
Files = Sequence[tuple[str, bytes]]


@dataclass
class Desk:
    """One draft in one browser."""

    browser: Browser
    path: str

    @classmethod
    def begin(cls, world: World, handle: str = "documenter") -> "Desk":
        browser = world.browser(handle)
        browser.get("/documenter/")
        started = browser.post("/documenter/drafts/start")
        assert started.status_code == 303, started.text
        return cls(browser, started.headers["Location"].removesuffix("/files"))

    @property
    def draft_id(self) -> str:
        return self.path.rpartition("/")[2]

    def send(self, *files: tuple[str, bytes], **options: object) -> TestResponse:
        fields = {"files": [(io.BytesIO(data), name) for name, data in files]}
        return self.browser.post(f"{self.path}/files", fields, content_type="multipart/form-data", **options)

    def keep(self, step: str, fields: Mapping[str, object], **more: object) -> TestResponse:
        """Open a step and send it, as a browser does: with the revision that its page has."""
        page = self.browser.get(f"{self.path}/{step}")
        revision = page.text.partition('name="revision" value="')[2].partition('"')[0]
        return self.browser.post(f"{self.path}/{step}", {"revision": revision, **fields, **more})

    def fill(self) -> None:
        """Everything that a deposit needs, without files and acts."""
        for step, fields in (("account", ACCOUNT), ("source", SOURCE), ("consent", CONSENT)):
            kept = self.keep(step, fields)
            assert kept.status_code == 303, kept.text

    def hand_in(self) -> TestResponse:
        self.browser.get(f"{self.path}/summary")
        return self.browser.post(f"{self.path}/deposit")


def show_draft(world: World) -> None:
    """A draft under a known id, with something in every step."""
    archive, actor = world.archive, world.made.documenter
    now = archive.clock.now()
    collection = find_collection(archive)
    draft = Draft(SHOWN_DRAFT, collection.collection_id, now, now)
    when = {"when_said": "early August 2020", "when_shown": "[2020-08-01..2020-08-10]", "place": "Minsk"}
    steps = {"account": ACCOUNT, "source": SOURCE, "consent": CONSENT, "circumstances": when}
    case = {"grounds": "political", "charges": "BY-CC-361-4", "hearing": "closed"}
    steps[f"act.{SHOWN_ACT}"] = {"violation": "пытки", "unit": "ИК-1", **case}
    steps[f"notices.{SHOWN_ACT}"] = {"person": "FICTIONAL head", "channel": "complaint", **when}
    steps[f"measures.{SHOWN_ACT}"] = {"person": "FICTIONAL head", "measure": "none", "unit": "ИК-1"}
    for name, fields in steps.items():
        values = {key: (each,) if isinstance(each, str) else tuple(each) for key, each in fields.items()}
        draft = draft.with_step(name, values, 0)
    archive.drafts.create(actor.agent.agent_id, SHOWN_DRAFT, sealed_for(actor, dump_draft(draft)))
    browser = Desk(world.browser("documenter"), f"/documenter/drafts/{SHOWN_DRAFT}")
    browser.send(("kettle.txt", b"FICTIONAL kettle"))


def number_in(response: TestResponse) -> str:
    """The item that a redirect leads to."""
    assert response.status_code == 303, response.text
    return response.headers["Location"].rpartition("/")[2]
