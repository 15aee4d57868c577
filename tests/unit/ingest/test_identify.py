import io
import json
import os
import threading
import zipfile
from pathlib import Path

import pytest

from archive.domain.errors import Unavailable
from archive.domain.record import MediaType
from ingest.identify import HEAD_BYTES, Identifier, is_foreign_prose, telling_part, type_notes


@pytest.fixture(scope="module")
def identifier():
    with Identifier() as shared:
        yield shared


def docx() -> bytes:
    """A word processor's document whose telling entry comes late, as in #217 of python-magic."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" + " " * 3000)
        archive.writestr("_rels/.rels", "<Relationships/>" + " " * 1500)
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


PROSE = "Показания, вымышленные от начала до конца.\nНас поставили лицом к стене.\n" * 80
SAMPLES = {
    "prose.txt": (PROSE.encode(), "text/plain"),
    "one-line.txt": (("слово " * 900).encode(), "text/plain"),
    "page.html": (("<!-- " + "x" * 900 + " -->\n<!DOCTYPE html><html><body>" + PROSE).encode(), "text/html"),
    "table.csv": ("a,b,c\n" * 900, "text/csv"),
    "data.json": (json.dumps({"text": ["word"] * 400}), "application/json"),
    "script.sh": ("#!/bin/sh\n" + "echo word\n" * 300, "text/x-shellscript"),
    "letter.eml": (
        "From: a@example.invalid\nTo: b@example.invalid\nSubject: x\n\n" + "word\n" * 500,
        "message/rfc822",
    ),
    "document.pdf": (b"%PDF-1.7\n" + b"\x00\x01" * 500, "application/pdf"),
    "picture.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100), "image/png"),
    "text.docx": (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "random.bin": (b"\x00\x9f\x88\x01" * 400, "application/octet-stream"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_common_types_are_recognised(identifier: Identifier, name: str):
    content, expected = SAMPLES[name]
    head = content.encode() if isinstance(content, str) else content
    found = identifier.identify(head)
    assert found.value == expected
    assert found.tool == "libmagic"
    assert found.tool_version.startswith("5.")
    assert type_notes(found) == ()


def test_only_prose_is_cut_short():
    assert len(telling_part(PROSE.encode())) <= 512
    assert telling_part(PROSE.encode()).decode()  # no character is cut in two
    for head in (docx(), b"\xff\xfe" + PROSE.encode("utf-16-le"), PROSE.encode() + b"\x00"):
        assert telling_part(head) == head


def test_lines_with_commas_are_prose_unless_all_have_one(identifier: Identifier):
    told = "First, they came.\nThen, they asked.\nLater, they left.\n"
    assert identifier.identify((told + "Nobody spoke.\n" + told * 40).encode()).value == "text/plain"
    assert identifier.identify(("name,place\n" + '"a, b",c\n' * 300).encode()).value == "text/csv"


def test_a_character_cut_in_two_by_the_end_of_the_head_is_still_prose():
    head = ("я" * 40_000).encode()[: HEAD_BYTES - 1]
    assert len(telling_part(head)) <= 512


@pytest.mark.parametrize(
    "text",
    [
        "Нас поставили лицом к стене, 12.08.2020 (вечером).\n- Били?\n- Да!\n",
        "Όλα είναι φανταστικά.",
        "証言。",
    ],
)
def test_prose_in_another_script_is_a_text_with_and_without_rules(identifier, monkeypatch, text: str):
    assert is_foreign_prose(text.encode())
    assert identifier.identify(text.encode()).value == "text/plain"
    monkeypatch.setattr("ingest.identify.is_foreign_prose", lambda _part: False)
    assert identifier.identify(text.encode()).value == "text/plain"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Праверка\n#include <stdio.h>\n", "text/x-c"),
        ("Да: <script>\n", "text/html"),
        ("Łódź, zmyślone.", "text/plain"),
        ("12 жніўня нас білі.", "text/plain"),
        ("«Нас білі»", "text/plain"),
        ("He said: да.", "text/plain"),
        ("Нас\u0000білі", "application/octet-stream"),
    ],
)
def test_whatever_a_rule_could_speak_to_goes_through_all_of_them(identifier, text: str, expected: str):
    assert not is_foreign_prose(text.encode())
    assert identifier.identify(text.encode()).value == expected
    assert not is_foreign_prose(text.encode()[:-1] + b"\xff")


def test_rules_come_back_after_prose_without_them(identifier: Identifier):
    assert identifier.identify("Нас білі.".encode()).value == "text/plain"
    assert identifier.identify(b"%PDF-1.7\n\x00").value == "application/pdf"


def test_an_empty_file_has_a_type_of_its_own(identifier: Identifier):
    assert identifier.identify(b"").value == "application/x-empty"


def test_the_process_can_open_nothing(identifier: Identifier):
    identifier.identify(b"start it")
    pid = identifier._process.pid
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    rows = {line[:25].strip(): line[25:].split()[:2] for line in limits.splitlines()}
    assert rows["Max open files"] == ["3", "3"]
    assert rows["Max file size"] == ["0", "0"]
    assert rows["Max processes"] == ["0", "0"]
    assert int(rows["Max address space"][1]) <= 512 * 1024 * 1024
    assert "NoNewPrivs:\t1" in status
    assert Path(f"/proc/{pid}/environ").read_bytes().count(b"=") == 1


def test_a_killed_process_is_replaced(identifier: Identifier):
    identifier.identify(b"start it")
    before = identifier._process.pid
    os.kill(before, 9)
    assert identifier.identify(b"%PDF-1.7\n\x00").value == "application/pdf"
    assert identifier._process.pid != before


def worker(folder: Path, body: str) -> Path:
    script = folder / "worker.py"
    script.write_text(
        "import os, struct, sys, time\n"
        "def send(b): os.write(1, struct.pack('>I', len(b)) + b)\n"
        f"open({str(folder / 'starts')!r}, 'a').write('x')\n"
        "send(b'9.99')\n"
        "def receive(): return os.read(0, 4) and os.read(0, 1 << 20)\n" + body,
        encoding="utf-8",
    )
    return script


@pytest.mark.parametrize(
    "body",
    [
        "receive(); os._exit(1)",
        "receive(); os.kill(os.getpid(), 11)",
        "receive(); time.sleep(10**6)",
        "while receive(): send(b'../../etc/passwd\\x1b[2J')",
        "receive(); os.write(1, b'\\xff\\xff\\xff\\xff')",
    ],
    ids=["exits", "crashes", "hangs", "lies", "floods"],
)
def test_a_file_that_kills_the_process_twice_has_no_known_type(tmp_path: Path, body: str):
    with Identifier(timeout_seconds=0.3, worker=worker(tmp_path, body)) as identifier:
        found = identifier.identify(b"hostile")
    assert found == MediaType("application/octet-stream", "none", "")
    assert type_notes(found) == ("type-unknown",)
    assert (tmp_path / "starts").read_text(encoding="ascii") == "xx"


def test_a_process_that_stops_reading_is_not_waited_for(tmp_path: Path):
    with Identifier(timeout_seconds=0.3, worker=worker(tmp_path, "time.sleep(10**6)")) as identifier:
        assert type_notes(identifier.identify(b"\x00" * HEAD_BYTES)) == ("type-unknown",)


def test_without_libmagic_it_says_so(tmp_path: Path):
    script = tmp_path / "worker.py"
    script.write_text("raise ImportError", encoding="ascii")
    with Identifier(worker=script) as identifier, pytest.raises(Unavailable, match="libmagic"):
        identifier.identify(b"anything")


def test_a_file_can_be_sealed_while_its_type_is_found(identifier: Identifier):
    question = identifier.ask(b"%PDF-1.7\n\x00")
    assert question.answer().value == "application/pdf"
    assert identifier.ask(b"").answer().value == "application/x-empty"


def test_an_interrupted_question_is_put_again(identifier: Identifier):
    first = identifier.ask(b"%PDF-1.7\n\x00")
    second = identifier.ask(b"plain words\n")
    assert first.answer().value == "application/pdf"
    assert second.answer().value == "text/plain"
    identifier.ask(b"never answered")
    assert identifier.identify(b"%PDF-1.7\n\x00").value == "application/pdf"


def test_threads_get_their_own_answers(identifier: Identifier):
    wrong: list[str] = []

    def ask(head: bytes, expected: str) -> None:
        wrong.extend(value for _ in range(20) if (value := identifier.identify(head).value) != expected)

    heads = [(b"%PDF-1.7\n\x00", "application/pdf"), (b"plain words\n", "text/plain")] * 3
    threads = [threading.Thread(target=ask, args=head) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_nothing_is_left_behind():
    with Identifier() as identifier:
        identifier.identify(b"x")
        pid = identifier._process.pid
    assert not Path(f"/proc/{pid}").exists()
    identifier.close()
