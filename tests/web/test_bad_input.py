"""Bad input in every form of the application, from the table of forms: a new form needs no line here.

Whatever is sent, the person gets a page in their language that says what happened and what is safe; nothing
is half done, nothing typed is lost, and whether a foreign thing is there cannot be told from the answer.
"""

import html
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import BuildError

from archive.services.collections import CollectionRequest, create_collection
from tests.factories import make_archive
from tests.web.speech import english, speak
from tests.web_access.posting import Ready
from tests.web_access.tables import POSTS
from tests.web_world import World, make_world

WORDS = "Ж" * 500
WRONG = (
    WORDS,
    "чайник\0чайник",
    "🫖🏳️\u200d🌈" * 30,
    "gpj.\u202eexe",
    " \t ",
    "31.02.2020",
    "-99999999999999999999",
    "<b>чайник</b>{{ 7*7 }}",
)
SECRET = ("passphrase", "code", "secret", "passkey", "challenge", "invitation", "fingerprint", "factor")
"""Parts of names of fields that are never shown again."""
_PICKED = """
    purpose kind basis role act clearance ceiling find sure proposal revision sensitivity collection roles
    answer decision status type certainty each file language languages session based_on identity_mode
    recontact withdrawal approval answer.prosecution answer.publication number handle scopes grounds hearing
    channel measure way crime
"""
CHOSEN = frozenset(_PICKED.split())
"""Fields that are picked from a list, or that no person sees."""
UNSHOWN = {
    ("custodian.ask_for_collection", "reason"),
    ("custodian.ask_for_rotation", "reason"),
    ("custodian.ask_for", "asked_because"),
    ("lawyer.save", "name"),
    ("lawyer.keep_pattern", "title"),
    ("lawyer.take_out_claim", "title"),
}
"""Short lines whose field stands on another state of the page: with two custodians, beside results."""
OPENED = frozenset({"refusal", "decryption", "indexing"})
"""What may stand in the log of an act that failed: that it was refused, or what was opened for it."""
INVENTED = (
    str(uuid.UUID(int=7)),
    "BYA-1999-0000001",
    "nobody",
    "f" * 16,
    "9" * 30,
    WORDS,
    "🫖",
    "a\0b",
    "..%2f",
)
TOKEN = re.compile(r'value="[A-Za-z0-9_-]{43}"')
ENDPOINTS = sorted(POSTS)


def ready(world: World, endpoint: str) -> Ready:
    """A form that could be sent, by somebody who reads Russian."""
    speak(world, "ru")
    prepared = POSTS[endpoint].prepare(world, endpoint)
    prepared.browser.headers["Accept-Language"] = "ru"
    return prepared


def values(prepared: Ready) -> dict[str, Any]:
    """The fields as they would be sent."""
    filled: dict[str, Any] = {}
    for name, value in prepared.fields.items():
        made = value(prepared.world) if callable(value) else value
        filled[name] = made.format(**prepared.words) if isinstance(made, str) else made
    return filled


def sound(response) -> str:
    """The page that a person gets: no fault of ours, in Russian, and if it failed, with what is safe."""
    assert response.status_code < 500, response.text
    if response.mimetype != "text/html" or response.status_code == 303:
        return ""
    assert '<html lang="ru"' in response.text
    assert english(response.text) == []
    if response.status_code >= 400:
        said = re.search(r'class="(?:lead )?(?:problems|safe|error|notice|warning)[ "]', response.text)
        assert said, response.text
    return html.unescape(response.text)


def is_typed(endpoint: str, name: str) -> bool:
    """Whether a person writes it, and may see it again."""
    return name not in CHOSEN and (endpoint, name) not in UNSHOWN and not any(part in name for part in SECRET)


