"""Bad input from the command line: the message, what is safe, the exit code, and nothing lost."""

import base64
import json
import os
import unicodedata
from pathlib import Path

import pytest

import ingest.pipeline
from archive.domain.errors import UnreadableFile
from tests.checks import check_archive
from tests.cli.conftest import copied
from tests.command import run_main

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")
SIDECAR = """\
schema: sviedka/deposit/1
fictional: true
kind: testimony
title: FICTIONAL statement
language: en
files: [statement.txt]
consent: {basis: source, grants: [{purpose: analysis, answer: yes}]}
"""
FIVE_MISTAKES = """\
schema: sviedka/deposit/1
kind: testimoni
title: FICTIONAL statement
language: en
files: [statement.txt]
colour: red
sensitivity: 7
when: 2020-13-41
allegations:
  - violation: integrity.torture.beeting
consent: {basis: source}
"""


@pytest.fixture
def statement(tmp_path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "statement.txt").write_text("FICTIONAL: I was never there.")
    return folder


def described(folder: Path, text: str = SIDECAR) -> Path:
    path = folder / "statement.deposit.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--unit", "by-omno"), "unknown-term", ("'by-omno'", "Nearest:", "by-omon")),
        (("--violation", "integrity.tortur"), "unknown-term", ("Nearest:", "integrity.torture")),
        (("--from", "2020-13-45"), "invalid-date", ("'2020-13-45'", "2020-08-09")),
        (("word", "--collection", "mian"), "unknown-term", ("'mian'", "Nearest: main")),
        (("the",), "invalid-request", ("too common",)),
    ],
    ids=["unit", "violation", "date", "collection", "common words"],
)
def test_a_search_that_cannot_be_run_says_why(command, arguments, code, words):
    answer = command.run("search", *arguments, agent="lawyer", expect=2)
    assert answer.out == ""
    assert f"[{code}]" in answer.err
    assert "Nothing was changed." in answer.err
    for word in words:
        assert word in answer.err


@pytest.mark.parametrize(
    "command_", [("unit", "show", "by-omno"), ("vocabulary", "show", "integrity.tortur")]
)
def test_registers_name_the_nearest_ids(command, command_):
    answer = command.run(*command_, expect=2)
    assert "earest" in answer.err


def test_a_description_with_five_mistakes_tells_all_five_with_file_and_line(command, statement):
    path = described(statement, FIVE_MISTAKES)
    answer = command.ingest(statement, expect=1)
    told = [line.split(":")[1] for line in answer.out.splitlines() if line.startswith(f"  - {path}:")]
    assert told == ["2", "6", "7", "8", "10"]
    for word in ("nearest: testimony", "colour", "1 to 3", "Not a date", "integrity.torture.beating"):
        assert word in answer.out
    assert "0 deposited" in answer.out, "a file whose description is wrong must not go in without it"
    path.write_text(SIDECAR)
    assert "1 deposited" in command.ingest(statement).out
    check_archive(command.root)


def test_what_cannot_be_taken_in_is_refused_by_name_and_the_rest_goes_in(command, statement):
    (statement / "link.txt").symlink_to(statement / "statement.txt")
    os.mkfifo(statement / "pipe.txt")
    answer = command.ingest(statement, statement.parent / "absent.txt", *OPEN, expect=1)
    assert "symbolic link" in answer.out
    assert "pipe.txt is neither a file nor a folder" in answer.out
    assert "absent.txt is not there" in answer.out
    assert "4 in all: 1 deposited, 0 already here, 0 withdrawn before, 3 refused." in answer.out
    check_archive(command.root)


@pytest.mark.parametrize("what", ["vanished", "folder", "link", "pipe", "unreadable"])
def test_a_file_that_changes_between_planning_and_sealing_is_refused_alone(
    command, statement, monkeypatch, what
):
    victim = statement / "other.txt"
    victim.write_text("FICTIONAL other")
    seal = ingest.pipeline.seal_file

    def sabotaged(path, *arguments):
        if path == victim:
            path.unlink()
            if what == "folder":
                path.mkdir()
            elif what == "link":
                path.symlink_to(statement / "statement.txt")
            elif what == "pipe":
                os.mkfifo(path)
            elif what == "unreadable":
                raise UnreadableFile("other.txt cannot be read: Input/output error.")
        return seal(path, *arguments)

    monkeypatch.setattr("ingest.pipeline.seal_file", sabotaged)
    answer = command.ingest(statement, *OPEN, expect=1)
    assert "1 deposited" in answer.out
    assert "1 refused" in answer.out
    assert "[unreadable-file]" in answer.out
    monkeypatch.undo()
    assert not any((command.root / "quarantine").rglob("*.*"))
    check_archive(command.root)


