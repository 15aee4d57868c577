"""PDF exhibits page by page: every page an opening of its own, hostile files in plain words."""

import base64
import json
import re

import pytest

from archive.services.viewing import LIFE
from tests import pdf_files
from tests.factories import describe
from tests.web.exhibits import deposit_media

USE = {"purpose": "analysis", "recipient": "", "jurisdiction": ""}
TWO = pdf_files.pdf(pdf_files.LINE, b"0 0 1 rg 0 0 200 300 re f")


def deposited(world, data: bytes) -> str:
    return deposit_media(world.made, describe("letter"), ("letter.pdf", "application/pdf", data))


def look(world, number, **fields):
    browser = world.browser("lawyer")
    browser.get("/lawyer/")
    return browser.post(f"/lawyer/items/{number}/exhibits/1/look", {**USE, **fields})


def source_on(page) -> str:
    return re.search(r'src="(/lawyer/openings/\d+/page)"', page.text)[1]


def test_each_page_is_an_entry_that_names_it_and_shows_no_other(world):
    number = deposited(world, TWO)
    browser, before = world.browser("lawyer"), world.entries()
    first = look(world, number)
    assert "Page 1 of 2" in first.text
    assert world.entries() == before + 2, "the record and the page"
    second = look(world, number, page="2")
    assert world.entries() == before + 4
    with world.archive.records.reading() as tx:
        assert b'"page":2' in _payload(tx.log.entry(before + 3).entry)
    pictures = [browser.get(source_on(page)) for page in (first, second)]
    for each in pictures:
        assert each.headers["Content-Type"] == "image/png"
        assert each.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert each.data.startswith(b"\x89PNG")
    assert pictures[0].data != pictures[1].data
    assert world.entries() == before + 4, "the picture is part of the opening"
    assert browser.get(source_on(first).removesuffix("/page")).status_code == 404, "the file is never shown"


def _payload(envelope: bytes) -> bytes:
    return base64.b64decode(json.loads(envelope)["payload"])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf_files.encrypted(), "locked with a password"),
        (b"%PDF-1.7 rubbish", "This file is damaged"),
        (pdf_files.pdf(), "This file is damaged"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_told_in_words_and_given_as_a_file(world, data, said):
    number = deposited(world, data)
    page = look(world, number)
    assert page.status_code == 200
    assert said in page.text
    assert "<img" not in page.text
    file = world.browser("lawyer").post(f"/lawyer/items/{number}/exhibits/1", USE)
    assert file.data == data


def test_a_page_that_is_not_there_is_told(world):
    number = deposited(world, TWO)
    assert "There is no such page in this file." in look(world, number, page="3").text
    assert look(world, number, page="x").status_code in {200, 400}


def test_a_picture_is_for_its_reader_and_for_a_while(world):
    number = deposited(world, TWO)
    source = source_on(look(world, number))
    assert world.browser("documenter").get(source).status_code == 403
    browser = world.browser("lawyer")
    assert browser.get("/lawyer/openings/0/page").status_code == 404
    world.clock.move(seconds=LIFE.total_seconds() + 60)
    fresh = world.browser("lawyer", fresh=True)
    assert fresh.get(source).status_code == 404


def test_the_opening_of_another_kind_of_exhibit_has_no_pages(world):
    number = deposit_media(world.made, describe("voice"), ("voice.mp3", "audio/mpeg", b"FICTIONAL" * 100))
    page = look(world, number)
    source = re.search(r'src="(/lawyer/openings/\d+)"', page.text)[1]
    assert world.browser("lawyer").get(f"{source}/page").status_code == 404
