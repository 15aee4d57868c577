"""In Russian and Belarusian no page says an English sentence, neither its own nor one of the domain below.

What a person typed, names and codes stand in `<bdi>`, `<code>` or fields, and are nobody's language.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import ROOT
from tests.factories import fill, make_archive
from tests.web.documenting import Desk, show_draft
from tests.web.pages import PAGES
from tests.web.speech import english, speak
from tests.web_access.posting import set_aside
from tests.web_world import World, make_world

LANGUAGES = ("ru", "be")
SPOKEN = [look for look in PAGES if not look[2].startswith("/reference")]
"""The reference for programs is in English alone."""
USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}
QUESTIONS = (
    "дом (", '"дом', "дом)", "AND", "foo:bar", "unit:", "unit: дом", "date:2020-13", "*", "д*", "и*т*",
    "-дом",     '"дом"~1000',
    '"дом"~', '""', "kind:nothing", "lang:???", "person:a*", "person:1", "unit:Nobody", "violation:NOPE",
    "crime:NOPE", "article:NOPE-1", "unit:~~x", "kind:~testimony", "!дом", "дом~", "дом^2", "NEAR/3", "/дом/",
    "д?м", "[2020", "дом && сад", "NOT", "дом OR", "unit:ИК~1", "date:завтра", "дом " * 300,
    "(" * 20 + "дом" + ")" * 20, "NOT " * 20 + "дом", "posted:",
)  # fmt: skip
LISTS = ("\x07", "unit:", "дом " * 3000, '"')
SAID_BELOW = ("search/expression.py", "search/expression_text.py", "search/fields.py", "search/habits.py",
              "search/query.py", "search/days.py", "search/trees.py", "search/timeline.py",
              "archive/domain/applicability.py", "archive/domain/coverage.py",
              "archive/services/list_search.py")  # fmt: skip


@pytest.fixture(scope="module")
def spoken(tmp_path_factory) -> Iterator[World]:
    """Everything has happened once; nobody else looks at it."""
    made = make_archive(tmp_path_factory.mktemp("spoken"))
    world = make_world(made, fill(made))
    show_draft(world)
    world.browser("documenter").get("/documenter/")
    yield world
    world.close()


def test_an_english_sentence_is_seen():
    assert english("<p>Nothing of this was kept here.</p>")
    assert english('<img alt="Nothing of this was kept">')
    assert not english("<p>Ничего <bdi>of this was kept here</bdi> не осталось</p>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", SPOKEN, ids=[name for name, _, _ in SPOKEN])
def test_no_page_speaks_english(spoken, look, language):
    _name, role, path = look
    speak(spoken, language)
    browser = spoken.browser(role) if role else spoken.stranger(**{"Accept-Language": language})
    page = browser.get(path.format(item=spoken.items.with_identity)).text
    assert f'<html lang="{language}"' in page
    assert english(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_what_is_wrong_with_a_question_is_said_in_the_language_of_the_page(spoken, question, language):
    speak(spoken, language)
    browser = spoken.browser("lawyer")
    browser.get("/lawyer/search")
    answer = browser.post("/lawyer/search", {**USE, "text": question})
    assert answer.status_code == 400, answer.text
    assert english(answer.text) == []
    assert 'lang="en" dir' not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rows", LISTS, ids=range(len(LISTS)))
def test_what_is_wrong_with_a_list_is_said_in_the_language_of_the_page(spoken, rows, language):
    speak(spoken, language)
    browser = spoken.browser("lawyer")
    browser.get("/lawyer/list")
    for kind, column in (("words", ""), ("unit", ""), ("words", "Nothing")):
        answer = browser.post("/lawyer/list", {**USE, "rows": rows, "each": kind, "column": column})
        assert english(answer.text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_an_item_was_set_aside_is_said_in_the_language_of_the_page(world, language):
    speak(world, language)
    desk = Desk.begin(world)
    desk.fill()
    number = desk.hand_in().headers["Location"].rpartition("/")[2]
    with world.archive.records.transaction() as tx:
        for _ in range(3):
            for task in tx.outbox.claim(
                world.archive.index_task, 9, worker="w", now=world.clock.now(), lease_seconds=1
            ):
                tx.outbox.failed(task, "object-error", world.clock.now())
    assert english(desk.browser.get(f"/documenter/deposits/{number}").text) == []
    assert english(world.browser("custodian").get("/custodian/index").text) == []
    set_aside(world)


def said_below() -> Iterator[tuple[str, int]]:
    """Places where a problem is told in a bare string, which no page can translate."""
    for path in SAID_BELOW:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
                "Problem", "InvalidRequest", "InvalidDate", "UnknownTerm", "fail", "pointed_at", "_refusal"
            }:  # fmt: skip
                told = node.args[1:] if getattr(node.func, "id", "") in {"Problem", "_refusal"} else node.args
                if any(
                    isinstance(each, ast.JoinedStr)
                    or (isinstance(each, ast.Constant) and " " in str(each.value))
                    for each in told
                ):
                    yield path, node.lineno


def test_what_the_domain_says_can_be_said_in_every_language():
    assert list(said_below()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_verification_finds_is_said_in_the_language_of_the_page(world, language):
    speak(world, language)
    world.made.deposit([b"FICTIONAL wall\n"])
    (world.made.root / "objects" / "00").mkdir(exist_ok=True)
    (world.made.root / "objects" / "00" / "stray").write_bytes(b"stray")
    path = next(path for path in (world.made.root / "headers").rglob("*") if path.is_file())
    path.unlink()
    browser = world.browser("auditor")
    browser.get("/auditor/verification")
    page = browser.post("/auditor/verification/run").text
    assert {"V611", "V621"} <= set(re.findall(r"<code>(V\d+)</code>", page))
    assert english(page) == []