def test_an_empty_file_is_accepted_and_flagged(command, tmp_path):
    (tmp_path / "nothing.txt").touch()
    command.ingest(tmp_path / "nothing.txt", *OPEN)
    shown = command.run("show", command.numbers()["nothing.txt"], agent="lawyer").out
    assert "0 bytes" in shown
    assert "[empty]" in shown
    assert command.run("exhibit", command.numbers()["nothing.txt"], agent="lawyer").raw == b""
    check_archive(command.root)


HOSTILE = [
    b"not\xff\xfeutf8.txt",
    b"esc\x1b[31mred.txt",
    "photo\u202egpj.exe".encode(),
    b"<img src=x onerror=alert(1)>.txt",
    b"-rf",
    b"line\nfeed.txt",
    b"=cmd|calc.csv",
    "Раскрасить.txt".encode(),
]


def test_hostile_names_are_kept_byte_for_byte_and_shown_escaped(command, tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    for number, name in enumerate(HOSTILE):
        (folder / os.fsdecode(name)).write_bytes(b"FICTIONAL %d" % number)
    report = command.ingest(folder, *OPEN)
    assert_tame(report.out)
    kept = {}
    for path in command.receipts.iterdir():
        receipt = json.loads(path.read_text())
        assert_tame(path.name)
        assert_tame(receipt["exhibits"][0]["name"])
        shown = command.run("show", receipt["item_number"], agent="lawyer")
        assert_tame(shown.out)
        record = command.run("show", receipt["item_number"], "--json", agent="lawyer").json
        (exhibit,) = record["exhibits"]
        number = int(command.run("exhibit", receipt["item_number"], agent="lawyer").raw.split()[1])
        kept[number] = exhibit
    for number, name in enumerate(HOSTILE):
        exhibit = kept[number]
        original = base64.b64decode(exhibit.get("name_bytes") or "") or exhibit["name"].encode()
        assert original == name
    assert_tame(command.run("search", "--page-size", 20, agent="lawyer").out)
    check_archive(command.root)


def test_text_of_an_exhibit_cannot_steer_the_terminal(command, tmp_path):
    hostile = "FICTIONAL beating \x1b]0;owned\x07\x1b[2J \u202e at the \x9b31m station, beating."
    (tmp_path / "a.txt").write_text(hostile)
    command.ingest(tmp_path / "a.txt", *OPEN)
    found = command.run("search", "beating", agent="lawyer")
    assert "station" in found.out
    assert_tame(found.out.replace("\x1b[1m", "").replace("\x1b[0m", ""))
    assert command.run("exhibit", command.numbers()["a.txt"], agent="lawyer").raw == hostile.encode()


def assert_tame(text: str) -> None:
    steering = [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign != "\n"]
    assert not steering, f"{text!r} steers the terminal"


def test_a_stale_change_is_a_conflict_and_overwrites_nothing(command, statement):
    sidecar = described(statement)
    command.ingest(statement)
    number = command.numbers()["statement.txt"]
    sidecar.write_text(SIDECAR.replace("FICTIONAL statement", "FICTIONAL statement, corrected"))
    change = ("amend", number, sidecar, "--reason", "fictional", "--based-on")
    command.run(*change, 1, agent="lawyer")
    sidecar.write_text(SIDECAR.replace("FICTIONAL statement", "FICTIONAL other correction"))
    answer = command.run(*change, 1, agent="lawyer", expect=5)
    assert "version 2" in answer.err
    assert "Nothing was overwritten" in answer.err
    assert "corrected" in command.run("show", number, agent="lawyer").out
    check_archive(command.root)


def test_amend_does_not_change_consent(command, statement):
    sidecar = described(statement)
    command.ingest(statement)
    sidecar.write_text(SIDECAR.replace("analysis", "publication"))
    number = command.numbers()["statement.txt"]
    answer = command.run(
        "amend", number, sidecar, "--based-on", 1, "--reason", "fictional", agent="lawyer", expect=2
    )
    assert "sviedka consent set" in answer.err
    assert command.run("show", number, "--json", agent="lawyer").json["version"] == 1
    check_archive(command.root)


def test_a_second_withdrawal_is_a_conflict(command, statement):
    command.ingest(statement, *OPEN)
    number = command.numbers()["statement.txt"]
    withdraw = ("withdraw", number, "--reason", "fictional", "--yes")
    command.run(*withdraw, agent="custodian")
    entries = command.run("log", "show", number, "--json", agent="auditor").json
    answer = command.run(*withdraw, agent="custodian", expect=5)
    assert "withdrawn already" in answer.err
    assert command.run("log", "show", number, "--json", agent="auditor").json == entries
    check_archive(command.root)


def test_an_output_file_is_never_overwritten(command, statement):
    command.ingest(statement, *OPEN)
    number, kept = command.numbers()["statement.txt"], statement / "kept"
    kept.write_text("mine")
    command.run("exhibit", number, "-o", kept, agent="lawyer", expect=5)
    assert kept.read_text() == "mine"
    missing = statement / "no" / "such"
    command.run("exhibit", number, "-o", missing, agent="lawyer", expect=75)
    command.run("exhibit", number, 2, agent="lawyer", expect=2)


def test_receipts_of_two_archives_in_one_folder_do_not_overwrite_each_other(founded, command, tmp_path):
    other = copied(founded, tmp_path / "other")
    for archive in (command, other):
        path = tmp_path / f"{archive.root.parent.name}.txt"
        path.write_text(f"FICTIONAL {path.name}")
        archive.receipts = tmp_path / "receipts"
        archive.ingest(path, *OPEN)
    receipts = [json.loads(path.read_text()) for path in (tmp_path / "receipts").iterdir()]
    assert {r["exhibits"][0]["name"] for r in receipts} == {"own.txt", "other.txt"}
    assert len({r["item_number"] for r in receipts}) == 1


def test_receipts_that_cannot_be_written_lose_nothing(command, statement):
    in_the_way = statement.parent / "a-file"
    in_the_way.touch()
    answer = command.run("ingest", statement, "--receipts", in_the_way, agent="documenter", expect=75)
    assert "1 deposited" in answer.out
    assert "Run the same command again" in answer.err
    again = command.ingest(statement)
    assert "0 deposited, 1 already here" in again.out
    assert len(list(command.receipts.iterdir())) == 1
    check_archive(command.root)


def test_an_unforeseen_fault_is_a_message_without_its_content(command, monkeypatch):
    def fails(*_):
        raise RuntimeError("canary-testimony")

    monkeypatch.setattr("archive.cli.log.find_item", fails)
    answer = command.run("log", "show", "BYA-1", agent="auditor", expect=70)
    assert "RuntimeError" in answer.err
    assert "canary" not in answer.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "is not an archive"),
        ("format = 2\n", "format version 2"),
        ("format = [\n", "cannot be read"),
        ("format = 1\nsurprise = 1\narchive_id = 'a'\norigin = 'b'\n", "unknown settings surprise"),
        ("format = 1\n", "no archive_id"),
    ],
    ids=["none", "version", "syntax", "setting", "incomplete"],
)
def test_a_folder_that_is_no_archive_of_this_version(tmp_path, content, words):
    if content is not None:
        (tmp_path / "sviedka.toml").write_text(content)
    answer = run_main(["--archive", str(tmp_path), "agent", "list"])
    assert answer.code == 2
    assert words in answer.err
    assert "Nothing was read or changed." in answer.err
    assert "[wrong-version]" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == (["sviedka.toml"] if content else [])


