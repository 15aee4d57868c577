"""Pictures drawn anew: pixels come out, and nothing else of what was handed in."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest import pages
from ingest.pages import NotDrawn, PageMaker, WhyNot, drawn_type, picture_maker
from tests import pdf_files, picture_files
from tests.picture_files import BLUE, PLACE, RED

PATIENT = 300.0
"""Seconds that a busy machine may take for one picture."""
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")


def drawn(data: bytes, number: int = 1) -> Image.Image:
    return Image.open(io.BytesIO(picture_maker(PATIENT).draw(data, number)))


def why(data: bytes, number: int = 1, maker: PageMaker | None = None) -> WhyNot:
    with pytest.raises(NotDrawn) as raised:
        (maker or picture_maker(PATIENT)).draw(data, number)
    return raised.value.why


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_each_kind_is_drawn_as_it_is(kind):
    data = picture_files.picture(kind)
    assert picture_maker(PATIENT).count(data) == 1
    found = drawn(data)
    assert found.size == (60, 40)
    assert near(found.convert("RGB").getpixel((30, 20)), RED)
    assert found.format == ("JPEG" if kind == "JPEG" else "PNG")


@pytest.mark.parametrize("kind", ["TIFF", "GIF", "WEBP"])
def test_of_several_pictures_each_is_drawn(kind):
    data = picture_files.frames(kind, RED, BLUE)
    assert picture_maker(PATIENT).count(data) == 2
    assert near(drawn(data, 2).convert("RGB").getpixel((30, 20)), BLUE)
    assert why(data, 3) is WhyNot.NO_PAGE


def test_a_photograph_stands_upright_and_does_not_say_where_it_was_taken():
    data = picture_files.photograph()
    assert PLACE in data
    made = picture_maker(PATIENT).draw(data, 1)
    assert drawn_type(made) == "image/jpeg"
    assert b"FICTIONAL" not in made
    assert b"hung on" not in made
    found = Image.open(io.BytesIO(made))
    assert found.size == (40, 60)
    assert not found.getexif()
    assert "comment" not in found.info


def test_what_can_be_seen_through_stays_so():
    made = picture_maker(PATIENT).draw(picture_files.picture("PNG", colour=(*RED, 128)), 1)
    assert drawn_type(made) == "image/png"
    assert Image.open(io.BytesIO(made)).getpixel((1, 1)) == (*RED, 128)


def test_sixteen_bits_of_grey_are_not_all_white():
    assert 120 <= drawn(picture_files.scan()).convert("L").getpixel((5, 5)) <= 135


def test_a_large_picture_is_made_as_large_as_a_screen():
    assert drawn(picture_files.picture("JPEG", (9000, 3000))).size == (2400, 800)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", WhyNot.BROKEN),
        (b"\x89PNG\r\n\x1a\n", WhyNot.BROKEN),
        (b"\x00" * 4096, WhyNot.BROKEN),
        (picture_files.picture("PNG")[:60], WhyNot.BROKEN),
        (picture_files.picture("JPEG", (900, 900))[:2000], WhyNot.BROKEN),
        (pdf_files.pdf(b"1 0 0 rg 0 0 200 300 re f"), WhyNot.BROKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", WhyNot.BROKEN),
        (picture_files.bomb(), WhyNot.TOO_LARGE),
    ],
    ids=["empty", "head", "zeros", "cut", "cut photograph", "pdf", "svg", "bomb"],
)
def test_what_cannot_be_drawn_says_why(data, found):
    assert why(data) is found
    with pytest.raises(NotDrawn) as raised:
        picture_maker(PATIENT).count(data)
    assert raised.value.why is found


def test_the_process_can_open_nothing(tmp_path):
    """The limits, tried from inside: a file, a socket, a pipe."""
    worker = tmp_path / "worker.py"
    tried = """
import os, runpy, socket
confine = runpy.run_path({path!r})["confine"]
confine()
done = []
for attempt in (lambda: open("/etc/hostname"), socket.socket, os.pipe):
    try:
        attempt()
        done.append("1")
    except OSError:
        done.append("0")
os.write(1, b"D\\0\\0\\0\\0" + "".join(done).encode())
"""
    worker.write_text(tried.format(path=str(pages._PICTURES)), encoding="utf-8")
    assert PageMaker(PATIENT, worker).draw(b"", 1) == b"000"


HEADS = [picture_files.picture(kind)[:size] for kind in KINDS for size in (12, 60)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([b"", *HEADS]), st.binary(max_size=300))
def test_rubbish_is_drawn_as_a_fresh_file_or_not_at_all(head, rest):
    try:
        made = picture_maker(PATIENT).draw(head + rest, 1)
    except NotDrawn as error:
        found = error.why.value
    else:
        found = Image.open(io.BytesIO(made)).format
    assert found in {"PNG", "JPEG", WhyNot.BROKEN.value, WhyNot.TOO_LARGE.value}
