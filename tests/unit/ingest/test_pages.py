"""Pages of PDF files as pictures: sound files, and what a hostile sender would hand in."""

import struct
import zlib

import pytest

from ingest import pages
from ingest.pages import NotDrawn, PageMaker, WhyNot
from tests import pdf_files

PATIENT = 300.0
"""Seconds that a busy machine may take for one page."""
RED, BLUE = b"1 0 0 rg 0 0 200 300 re f", b"0 0 1 rg 0 0 200 300 re f"


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the first pixel of a picture that the process drew."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    at = png.index(b"IDAT")
    (size,) = struct.unpack(">I", png[at - 4 : at])
    rows = zlib.decompress(png[at + 4 : at + 4 + size])
    assert len(rows) == height * (1 + 3 * width)
    return width, height, rows[1:4]


def why(data: bytes, page: int = 1, maker: PageMaker | None = None) -> WhyNot:
    with pytest.raises(NotDrawn) as raised:
        (maker or PageMaker(PATIENT)).draw(data, page)
    return raised.value.why


def test_each_page_is_drawn_as_it_is_and_counted():
    data = pdf_files.pdf(RED, BLUE)
    assert PageMaker(PATIENT).count(data) == 2
    assert pixels(PageMaker(PATIENT).draw(data, 1))[2] == b"\xff\x00\x00"
    width, height, colour = pixels(PageMaker(PATIENT).draw(data, 2))
    assert colour == b"\x00\x00\xff"
    assert height == 1600
    assert width == pytest.approx(1067, abs=2)


def test_a_page_of_any_size_is_no_larger_than_the_limit():
    width, height, _ = pixels(PageMaker(PATIENT).draw(pdf_files.pdf(RED, box=b"0 0 90000000 90000000"), 1))
    assert max(width, height) <= 1601


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", WhyNot.BROKEN),
        (b"%PDF-1.7", WhyNot.BROKEN),
        (b"\x00" * 4096, WhyNot.BROKEN),
        (pdf_files.pdf(RED)[:200], WhyNot.BROKEN),
        (pdf_files.pdf(), WhyNot.BROKEN),
        (pdf_files.pdf(RED, box=b"0 0 1 90000000"), WhyNot.BROKEN),
        (pdf_files.encrypted(), WhyNot.ENCRYPTED),
        (pdf_files.bomb(), WhyNot.BROKEN),
    ],
    ids=["empty", "head", "zeros", "cut", "no pages", "a line", "encrypted", "bomb"],
)
def test_what_cannot_be_drawn_says_why(data, found):
    assert why(data, maker=PageMaker(PATIENT)) is found


def test_a_page_that_is_not_there_is_not_drawn():
    assert why(pdf_files.pdf(RED), page=2) is WhyNot.NO_PAGE


def test_a_page_without_end_is_stopped():
    assert why(pdf_files.endless(), maker=PageMaker(timeout_seconds=1)) is WhyNot.TOO_LONG


def test_a_file_above_the_limit_is_not_even_sent(monkeypatch):
    monkeypatch.setattr(pages, "MAX_BYTES", 10)
    assert why(pdf_files.pdf(RED), maker=PageMaker(worker=None)) is WhyNot.TOO_LARGE


@pytest.mark.parametrize("body", ["raise SystemExit(3)", "import os; os.write(1, b'D\\0')", "pass"])
def test_a_process_that_dies_or_babbles_is_a_file_that_cannot_be_drawn(tmp_path, body):
    worker = tmp_path / "worker.py"
    worker.write_text(body, encoding="utf-8")
    assert why(pdf_files.pdf(RED), maker=PageMaker(worker=worker)) is WhyNot.BROKEN


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
    worker.write_text(tried.format(path=str(pages._WORKER)), encoding="utf-8")
    assert PageMaker(PATIENT, worker).draw(b"", 1) == b"000"
