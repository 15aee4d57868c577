"""A large file begins to be sealed before the archive is open: it is deposited once, or leaves nothing."""

import random

import pytest

from archive.adapters.objects import ahead
from tests.checks import check_archive

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")


@pytest.fixture
def film(command, tmp_path, monkeypatch):
    monkeypatch.setattr(ahead, "LARGE", 1 << 20)
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + random.Random(2).randbytes(3 << 20))
    return path


def quarantined(command):
    return [path for path in (command.root / "quarantine").rglob("*") if path.is_file()]


def refuse(*_):
    raise AssertionError("sealed in its turn")


def test_it_is_deposited_whole_with_its_type_and_recognised_the_second_time(command, film, monkeypatch):
    monkeypatch.setattr("ingest.pipeline.seal_file", refuse)
    assert "1 deposited" in command.ingest(film, *OPEN).out
    number = command.run("index", "status", "--json", agent="auditor").json["items"]
    assert number == 1
    shown = command.run("show", "BYA-2026-0000001", agent="lawyer").out
    assert "video/mp4" in shown
    copy = film.with_name("copy")
    command.run("exhibit", "BYA-2026-0000001", "1", "--output", copy, agent="lawyer")
    assert copy.read_bytes() == film.read_bytes()
    assert "1 already here" in command.ingest(film, *OPEN).out
    assert not quarantined(command)
    check_archive(command.root)


def test_when_the_other_process_fails_the_file_is_sealed_in_its_turn(command, film, monkeypatch):
    monkeypatch.setattr(ahead.SealingAhead, "answer", lambda _self: None)
    assert "1 deposited" in command.ingest(film, *OPEN).out
    assert not quarantined(command)
    check_archive(command.root)


def test_a_wrong_passphrase_leaves_nothing_of_it(command, film):
    wrong = command.secrets / "wrong"
    wrong.write_text("FICTIONAL but wrong\n")
    answer = command.run("--as", "documenter", "--passphrase-file", wrong, "ingest", film, *OPEN, expect=None)
    assert answer.code not in (0, 1)
    assert not quarantined(command)
    check_archive(command.root)


def test_it_goes_in_beside_small_files(command, film):
    small = film.with_name("statement.txt")
    small.write_text("FICTIONAL statement")
    assert "2 deposited" in command.ingest(film, small, *OPEN).out
    check_archive(command.root)