def left_since(world: World, size: int) -> set[str]:
    """The types of the entries since the log had this size."""
    with world.archive.records.reading() as tx:
        return {str(row.event_type) for row in tx.log.entries(size)}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_what_is_wrong_is_said_and_stays_typed(world, endpoint):
    prepared = ready(world, endpoint)
    for name in [name for name, value in values(prepared).items() if isinstance(value, str)]:
        typed = is_typed(endpoint, name)
        for wrong in WRONG if typed else WRONG[:2]:
            before = world.entries()
            response = prepared.browser.post(prepared.path, {**values(prepared), name: wrong})
            page = sound(response)
            if response.status_code in {400, 409}:
                assert left_since(world, before) <= OPENED
                if page and typed and wrong.strip() and "\0" not in wrong:
                    assert wrong in page, name


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_form_sent_twice_is_no_fault(world, endpoint):
    prepared = ready(world, endpoint)
    sound(prepared.send()[0])
    if POSTS[endpoint].role and endpoint != "account.sign_out":
        prepared.browser.get("/account")
        sound(prepared.send()[0])


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if POSTS[each].role])
def test_an_ended_session_does_nothing_and_loses_no_word(world, endpoint):
    prepared = ready(world, endpoint)
    fields = values(prepared)
    world.clock.move(hours=1)
    before = world.entries()
    response = prepared.browser.post(prepared.path, fields)
    assert response.status_code == 401
    page = sound(response)
    assert world.entries() == before
    if endpoint != "documenter.receive_files":
        for name, value in fields.items():
            if isinstance(value, str) and is_typed(endpoint, name):
                assert value in page, name


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if POSTS[each].path])
def test_what_is_not_there_is_answered_in_the_same_words_whatever_is_named(world, endpoint):
    prepared = ready(world, endpoint)
    rules = world.app.url_map.bind("localhost")
    said = set()
    for invented in INVENTED:
        path = {name: each.format(**prepared.words) for name, each in POSTS[endpoint].path.items()}
        last = list(path)[-1]
        try:
            address = rules.build(endpoint, {**path, last: invented}, "POST")
        except (BuildError, ValueError):
            continue  # this address has a number there
        before = world.entries()
        response = prepared.browser.post(address, values(prepared))
        assert response.status_code in {303, 400, 404}, (invented, response.text)
        page = sound(response)
        assert left_since(world, before) <= OPENED
        if response.status_code == 404:
            said.add(re.search(r'<p class="lead">(.*?)</p>', page)[1])
    assert len(said) <= 1


@pytest.fixture(scope="module")
def apart(tmp_path_factory) -> Iterator[World]:
    """An item in a collection that the lawyer is not in: `number`."""
    world = make_world(make_archive(tmp_path_factory.mktemp("apart")))
    asked = CollectionRequest("camp", "CMP")
    create_collection(world.archive, world.made.custodian, asked, "seven herons under a slow bridge")
    world.words = {"number": world.made.deposit([b"FICTIONAL"], collection="camp").number}
    speak(world, "ru")
    yield world
    world.close()


def lawyers_addresses(world: World) -> list[tuple[str, str, set[str]]]:
    """(endpoint, method, parameters) of every address of lawyers that names an item."""
    return sorted(
        (rule.endpoint, method, sorted(rule.arguments))
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.endpoint.startswith("lawyer.")
        and "number" in rule.arguments
        and rule.endpoint not in {"lawyer.run", "lawyer.rename", "lawyer.drop"}
    )


def test_a_foreign_item_is_answered_like_one_that_is_not_there(apart):
    rules = apart.app.url_map.bind("localhost")
    browser = apart.browser("lawyer")
    for endpoint, method, names in lawyers_addresses(apart):
        answers = []
        for number in (apart.words["number"], "CMP-1999-0000001"):
            more = {name: "1" for name in names if name != "number"}
            address = rules.build(endpoint, {"number": number, **more}, method)
            browser.get("/account")
            fields = POSTS[endpoint].fields if endpoint in POSTS else {}
            answer = browser.get(address) if method == "GET" else browser.post(address, fields)
            assert answer.status_code == 404, (endpoint, method, answer.text)
            answers.append(TOKEN.sub("", sound(answer)).replace(number, "").replace(number.lower(), ""))
        assert answers[0] == answers[1], endpoint
