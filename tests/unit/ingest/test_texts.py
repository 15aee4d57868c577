"""The text inside files: sound ones in three languages, and what a hostile sender would hand in."""

import os
import signal
import subprocess
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.errors import Unavailable
from archive.ports_texts import DOCX, HTML, ODT, PAGE, PDF, READ_TYPES, NoText, NotRead
from ingest.texts import ConfinedTexts
from tests import office_files, pdf_files

PATIENT = 300.0
"""Seconds that a busy machine may take for one file."""
BE, RU, EN = "Білі дубінкай па нагах, ў калідоры", "Били дубинкой, объект «Ё»", "They beat us in the corridor"


@pytest.fixture(scope="module")
def reader():
    made = ConfinedTexts()
    yield made
    made.close()


def why(reader, media_type: str, data: bytes, seconds: float = PATIENT) -> NoText:
    with pytest.raises(NotRead) as raised:
        reader.read(media_type, data, seconds)
    return raised.value.why


def test_each_page_of_a_pdf_file_is_a_page_of_the_text(reader):
    assert reader.read(PDF, pdf_files.written(f"{BE}\n{EN}", RU), PATIENT) == f"{BE}\n{EN}{PAGE}{RU}"


def test_a_scan_has_no_text(reader):
    assert reader.read(PDF, pdf_files.pdf(b"1 0 0 rg 0 0 200 300 re f", b""), PATIENT) == ""


def test_paragraphs_of_office_files_are_lines_and_words_stay_whole(reader):
    assert reader.read(DOCX, office_files.docx(BE, RU, notes=EN), PATIENT) == f"{BE}\n{RU}\n{EN}\n"
    assert reader.read(ODT, office_files.odt(BE, RU, EN), PATIENT) == f"{BE}\n{RU}\n{EN}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_of_a_web_page_only_what_is_shown_is_text(reader, encoding):
    page = f"<html><script>secret()</script><style>p {{}}</style><p>{RU}<br>a &amp; b</p><b>Ж</b>ук</html>"
    read = reader.read(HTML, page.encode(encoding), PATIENT).split("\n")
    assert [line.strip() for line in read if line.strip()] == [RU, "a & b", "Жук"]


def test_control_characters_do_not_come_back(reader):
    assert reader.read(HTML, "a\x1b[31mb\x00c\u009bd".encode(), PATIENT) == "a [31mb c d"


@pytest.mark.parametrize(
    ("media_type", "data", "found"),
    [
        (PDF, b"", NoText.BROKEN),
        (PDF, b"%PDF-1.7", NoText.BROKEN),
        (PDF, pdf_files.pdf(), NoText.BROKEN),
        (PDF, pdf_files.encrypted(), NoText.ENCRYPTED),
        (PDF, pdf_files.bomb(), NoText.BROKEN),
        (DOCX, b"PK\x03\x04", NoText.BROKEN),
        (DOCX, office_files.odt(BE), NoText.BROKEN),
        (DOCX, office_files.bomb(), NoText.BROKEN),
        (ODT, office_files.laughs(), NoText.BROKEN),
        (ODT, office_files.deep(), NoText.BROKEN),
        (ODT, office_files.packed({"content.xml": "<a>cut"}), NoText.BROKEN),
    ],
    ids=[
        "empty",
        "head",
        "no pages",
        "locked",
        "PDF bomb",
        "no ZIP",
        "another",
        "ZIP bomb",
        "laughs",
        "deep",
        "cut",
    ],
)
def test_what_cannot_be_read_says_why_and_the_next_file_is_read(reader, media_type, data, found):
    assert why(reader, media_type, data) is found
    assert reader.read(PDF, pdf_files.written(RU), PATIENT) == RU


def test_a_file_that_is_too_large_is_not_sent_anywhere(monkeypatch):
    monkeypatch.setattr("ingest.texts.MAX_READ_BYTES", 10)
    assert why(ConfinedTexts(worker=os.devnull), HTML, b"x" * 11) is NoText.TOO_LARGE


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read():
    """The first process is stopped before it can answer."""
    made = ConfinedTexts()
    assert made.read(HTML, b"one", PATIENT) == "one"
    made._reading._process.send_signal(signal.SIGSTOP)
    assert why(made, HTML, b"two", 0.05) is NoText.TOO_LONG
    assert made.read(HTML, b"three", PATIENT) == "three"
    made.close()


def test_who_waits_too_long_for_other_files_is_told_so():
    made = ConfinedTexts()
    with made._turn:
        assert why(made, HTML, b"one", 0.05) is NoText.TOO_LONG
    assert made.read(HTML, b"two", PATIENT) == "two"
    made.close()


def test_a_reader_that_is_gone_says_so_once():
    made = ConfinedTexts()
    assert made.read(HTML, b"one", PATIENT) == "one"
    made._reading._process.kill()
    made._reading._process.wait()
    with pytest.raises(Unavailable):
        made.read(HTML, b"two", PATIENT)
    assert made.read(HTML, b"three", PATIENT) == "three"
    made.close()


def test_nothing_that_was_read_is_left_running():
    made = ConfinedTexts()
    made.read(HTML, b"one", PATIENT)
    process = made._reading._process.pid
    made.close()
    made.close()
    assert subprocess.run(["ps", "-p", str(process)], check=False, capture_output=True).returncode == 1


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(READ_TYPES)), st.binary(max_size=400), st.integers(0, 4000), st.booleans())
def test_whatever_a_file_holds_there_is_a_text_or_a_reason(reader, media_type, noise, at, is_sound):
    sound = {
        PDF: pdf_files.written(RU),
        DOCX: office_files.docx(BE),
        ODT: office_files.odt(BE),
        HTML: b"<p>x",
    }
    whole, place = sound[media_type], at % 2000
    text = ""
    with suppress(NotRead):
        text = reader.read(media_type, whole[:place] + noise + whole[place:] if is_sound else noise, PATIENT)
    assert not any(ord(letter) < 32 and letter not in "\n\f" for letter in text)
    assert reader.read(HTML, b"<p>next", PATIENT) == "\nnext"
