"""`sviedka verify` and `sviedka export` on the command line: output, exit codes, options."""

import pytest

from archive.services.verification import ALL_CODES
from tests.checks import check_archive
from tests.command import Command
from tests.tampering import flip

USE = ("--purpose", "prosecution", "--jurisdiction", "DE")
DEPOSIT = ("--consent-basis", "source", "--grant", "prosecution:DE", "--sensitivity", 1)


@pytest.fixture
def command(tmp_path) -> Command:
    made = Command(tmp_path).found()
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"FICTIONAL {name}\n")
    made.ingest(tmp_path / "one.txt", tmp_path / "two.txt", *DEPOSIT)
    return made


def payloads(command):
    return sorted((command.root / "objects").rglob("*/*"))


def test_a_sound_archive(command):
    output = command.run("verify", agent="auditor")
    assert "VALID" in output.out
    assert "2 items" in output.out
    assert command.run("verify", "--json", agent="auditor").json["valid"] is True


def test_defects_are_told_and_exit_1(command):
    flip(payloads(command)[0])
    output = command.run("verify", agent="auditor", expect=1)
    assert "V602 payload-digest-mismatch: objects/" in output.out
    assert "DEFECTS FOUND" in output.out
    data = command.run("verify", "--json", agent="auditor", expect=1).json
    (finding,) = [each for each in data["findings"] if each["severity"] == "error"]
    assert (finding["code"], finding["name"]) == ("V602", ALL_CODES["V602"].name)
    assert data["recorded"] is True


def test_deep_by_the_custodian(command):
    assert "2 items opened" in command.run("verify", "--deep", agent="custodian").out


def test_one_item(command):
    number = command.numbers()["one.txt"]
    assert "1 items" in command.run("verify", "--item", number, agent="auditor").out
    assert command.run("verify", "--item", "BYA-1990-0000001", agent="auditor", expect=4).err


def test_the_auditors_own_key_and_checkpoint(command, tmp_path):
    key = command.run("log", "keys").out.split()[0]
    kept = tmp_path / "kept"
    kept.write_bytes((command.root / "log" / "checkpoint").read_bytes())
    command.run("verify", "--log-key", key, "--remembered", kept, agent="auditor")
    command.run("verify", "--remembered", tmp_path / "nothing", agent="auditor", expect=2)
    command.run("verify", "--log-key", "nonsense", agent="auditor", expect=2)


@pytest.mark.parametrize("agent", ["lawyer", "documenter"])
def test_roles_that_may_not_verify(command, agent):
    command.run("verify", agent=agent, expect=3)


def test_export(command, tmp_path):
    number = command.numbers()["one.txt"]
    output = command.run("export", number, "--to", tmp_path / "out", *USE, agent="lawyer")
    assert "sviedka-verify" in output.out
    command.run("export", number, "--to", tmp_path / "out", *USE, agent="lawyer", expect=5)
    check_archive(command.root)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--purpose", "publication"), 4),
        (("--purpose", "prosecution", "--jurisdiction", "FR"), 4),
        ((*USE, "--recipient", "age1nothing"), 2),
    ],
)
def test_export_refused(command, tmp_path, options, code):
    number = command.numbers()["one.txt"]
    command.run("export", number, "--to", tmp_path / "out", *options, agent="lawyer", expect=code)
    assert not (tmp_path / "out").exists()


def test_export_needs_the_role_and_a_purpose(command, tmp_path):
    number = command.numbers()["one.txt"]
    command.run("export", number, "--to", tmp_path / "out", *USE, agent="custodian", expect=3)
    command.run("export", number, "--to", tmp_path / "out", agent="lawyer", expect=2)


def test_what_belongs_with_it_is_named(command, tmp_path):
    one, two = command.numbers()["one.txt"], command.numbers()["two.txt"]
    command.run("link", one, "must_travel_with", two, "--basis", "fictional", agent="lawyer")
    output = command.run("export", one, "--to", tmp_path / "out", *USE, agent="lawyer")
    assert f"warning: {two} belongs with it (must travel with)" in output.err
