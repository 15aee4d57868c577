"""The tour of README.md, command by command, on a new archive with the real key stretching."""

import re
import shlex
import shutil
from datetime import UTC, datetime

import pytest

from archive.verifier.cli import main as verify_main
from tests.architecture.tree import ROOT
from tests.command import run_main
from tests.docs.documents import README, blocks, read

PASSPHRASE = "fictional words typed in the tour"
MARK = "BYA-2026-"


def tour() -> list[str]:
    """The command lines of the section, from its first to its last block."""
    section = read(README).partition("## A tour")[2].partition("\n## ")[0]
    return [line for block in blocks(README, "sh") for line in block.splitlines() if line in section]


@pytest.mark.slow
def test_the_tour_runs_as_written(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "samples" / "records", tmp_path / "samples" / "records")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("getpass.getpass", lambda *_arguments, **_options: PASSPHRASE)
    outputs: dict[str, str] = {}
    log_key = ""
    for written in tour():
        line = written.replace(MARK, f"BYA-{datetime.now(UTC).year}-")
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            monkeypatch.setenv(name, value)
        elif line == "LOG_KEY=$(sviedka log keys | head -n 1)":
            log_key = run_main(["log", "keys"]).out.splitlines()[0]
        else:
            program, *arguments = shlex.split(line.replace("$LOG_KEY", log_key))
            if program == "sviedka-verify":
                assert verify_main(arguments) == 0, line
                outputs[written] = capsys.readouterr().out
            else:
                assert program == "sviedka"
                done = run_main(arguments)
                assert done.code == 0, f"{line}\n{done.out}\n{done.err}"
                outputs[written] = done.out
    assert len(outputs) > 20
    check_what_the_text_says(outputs)
    assert (tmp_path / "statement.txt").read_bytes() == first_statement()
    assert len(list((tmp_path / "my-shares").iterdir())) == 5


def check_what_the_text_says(outputs: dict[str, str]) -> None:
    """What README tells of each step is what its command printed."""

    def of(beginning: str) -> str:
        (found,) = (output for line, output in outputs.items() if line.startswith(beginning))
        return found

    ingest = "sviedka --as documenter ingest samples/records --receipts my-receipts"
    assert "30 deposited" in outputs[ingest]
    assert "0 deposited, 30 already here" in outputs[f"{ingest} --quiet"]
    assert "by-" in of('sviedka unit resolve "ИК-1"')
    german = of("sviedka --as lawyer search --unit by-mvd")
    assert re.match(r"1 to 3 of 3 items", german)
    assert "WITHDRAWN" in of(f"sviedka --as lawyer show {MARK}0000030")
    assert "valid" in of("sviedka-verify my-bundle")


def first_statement() -> bytes:
    return (ROOT / "samples" / "records" / "S01" / "s01_testimony.txt").read_bytes()
