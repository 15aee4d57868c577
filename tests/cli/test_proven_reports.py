"""`sviedka log report`, and `sviedka-verify report` on what it wrote; the same from the auditor's pages."""

import io
import json
import zipfile

import pytest

from archive.verifier.cli import main as verify_main
from tests.command import Command


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    command = Command(tmp_path_factory.mktemp("reports")).found()
    file = command.folder / "one.txt"
    file.write_text("FICTIONAL statement")
    command.ingest(file, "--consent-basis", "open_source", "--grant", "analysis", "--sensitivity", "1")
    command.run("show", command.numbers()["one.txt"], "--purpose", "analysis", agent="lawyer")
    command.run("log", "publish", agent="custodian")
    return command


def test_a_report_is_written_checked_and_complete(command, tmp_path, capsys):
    said = command.run("log", "report", "openings", "--to", tmp_path / "r.zip", agent="auditor").out
    assert "sviedka-verify report" in said
    vkeys = command.run("log", "keys", agent="auditor").out.split()
    keys = [part for vkey in vkeys for part in ("--log-key", vkey)]
    assert verify_main(["report", str(tmp_path / "r.zip"), *keys]) == 0
    assert "shows only beside the whole log" in capsys.readouterr().out
    log = ["--log", str(command.root / "log")]
    assert verify_main(["report", str(tmp_path / "r.zip"), *keys, *log, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["valid"]
    with zipfile.ZipFile(tmp_path / "r.zip") as packed:
        table = packed.read("data/report.csv").decode()
        counts = json.loads(packed.read("data/report.json"))["counts"]
    assert "lawyer" in table
    assert counts["by_event"]["decryption"] == 1
    assert counts["by_use"] == {"analysis": 1}


def test_a_folder_limits_and_mistakes(command, tmp_path):
    number = command.numbers()["one.txt"]
    report = ("log", "report", "log", "--to", tmp_path / "r")
    command.run(*report, "--item", number, "--agent", "lawyer", agent="auditor")
    said = json.loads((tmp_path / "r" / "data" / "report.json").read_text())
    assert [row["event"] for row in said["rows"]] == ["decryption"]
    assert verify_main(["report", str(tmp_path / "r")]) == 0
    assert "exists" in command.run(*report, agent="auditor", expect=5).err
    late = ("log", "report", "log", "--to", tmp_path / "other", "--since", "22.11.2026")
    assert "write a day as 2026-11-22" in command.run(*late, agent="auditor", expect=2).err
    assert not (tmp_path / "other").exists()


def test_what_is_no_report_is_said(tmp_path, capsys):
    (tmp_path / "text").write_text("no report")
    assert verify_main(["report", str(tmp_path / "text")]) == 3
    assert verify_main(["report", str(tmp_path / "absent")]) == 3
    assert "unreadable" in capsys.readouterr().err
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("../escape", b"x")
    (tmp_path / "hostile.zip").write_bytes(packed.getvalue())
    assert verify_main(["report", str(tmp_path / "hostile.zip")]) == 3
    assert not (tmp_path.parent / "escape").exists()
