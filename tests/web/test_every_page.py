"""Every page, with hostile words in every field and file name: headers, markup, size, files for spreadsheets.

The pages come from the map of addresses: a new page is looked at without a line here, as long as its
parameters are in `WORDS`.
"""

import csv
import io
import re
from html.parser import HTMLParser

import pytest

from archive.domain.account import GuardedAct
from archive.services.approvals import request_approval
from archive.services.indexing import catch_up
from archive.web.guard import HEADERS
from tests.chromium import LARGEST
from tests.factories import make_archive
from tests.web.documenting import ACCOUNT, CONSENT, SHOWN_ACT, SOURCE, Desk, number_in
from tests.web_world import ROLES, World, make_world

HOSTILE = """=1+1"><script>alert(1)</script>'<img src=x onerror=alert(1)>"""
RAW = ("<script>alert", "<img src=x")
WORDS = {
    "kind": "csv",
    "leaf_index": "0",
    "handle": "lawyer",
    "filename": "app.css",
    "act_id": SHOWN_ACT,
    "told": "notices",
}
USE = {"purpose": "prosecution", "recipient": HOSTILE, "jurisdiction": "DE"}


class Markup(HTMLParser):
    """What a page is made of: tags, inline scripts and styles, places it loads from."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.outside: list[str] = []
        self.html: dict[str, str | None] = {}
        self._sourceless = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.html = given if tag == "html" else self.html
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []
        places = (given.get("src"), given.get("href"), given.get("action"))
        self.outside += [each for each in places if each and re.match(r"[a-z]+:|//", each)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> World:
    """A deposit and a draft with hostile words in every field, a request for approval, a search."""
    world = make_world(make_archive(tmp_path_factory.mktemp("hostile")))
    desks = [Desk.begin(world), Desk.begin(world)]
    for desk in desks:
        fill(desk)
    number = number_in(desks[0].hand_in())
    catch_up(world.archive, world.made.lawyer)
    asked = {"items": 1, "note": HOSTILE}
    request_approval(world.archive, world.made.lawyer, GuardedAct.BULK_EXPORT, asked, HOSTILE)
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    assert browser.post("/lawyer/search", {**USE, "text": ""}).status_code == 200
    world.made.publish()
    act = desks[1].browser.get(f"{desks[1].path}/acts").text.partition("/acts/")[2]
    world.words = {**WORDS, "number": number, "draft_id": desks[1].draft_id, "act_id": act_of(desks[1])}
    world.words["part_id"] = part_of(desks[1])
    assert act
    yield world
    world.close()


def act_of(desk: Desk) -> str:
    return re.search(r"/acts/([0-9a-f]{16})\"", desk.browser.get(f"{desk.path}/acts").text)[1]


def part_of(desk: Desk) -> str:
    page = desk.browser.get(f"{desk.path}/acts").text
    return re.search(r"/superiors/notices/([0-9a-f]{16})\"", page)[1]


def fill(desk: Desk) -> None:
    desk.send((f"{HOSTILE}.txt", b"FICTIONAL kettle"))
    told = {"title": HOSTILE, "text": f"{HOSTILE} {desk.draft_id}", "received_from": HOSTILE}
    named = dict.fromkeys(("pseudonym", "name", "contact", "identity_note", "interview_note"), HOSTILE)
    claimed = dict.fromkeys(("place", "group", "unnamed_unit", "note"), HOSTILE)
    consented = {"recipients.prosecution": HOSTILE, "explained_by": HOSTILE}
    steps = (
        ("account", {**ACCOUNT, **told}),
        ("source", {**SOURCE, **named}),
        ("circumstances", {"place": HOSTILE}),
        ("consent", {**CONSENT, **consented}),
    )
    for step, fields in steps:
        kept = desk.keep(step, fields)
        assert kept.status_code == 303, kept.text
    desk.browser.get(f"{desk.path}/acts")
    desk.browser.post(f"{desk.path}/acts/add")
    kept = desk.keep(f"acts/{act_of(desk)}", {"violation": "torture", "basis": "seen", **claimed})
    assert kept.status_code == 303, kept.text
    heard = dict.fromkeys(("person", "given_by", "note"), HOSTILE)
    for told in ("notices", "measures"):
        at = desk.browser.post(f"{desk.path}/superiors/{told}/add").headers["Location"]
        kept = desk.keep(at.removeprefix(f"{desk.path}/"), heard)
        assert kept.status_code == 303, kept.text


def pages(world: World):
    """(role, path) of every page that can be asked for, with what is there."""
    rules = world.app.url_map.bind("localhost")
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" in (rule.methods or ()) and rule.arguments <= set(world.words):
            words = {name: world.words[name] for name in rule.arguments}
            for role in ROLES:
                yield role, rules.build(rule.endpoint, words, "GET")


def looked_at(world: World):
    """Every page that is there for somebody: (role, path, answer)."""
    for role, path in pages(world):
        response = world.browser(role, fresh=True).get(path)
        assert response.status_code < 500, path
        response.get_data()
        response.close()
        if response.status_code == 200:
            yield role, path, response


@pytest.fixture(scope="module")
def answers(hostile):
    return list(looked_at(hostile))


def shown_by_forms(world: World):
    """Pages that come by POST: the item and the results, for a declared use."""
    browser, number = world.browser("lawyer"), world.words["number"]
    browser.get("/lawyer/search")
    yield browser.post("/lawyer/search", {**USE, "text": ""})
    yield browser.post("/lawyer/search", {**USE, "text": f'"{HOSTILE}'})
    yield browser.post("/lawyer/search", {**USE, "text": HOSTILE, "jurisdiction": HOSTILE})
    browser.get("/lawyer/search")
    yield browser.post(f"/lawyer/items/{number}", USE)


def test_hostile_words_are_words_on_every_page(hostile, answers):
    holding = 0
    found = [response for _role, _path, response in answers if response.mimetype == "text/html"]
    for response in [*found, *shown_by_forms(hostile)]:
        assert not any(raw in response.text for raw in RAW), response.request.path
        holding += "&lt;script&gt;alert" in response.text
    assert holding >= 10, "the words are there, escaped"


def test_no_page_runs_or_loads_anything_that_is_not_ours(answers):
    for role, path, response in answers:
        if response.mimetype == "text/html":
            page = Markup(response.text)
            assert (page.inline, page.outside) == ([], []), (role, path)
            assert page.tags.count("h1") == 1, (role, path)
            assert page.html == {"lang": "en", "dir": "ltr"}


def test_every_answer_has_the_headers_and_is_small(answers):
    assert len({path for _role, path, _response in answers}) > 40
    for role, path, response in answers:
        wanted = {**HEADERS, "Cache-Control": "private, max-age=86400"} if "/static/" in path else HEADERS
        for name, value in wanted.items():
            assert response.headers[name] == value, (role, path, name)
        for cookie in response.headers.getlist("Set-Cookie"):
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
        assert len(response.data) < LARGEST, (role, path)


def test_no_cell_of_a_report_is_a_formula(answers):
    found = [(path, response) for _role, path, response in answers if response.mimetype == "text/csv"]
    assert len(found) >= 8
    for path, response in found:
        for row in csv.reader(io.StringIO(response.text)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], path


def test_what_a_form_does_not_ask_for_does_not_exist(hostile):
    desk = Desk.begin(hostile)
    extra = {
        "collection_id": "0", "agent_id": "0", "sealed": "no", "state": "withdrawn", "roles": "custodian",
        "number": "BYA-1999-0000001", "fictional": "yes", "allegations": "[]", "draft_id": "0",
    }  # fmt: skip
    for step, fields in (("account", ACCOUNT), ("source", SOURCE), ("consent", CONSENT)):
        assert desk.keep(step, {**fields, **extra, "text": "FICTIONAL other"}).status_code == 303
    desk.browser.get(f"{desk.path}/summary")
    number = number_in(desk.browser.post(f"{desk.path}/deposit", extra))
    with hostile.archive.records.reading() as tx:
        item, agent = tx.items.by_number(number), tx.people.agent_by_handle("documenter")
        (collection,) = tx.people.collections()
    assert number != extra["number"]
    assert (item.collection_id, item.state) == (collection.collection_id, "active")
    assert agent.roles == {"documenter"}


def test_the_direction_follows_the_language(hostile, monkeypatch):
    monkeypatch.setattr("archive.web.language._RIGHT_TO_LEFT", "left-to-right")
    page = Markup(hostile.browser("lawyer", fresh=True).get("/lawyer/").text)
    assert page.html == {"lang": "en", "dir": "rtl"}
