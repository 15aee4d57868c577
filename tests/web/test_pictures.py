"""Picture exhibits: shown drawn anew, given as they were handed in, hostile files in plain words."""

import io
import re

import pytest
from PIL import Image

from tests import picture_files
from tests.factories import describe
from tests.picture_files import BLUE, PLACE, RED
from tests.web.exhibits import deposit_media

USE = {"purpose": "analysis", "recipient": "", "jurisdiction": ""}


def deposited(world, kind: str, data: bytes) -> str:
    return deposit_media(world.made, describe("wall"), (f"wall.{kind}", f"image/{kind}", data))


def look(world, number, **fields):
    browser = world.browser("lawyer")
    browser.get("/lawyer/")
    return browser.post(f"/lawyer/items/{number}/exhibits/1/look", {**USE, **fields})


def source_on(page) -> str:
    return re.search(r'<img[^>]* src="(/lawyer/openings/\d+/page)"', page.text)[1]


def test_a_photograph_is_drawn_anew_and_given_as_it_is(world):
    data = picture_files.photograph()
    number = deposited(world, "jpeg", data)
    browser, before = world.browser("lawyer"), world.entries()
    page = look(world, number)
    assert world.entries() == before + 2, "the record and the picture"
    assert "Drawn anew" in page.text
    shown = browser.get(source_on(page))
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert PLACE not in shown.data
    assert b"script" not in shown.data
    assert Image.open(io.BytesIO(shown.data)).size == (40, 60)
    assert browser.get(source_on(page).removesuffix("/page")).status_code == 404, "never as it is"
    assert world.entries() == before + 2, "the picture is part of the opening"
    assert browser.post(f"/lawyer/items/{number}/exhibits/1", USE).data == data


def test_a_scan_of_several_pages_is_turned(world):
    number = deposited(world, "tiff", picture_files.frames("TIFF", RED, BLUE))
    page = look(world, number, page="2")
    assert "Page 2 of 2" in page.text
    shown = Image.open(io.BytesIO(world.browser("lawyer").get(source_on(page)).data))
    assert shown.getpixel((5, 5)) == BLUE


def test_of_pictures_that_move_the_first_is_shown(world):
    page = look(world, deposited(world, "gif", picture_files.frames("GIF", RED, BLUE)))
    assert "It holds several pictures, of which the first is shown." in page.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (picture_files.bomb(), "too large to be shown"),
        (b"\x89PNG\r\n\x1a\n rubbish", "This file is damaged"),
        (b"", "This file is damaged"),
    ],
    ids=["bomb", "rubbish", "empty"],
)
def test_a_picture_that_cannot_be_drawn_is_told_in_words_and_given_as_a_file(world, data, said):
    number = deposited(world, "png", data)
    page = look(world, number)
    assert page.status_code == 200
    assert said in page.text
    assert "<img" not in page.text
    assert world.browser("lawyer").post(f"/lawyer/items/{number}/exhibits/1", USE).data == data