@pytest.mark.parametrize("arguments", [["agent", "list"], ["--archive", "/nowhere", "agent", "list"]])
def test_no_archive_named_or_there(arguments, monkeypatch):
    monkeypatch.delenv("SVIEDKA_ARCHIVE", raising=False)
    answer = run_main(arguments)
    assert answer.code == 2
    assert "archive" in answer.err


@pytest.mark.parametrize(
    "use",
    [
        ("--recipient", "x" * 70_000),
        ("--recipient", "steers \x1b[2J"),
        ("--recipient", "gpj\u202e.exe"),
        ("--jurisdiction", "Germany"),
        ("--jurisdiction", "D\n"),
    ],
    ids=["long", "escape", "bidi", "no code", "line feed"],
)
def test_a_declared_use_is_a_body_and_a_state(command, use):
    """It stands in the custody log in clear, so it must not be anything else."""
    before = command.run("log", "show", "--last", 1000, "--json", agent="auditor").json
    for arguments in (("search", "x"), ("show", "BYA-2020-0000001")):
        answer = command.run(*arguments, *use, agent="lawyer", expect=2)
        assert "[invalid-request]" in answer.err
    assert command.run("log", "show", "--last", 1000, "--json", agent="auditor").json == before


def test_an_unknown_charge_is_taken_as_it_was_written_with_a_warning(command, statement):
    charged = "allegations:\n  - charges: [BY-CC-361-9, BY-CC-342/1]\n"
    path = described(statement, SIDECAR + charged)
    answer = command.run("ingest", path, "--receipts", command.folder / "receipts", agent="documenter")
    assert "1 in all: 1 deposited" in answer.out
    assert "warning     charge BY-CC-361-9 is not in the register (nearest: BY-CC-361-" in answer.err
    assert "BY-CC-342" not in answer.err
    shown = command.run("show", "BYA-2026-0000001", agent="lawyer")
    assert "BY-CC-361-9; BY-CC-342/1 (Organising or taking part in actions" in shown.out
