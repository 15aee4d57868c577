"""The text inside files on the page that shows them: words asked for marked, and where there is none, why."""

import re

import pytest

from archive.ports_texts import DOCX, HTML, PDF
from tests import office_files, pdf_files
from tests.factories import describe
from tests.web.exhibits import deposit_media
from tests.web.searching import USE

BEATEN = "FICTIONAL: Били дубинкой в коридоре"
THREE = pdf_files.written("FICTIONAL первая страница", BEATEN, "FICTIONAL: дубинка")


@pytest.fixture
def look(world):
    def at(name, media_type, data, **fields):
        number = deposit_media(world.made, describe("FICTIONAL letter"), (name, media_type, data))
        browser = world.browser("lawyer")
        browser.get("/lawyer/")
        return browser.post(f"/lawyer/items/{number}/exhibits/1/look", {**USE, **fields}).text

    return at


def text_on(page: str) -> str:
    return re.search(r'<div class="words" dir="auto">(.*?)</div>', page, re.DOTALL)[1]


def test_a_page_of_a_pdf_file_has_its_text_below_with_the_words_asked_for(look):
    page = look("letter.pdf", PDF, THREE, page="2", text="дубинки")
    assert text_on(page) == "FICTIONAL: Били <mark>дубинкой</mark> в коридоре"
    others = page[page.index("Words asked for are also on:") : page.index("Text of this page")]
    assert re.findall(r'name="page" value="(\d+)"', others) == ["3"]


def test_without_a_question_nothing_is_marked_and_no_page_is_named(look):
    page = look("letter.pdf", PDF, THREE)
    assert text_on(page) == "FICTIONAL первая страница"
    assert "Words asked for" not in page


def test_of_an_office_file_the_text_is_shown(look):
    page = look("letter.docx", DOCX, office_files.docx("<script>alert(1)</script>", BEATEN), text="коридор")
    assert text_on(page).split("\n") == [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "FICTIONAL: Били дубинкой в <mark>коридоре</mark>",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "media_type", "data", "said"),
    [
        ("scan.pdf", PDF, pdf_files.pdf(pdf_files.LINE), "There is no text here"),
        ("bomb.docx", DOCX, office_files.bomb(), "The text inside this file cannot be read"),
        ("empty.html", HTML, b"<html><script>x</script></html>", "There is no text here"),
    ],
    ids=["scan", "bomb", "empty"],
)
def test_where_there_is_none_the_page_says_why(look, name, media_type, data, said):
    page = look(name, media_type, data)
    assert said in page
    assert 'class="words"' not in page


def test_a_locked_file_is_told_once(look):
    page = look("locked.pdf", PDF, pdf_files.encrypted())
    assert "so its pages cannot be shown" in page
    assert "its text cannot be read" not in page
